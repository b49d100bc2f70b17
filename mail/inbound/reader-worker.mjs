/** Entry of a worker thread that reads mails: Node 20 cannot start a thread from a .ts file by itself. */
import { register } from 'tsx/esm/api';

register();
await import('./reader-thread.ts');
