/** Signals may be late: an outage, a worker that was down. What the ledger knows decides, not which came first. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { now, startEngine, type TestEngine } from '../support/engine.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startEngine();
  await engine.publish(`
sequence: answer
steps:
  - send: first
  - waitFor: { any: [ { reply: true }, { click: first } ] }
    timeout: 3 seconds
    then: [ { exit: answered } ]
    else: [ { send: nudge } ]
`);
});
afterAll(() => engine?.close());

async function waiting() {
  const lead = await engine.addLead();
  const enrollment = await engine.enroll(lead.id, 'answer');
  await engine.until(
    () => engine.store.enrollments.get(enrollment.id),
    (e) => e.stepId === 'wait-for-1',
    'the wait',
  );
  const message = await engine.store.messages.newestSent(lead.id);
  if (!message) throw new Error('The first mail is missing');
  await engine.holdSignals();
  return { lead, enrollment, messageId: message.id };
}

const mailsTo = (email: string): number => engine.sink.mails.filter((mail) => mail.envelope.to[0] === email).length;

describe('an event that came in time, whose signal comes after the timer', () => {
  it.each(['reply', 'click'] as const)('%s: the wait did not end in vain, and no mail follows', async (kind) => {
    const { lead, enrollment, messageId } = await waiting();
    await engine.ingest({ kind, lead: { messageId }, link: kind === 'click' ? 'guide' : null });
    const end = await engine.ended(enrollment.id);
    await engine.deliverSignals();
    expect([end.status, end.reason, mailsTo(lead.email)]).toEqual(['exited', 'answered', 1]);
  });

  it('a reply after the wait has ended still stops what follows', async () => {
    const { lead, enrollment, messageId } = await waiting();
    const nudge = await engine.sink.waitFor(
      (mail) => mail.envelope.to[0] === lead.email && mail.subject.startsWith('nudge'),
    );
    expect(nudge).toHaveLength(1);
    await engine.ended(enrollment.id);
    await engine.ingest({ kind: 'reply', lead: { messageId } });
    await engine.deliverSignals();
    expect(mailsTo(lead.email)).toBe(2);
  });
});

describe('a workflow that is gone', () => {
  it('fails its enrollment, and the lead can be enrolled again', async () => {
    const { lead, enrollment } = await waiting();
    await engine.client.getHandle(enrollment.workflowId).terminate('lost');
    await engine.store.enrollments.stop(enrollment.id, 'test', now());
    await engine.deliverSignals();
    const end = await engine.ended(enrollment.id);
    expect([end.status, end.reason]).toEqual(['failed', 'its workflow is gone']);
    expect((await engine.enroll(lead.id, 'answer')).number).toBe(2);
  });
});

describe('what a relay says', () => {
  it('stays in the ledger: the history has the code alone', async () => {
    await engine.deliverSignals();
    const lead = await engine.addLead();
    engine.sink.behave((moment) =>
      moment.stage === 'dot' && moment.to.includes(lead.email) ? { reply: `554 5.6.0 no, <${lead.email}>` } : undefined,
    );
    const enrollment = await engine.enroll(lead.id, 'answer');
    const end = await engine.ended(enrollment.id);
    engine.sink.behave();
    expect([end.status, end.reason]).toEqual(['failed', 'SMTP_REFUSED']);
    const { items } = await engine.store.messages.list({ leadId: lead.id }, { limit: 1 });
    expect(items[0]?.detail).toContain(lead.email);
    const history = await engine.client.getHandle(enrollment.workflowId).fetchHistory();
    const payloads = JSON.stringify(history, (_, value) =>
      value instanceof Uint8Array ? new TextDecoder().decode(value) : value,
    );
    expect(payloads).not.toContain(lead.email.split('@')[0]);
  });
});
