/** When a mail may leave, by its send window on the clock of a lead. Must not read a clock. */
import type { Calendar } from './calendar.ts';
import { fractionOf } from './fraction.ts';
import { type Instant, instantFromMs, msOf } from './instant.ts';
import { type Look, openHours } from './open-hours.ts';
import type { SendWindow } from './program-settings.ts';

const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;

/** A window that is closed for longer has no slot. */
export const searchedDays = 14;

/**
 * The first instant at or after `at` at which a mail may leave; null when there is none within 14 days. A mail that has
 * to wait for an opening leaves some time after it, evenly spread and always the same for one seed, but still inside
 * the opening; one that is due while the window is open leaves at once.
 */
export const slotAt = (
  window: SendWindow | null,
  at: Instant,
  calendar: Calendar,
  spreadSeed: string,
): Instant | null => slotFinder(window, calendar, spreadSeed)(at);

/** `slotAt` for several instants, of which what was found out for one serves the next. */
export function slotFinder(
  window: SendWindow | null,
  calendar: Calendar,
  spreadSeed: string,
): (at: Instant) => Instant | null {
  if (window === null) return (at) => at;
  const look = openHours(window, calendar);
  return (at) => {
    const dueMs = msOf(at);
    const openMs = firstOpen(look, dueMs);
    if (openMs === null || openMs === dueMs) return openMs === null ? null : at;
    const roomMs = openFor(look, openMs, window.spreadMinutes * minuteMs);
    return instantFromMs(openMs + Math.floor((roomMs * fractionOf(spreadSeed)) / 1000) * 1000);
  };
}

/** Whether a mail may leave at that instant. */
export const isOpenAt = (window: SendWindow | null, at: Instant, calendar: Calendar): boolean =>
  window === null || openHours(window, calendar)(msOf(at)).open;

/** Whether no mail can ever leave: no days, no hours, or quiet in all of them. Holidays do not count. */
export function isNeverOpen(window: SendWindow): boolean {
  const someMonday = msOf('2026-01-05T00:00:00.000Z');
  const holidays = { country: null, dates: [] };
  const calendar: Calendar = { zone: 'UTC', window: { ...window, holidays }, isHoliday: () => false };
  return firstOpen(openHours(window, calendar), someMonday) === null;
}

function firstOpen(look: Look, fromMs: number): number | null {
  const lastMs = fromMs + searchedDays * dayMs;
  for (let ms = fromMs; ms <= lastMs; ) {
    const { open, untilMs } = look(ms);
    if (open) return ms;
    ms = untilMs;
  }
  return null;
}

/** How long it stays open from an instant on, `mostMs` at most. */
function openFor(look: Look, fromMs: number, mostMs: number): number {
  let ms = fromMs;
  for (let spell = look(ms); spell.open && ms < fromMs + mostMs; spell = look(ms)) ms = spell.untilMs;
  return Math.min(ms - fromMs, mostMs);
}
