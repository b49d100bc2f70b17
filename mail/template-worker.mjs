/** Entry of the worker thread that compiles templates: Node 20 cannot start a thread from a .ts file by itself. */
import { register } from 'tsx/esm/api';

register();
await import('./template/worker.ts');
