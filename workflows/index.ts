/** The workflow types that a worker serves; the bundle starts here. */
export { handoff } from './handoff.ts';
export { nurture } from './nurture.ts';
