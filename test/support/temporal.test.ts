import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestWorker, type TestWorker } from './temporal.ts';

const day = 86_400_000;
let worker: TestWorker;

beforeAll(async () => {
  worker = await startTestWorker({ workflowsPath: fileURLToPath(new URL('./sleeper.ts', import.meta.url)) });
});
afterAll(() => worker.close());

test('a workflow that sleeps for twelve weeks ends within seconds', async () => {
  const workflowId = randomUUID();
  const { taskQueue } = worker;
  expect(await worker.client.execute('sleeper', { workflowId, taskQueue, args: [12] })).toBe(12);
});

test('a workflow can be stopped on a day, sent on for some days, and sent to its end', async () => {
  const client = worker.clientThatStops(10 * day);
  const workflowId = randomUUID();
  const handle = await client.start('sleeper', { workflowId, taskQueue: worker.taskQueue, args: [6] });
  const weeks = async () => {
    const { events } = await handle.fetchHistory();
    return events?.filter((event) => event.timerFiredEventAttributes).length;
  };
  await client.stopped(workflowId);
  expect(await weeks()).toBe(1);
  await client.sendOn(workflowId, { forMs: 14 * day });
  expect(await weeks()).toBe(3);
  await client.sendOn(workflowId, 'to the end');
  expect(await handle.result()).toBe(6);
});
