/**
 * A broadcast as somebody orders it, read from the words of the language of sequences: `08:00-18:00`, `weekdays`,
 * `1 per day`, `48 hours`. The same for the command line and the HTTP API. Never throws for bad input: it says what is
 * wrong, and where.
 */
import { z } from 'zod';
import type { BroadcastSettings } from '../domain/broadcast.ts';
import { defaultPurpose } from '../domain/consent.ts';
import { type Instant, instantFromMs, later, msOf } from '../domain/instant.ts';
import { nurturable } from '../domain/lifecycle.ts';
import { alwaysOpen, type SendWindow } from '../domain/program-settings.ts';
import { isNeverOpen } from '../domain/send-window.ts';
import { isDate } from '../domain/time.ts';
import { custom, name, purpose } from './authored-values.ts';
import { caps, days, holidays, hoursList, lateness, spread, stageList } from './settings-values.ts';

/** What somebody wrote; what is left out has its default. */
export interface WrittenBroadcast {
  readonly name: unknown;
  /** An instant, or a time on the clock of this machine; at once when it is left out. */
  readonly startAt?: unknown;
  readonly purpose?: unknown;
  readonly stages?: unknown;
  readonly priority?: unknown;
  readonly caps?: unknown;
  readonly window?: unknown;
  /** A duration, or `never`. */
  readonly late?: unknown;
}

export interface BroadcastWishes {
  readonly name: string;
  readonly startAt: Instant;
  readonly settings: BroadcastSettings;
}

export type ReadBroadcast =
  | ({ readonly kind: 'read' } & BroadcastWishes)
  /** `path`: of the value, with dots. */
  | { readonly kind: 'wrong'; readonly problems: readonly { readonly path: string; readonly message: string }[] };

/** A mail that could not leave within so long of its time would only puzzle its reader. */
const usualLateness = '48 hours';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const window = z.strictObject({
  days: days.default(alwaysOpen.days),
  hours: hoursList.default(alwaysOpen.hours),
  quiet: hoursList.default([]),
  holidays: holidays.default(alwaysOpen.holidays),
  spread: spread.default(0),
});

const shape = (now: Instant) =>
  z.strictObject({
    name: name.refine((text) => !uuid.test(text), { error: 'looks like an id: choose a name that people can say' }),
    startAt: startTime(now).default(now),
    purpose: purpose.default(defaultPurpose),
    stages: stageList.default([...nurturable]),
    priority: z.number().int().min(-1000).max(1000).default(0),
    caps: caps.default([]),
    window: window
      .transform(({ spread: spreadMinutes, ...rest }): SendWindow => ({ ...rest, spreadMinutes }))
      .refine((opened) => !isNeverOpen(opened), { error: 'never opens: "quiet" covers all of "hours"' })
      .nullable()
      .default(null),
    late: lateness.nullable().prefault(usualLateness),
  });

/** @example readBroadcast({ name: 'spring', window: { days: 'weekdays', hours: '08:00-18:00' } }, now) */
export function readBroadcast({ late, ...written }: WrittenBroadcast, now: Instant): ReadBroadcast {
  const read = shape(now).safeParse({ ...written, late: late === 'never' ? null : late });
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    return { kind: 'wrong', problems };
  }
  const { name: called, startAt, late: after, ...settings } = read.data;
  // biome-ignore lint/suspicious/noThenProperty: the word of the language for what becomes of it; nobody awaits it
  const stale = after === null ? null : ({ after, then: 'skip' } as const);
  return { kind: 'read', name: called, startAt, settings: { ...settings, stale } };
}

const timePattern = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?$/;
const dayMs = 86_400_000;
/** Clocks differ a little, and so does what somebody has just typed. */
const patienceMs = 10 * 60_000;

/** When it begins. A time that is over is refused, because the year or the month may be mistyped. */
const startTime = (now: Instant) =>
  custom<Instant>((value) => {
    const [, date = '', time = '', seconds = '', offset = ''] =
      timePattern.exec(typeof value === 'string' ? value : '') ?? [];
    const ms = isDate(date) ? new Date(`${date}T${time}${seconds}${offset}`).getTime() : Number.NaN;
    if (Number.isNaN(ms)) return { wrong: 'must be a time such as "2026-12-01 09:00" or "2026-12-01T09:00:00Z"' };
    if (ms < msOf(now) - patienceMs) return { wrong: `is over: it is ${now} now; leave it out to begin at once` };
    if (ms > msOf(now) + 366 * dayMs) return { wrong: 'is more than a year ahead' };
    return { value: later(instantFromMs(ms), now) };
  });
