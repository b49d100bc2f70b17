/**
 * Histories that were recorded once must replay with the workflow code of today: enrollments sleep for months, and the
 * worker that wakes them is always a newer one. UPDATE_HISTORIES=1 records anew what is missing.
 */
import { existsSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import proto from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { now, startEngine, type TestEngine } from '../support/engine.ts';
import { bundleForTests } from '../support/temporal.ts';

const { History } = proto.temporal.api.history.v1;
const folder = join(import.meta.dirname, '../histories');

let engine: TestEngine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine?.close());

async function clicked(): Promise<string> {
  await engine.publish(`
sequence: replayed
steps:
  - send: one
  - waitFor: { any: [ { click: one }, { event: demo_requested } ] }
    timeout: 1 week
    then: [ { score: 5, reason: interested } ]
  - branch: score > 1
    then: [ { wait: 1 second } ]
    else: [ { exit: no interest } ]
  - send: two
`);
  const lead = await engine.addLead();
  const enrollment = await engine.enroll(lead.id, 'replayed');
  await engine.until(
    () => engine.store.enrollments.get(enrollment.id),
    (e) => e.stepId === 'wait-for-1',
    'the wait',
  );
  const message = await engine.store.messages.newestSent(lead.id);
  await engine.ingest({ kind: 'click', lead: { messageId: message?.id ?? '' }, link: 'guide' });
  return (await engine.ended(enrollment.id)).workflowId;
}

async function stopped(): Promise<string> {
  const lead = await engine.addLead();
  const enrollment = await engine.enroll(lead.id, 'replayed');
  await engine.until(
    () => engine.store.enrollments.get(enrollment.id),
    (e) => e.stepId === 'wait-for-1',
    'the wait',
  );
  await engine.ingest({ kind: 'unsubscribe', lead: { id: lead.id } });
  return (await engine.ended(enrollment.id)).workflowId;
}

async function returned(): Promise<string> {
  await engine.publish('sequence: recycle\nsteps:\n  - send: again\n');
  const lead = await engine.addLead();
  await engine.ingest({ kind: 'custom', name: 'demo_requested', lead: { id: lead.id } });
  const { handoffId } = await engine.ingest({ kind: 'reply', lead: { id: lead.id } });
  const id = handoffId ?? '';
  await engine.until(
    async () => (await engine.store.handoffs.story(id, now())).handoff,
    (h) => h.salesperson !== null,
    'an offer',
  );
  await engine.sink.waitFor((mail) => mail.text.includes(lead.email));
  await engine.store.handoffs.decide(id, { kind: 'returned', reason: 'no_budget' }, 'ines', now());
  await engine.sink.waitFor((mail) => mail.envelope.to[0] === lead.email);
  return `handoff/${lead.id}/1`;
}

const recorded: Readonly<Record<string, () => Promise<string>>> = {
  'nurture-clicked': clicked,
  'nurture-stopped': stopped,
  'handoff-returned': returned,
};

describe('a history', () => {
  for (const [name, make] of Object.entries(recorded)) {
    it(`of ${name} is stored, or is recorded when asked`, async () => {
      const file = join(folder, `${name}.json`);
      if (process.env.UPDATE_HISTORIES && !existsSync(file)) {
        const workflowId = await make();
        await engine.until(
          () => engine.client.getHandle(workflowId).describe(),
          (d) => d.status.name === 'COMPLETED',
          'its end',
        );
        const history = await engine.client.getHandle(workflowId).fetchHistory();
        const plain = History.toObject(History.create(history), { longs: String, bytes: String, enums: String });
        await writeFile(file, JSON.stringify(plain, null, 1));
      }
      expect(existsSync(file)).toBe(true);
    });
  }

  it('replays with the code of today', async () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
    expect(files.length).toBeGreaterThanOrEqual(Object.keys(recorded).length);
    const workflowBundle = { codePath: await bundleForTests() };
    for (const name of files) {
      const history = History.fromObject(JSON.parse(await readFile(join(folder, name), 'utf8')));
      await expect(
        Worker.runReplayHistory({ workflowBundle, replayName: name }, history),
        name,
      ).resolves.toBeUndefined();
    }
  });

  it('does not replay with other decisions: the check can fail', async () => {
    const history = History.fromObject(JSON.parse(await readFile(join(folder, 'nurture-clicked.json'), 'utf8')));
    // The same history, as if the workflow had once started a timer before its first activity.
    const first = history.events?.findIndex((event) => event.activityTaskScheduledEventAttributes) ?? -1;
    const scheduled = history.events?.[first];
    if (!scheduled?.activityTaskScheduledEventAttributes?.activityType) throw new Error('There is no activity');
    scheduled.activityTaskScheduledEventAttributes.activityType.name = 'somethingElse';
    const workflowBundle = { codePath: await bundleForTests() };
    await expect(Worker.runReplayHistory({ workflowBundle, replayName: 'changed' }, history)).rejects.toThrow(
      /[Nn]ondeterminism|TMPRL1100/,
    );
  });
});
