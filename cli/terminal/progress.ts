/**
 * A progress bar on stderr, for long work on a terminal; silent otherwise. It draws at most ten times a second.
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

/** @param from work with fewer items than this shows no bar. */
export function createProgress(screen: Screen, label: string, from: number): Progress {
  if (!screen.interactive || screen.json) return { at() {}, clear() {} };
  const started = performance.now();
  let drawnAt = started;
  return {
    at(done, total, detail) {
      if (total < from) return;
      const now = performance.now();
      if (now - drawnAt < drawEveryMs) return;
      drawnAt = now;
      const filled = Math.round((barWidth * done) / Math.max(1, total));
      const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
      const perSecond = Math.round(done / Math.max(0.001, (now - started) / 1000));
      const more = detail ? `  ${detail}` : '';
      screen.raw(`\r\u001b[K${label} ${screen.paintNote('cyan', bar)} ${done}/${total}  ${perSecond}/s${more}`);
    },
    clear() {
      if (drawnAt > started) screen.raw('\r\u001b[K');
    },
  };
}
