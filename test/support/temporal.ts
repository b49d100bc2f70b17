/**
 * Real workflow code on the real Temporal server of this test run. Waiting is skipped per execution: a workflow that sleeps
 * for a month goes on at once. Activities still see the real clock, and nothing is skipped while one is pending.
 */
import { randomUUID } from 'node:crypto';
import { Connection, WorkflowClient, type WorkflowClientOptions, type WorkflowStartInput } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { inject } from 'vitest';
import { workflowBundle } from '../../worker/bundle.ts';
import { bundleHome } from './bundle-cache.ts';

/** Path of the bundle of the project's workflows. */
export const bundleForTests = (): Promise<string> => workflowBundle(bundleHome);

/** More than any test needs; a workflow that loops on timers ends here. */
const mostSkips = 10_000;

/** How far a workflow skips on its own: to its end, or for this long, after which its time is real until it is sent on. */
export type Skipping = 'to the end' | { readonly forMs: number };

const timeSkipping = (skipping: Skipping, id: string) => {
  const all = { enabled: true, maxSessionSkipCount: mostSkips };
  return skipping === 'to the end' ? all : { ...all, fastForwardConfig: { id, duration: msToTs(skipping.forMs) } };
};

/** Starts workflows that skip their waiting. The SDK has no option for it yet, only the request has. */
export class SkippingWorkflowClient extends WorkflowClient {
  readonly skipping: Skipping;

  constructor(options: WorkflowClientOptions, skipping: Skipping = 'to the end') {
    super(options);
    this.skipping = skipping;
  }

  protected override async createStartWorkflowRequest(input: WorkflowStartInput) {
    const request = await super.createStartWorkflowRequest(input);
    request.timeSkippingConfig = timeSkipping(this.skipping, 'start');
    return request;
  }

  /** Resolves when the workflow has lived through the time it was started or sent on with. */
  async stopped(workflowId: string, fastForwardId = 'start'): Promise<void> {
    await this.workflowService.pollWorkflowExecutionTimeSkipping({
      namespace: this.options.namespace,
      workflowExecution: { workflowId },
      fastForwardId,
    });
  }

  /** Sends a stopped workflow on: for so long, then it stops again (await this for that moment), or to its end. */
  async sendOn(workflowId: string, skipping: Skipping): Promise<void> {
    const id = randomUUID();
    await this.workflowService.updateWorkflowExecutionOptions({
      namespace: this.options.namespace,
      workflowExecution: { workflowId },
      workflowExecutionOptions: { timeSkippingConfig: timeSkipping(skipping, id) },
      updateMask: { paths: ['time_skipping_config'] },
    });
    if (skipping !== 'to the end') await this.stopped(workflowId, id);
  }
}

export interface TestWorker extends AsyncDisposable {
  /** Skips to the end; make one with `clientThatStops` to halt on the way. */
  readonly client: SkippingWorkflowClient;
  /** Starts workflows that live in real time. */
  readonly realTimeClient: WorkflowClient;
  readonly taskQueue: string;
  readonly connection: Connection;
  clientThatStops(afterMs: number): SkippingWorkflowClient;
  /** Ends the worker and its connections; fails when the worker failed. */
  close(): Promise<void>;
}

export type TestWorkerOptions = Pick<
  WorkerOptions,
  'activities' | 'interceptors' | 'maxCachedWorkflows' | 'maxConcurrentActivityTaskExecutions'
> & {
  /** A file with workflows of the test's own; the project's workflows when absent. */
  readonly workflowsPath?: string;
  /** The queue of a worker that went before; one of its own when absent. */
  readonly taskQueue?: string;
  /** Of another server than that of the test run. */
  readonly address?: string;
};

/** A worker on a task queue of its own, or on that of another. */
export async function startTestWorker(options: TestWorkerOptions): Promise<TestWorker> {
  quietRuntime();
  const { workflowsPath, address = inject('temporalAddress'), taskQueue = `test-${randomUUID()}`, ...rest } = options;
  const code =
    workflowsPath === undefined ? { workflowBundle: { codePath: await bundleForTests() } } : { workflowsPath };
  const [native, connection] = await Promise.all([
    NativeConnection.connect({ address }),
    Connection.connect({ address }),
  ]);
  const worker = await Worker.create({ connection: native, taskQueue, ...code, ...rest });
  const running = worker.run();
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    if (worker.getState() === 'RUNNING') worker.shutdown();
    await running;
    await Promise.all([native.close(), connection.close()]);
  };
  return {
    client: new SkippingWorkflowClient({ connection }),
    realTimeClient: new WorkflowClient({ connection }),
    taskQueue,
    connection,
    clientThatStops: (afterMs) => new SkippingWorkflowClient({ connection }, { forMs: afterMs }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

let quiet = false;

/** The SDK's own log, at warnings; once per process, before the first worker. */
function quietRuntime(): void {
  if (quiet) return;
  quiet = true;
  Runtime.install({ logger: new DefaultLogger('WARN') });
}
