/** A clock that moves only when somebody waits or a test moves it, and limits that end only when a test ends them. */
import type { Time } from '../../crm/hubspot/time.ts';
import { type Instant, plusMs } from '../../domain/instant.ts';

export interface HeldTime extends Time {
  /** How long somebody waited, each time. */
  readonly waits: readonly number[];
  advance(ms: number): void;
  /** Every limit that has begun and was not cleared is over. */
  expire(): void;
  /** Limits that have begun and are neither over nor cleared. */
  readonly openDeadlines: number;
}

export function heldTime(start: Instant = '2026-11-23T10:00:00.000Z'): HeldTime {
  let now = start;
  const waits: number[] = [];
  const open = new Set<AbortController>();
  return {
    waits,
    now: () => now,
    async wait(ms) {
      waits.push(ms);
      now = plusMs(now, ms);
    },
    deadline() {
      const controller = new AbortController();
      open.add(controller);
      return { signal: controller.signal, clear: () => void open.delete(controller) };
    },
    advance(ms) {
      now = plusMs(now, ms);
    },
    expire() {
      for (const controller of [...open]) controller.abort();
      open.clear();
    },
    get openDeadlines() {
      return open.size;
    },
  };
}
