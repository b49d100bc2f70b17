/** The mail with which the day of a salesperson begins, on the real engine. */
import { randomUUID } from 'node:crypto';
import { ScheduleClient } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainPerson } from '../../domain/sales-desk.ts';
import { scheduleDigest } from '../../worker/digest-schedule.ts';
import { now, startEngine, type TestEngine } from '../support/engine.ts';
import { apartDesk, testWorkspace } from '../support/workspace.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startEngine();
  await engine.publish('sequence: recycle\nsteps:\n  - send: still-there\n');
});
afterAll(() => engine?.close());

const others = { accept: 'PT4H', contact: null };
const service = { hot: others, others, remindAt: 0.5, reassignAt: 1, managerAt: 1.5, silentAfter: null };
/** Everybody's day has begun at the full hour; nobody but ines takes a second lead. */
async function sell(more: object = {}) {
  const everyDay = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
  const hours = [{ from: `${new Date().toISOString().slice(11, 13)}:00`, to: '24:00' }];
  const work = { days: everyDay, hours, holidays: { country: null, dates: [] } };
  const people = { joel: { ...plainPerson, absences: [{ from: '2020-01-01', to: '2099-01-01' }] } };
  const desk = { ...apartDesk, manager: 'mara@sales.acme.example', work, service, people, ...more };
  const organisation = { ...testWorkspace.organisation, timeZone: 'UTC' };
  const sales = { ...testWorkspace.sales, desk };
  await engine.store.publications.publishWorkspace({ ...testWorkspace, organisation, sales }, now());
}
async function handedOver(company: string, name: string) {
  const lead = await engine.addLead({ company, firstName: name });
  await engine.ingest({ kind: 'custom', name: 'demo_requested', lead: { id: lead.id } });
  const { handoffId } = await engine.ingest({ kind: 'reply', lead: { id: lead.id }, payload: { text: 'Call me' } });
  if (handoffId === null) throw new Error('No hand-off was opened');
  return { lead, id: handoffId };
}
const run = () =>
  engine.client.execute('deskDigest', { workflowId: `digest-${randomUUID()}`, taskQueue: engine.taskQueue, args: [] });
const digests = (to: string) =>
  engine.sink.mails.filter(
    (mail) => mail.envelope.to[0]?.startsWith(to) && /^(Your leads|Leads that)/.test(mail.subject),
  );

describe('whose day begins', () => {
  it('is told once of what they owe, with the link to each; where it is switched off, or nothing is owed, nobody is', async () => {
    await sell({ digest: false });
    const ann = await handedOver(`A ${randomUUID()}`, 'Ann');
    await engine.until(
      async () => (await engine.store.handoffs.story(ann.id, now())).handoff,
      ({ offer }) => offer === 1,
      'an offer',
    );
    expect(await run()).toEqual({ told: 0 });
    await sell();
    for (const _ of ['at nine', 'at half past']) expect(await run()).toEqual({ told: 1 });
    const [mail, ...more] = digests('ines');
    expect(more).toEqual([]);
    expect(mail?.subject).toBe('Your leads today: 1');
    expect(mail?.text).toMatch(
      /Ann.*: (hot|warm), score \d+; waits for your answer until \d{4}-.*\n {4}https:\/\/go\.acme\.example\/h\/[a-z2-7]+/,
    );
    expect(digests('joel')).toEqual([]);
  });

  it('tells the manager of leads that nobody can have', async () => {
    const people = {
      ines: { ...plainPerson, capacity: 1 },
      joel: { ...plainPerson, absences: [{ from: '2020-01-01', to: '2099-01-01' }] },
    };
    await sell({ people });
    const bob = await handedOver(`B ${randomUUID()}`, 'Bob');
    await engine.until(
      async () => (await engine.store.handoffs.story(bob.id, now())).handoff,
      ({ queuedAt }) => queuedAt !== null,
      'the queue',
    );
    // Ines has had hers.
    expect(await run()).toEqual({ told: 2 });
    const [mail] = digests('mara');
    expect(mail?.subject).toBe('Leads that nobody can have: 1');
    expect(mail?.text).toMatch(/Bob.*waits since/);
  });
});

it('runs by a schedule twice an hour', async () => {
  const client = new ScheduleClient({ connection: engine.client.connection });
  const scheduleId = `digest-${randomUUID()}`;
  const told: unknown[] = [];
  await scheduleDigest(client, {
    taskQueue: 'none',
    scheduleId,
    log: { warn: (...all: readonly unknown[]) => void told.push(all) },
  });
  const handle = client.getHandle(scheduleId);
  const { spec, action } = await handle.describe();
  expect(spec.calendars?.[0]?.minute?.map(({ start }) => start)).toEqual([2, 32]);
  expect(action).toMatchObject({ workflowType: 'deskDigest' });
  expect(told).toEqual([]);
  await handle.delete();
});
