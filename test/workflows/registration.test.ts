/** What workflows do for registration: the mail of a confirmation, and the look at sources once an hour, on real servers. */
import { randomUUID } from 'node:crypto';
import { ScheduleClient } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scheduleSources } from '../../worker/sources-schedule.ts';
import { now, startEngine, type TestEngine } from '../support/engine.ts';

let engine: TestEngine;
const told: unknown[] = [];
const log = { warn: (...args: readonly unknown[]) => void told.push(args) };

beforeAll(async () => {
  engine = await startEngine();
  await engine.publish('sequence: guide\nsteps:\n  - send: hello\n');
});
afterAll(() => engine?.close());

describe('a confirmation', () => {
  it('is mailed by its workflow, and pressing its button brings the guide', async () => {
    const { store, sink } = engine;
    const lead = await engine.addLead();
    const request = {
      purposes: ['marketing'],
      source: 'form',
      wording: 'The guide',
      wordingVersion: null,
      enroll: 'guide',
    };
    const asked = await store.consents.askConfirmation(lead.id, request, 'form', now());
    const mails = async () => sink.mails.filter(({ envelope }) => envelope.to[0] === lead.email);
    const [mail] = await engine.until(mails, ({ length }) => length === 1, 'the mail that asks');
    expect(mail?.text).toContain('/confirm/');
    await store.consents.confirm(asked.request.id, {}, now());
    const both = await engine.until(mails, ({ length }) => length === 2, 'the guide');
    expect(both[1]?.text).not.toContain('/confirm/');
  });
});

describe('the schedule of the sources', () => {
  it('is made once, stays paused, and when it is triggered opens the alert of a bad source', async () => {
    const { store, client, taskQueue } = engine;
    for (let i = 0; i < 4; i += 1) {
      const input = { email: `f${i}@fake.test`, source: 'bad-list' };
      const { lead } = await store.leads.save(input, now(), 'test', { way: 'file', detail: {} });
      await store.registrations.fake(lead.id, 'made up', 'test', now());
    }
    const schedules = new ScheduleClient({ connection: client.connection });
    const scheduleId = `sources-${randomUUID()}`;
    const handle = schedules.getHandle(scheduleId);
    try {
      await Promise.all([1, 2].map(() => scheduleSources(schedules, { taskQueue, log, scheduleId })));
      // The server takes both changes in after it has answered, in any order: an older one of the two above may undo a pause.
      const pausing = async () => {
        const { state } = await handle.describe();
        if (!state.paused) await handle.pause('an audit');
        return state;
      };
      await engine.until(pausing, ({ paused }) => paused, 'the pause');
      await scheduleSources(schedules, { taskQueue, log, scheduleId });
      const { state, spec } = await handle.describe();
      expect(state).toMatchObject({ paused: true, note: 'an audit' });
      expect(spec.calendars?.[0]?.hour).toEqual([{ start: 0, end: 23, step: 1 }]);
      await handle.trigger();
      const alerts = await engine.until(
        () => store.authenticity.alerts(),
        ({ length }) => length === 1,
        'the alert',
      );
      expect(alerts).toMatchObject([{ source: 'bad-list', why: '4 of 4 are fakes' }]);
      expect(told).toEqual([]);
    } finally {
      await handle.delete();
    }
  });
});
