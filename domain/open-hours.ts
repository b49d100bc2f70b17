/**
 * When a window is open on a clock. A day is cut into times in which nothing changes, so whoever looks goes from one to the
 * next and is exact whatever the clock does: hours that spring skips are not open, hours that autumn repeats are open twice.
 * Must not read a clock.
 */
import { type Calendar, dateOfDay, isWorkingDay } from './calendar.ts';
import { type ClockStretch, clockStretch } from './calendar-clock.ts';
import type { Hours, SendWindow } from './program-settings.ts';
import type { LocalTime } from './wait-rule.ts';

const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;

/** From the instant asked for until before `untilMs` the window is open, or closed, throughout. */
export interface Spell {
  readonly open: boolean;
  readonly untilMs: number;
}
export type Look = (ms: number) => Spell;

/** It remembers the days and the stretch of the clock that it has seen. */
export function openHours(window: SendWindow, calendar: Calendar): Look {
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
