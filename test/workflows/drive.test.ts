/** The loop itself, where no machine of the project takes it: in its own workflow. */
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { WorkflowUpdateStage } from '@temporalio/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestWorker, type TestWorker } from '../support/temporal.ts';

let worker: TestWorker;
beforeAll(async () => {
  const workflowsPath = fileURLToPath(new URL('../support/busy-workflow.ts', import.meta.url));
  worker = await startTestWorker({ workflowsPath, activities: {} });
}, 60_000);
afterAll(() => worker?.close());

it('a run that is to go on in a new one waits until every update in it has its answer', async () => {
  const { taskQueue, realTimeClient } = worker;
  const handle = await realTimeClient.start('busy', { workflowId: `busy/${randomUUID()}`, taskQueue });
  const asked = await handle.startUpdate<string, []>('leave', { waitForStage: WorkflowUpdateStage.ACCEPTED });
  await handle.signal('finish');
  expect(await asked.result()).toBe('has left');
  expect(await handle.result()).toBe('has come');
});
