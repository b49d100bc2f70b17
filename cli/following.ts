/**
 * Following work that goes on by itself, in the engine: shows how far it is until it is done. Ctrl-C only stops looking.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Cli } from './command.ts';
import { createProgress } from './terminal/progress.ts';

const lookEveryMs = 300;
/** Work that stands still for so long is not being done by anybody. */
const suspiciousMs = 10_000;

export interface Followed<T> {
  readonly label: string;
  /** Reads how far the work is. */
  read(): Promise<T>;
  isOver(view: T): boolean;
  /** Standing still is as it should be just now. */
  rests?(view: T): boolean;
  done(view: T): number;
  total(view: T): number;
  /** More about it than a bar can say: `312 enrolled, 4 refused`. */
  detail?(view: T): string;
  /** The command that shows it again. */
  readonly again: string;
}

/** Resolves with the last view: the work is over, or the person has had enough of looking. */
export function follow<T>(
  cli: Cli,
  { label, read, isOver, rests, done, total, detail, again }: Followed<T>,
): Promise<T> {
  return cli.stoppable(async (signal) => {
    const progress = createProgress(cli.screen, label, 1);
    let view = await read();
    let moved = { done: done(view), at: performance.now(), told: false };
    while (!isOver(view) && !signal.aborted) {
      progress.at(done(view), total(view), detail?.(view));
      await pause(lookEveryMs, undefined, { signal }).catch(() => {});
      view = signal.aborted ? view : await read();
      if (done(view) !== moved.done || rests?.(view))
        moved = { done: done(view), at: performance.now(), told: moved.told };
      else if (!moved.told && performance.now() - moved.at > suspiciousMs) {
        progress.clear();
        cli.screen.note('Nothing has happened for a while: does the engine run? See tendril status.');
        moved = { ...moved, told: true };
      }
    }
    progress.clear();
    if (!isOver(view)) cli.screen.note(`It goes on without you. See how far it is: ${again}`);
    return view;
  });
}
