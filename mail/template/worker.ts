/** The worker's side: compiles what it is asked to, one after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { compileTemplate } from './compilation.ts';

const { dir } = workerData as { readonly dir: string };

parentPort?.on('message', async (name: string) => {
  try {
    parentPort?.postMessage({ compilation: await compileTemplate(dir, name) });
  } catch (error) {
    parentPort?.postMessage({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
