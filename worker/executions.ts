/** Deletes workflows with their histories, for the activity that sees an erasure through. */
import { isGrpcServiceError, type WorkflowClient } from '@temporalio/client';
import type { Executions } from '../activities/ports.ts';

/** gRPC NOT_FOUND. */
const notFound = 5;
const answerWithinMs = 10_000;
/** `WORKFLOW_EXECUTION_STATUS_RUNNING`. */
const runningStatus = 1;

/**
 * Runs are found by the list of the namespace, which may be late by moments, and the newest by its id at once. So one look
 * may miss an older run; the next one does not.
 */
export const createExecutions = (client: WorkflowClient): Executions => ({
  erase: (workflowId, force) =>
    client.withDeadline(Date.now() + answerWithinMs, async () => {
      const newest = await describe(client, workflowId);
      if (newest?.running && !force) return 'running';
      const runIds = new Set<string>(newest ? [newest.runId] : []);
      for await (const { runId } of client.list({ query: `WorkflowId = "${workflowId}"` })) runIds.add(runId);
      for (const runId of runIds) await remove(client, workflowId, runId);
      return runIds.size === 0 ? 'gone' : 'erased';
    }),
});

async function describe(
  client: WorkflowClient,
  workflowId: string,
): Promise<{ readonly runId: string; readonly running: boolean } | null> {
  const { namespace } = client.options;
  const execution = { namespace, execution: { workflowId } };
  const found = await unlessGone(client.workflowService.describeWorkflowExecution(execution));
  const info = found?.workflowExecutionInfo;
  const runId = info?.execution?.runId;
  return runId ? { runId, running: info?.status === runningStatus } : null;
}

/** The server ends a run that still goes on, and deletes it by and by. */
async function remove(client: WorkflowClient, workflowId: string, runId: string): Promise<void> {
  const { namespace } = client.options;
  await unlessGone(
    client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution: { workflowId, runId } }),
  );
}

async function unlessGone<T>(asking: Promise<T>): Promise<T | null> {
  try {
    return await asking;
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === notFound) return null;
    throw error;
  }
}
