import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../support/engine.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startEngine();
  await engine.publish(`
sequence: guide
steps:
  - send: hello
  - waitFor: { click: hello }
    timeout: 5 days
    then: [ { score: 5, reason: read the guide }, { send: case-study } ]
    else: [ { send: nudge } ]
  - wait: 3 days
  - send: offer
`);
});
afterAll(() => engine?.close());

/** A lead that has been sent its first mail and is waited for. */
async function waiting() {
  const lead = await engine.addLead();
  const enrollment = await engine.enroll(lead.id, 'guide');
  const [mail] = await engine.sink.waitFor((m) => m.envelope.to[0] === lead.email);
  await engine.until(
    () => engine.store.enrollments.get(enrollment.id),
    (e) => e.stepId?.startsWith('wait-for') ?? false,
    'the wait',
  );
  const message = await engine.store.messages.newestSent(lead.id);
  if (!mail || !message) throw new Error('The first mail is missing');
  return { lead, enrollment, mail, message };
}

const mailsTo = (email: string): string[] =>
  engine.sink.mails.filter((mail) => mail.envelope.to.includes(email)).map((mail) => mail.subject);

describe('an enrollment', () => {
  it('sends the first mail at once, to the lead alone, with the headers of marketing mail', async () => {
    const { lead, mail, message } = await waiting();
    expect(mail.envelope.to).toEqual([lead.email]);
    expect(mail.header('message-id')).toBe(`<m.${message.id}@reply.acme.example>`);
    expect(mail.header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(mail.header('reply-to')).toContain('r+');
    expect(message.state).toBe('SENT');
  });

  it('goes on within moments of the click it waits for', async () => {
    const { lead, enrollment, message } = await waiting();
    await engine.ingest({ kind: 'click', lead: { messageId: message.id }, link: 'guide' });
    await engine.sink.waitFor((mail) => mail.envelope.to[0] === lead.email && mail.subject.startsWith('case-study'));
    await engine.until(
      () => engine.store.enrollments.get(enrollment.id),
      (e) => e.stepId === 'wait-1',
      'the pause',
    );
    expect((await engine.store.leads.get(lead.id, new Date().toISOString())).stage).toBe('engaged');
  });

  it('ignores a second report of the same click', async () => {
    const { lead, message } = await waiting();
    const click = {
      kind: 'click',
      lead: { messageId: message.id },
      link: 'guide',
      dedupeKey: `c/${message.id}`,
    } as const;
    const at = new Date().toISOString();
    await engine.store.events.ingest({ ...click, occurredAt: at }, at);
    await engine.store.events.ingest({ ...click, occurredAt: at }, at);
    await engine.sink.waitFor((mail) => mail.envelope.to[0] === lead.email && mail.subject.startsWith('case-study'));
    expect(mailsTo(lead.email)).toHaveLength(2);
  });

  it.each(['reply', 'unsubscribe', 'complaint', 'bounce_hard'] as const)(
    'ends on %s, and no mail follows',
    async (kind) => {
      const { lead, enrollment, message } = await waiting();
      await engine.ingest({ kind, lead: { messageId: message.id } });
      const end = await engine.ended(enrollment.id);
      expect([end.status, end.reason]).toEqual(['stopped', kind]);
      expect(mailsTo(lead.email)).toHaveLength(1);
    },
  );

  it('is stopped by hand', async () => {
    const { enrollment } = await waiting();
    await engine.store.enrollments.stop(enrollment.id, 'test', new Date().toISOString());
    expect((await engine.ended(enrollment.id)).reason).toBe('manual');
  });

  it('of a suppressed address is refused at the door', async () => {
    const lead = await engine.addLead({ email: 'Gone@Customer.example' });
    await engine.store.suppressions.add('gone@customer.EXAMPLE', 'manual', null, new Date().toISOString());
    await expect(engine.enroll(lead.id, 'guide')).rejects.toMatchObject({ code: 'LEAD_SUPPRESSED' });
  });

  it('is not mailed when the address is suppressed between enrolling and sending', async () => {
    await engine.holdSignals();
    const lead = await engine.addLead();
    const enrollment = await engine.enroll(lead.id, 'guide');
    await engine.store.suppressions.add(lead.email, 'complaint', null, new Date().toISOString());
    await engine.deliverSignals();
    const end = await engine.ended(enrollment.id);
    expect([end.status, end.reason]).toEqual(['stopped', 'complaint']);
    expect(mailsTo(lead.email)).toEqual([]);
  });
});
