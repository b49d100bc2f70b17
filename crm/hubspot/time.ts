/** The time an adapter lives in, handed in so that tests own it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Instant, instantFromMs } from '../../domain/instant.ts';

/** A limit that has begun: `signal` aborts when it is over, unless it was cleared before. */
export interface Deadline {
  readonly signal: AbortSignal;
  clear(): void;
}

export interface Time {
  now(): Instant;
  wait(ms: number): Promise<void>;
  deadline(ms: number): Deadline;
}

/** The machine's clock. */
export const realTime: Time = {
  now: () => instantFromMs(Date.now()),
  wait: (ms) => sleep(ms),
  deadline(ms) {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), ms);
    return { signal: controller.signal, clear: () => clearTimeout(timer) };
  },
};
