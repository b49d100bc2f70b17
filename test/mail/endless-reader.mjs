/** A thread that says it has begun and never ends: what a mail does that the reader is not done with. */
import { parentPort } from 'node:worker_threads';

parentPort.on('message', ({ raw, crude }) => {
  parentPort.postMessage({ begun: true });
  const text = Buffer.from(raw).toString();
  if (text.startsWith('die')) process.exit(1);
  if (text.startsWith('slow') && !crude) for (;;);
  if (text.startsWith('endless')) for (;;);
  parentPort.postMessage({ read: { reading: { kind: 'other', reason: `${crude ? 'crude' : 'usual'}: ${text}` } } });
});
