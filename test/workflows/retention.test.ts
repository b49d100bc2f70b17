/** The schedule of the retention on the real Temporal server, and the ends of workflows that do not end by themselves. */
import { randomUUID } from 'node:crypto';
import { ScheduleClient } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createExecutions } from '../../worker/executions.ts';
import { scheduleRetention } from '../../worker/retention-schedule.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { now, startEngine, type TestEngine } from '../support/engine.ts';
import { fillWithOldMail } from '../support/old-mail.ts';

let engine: TestEngine;
let bare: TestStore;
const told: unknown[] = [];
const log = { warn: (...args: readonly unknown[]) => void told.push(args) };

beforeAll(async () => {
  [engine, bare] = await Promise.all([startEngine(), createTestStore()]);
  await engine.publish(`sequence: resting
steps:
  - send: hello
  - waitFor: reply
    timeout: 9 days
    then: [ { exit: answered } ]
`);
});
afterAll(() => Promise.all([engine?.close(), bare?.close()]));

describe('the schedule of the retention', () => {
  const scheduleId = `retention-${randomUUID()}`;
  const taskQueue = `none-${randomUUID()}`;
  const schedules = () => new ScheduleClient({ connection: engine.client.connection });

  it('is made once by however many workers, and stays paused when an operator has paused it', async () => {
    const client = schedules();
    const handle = client.getHandle(scheduleId);
    try {
      await Promise.all(
        [1, 2, 3].map(() => scheduleRetention(client, { store: bare.store, taskQueue, log, scheduleId })),
      );
      expect((await handle.describe()).spec.timezone).toBe('UTC');
      await handle.pause('an audit');
      // The server takes it in after it has answered.
      await engine.until(
        () => handle.describe(),
        (told) => told.state.paused,
        'the pause',
      );
      await scheduleRetention(client, { store: engine.store, taskQueue, log, scheduleId });
      const { spec, state, policies, action } = await handle.describe();
      expect(spec.timezone).toBe((await engine.store.publications.workspace()).organisation.timeZone);
      expect(spec.calendars?.[0]?.hour).toEqual([{ start: 3, end: 3, step: 1 }]);
      expect(state).toMatchObject({ paused: true, note: 'an audit' });
      expect(policies.overlap).toBe('SKIP');
      expect(action).toMatchObject({ workflowType: 'retention', taskQueue });
      expect(told).toEqual([]);
    } finally {
      await handle.delete();
    }
  });

  it('when it is triggered runs the workflow over as many turns as it takes, beginning with what is quick', async () => {
    const { store, client, taskQueue: queue } = engine;
    await fillWithOldMail(engine.databaseUrl, 10_001);
    const ofThis = `retention-${randomUUID()}`;
    await scheduleRetention(schedules(), { store, taskQueue: queue, log, scheduleId: ofThis });
    const handle = schedules().getHandle(ofThis);
    try {
      const { nextActionTimes } = (await handle.describe()).info;
      expect(Number(nextActionTimes[0]) - Date.now()).toBeLessThanOrEqual(25 * 3_600_000);
      await handle.trigger();
      const { action } = await engine.until(
        async () => (await handle.describe()).info.recentActions[0] ?? { action: null },
        (recent) => recent.action !== null,
        'a run of the schedule',
      );
      const { workflowId, firstExecutionRunId } = action?.workflow ?? { workflowId: '', firstExecutionRunId: '' };
      const run = client.getHandle(workflowId, firstExecutionRunId);
      expect(await run.result()).toMatchObject({
        rows: { rawMail: 10_001, requests: 0, bookkeeping: 0 },
        failures: {},
      });
      const { events } = await run.fetchHistory();
      expect(events?.filter((one) => one.activityTaskScheduledEventAttributes)).toHaveLength(2);
      expect(await store.retention.sweeps()).toContainEqual(
        expect.objectContaining({ kind: 'rawMail', rows: 10_001, failure: null }),
      );
    } finally {
      await handle.delete();
    }
  });
});

describe('deleting a workflow', () => {
  it('waits for its end, and ends it by force when that is asked for', async () => {
    const { store } = engine;
    const lead = await engine.addLead({});
    await engine.enroll(lead.id, 'resting');
    await engine.sink.waitFor((mail) => mail.envelope.to[0] === lead.email);
    const executions = createExecutions(engine.client);
    const workflowId = `nurture/${lead.id}/resting/1`;
    expect(await executions.erase(workflowId, false)).toBe('running');
    expect(await executions.erase(workflowId, true)).toBe('erased');
    await engine.until(
      () => executions.erase(workflowId, false),
      (state) => state === 'gone',
      'the deleted workflow gone',
    );
    // The enrollment knows nothing of it until its erasure is done.
    const { id } = await store.rights.erase(lead.id, 'ines', null, now());
    await engine.until(
      async () => (await store.rights.erasures(10)).find((one) => one.id === id)?.doneAt ?? null,
      (doneAt) => doneAt !== null,
      'the end of the erasure',
    );
  });
});
