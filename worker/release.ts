/**
 * `tendril start` begins its workers before Temporal and the inbox answer, so that they load meanwhile, and holds them by an
 * argument until both do. A worker that is started by itself is not held: without Temporal it fails at once.
 */

/** As `cli/start/parts.ts` gives it. */
const held = '--held';

/** Resolves when the worker may begin: at once when nobody holds it; to false when its parent is gone. */
export function released(argv: readonly string[] = process.argv): Promise<boolean> {
  if (!argv.includes(held)) return Promise.resolve(true);
  if (!process.connected) return Promise.resolve(false);
  return new Promise((resolve) => {
    const go = (): void => settle(true);
    const gone = (): void => settle(false);
    const settle = (may: boolean): void => {
      process.off('message', go).off('disconnect', gone);
      resolve(may);
    };
    // What was sent before anybody listened is kept for the first who does.
    process.once('message', go).once('disconnect', gone);
  });
}
