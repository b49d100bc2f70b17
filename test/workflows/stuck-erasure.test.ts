/** An erasure whose workflows do not end by themselves: it has patience for half an hour, which is skipped here. */
import type { WorkflowClient } from '@temporalio/client';
import type proto from '@temporalio/proto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { now, startEngine, type TestEngine } from '../support/engine.ts';

describe('an erasure that cannot wait', () => {
  let skipping: TestEngine;
  beforeAll(async () => {
    skipping = await startEngine({ skipping: true });
    await skipping.publish('sequence: stuck\nsteps:\n  - send: hello\n');
  });
  afterAll(() => skipping?.close());

  it('ends by force after half an hour what has not ended by then, and not before', async () => {
    const { store, client } = skipping;
    await skipping.holdSignals();
    const lead = await skipping.addLead({});
    const enrollment = await skipping.enroll(lead.id, 'stuck');
    // On a queue without a worker: told to stop, it never hears of it.
    await client.start('nurture', { taskQueue: `nobody-${lead.id}`, workflowId: enrollment.workflowId });
    const { id } = await store.rights.erase(lead.id, 'ines', null, now());
    await skipping.deliverSignals();
    const done = await skipping.until(
      async () => (await store.rights.erasures(1))[0],
      (erasure) => erasure !== undefined && erasure.doneAt !== null,
      'the end of the erasure',
    );
    expect(done).toMatchObject({ id, counts: { workflows: 1 } });
    await expect(client.getHandle(enrollment.workflowId).describe()).rejects.toMatchObject({
      name: 'WorkflowNotFoundError',
    });
    expect(await store.enrollments.get(enrollment.id)).toMatchObject({ status: 'stopped', reason: 'manual' });
    const looks = await looksOf(client, `erasure/${id}`);
    const began = Date.parse(looks[0]?.now ?? '');
    const firstForced = looks.findIndex(({ force }) => force);
    expect(looks.slice(0, firstForced).map(({ force }) => force)).not.toContain(true);
    expect(firstForced).toBeGreaterThan(5);
    expect(Date.parse(looks[firstForced]?.now ?? '') - began).toBeGreaterThanOrEqual(30 * 60_000 - 1_000);
    expect(Date.parse(looks[firstForced - 1]?.now ?? '') - began).toBeLessThan(30 * 60_000);
  }, 60_000);
});

interface Look {
  readonly force: boolean;
  readonly now: string;
}

/** What the activity was asked in all runs of an erasure, oldest first. */
async function looksOf(client: WorkflowClient, workflowId: string): Promise<readonly Look[]> {
  const looks: Look[][] = [];
  for (let runId: string | undefined; ; ) {
    const { events } = await client.getHandle(workflowId, runId).fetchHistory();
    looks.unshift((events ?? []).flatMap(lookIn));
    runId = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
    if (runId === undefined) return looks.flat();
  }
}

function lookIn({ activityTaskScheduledEventAttributes: asked }: proto.temporal.api.history.v1.IHistoryEvent): Look[] {
  const data = asked?.input?.payloads?.[0]?.data;
  return data ? [JSON.parse(Buffer.from(data).toString()) as Look] : [];
}
