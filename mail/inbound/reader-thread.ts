/** The worker's side: reads the mails that it is given, one after the other. */
import { parentPort } from 'node:worker_threads';
import { aboveQuote, newText } from './answers/new-text.ts';
import type { ReaderOrder } from './mail-readers.ts';
import { readWhole } from './reading.ts';

parentPort?.on('message', async ({ raw, receivedAt, crude }: ReaderOrder) => {
  // The thread is up: what it took to get there is not the mail's time.
  parentPort?.postMessage({ begun: true });
  try {
    parentPort?.postMessage({ read: await readWhole(raw, { receivedAt }, crude ? aboveQuote : newText) });
  } catch {
    parentPort?.postMessage({ failed: true });
  }
});
