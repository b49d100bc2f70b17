/**
 * A progress bar on stderr, for long work on a terminal; silent otherwise. It draws at most ten times a second, and says how
 * long it may still take by how fast it went since the bar began: what was done before, when work goes on, tells nothing of that.
 */
import type { Screen } from './screen.ts';

export interface Progress {
  /** Says how far the work is; `detail` stands behind the bar. */
  at(done: number, total: number, detail?: string): void;
  /** Removes the bar, so that what follows starts on a clean line. */
  clear(): void;
}

const barWidth = 30;
const drawEveryMs = 100;
/** Before that, how fast it went says little. */
const foretellsAfterMs = 2_000;

/** @param from work with fewer items than this shows no bar. */
export function createProgress(screen: Screen, label: string, from: number): Progress {
  if (!screen.interactive || screen.json) return { at() {}, clear() {} };
  const started = performance.now();
  let drawnAt = started;
  let first: { readonly done: number; readonly at: number } | null = null;
  return {
    at(done, total, detail) {
      if (total < from) return;
      const now = performance.now();
      first ??= { done, at: now };
      if (now - drawnAt < drawEveryMs) return;
      drawnAt = now;
      const filled = Math.round((barWidth * done) / Math.max(1, total));
      const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
      const perMs = now > first.at ? (done - first.done) / (now - first.at) : 0;
      const parts = [
        `${done}/${total}`,
        ...(perMs > 0 ? [`${Math.round(perMs * 1000)}/s`] : []),
        ...(perMs > 0 && done < total && now - started >= foretellsAfterMs
          ? [`${timeLeft((total - done) / perMs)} left`]
          : []),
        ...(detail ? [detail] : []),
      ];
      screen.raw(`\r\u001b[K${label} ${screen.paintNote('cyan', bar)} ${parts.join('  ')}`);
    },
    clear() {
      if (drawnAt > started) screen.raw('\r\u001b[K');
    },
  };
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** As roughly as it is known: `about 40 s`, `about 3 min`, `about 1 h 20 min`. */
export function timeLeft(ms: number): string {
  if (ms < 0.95 * minuteMs) return `about ${Math.max(5, Math.ceil(ms / 5_000) * 5)} s`;
  if (ms < hourMs) return `about ${Math.round(ms / minuteMs)} min`;
  const tens = Math.round(ms / (10 * minuteMs));
  const minutes = (tens % 6) * 10;
  return `about ${Math.floor(tens / 6)} h${minutes === 0 ? '' : ` ${minutes} min`}`;
}
