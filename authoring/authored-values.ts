/**
 * The kinds of value that authored files are made of: names, texts, durations, conditions, addresses. Each is a schema
 * that `located-shape.ts` knows how to explain.
 */
import { z } from 'zod';
import { parseAddress } from '../domain/address.ts';
import { type ErrorCode, errorCode } from '../domain/errors.ts';
import { didYouMean, nearest } from '../domain/suggestion.ts';
import { type Duration, isZone, parseDuration } from '../domain/time.ts';
import type { Fields } from './condition-language.ts';
import { checkCondition } from './conditions.ts';
import type { IssueFacts } from './located-shape.ts';

/** Control characters except the line break, marks that turn the direction of writing, halves of characters. */
const unprintable = /(?!\n)[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;

/** A text of one or more lines, without blanks around it. */
export const text = (longest = 200) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((value) => !unprintable.test(value), { error: 'holds a control character', abort: true });

/** A text of one line. */
export const line = (longest = 200) =>
  text(longest).refine((value) => !value.includes('\n'), { error: 'must be one line' });

/**
 * A name that stands in keys and addresses. All digits would be sorted as a number, and `constructor` is a property of
 * every object.
 */
export const name = z
  .string()
  .max(64)
  .regex(/^(?!\d+$)(?!constructor$)[a-z0-9]+(-[a-z0-9]+)*$/, {
    error: 'a name of lower-case letters, digits and single hyphens, such as "energy-guide"',
  });

/** Name of a custom event, as programs post it. */
export const eventName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}$/, {
  error: 'the name of an event, such as "demo_requested"',
});

/** A schema of one's own: `read` returns the value or says what is wrong with it. */
export function custom<T>(
  read: (value: unknown) => { readonly value: T } | ({ readonly wrong: string } & IssueFacts),
): z.ZodType<T> {
  return z.unknown().transform((value, context) => {
    const result = read(value);
    if ('value' in result) return result.value;
    const { wrong, ...params } = result;
    context.addIssue({ code: 'custom', message: wrong, params });
    return z.NEVER;
  });
}

/** `3 days` → `P3D`. */
export const duration: z.ZodType<Duration> = custom((value) => {
  const code: ErrorCode = 'DURATION_INVALID';
  if (typeof value === 'number') {
    return { wrong: `has no unit: write "${value} days", "${value} hours" or "${value} minutes"`, code };
  }
  if (typeof value !== 'string') return { wrong: 'must be a duration such as "3 days"', code };
  try {
    return { value: parseDuration(value) };
  } catch (error) {
    return { wrong: `is wrong: ${(error as Error).message}${unitHint(value)}`, code };
  }
});

/** `3 dyas` → did you mean "3 days"? */
function unitHint(value: string): string {
  const [, amount, unit = ''] = /^\s*(\d{1,6})\s*([a-z]+)\s*$/i.exec(value) ?? [];
  const near = nearest(unit, ['seconds', 'minutes', 'hours', 'days', 'weeks', 'months']);
  return amount && near && !near.startsWith(unit.toLowerCase()) ? didYouMean(`${amount} ${near}`) : '';
}

/** A condition over the declared fields. */
export const condition = (fields: Fields | null): z.ZodType<string> =>
  custom((value) => {
    const code: ErrorCode = 'CONDITION_INVALID';
    if (typeof value !== 'string') return { wrong: 'must be a condition such as: score >= 20', code };
    // Without the declared fields nothing can be said about a condition.
    const problem = fields ? checkCondition(value, fields) : null;
    if (!problem) return { value: value.trim() };
    const wrong = `is wrong: ${problem.message}${didYouMean(problem.suggestion ?? null)}`;
    return problem.line === undefined
      ? { wrong, code }
      : { wrong, code, index: indexOf(value, problem.line, problem.col) };
  });

function indexOf(value: string, lineNumber: number, col = 1): number {
  const before = value.split('\n').slice(0, lineNumber - 1);
  return before.reduce((sum, part) => sum + part.length + 1, 0) + col - 1;
}

export const address: z.ZodType<string> = custom((value) => {
  if (typeof value !== 'string') return { wrong: 'must be an e-mail address', code: 'ADDRESS_INVALID' };
  try {
    return { value: parseAddress(value) };
  } catch (error) {
    return { wrong: `is wrong: ${(error as Error).message}`, code: errorCode(error) };
  }
});

export const zone: z.ZodType<string> = custom((value) => {
  if (typeof value === 'string' && isZone(value)) return { value };
  const near = typeof value === 'string' ? nearest(value, Intl.supportedValuesOf('timeZone')) : null;
  return { wrong: `must be a time zone such as "Europe/Berlin"${didYouMean(near)}` };
});
