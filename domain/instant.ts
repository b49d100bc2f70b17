/**
 * Instants as text, and arithmetic on them that needs no calendar. Apart from `time.ts`, so that workflow code can use
 * it without loading the date-time library into the sandbox.
 */

/** A moment: ISO 8601, UTC, milliseconds, e.g. `2026-11-21T09:00:00.000Z`. Sorts as text. */
export type Instant = string;

export const instantFromMs = (epochMs: number): Instant => new Date(epochMs).toISOString();
export const msOf = (instant: Instant): number => Date.parse(instant);
export const plusMs = (instant: Instant, ms: number): Instant => instantFromMs(msOf(instant) + ms);
export const earlier = (a: Instant, b: Instant): Instant => (a <= b ? a : b);
export const later = (a: Instant, b: Instant): Instant => (a >= b ? a : b);
