/**
 * When a send window is open on the clock of a lead. A day is cut into times in which nothing changes, so a search goes
 * from one to the next and is exact whatever the clock does: hours that spring skips are not open, hours that autumn
 * repeats are open twice. Must not read a clock.
 */

import { type Calendar, dateOfDay, isWorkingDay } from './calendar.ts';
import { type ClockStretch, clockStretch } from './calendar-clock.ts';
import { fractionOf } from './fraction.ts';
import { type Instant, instantFromMs, msOf } from './instant.ts';
import type { Hours, SendWindow } from './program-settings.ts';
import type { LocalTime } from './wait-rule.ts';

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
  const look = windowSearch(window, calendar);
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
  window === null || windowSearch(window, calendar)(msOf(at)).open;

/** Whether no mail can ever leave: no days, no hours, or quiet in all of them. Holidays do not count. */
export function isNeverOpen(window: SendWindow): boolean {
  const someMonday = msOf('2026-01-05T00:00:00.000Z');
  const holidays = { country: null, dates: [] };
  const calendar: Calendar = { zone: 'UTC', window: { ...window, holidays }, isHoliday: () => false };
  return firstOpen(windowSearch(window, calendar), someMonday) === null;
}

/** From the instant asked for until before `untilMs` the window is open, or closed, throughout. */
interface Spell {
  readonly open: boolean;
  readonly untilMs: number;
}
type Look = (ms: number) => Spell;

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

/** A search remembers the days and the stretch of the clock that it has seen. */
function windowSearch(window: SendWindow, calendar: Calendar): Look {
  const parts = partsOfDay(window);
  const isMailDay = rememberDays({ ...calendar, window });
  let clock: ClockStretch | null = null;
  return (ms) => {
    if (clock === null || ms < clock.fromMs || ms >= clock.untilMs) clock = clockStretch(ms, calendar.zone);
    const localMs = ms + clock.offsetMs;
    const day = Math.floor(localMs / dayMs);
    const timeMs = localMs - day * dayMs;
    const part = parts.find(({ toMs }) => timeMs < toMs);
    const endMs = day * dayMs + (part?.toMs ?? dayMs) - clock.offsetMs;
    const open = part !== undefined && ((part.today && isMailDay(day)) || (part.yesterday && isMailDay(day - 1)));
    return { open, untilMs: Math.min(endMs, clock.untilMs) };
  };
}

function rememberDays(calendar: Calendar): (day: number) => boolean {
  const known = new Map<number, boolean>();
  return (day) => {
    const before = known.get(day);
    if (before !== undefined) return before;
    const is = isWorkingDay(calendar, dateOfDay(day));
    known.set(day, is);
    return is;
  };
}

/** A part of every day: open when this day is one for mails (`today`), or when the day before it is (`yesterday`). */
interface Part {
  readonly toMs: number;
  readonly today: boolean;
  readonly yesterday: boolean;
}

/** Milliseconds from the beginning of a day, the end not included; beyond `dayMs` it is the next day. */
type Span = readonly [fromMs: number, toMs: number];

function partsOfDay({ hours, quiet }: SendWindow): readonly Part[] {
  const open = hours.map(spanOf);
  const silent = quiet.map(spanOf);
  const ends = [...open, ...silent].flat().map((ms) => (ms > dayMs ? ms - dayMs : ms));
  const cuts = [...new Set([0, dayMs, ...ends])].sort((a, b) => a - b);
  return cuts.slice(1).map((toMs, index): Part => {
    const fromMs = cuts[index] ?? 0;
    const [today, yesterday] = [isIn(open, fromMs), isIn(open, fromMs + dayMs)];
    const isQuiet = isIn(silent, fromMs) || isIn(silent, fromMs + dayMs);
    return { toMs, today: today && !isQuiet, yesterday: yesterday && !isQuiet };
  });
}

function spanOf({ from, to }: Hours): Span {
  const [fromMs, toMs] = [timeMs(from), timeMs(to)];
  if (fromMs === toMs) return [0, dayMs];
  return [fromMs, toMs > fromMs ? toMs : toMs + dayMs];
}

const isIn = (spans: readonly Span[], ms: number): boolean => spans.some(([from, to]) => from <= ms && ms < to);

const timeMs = (time: LocalTime): number => (Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))) * minuteMs;
