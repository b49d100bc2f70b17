/** Work that waited for a worker: what it is told of the time, by the real server and a machine whose clock is hours ahead. */
import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { guarded } from '../../activities/boundary.ts';
import { type Instant, msOf } from '../../domain/instant.ts';
import type { SendBroadcastRequest } from '../../workflows/messages.ts';
import { startTestWorker } from '../support/temporal.ts';

const nineHours = 9 * 3_600_000;

it('an activity that begins nine hours late judges by the time it is then', async () => {
  const told: Instant[] = [];
  const send = async ({ now }: SendBroadcastRequest) => {
    told.push(now);
    return { pace: 1, done: 0, more: false, nextAt: null };
  };
  const worker = await startTestWorker({
    activities: { sendBroadcast: guarded(send, () => Date.now() + nineHours) },
  });
  onTestFinished(() => worker.close());
  const { realTimeClient, taskQueue } = worker;
  const began = Date.now();
  await realTimeClient.execute('broadcast', { taskQueue, workflowId: randomUUID(), args: [{ broadcastId: 'news' }] });
  expect(told).toHaveLength(1);
  const late = told.map((now) => msOf(now) - began - nineHours);
  // Give or take what starting takes, and the clocks of server and test.
  expect(Math.abs(late[0] ?? Number.NaN)).toBeLessThan(60_000);
});
