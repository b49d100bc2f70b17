import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../support/engine.ts';
import { play } from '../support/timeline.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startEngine({ skipping: true });
});
afterAll(() => engine?.close());

const subjectsTo = (email: string): string[] =>
  engine.sink.mails.filter((mail) => mail.envelope.to.includes(email)).map((mail) => mail.subject.split(' ')[0] ?? '');

describe('a program of ninety days', () => {
  it('runs in seconds on the real server and sends what the machine says, in its order', async () => {
    const program = await engine.publish(`
sequence: quarter
steps:
  - send: day-0
  - wait: 10 days
  - send: day-10
  - waitFor: { click: day-10 }
    timeout: 20 days
    then: [ { send: clicked } ]
    else: [ { send: day-30 } ]
  - branch: lead.fields.employees >= 50
    then: [ { wait: 30 days }, { send: day-60 } ]
    else: [ { exit: too small } ]
  - wait: 1 month
  - send: day-90
`);
    const lead = await engine.addLead();
    const enrollment = await engine.enroll(lead.id, 'quarter');
    const end = await engine.ended(enrollment.id);
    expect(end.status).toBe('completed');
    const { mails } = await play(program, { facts: { fields: { employees: 80 } } });
    expect(subjectsTo(lead.email)).toEqual(mails.map((mail) => mail.stepId));
    expect(subjectsTo(lead.email)).toEqual(['day-0', 'day-10', 'day-30', 'day-60', 'day-90']);
    // The test server suggests to continue as new after thirty events: nothing of the state may be lost on the way.
    expect(await runsUntilCompleted(enrollment.workflowId)).toBeGreaterThan(1);
    const lived = Date.parse(end.endedAt ?? '') - Date.parse(end.createdAt);
    expect(Math.round(lived / 86_400_000)).toBeGreaterThanOrEqual(88);
  });
});

/** WORKFLOW_EXECUTION_STATUS_COMPLETED. */
const completed = 2;

/** How many runs a workflow took, once it has completed. */
async function runsUntilCompleted(workflowId: string): Promise<number> {
  const { workflowService } = engine.client;
  const query = `WorkflowId = '${workflowId}'`;
  const listed = await engine.until(
    () => workflowService.listWorkflowExecutions({ namespace: 'default', query }),
    ({ executions }) => executions.some(({ status }) => status === completed),
    'the completed workflow in the list',
  );
  return listed.executions.length;
}

describe('a relay that is in trouble', () => {
  it('delays the mail and loses nothing: greylisted twice, then accepted once', async () => {
    await engine.publish('sequence: grey\nsteps:\n  - send: grey-mail\n');
    const lead = await engine.addLead();
    let refusals = 0;
    engine.sink.behave((moment) => {
      if (moment.stage !== 'rcpt' || !moment.to.includes(lead.email) || refusals >= 2) return undefined;
      refusals += 1;
      return { reply: '450 4.7.1 greylisted, come back later' };
    });
    const enrollment = await engine.enroll(lead.id, 'grey');
    expect((await engine.ended(enrollment.id)).status).toBe('completed');
    engine.sink.behave();
    expect(subjectsTo(lead.email)).toEqual(['grey-mail']);
    expect((await engine.store.messages.newestSent(lead.id))?.attempts).toBe(3);
  });

  it('tells an address that does not exist: hard bounce, suppressed, stopped', async () => {
    await engine.publish('sequence: nobody\nsteps:\n  - send: first\n  - wait: 1 day\n  - send: second\n');
    const lead = await engine.addLead();
    engine.sink.behave((moment) =>
      moment.stage === 'rcpt' && moment.to.includes(lead.email) ? { reply: '550 5.1.1 no such user' } : undefined,
    );
    const enrollment = await engine.enroll(lead.id, 'nobody');
    const end = await engine.ended(enrollment.id);
    engine.sink.behave();
    expect([end.status, end.reason]).toEqual(['stopped', 'bounce_hard']);
    expect(await engine.store.suppressions.reasonFor(lead.email)).toBe('bounce_hard');
  });

  it('leaves a mail whose fate is unclear UNKNOWN and never sends it again', async () => {
    await engine.publish('sequence: unclear\nsteps:\n  - send: maybe\n  - wait: 2 days\n  - send: later\n');
    const lead = await engine.addLead();
    let bodies = 0;
    engine.sink.behave((moment) => {
      if (moment.stage !== 'dot' || !moment.to.includes(lead.email)) return undefined;
      bodies += 1;
      return bodies === 1 ? 'reset' : undefined;
    });
    const enrollment = await engine.enroll(lead.id, 'unclear');
    expect((await engine.ended(enrollment.id)).status).toBe('completed');
    engine.sink.behave();
    expect(bodies).toBe(2);
    expect(subjectsTo(lead.email)).toEqual(['later']);
    const { items } = await engine.store.messages.list({ leadId: lead.id, state: 'UNKNOWN' }, { limit: 10 });
    expect(items.map((message) => message.stepId)).toEqual(['maybe']);
  });
});
