/**
 * The kinds of value that authored files are made of: names, texts, durations, conditions, addresses. Each is a schema
 * that `located-shape.ts` knows how to explain.
 */

import { z } from 'zod';
import { parseAddress } from '../domain/address.ts';
import { type ErrorCode, errorCode } from '../domain/errors.ts';
import type { Fields } from '../domain/fields.ts';
import { didYouMean, nearest } from '../domain/suggestion.ts';
import { type Duration, isZone, parseDuration } from '../domain/time.ts';
import type { WaitRule } from '../domain/wait-rule.ts';
import { parseWaitRule } from '../domain/wait-text.ts';
import { isUrl } from '../domain/web-address.ts';
import type { ConditionScope } from './condition-language.ts';
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

/** What a mail is for, as consents are recorded for it. */
export const purpose = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, {
  error: 'a purpose of lower-case letters, digits, hyphens and underscores, such as "newsletter"',
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
  if (typeof value === 'number') return unitless(value);
  if (typeof value !== 'string') return { wrong: 'must be a duration such as "3 days"', code };
  try {
    return { value: parseDuration(value) };
  } catch (error) {
    return { wrong: `is wrong: ${(error as Error).message}`, code };
  }
});

const unitless = (value: number) => ({
  wrong:
    value > 0
      ? `has no unit: write "${value} days", "${value} hours" or "${value} minutes"`
      : `is not positive, and has no unit: write it such as "3 days"`,
  code: 'DURATION_INVALID' as const,
});

/** A condition over the declared fields and what else can be asked at its place. */
export const condition = (fields: Fields | null, scope: ConditionScope = 'enrollment'): z.ZodType<string> =>
  custom((value) => {
    const code: ErrorCode = 'CONDITION_INVALID';
    if (typeof value !== 'string') return { wrong: 'must be a condition such as: score >= 20', code };
    // Without the declared fields nothing can be said about a condition.
    const problem = fields ? checkCondition(value, fields, scope) : null;
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

/** The id of a step as others refer to it: `welcome`, or `nudge.welcome` for a step of the part that `nudge` uses. */
export const stepReference = z
  .string()
  .max(320)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/, { error: 'the id of a step, such as "welcome"' });

/** One value or a list of them, as a list. */
export const oneOrMany = <T>(schema: z.ZodType<T>): z.ZodType<readonly T[]> =>
  z.unknown().transform((value, context) => {
    const result = Array.isArray(value) ? z.array(schema).min(1).safeParse(value) : schema.safeParse(value);
    if (result.success) return (Array.isArray(value) ? result.data : [result.data]) as readonly T[];
    context.issues.push(...(result.error.issues as z.core.$ZodRawIssue[]));
    return z.NEVER;
  });

/** A text whose reader throws an error with a code: `read` gets the text and says what is wrong in its message. */
export const readBy = <T>(wanted: string, code: ErrorCode, read: (text: string) => T): z.ZodType<T> =>
  custom((value) => {
    if (typeof value !== 'string') return { wrong: `must be ${wanted}`, code };
    try {
      return { value: read(value) };
    } catch (error) {
      return { wrong: `is wrong: ${(error as Error).message}`, code: errorCode(error) };
    }
  });

/** Until when a step waits: `3 days at 09:00`, `until tuesday`, `30 days before lead.fields.renewal`. */
export const waitRule: z.ZodType<WaitRule> = custom((value) => {
  if (typeof value === 'number') return unitless(value);
  const result = waitText.safeParse(value);
  if (result.success) return { value: result.data };
  const [issue] = result.error.issues;
  const { code } = (issue?.code === 'custom' ? issue.params : {}) as IssueFacts;
  return { wrong: `${issue?.message}`, ...(code ? { code } : {}) };
});
const waitText = readBy('a wait such as "3 days" or "until tuesday at 09:00"', 'WAIT_INVALID', parseWaitRule);

/** An address that can be called: http or https, and no user or password in it, because a sequence is shown to many. */
export const webAddress: z.ZodType<string> = custom((value) => {
  const url = typeof value === 'string' && isUrl(value) ? new URL(value) : null;
  if (typeof value !== 'string' || !url || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    return { wrong: 'must be an address such as "https://hooks.example.com/lead"' };
  }
  if (url.username !== '' || url.password !== '') return { wrong: 'must not hold a user name or password' };
  return { value };
});

/** A site as a browser writes it in `Origin`: scheme, host and port (RFC 6454 §6.2). */
export const site: z.ZodType<string> = custom((value) => {
  const url = typeof value === 'string' && isUrl(value) ? new URL(value) : null;
  const named = url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '' && !url.hostname.includes('*');
  const more = url === null || url.username + url.password + url.search + url.hash !== '' || url.pathname !== '/';
  if (named && !more) return { value: url.origin };
  return { wrong: 'must be the address of a site without a path, such as "https://www.example.com"' };
});

/** One of the names that are known at the place; null leaves it unchecked. `shape`: what they look like. */
export const knownName = (
  kind: string,
  code: ErrorCode,
  known: readonly string[] | null | undefined,
  shape: z.ZodType<string> = name,
) =>
  shape.superRefine((value, context) => {
    if (!known || known.includes(value)) return;
    const message = `names no ${kind}: there is no "${value}"${didYouMean(nearest(value, known))}`;
    context.addIssue({ code: 'custom', message, params: { code } });
  });
