/** The parts of a running engine and the order in which they end: who uses another part ends before it. */
import { setTimeout as delay } from 'node:timers/promises';

export const stopOrder = ['server', 'worker', 'inbox', 'temporal', 'postgres'] as const;
export type PartName = (typeof stopOrder)[number];

/** A running process of the engine. */
export interface Part {
  readonly name: PartName;
  readonly pid: number;
  readonly logFile: string;
  /** The exit code, or null when a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Asks it to end and kills it after `graceMs`. Resolves when it is gone. */
  stop(graceMs: number): Promise<void>;
}

/** The least that is left to each part that comes after a slow one. */
const reserveMs = 400;
const hurriedMs = 300;

/**
 * Ends the parts one after the other, those of a kind together, all within `totalMs`. When `hurry` aborts, each gets only a moment.
 */
export async function stopInOrder(parts: readonly Part[], totalMs: number, hurry: AbortSignal): Promise<void> {
  const deadline = Date.now() + totalMs;
  const ordered = stopOrder
    .map((name) => parts.filter((part) => part.name === name))
    .filter(({ length }) => length > 0);
  for (const [index, alike] of ordered.entries()) {
    const after = ordered.length - 1 - index;
    const graceMs = hurry.aborted ? hurriedMs : Math.max(hurriedMs, deadline - Date.now() - after * reserveMs);
    await Promise.all(alike.map((part) => Promise.race([part.stop(graceMs), hurried(part, hurry)])));
  }
}

/** Ends the part the hard way soon after `hurry` aborts. */
async function hurried(part: Part, hurry: AbortSignal): Promise<void> {
  if (!hurry.aborted) await new Promise((resolve) => hurry.addEventListener('abort', resolve, { once: true }));
  await Promise.race([part.exited, delay(hurriedMs)]);
  await part.stop(0);
}
