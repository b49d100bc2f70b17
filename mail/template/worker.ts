/** The worker's side: compiles what it is asked to, one after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { compileTemplate } from './compilation.ts';
import type { Declared } from './variant-source.ts';

const { dir } = workerData as { readonly dir: string };

/** What the compiler asks for. */
export interface Task {
  readonly name: string;
  readonly declared: Declared | null;
}

parentPort?.on('message', async ({ name, declared }: Task) => {
  // The thread is up: what it took to get there is not the template's time.
  const begun = () => parentPort?.postMessage({ begun: true });
  try {
    parentPort?.postMessage({ compilation: await compileTemplate(dir, name, declared, begun) });
  } catch (error) {
    parentPort?.postMessage({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
