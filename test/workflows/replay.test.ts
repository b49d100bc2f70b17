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
import { type CrmHere, startCrmHere } from '../support/crm-here.ts';
import { startEngine, type TestEngine } from '../support/engine.ts';
import { bundleForTests } from '../support/temporal.ts';
import { lives } from './recorded-lives.ts';

const { History } = proto.temporal.api.history.v1;
const folder = join(import.meta.dirname, '../histories');

let engine: TestEngine;
let here: CrmHere;
beforeAll(async () => {
  here = await startCrmHere();
  // The oldest histories come from before enrollments were listed; the newer ones have that as well.
  engine = await startEngine({ listed: true, crm: here.access });
});
afterAll(() => Promise.all([engine?.close(), here?.hubspot.close()]));

/** The histories of the runs of a workflow, by the name of their file: the last has the plain name. */
async function historiesOf(name: string, workflowId: string): Promise<readonly (readonly [string, unknown])[]> {
  const histories: (readonly [string, unknown])[] = [];
  for (let runId: string | undefined; ; ) {
    const history = await engine.client.getHandle(workflowId, runId).fetchHistory();
    const file = histories.length === 0 ? name : `${name}-${histories.length}-run-before`;
    histories.push([
      file,
      History.toObject(History.create(history), { longs: String, bytes: String, enums: String }),
    ] as const);
    runId = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
    if (runId === undefined) return histories;
  }
}

describe('a history', () => {
  for (const [name, make] of Object.entries(lives)) {
    it(`of ${name} is stored, or is recorded when asked`, async () => {
      const file = join(folder, `${name}.json`);
      if (process.env.UPDATE_HISTORIES && !existsSync(file)) {
        const workflowId = await make(engine, here);
        await engine.until(
          () => engine.client.getHandle(workflowId).describe(),
          (d) => d.status.name === 'COMPLETED',
          'its end',
        );
        for (const [run, history] of await historiesOf(name, workflowId)) {
          await writeFile(join(folder, `${run}.json`), JSON.stringify(history, null, 1));
        }
      }
      expect(existsSync(file)).toBe(true);
    }, 60_000);
  }

  it('replays with the code of today', async () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
    expect(files.length).toBeGreaterThanOrEqual(Object.keys(lives).length);
    const workflowBundle = { codePath: await bundleForTests() };
    for (const name of files) {
      const history = History.fromObject(JSON.parse(await readFile(join(folder, name), 'utf8')));
      await expect(
        Worker.runReplayHistory({ workflowBundle, replayName: name }, history),
        name,
      ).resolves.toBeUndefined();
    }
  }, 60_000);

  it('does not replay with other decisions: the check can fail', async () => {
    const workflowBundle = { codePath: await bundleForTests() };
    for (const name of [
      'nurture-clicked.json',
      'migration.json',
      'mass-enrollment.json',
      'recompute.json',
      'broadcast.json',
      'letter.json',
      'erasure.json',
      'retention.json',
      'webhooks.json',
    ]) {
      const history = History.fromObject(JSON.parse(await readFile(join(folder, name), 'utf8')));
      // The same history, as if the workflow had once called another activity first.
      const type = history.events?.find((event) => event.activityTaskScheduledEventAttributes)
        ?.activityTaskScheduledEventAttributes?.activityType;
      if (!type) throw new Error('There is no activity');
      type.name = 'somethingElse';
      await expect(Worker.runReplayHistory({ workflowBundle, replayName: 'changed' }, history), name).rejects.toThrow(
        /[Nn]ondeterminism|TMPRL1100/,
      );
    }
  });

  it('holds nothing of the lead: what is erased from the database is erased', async () => {
    for (const name of readdirSync(folder)) {
      const text = await readFile(join(folder, name), 'utf8');
      const payloads = [...text.matchAll(/"data": "([^"]*)"/g)].map(([, data]) =>
        Buffer.from(data ?? '', 'base64').toString(),
      );
      expect(payloads.length, name).toBeGreaterThan(0);
      expect(payloads.join('\n'), name).not.toMatch(/@|Ann\b/);
    }
  });
});
