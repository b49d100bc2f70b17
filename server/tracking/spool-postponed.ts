/**
 * Segments that could not be done with, and when each is tried again: those behind them do not wait. It keeps no files and
 * no queue; a postponed segment stays where it is in the queue.
 */
import type { Segment } from './spool-folder.ts';

export interface Postponed {
  /** Later: after a pause that grows each time. @param code what kept it, such as `EIO` */
  add(segment: Segment, code: string): void;
  /** Whether it may be tried now. */
  isDue(segment: Segment): boolean;
  /** It is done with. */
  delete(segment: Segment): void;
  /** All are due at once: this is their last time. */
  hasten(): void;
  /** What kept the one that has failed last; null when there is none. */
  code(): string | null;
}

interface Options {
  /** Pauses before the second, third … attempt, in milliseconds; the last one is kept to. */
  readonly retryDelaysMs: readonly number[];
  pause(ms: number): Promise<void>;
  /** Whether what fails by now is left for the next start. */
  isClosing(): boolean;
  /** Told when one becomes due. */
  due(): void;
}

interface Attempt {
  readonly tries: number;
  readonly code: string;
  isDue: boolean;
}

export function createPostponed({ retryDelaysMs, pause, isClosing, due }: Options): Postponed {
  const attempts = new Map<Segment, Attempt>();
  return {
    add(segment, code) {
      const tries = (attempts.get(segment)?.tries ?? 0) + 1;
      const attempt: Attempt = { tries, code, isDue: false };
      // The last one is the one that has failed last.
      attempts.delete(segment);
      attempts.set(segment, attempt);
      void pause(retryDelaysMs[Math.min(tries, retryDelaysMs.length) - 1] ?? 0).then(() => {
        if (isClosing()) return;
        attempt.isDue = true;
        due();
      });
    },
    isDue: (segment) => attempts.get(segment)?.isDue ?? true,
    delete: (segment) => void attempts.delete(segment),
    hasten() {
      for (const attempt of attempts.values()) attempt.isDue = true;
    },
    code: () => [...attempts.values()].at(-1)?.code ?? null,
  };
}
