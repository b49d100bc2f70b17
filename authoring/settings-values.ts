/**
 * The kinds of value that settings are made of: hours, days, holidays, caps, re-entry. Each is a schema that
 * `located-shape.ts` knows how to explain, with what an editor is told about it.
 */
import { z } from 'zod';
import { nurturable, type Stage, stages } from '../domain/lifecycle.ts';
import type { Cap, HolidayRule, Hours, Reentry } from '../domain/program-settings.ts';
import { didYouMean, listed, nearest } from '../domain/suggestion.ts';
import { durationMs, isDate } from '../domain/time.ts';
import { type Weekday, weekdays } from '../domain/wait-rule.ts';
import { capInWords, parseCap, parseHours, parseWeekdays } from '../domain/window-text.ts';
import { custom, duration, oneOrMany, readBy } from './authored-values.ts';
import { capHint, countryHint, dateHint, daysHint, durationHint, hoursHint, oneOrManyHint } from './editor-hints.ts';
import type { Findings } from './findings.ts';
import { readCountry } from './lead-values.ts';
import type { LocatedYaml, Path } from './located-yaml.ts';

const hours: z.ZodType<Hours> = readBy('a time from and to, such as "08:00-18:00"', 'AUTHORING_SHAPE', parseHours);

/** One time of day from and to, or several. */
export const hoursList: z.ZodType<readonly Hours[]> = oneOrMany(hours).meta(oneOrManyHint(hoursHint));

/** The words first, so that an editor offers them. */
const oneDay = { title: 'days of the week', anyOf: [{ enum: ['weekdays', 'every day', ...weekdays] }, daysHint] };

/** `weekdays`, `every day`, `mon`, or a list of days. */
export const days: z.ZodType<readonly Weekday[]> = custom((value) => {
  const isTexts = Array.isArray(value) && value.every((day) => typeof day === 'string');
  if (typeof value !== 'string' && !isTexts) {
    return { wrong: 'must be "weekdays", "every day", or a list such as [mon, tue]' };
  }
  try {
    return { value: parseWeekdays(value) };
  } catch (error) {
    return { wrong: `is wrong: ${(error as Error).message}` };
  }
}).meta({
  title: 'days of the week, or a list of them',
  anyOf: [oneDay, { type: 'array', items: oneDay, minItems: 1 }],
});

/** A frequency cap such as `3 per 7 days`. */
const cap: z.ZodType<Cap> = custom((value) => {
  if (typeof value === 'number') return { wrong: `names no time: write it such as "${value} per day"` };
  if (typeof value !== 'string') return { wrong: 'must be a text such as "1 per day" or "3 per 7 days"' };
  if (/^\s*0+\s+per\b/i.test(value)) {
    return { wrong: `is wrong: "${value}" would let no mail out at all; the least is "1 per …"` };
  }
  const read = written.safeParse(value);
  if (read.success) return { value: read.data };
  const [issue] = read.error.issues;
  const params = issue?.code === 'custom' ? (issue.params ?? {}) : {};
  return { wrong: issue?.message ?? '', ...params };
}).meta({ ...capHint });
const written = readBy('a cap', 'AUTHORING_SHAPE', parseCap);

const most = 20;
export const caps = z.array(cap).max(most);

/** The caps at a path, with findings for those that another one makes useless. */
export function readCaps(all: readonly Cap[], path: Path, yaml: LocatedYaml, findings: Findings): readonly Cap[] {
  for (const [index, one] of all.entries()) {
    const stricter = all.find((other, i) => i !== index && isStricter(other, one, i < index));
    if (!stricter) continue;
    const message = `the cap "${capInWords(one)}" never counts: "${capInWords(stricter)}" is always reached before it or with it`;
    findings.add('AUTHORING_SHAPE', message, yaml.at([...path, index]));
  }
  return all;
}

/** Whether `one` can only be reached where `other` is; of two that are equal the first counts. */
function isStricter(other: Cap, one: Cap, isFirst: boolean): boolean {
  const [otherMs, oneMs] = [durationMs(other.within), durationMs(one.within)];
  // So many spans of the other cover any span of this one.
  if (otherMs < oneMs) return other.atMost * Math.ceil(oneMs / otherMs) <= one.atMost;
  if (other.atMost > one.atMost) return false;
  return otherMs > oneMs || other.atMost < one.atMost || isFirst;
}

const country: z.ZodType<string | null> = custom((value) => {
  if (value === 'lead') return { value: 'lead' };
  if (value === 'none') return { value: null };
  const near = typeof value === 'string' && value.length > 2 ? nearest(value, ['lead', 'none']) : null;
  const wanted = 'must be "lead", "none" or a country code such as "DE"';
  if (typeof value !== 'string' || near) return { wrong: `${wanted}${didYouMean(near)}` };
  try {
    return { value: readCountry('it', value) };
  } catch (error) {
    return { wrong: `${wanted}: ${(error as Error).message.replace(/^it /, '')}` };
  }
});

const date: z.ZodType<string> = custom<string>((value) =>
  typeof value === 'string' && isDate(value) ? { value } : { wrong: 'must be a date such as "2026-12-24"' },
).meta({ ...dateHint });

const whoseHolidays = 'Whose public holidays: those of the country of the lead, of nobody, or of one country.';
const datesMeta = {
  description: 'Days of your own on which nothing leaves.',
  examples: [['2026-12-24', '2026-12-31']],
};
const holidayRule = z.strictObject({ country: country.default(null), dates: z.array(date).max(400).default([]) });

/** `lead`, `none`, a country, or a country and days of one's own. */
export const holidays: z.ZodType<HolidayRule> = z
  .unknown()
  .transform((value, context): HolidayRule => {
    const short = typeof value !== 'object' || value === null;
    const read = holidayRule.safeParse(short ? { country: value } : value);
    if (read.success) return read.data;
    for (const issue of read.error.issues) {
      const keys = issue.code === 'unrecognized_keys' ? issue.keys : null;
      if (keys) context.addIssue(`has an unknown key "${keys[0]}"; known here: country and dates`);
      else context.issues.push({ ...issue, path: short ? [] : issue.path } as z.core.$ZodRawIssue);
    }
    return z.NEVER;
  })
  .meta({
    anyOf: [
      countryHint,
      {
        type: 'object',
        properties: {
          country: { ...countryHint, default: 'none', description: whoseHolidays },
          dates: { type: 'array', items: dateHint, maxItems: 400, ...datesMeta },
        },
        additionalProperties: false,
      },
    ],
  });

/** Whether a lead that was in the sequence may enter again. */
export const reentry: z.ZodType<Reentry> = z
  .unknown()
  .transform((value, context): Reentry => {
    if (value === 'always' || value === 'never') return { kind: value };
    const near = typeof value === 'string' ? nearest(value, ['always', 'never']) : null;
    const read = duration.safeParse(value);
    if (read.success && !near) return { kind: 'after', duration: read.data };
    const why = near ? didYouMean(near) : '';
    context.addIssue({ code: 'custom', message: `must be "always", "never", or a time such as "90 days"${why}` });
    return z.NEVER;
  })
  .meta({ anyOf: [{ enum: ['always', 'never'] }, durationHint] });

const leastLateMs = 60_000;

/** After which time a mail counts as late. */
export const lateness: z.ZodType<string> = duration.superRefine((value, context) => {
  if (durationMs(value) >= leastLateMs) return;
  const message = 'is too short: no mail leaves in the very second it is meant for; the least is "1 minute"';
  context.addIssue({ code: 'custom', message });
});

const mostSpreadMinutes = 240;

/**
 * What a window has that says nothing of it. Receivers count mails by the minute, and a second in which everything leaves
 * that waited overnight looks like an attack.
 */
export const usualSpread = { minutes: 15, written: '15 minutes' } as const;

/** Over how many minutes mails that wait for an opening are spread; `none` is 0. */
export const spread: z.ZodType<number> = z
  .unknown()
  .transform((value, context): number => {
    if (value === 'none') return 0;
    const read = duration.safeParse(value);
    const minutes = read.success ? durationMs(read.data) / 60_000 : Number.NaN;
    if (Number.isInteger(minutes) && minutes <= mostSpreadMinutes) return minutes;
    context.addIssue({ code: 'custom', message: spreadProblem(minutes) });
    return z.NEVER;
  })
  .meta({ anyOf: [{ enum: ['none'] }, durationHint] });

function spreadProblem(minutes: number): string {
  if (Number.isNaN(minutes)) return 'must be "none", or a time such as "30 minutes"';
  return minutes > mostSpreadMinutes ? 'must be at most 4 hours' : 'must be in whole minutes, such as "30 minutes"';
}

/** Lifecycle stages at which a sequence may mail. */
export const stageList: z.ZodType<readonly Stage[]> = z
  .array(z.enum(stages))
  .min(1)
  .transform((given) => [...new Set(given)])
  .meta({ description: `At which lifecycle stages it may mail; by default ${listed([...nurturable], 'and')}.` });
