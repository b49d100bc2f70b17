/**
 * `pace:` of `organisation.yaml`: limits such as `500 per hour` by receiving provider and in total, and the plan by which
 * new domains are warmed up.
 */
import { z } from 'zod';
import {
  type DomainPace,
  knownProviders,
  type MailLimits,
  noSendingPace,
  type SendingPace,
  type WarmUpPlan,
} from '../domain/sending-pace.ts';
import { didYouMean, listed, nearest } from '../domain/suggestion.ts';
import { custom } from './authored-values.ts';

const mostMails = 10_000_000;

const units = { minute: 'perMinute', hour: 'perHour', day: 'perDay' } as const satisfies Record<
  string,
  keyof MailLimits
>;

/** What else people write for them. */
const unitWords: Readonly<Record<string, keyof typeof units>> = {
  ...{ minute: 'minute', min: 'minute', m: 'minute', hour: 'hour', hr: 'hour', h: 'hour', day: 'day', d: 'day' },
};

const isUnit = (word: string): word is keyof typeof units => Object.hasOwn(units, word);

type Read<T> = { readonly value: T } | { readonly wrong: string };

/** `500 per hour`, `none`, or a list with one for each unit. */
const limits: z.ZodType<MailLimits> = custom((value): Read<MailLimits> => {
  if (value === 'none') return { value: {} };
  if (!Array.isArray(value)) return limitOf(value);
  if (value.length === 0) return { wrong: 'must be a limit such as "500 per hour", or "none"' };
  let all: MailLimits = {};
  for (const text of value) {
    const read = limitOf(text);
    if ('wrong' in read) return read;
    const [unit] = Object.keys(read.value);
    if (unit !== undefined && unit in all)
      return { wrong: `has two limits of one kind: "${String(text)}" is the second` };
    all = { ...all, ...read.value };
  }
  return { value: all };
});

function limitOf(value: unknown): Read<MailLimits> {
  if (typeof value === 'number') return { wrong: `names no time: write it such as "${value} per hour"` };
  const [, mails, word = ''] = /^\s*(\d{1,9})\s*(?:per|a|an|\/)\s*([a-z]+)\s*$/i.exec(String(value)) ?? [];
  if (typeof value !== 'string' || mails === undefined) {
    return { wrong: 'must be a limit such as "500 per hour" (of a minute, an hour or a day), or "none"' };
  }
  const unit = word.toLowerCase();
  const meant = Object.hasOwn(unitWords, unit) ? unitWords[unit] : nearest(unit, Object.keys(units));
  if (!isUnit(unit))
    return { wrong: `counts by minute, hour or day${didYouMean(meant ? `${mails} per ${meant}` : null)}` };
  const count = Number(mails);
  if (count === 0) return { wrong: 'would let no mail out at all: to hold mail back, pause the domain' };
  if (count > mostMails) return { wrong: `must be at most ${mostMails}; write "none" for no limit` };
  return { value: { [units[unit]]: count } };
}

/** `outlook` and `other` among them: the keys of `providers`. */
const limitedProviders = [...knownProviders, 'other'] as const;

const provider = z.string().superRefine((value, context) => {
  if ((limitedProviders as readonly string[]).includes(value)) return;
  const near = didYouMean(nearest(value, limitedProviders));
  const message = `is no receiving provider${near || `: known are ${listed([...limitedProviders], 'and')}`}`;
  context.addIssue({ code: 'custom', message });
});

/** A domain of its own to begin with; the rules of thumb of receivers and relays agree on this much. */
const mostAtStart = 200;
const mostGrowth = 2;

const plan = z
  .strictObject({
    start: z.int().min(1).max(mostAtStart).default(50),
    growth: z.number().gt(1).max(mostGrowth).default(1.5),
    target: z.int().min(1).max(mostMails),
  })
  .superRefine(({ start, target }, context) => {
    if (target > start) return;
    context.addIssue({
      code: 'custom',
      path: ['target'],
      message: `must be more than the ${start} mails it starts with`,
    });
  })
  .transform(({ start, growth, target }): WarmUpPlan => ({ startPerDay: start, growth, targetPerDay: target }));

const providers = z.record(provider, limits);
const mostDomains = 200;

const domainName = z.string().regex(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/, {
  error: 'a domain that mails are sent from, in lower case, such as "mail.example.com"',
});

/** `warmUp: none` of a single domain: it needs no plan although the others have one. */
const ownPlan = z.union([z.literal('none').transform(() => null), plan]);

const ofDomain = z
  .strictObject({ total: limits.optional(), providers: providers.optional(), warmUp: ownPlan.optional() })
  .transform((given): Partial<DomainPace> => given as Partial<DomainPace>);

/** What `pace:` may hold. */
export const pace: z.ZodType<SendingPace> = z.strictObject({
  total: limits.default(noSendingPace.total),
  providers: providers.default(noSendingPace.providers),
  warmUp: plan.optional().transform((given) => given ?? noSendingPace.warmUp),
  domains: z
    .record(domainName, ofDomain)
    .default(noSendingPace.domains)
    .refine((all) => Object.keys(all).length <= mostDomains, { error: `has more than ${mostDomains} entries` }),
});
