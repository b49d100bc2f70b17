/**
 * Who goes first on a real Temporal server when workers have more to do than they can: a worker with a single activity
 * slot is held while a queue builds up behind it.
 */
import { randomUUID } from 'node:crypto';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { OutboxEntry, OutboxPayloads } from '../../db/store.ts';
import { deliver } from '../../worker/delivery.ts';
import { startTestWorker } from '../support/temporal.ts';

const bulkLeads = 30;

/** Something that happens when the test says so. */
function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

it('lets a hand-off and a hot lead overtake the many that queued before them', async () => {
  const began: string[] = [];
  const first = gate();
  const done = gate();
  const work = async (who: string): Promise<never> => {
    began.push(who);
    if (began.length === 1) await first.opened;
    if (began.length === bulkLeads + 4) done.open();
    throw ApplicationFailure.create({
      message: 'enough',
      nonRetryable: true,
      category: ApplicationFailureCategory.BENIGN,
    });
  };
  const worker = await startTestWorker({
    maxConcurrentActivityTaskExecutions: 1,
    activities: {
      converse: ({ enrollmentId }: { enrollmentId: string }) => work(enrollmentId),
      converseHandoff: ({ handoffId }: { handoffId: string }) => work(handoffId),
    },
  });
  onTestFinished(() => worker.close());
  const { realTimeClient: client, taskQueue } = worker;
  const attributes = new Set<string>();
  const ids = new Map<string, string>();
  const start = async (entry: Pick<OutboxEntry, 'kind' | 'payload'>, who: string): Promise<void> => {
    const workflowId = `${who}/${randomUUID()}`;
    ids.set(who, workflowId);
    await deliver({ client, taskQueue, attributes }, { ...entry, id: who, workflowId, attempts: 0 } as OutboxEntry);
  };
  const nurture = (who: string, urgency?: OutboxPayloads['start_nurture']['urgency']): Promise<void> => {
    const payload = { enrollmentId: who, sequenceVersionId: who, sequence: 'many', ...(urgency && { urgency }) };
    return start({ kind: 'start_nurture', payload }, who);
  };
  const queued = (who: string): Promise<void> =>
    vi.waitFor(
      async () => {
        const { raw } = await client.getHandle(ids.get(who) ?? '').describe();
        expect(raw.pendingActivities?.length).toBe(1);
      },
      { timeout: 30_000, interval: 25 },
    );

  await nurture('the one at work', 'bulk');
  await vi.waitFor(() => expect(began).toHaveLength(1), { timeout: 30_000, interval: 10 });
  const bulk = Array.from({ length: bulkLeads }, (_, i) => `bulk ${i}`);
  await Promise.all(bulk.map((who) => nurture(who, 'bulk')));
  await Promise.all(bulk.map(queued));
  await nurture('usual');
  await nurture('hot', 'hot');
  await start({ kind: 'start_handoff', payload: { handoffId: 'sales' } }, 'sales');
  await Promise.all(['usual', 'hot', 'sales'].map(queued));
  expect(began).toEqual(['the one at work']);

  first.open();
  await done.opened;
  // The server hands a few tasks out before it has seen the newest ones; in order of arrival they would be the last.
  const places = ['sales', 'hot', 'usual'].map((who) => began.indexOf(who));
  expect(Math.max(...places)).toBeLessThan(bulkLeads / 3);
  expect(began.toSorted()).toEqual(['the one at work', 'sales', 'hot', 'usual', ...bulk].toSorted());
}, 60_000);
