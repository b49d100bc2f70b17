/** The worker's side: extracts the new text of the bodies that it is given, one after the other. */
import { parentPort } from 'node:worker_threads';
import { type Body, newText } from './new-text.ts';

parentPort?.on('message', (body: Body) => {
  // The thread is up: what it took to get there is not the text's time.
  parentPort?.postMessage({ begun: true });
  try {
    parentPort?.postMessage({ text: newText(body) });
  } catch {
    parentPort?.postMessage({ failed: true });
  }
});
