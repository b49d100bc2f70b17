/**
 * The clock of a zone as stretches of time in which it does not change, so that a search through days asks the
 * date-time library once and not at every step. Must not decide anything.
 */
import { nextClockChangeMs, offsetMsAt, type Zone } from './time.ts';

/** From `fromMs` until before `untilMs`, both epoch times, the clock is `offsetMs` ahead of UTC. */
export interface ClockStretch {
  readonly fromMs: number;
  readonly offsetMs: number;
  readonly untilMs: number;
}

/** How far ahead is looked: no zone has changed its clock and changed it back within a week. */
const aheadMs = 7 * 86_400_000;

/** The stretch that begins at an epoch time; it may go on as another one behind its end. */
export function clockStretch(fromMs: number, zone: Zone): ClockStretch {
  const offsetMs = offsetMsAt(fromMs, zone);
  const aWeekLaterMs = fromMs + aheadMs;
  if (offsetMsAt(aWeekLaterMs, zone) === offsetMs) return { fromMs, offsetMs, untilMs: aWeekLaterMs };
  return { fromMs, offsetMs, untilMs: nextClockChangeMs(fromMs, zone) ?? aWeekLaterMs };
}
