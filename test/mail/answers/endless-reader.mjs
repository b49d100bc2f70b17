/** A thread that says it has begun and never ends: what a text does that the reader is not done with. */
import { parentPort } from 'node:worker_threads';

parentPort.on('message', (body) => {
  parentPort.postMessage({ begun: true });
  if (body.text.startsWith('die')) process.exit(1);
  if (!body.text.startsWith('fine')) for (;;);
  parentPort.postMessage({ text: `read: ${body.text}` });
});
