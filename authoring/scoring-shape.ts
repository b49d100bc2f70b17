/** The shape of `scoring.yaml`: which keys there are and what each may hold. */
import { z } from 'zod';
import { type EventKind, replyClasses } from '../domain/events.ts';
import type { Fields } from '../domain/fields.ts';
import type { Grade } from '../domain/scoring.ts';
import { didYouMean, listed, nearest } from '../domain/suggestion.ts';
import { condition, custom, duration, eventName, line, name } from './authored-values.ts';

/** The events that may carry points, by the word of the file. */
const scored: Readonly<Record<string, EventKind>> = {
  click: 'click',
  reply: 'reply',
  form: 'form',
  page_view: 'page_view',
  event: 'custom',
  touch: 'touch',
  unsubscribe: 'unsubscribe',
  complaint: 'complaint',
  bounce_soft: 'bounce_soft',
  bounce_hard: 'bounce_hard',
};

const scoredEvent: z.ZodType<EventKind> = custom((value) => {
  const kind = typeof value === 'string' && Object.hasOwn(scored, value) ? scored[value] : undefined;
  if (kind) return { value: kind };
  if (value === 'open') {
    return { wrong: 'cannot be "open": machines open mail, so an open earns no points', code: 'EVENT_UNSUPPORTED' };
  }
  const near = typeof value === 'string' ? nearest(value, Object.keys(scored)) : null;
  return { wrong: `must be one of ${listed(Object.keys(scored))}${didYouMean(near)}` };
});

const points = z.number().int().min(-1000).max(1000);
const threshold = z.number().positive().max(100_000);
const grades = ['A', 'B', 'C', 'D'] as const satisfies readonly Grade[];
/** A number for both, or with what is asked besides. */
const limit = z.union([threshold, z.strictObject({ cap: threshold, perDay: threshold })]);
const mark = z.union([threshold, z.strictObject({ at: threshold, minGrade: z.enum(grades) })]);
const recency = z.union([
  z.strictObject({ within: duration, points: z.number().int().min(1).max(1000) }),
  z.strictObject({ after: duration, points: z.number().int().min(-1000).max(-1) }),
]);
const external = z.strictObject({
  weight: z.number().min(-100).max(100),
  min: z.number().default(0),
  max: z.number().default(100),
  expires: duration,
});
const minNurture = z.strictObject({ mails: z.number().int().min(0).max(100).optional(), time: duration.optional() });
const replyClass = z.enum(replyClasses);
const fastTrack = z.strictObject({
  on: scoredEvent,
  name: eventName.optional(),
  class: replyClass.optional(),
  minGrade: z.enum(grades).optional(),
});

export const scoringShape = (fields: Fields | null) =>
  z.strictObject({
    model: name,
    halfLife: duration,
    fit: z.strictObject({
      rules: z.array(z.strictObject({ when: condition(fields, 'lead'), points, reason: line() })),
      grades: z.strictObject({ A: z.number(), B: z.number(), C: z.number() }),
    }),
    engagement: z.strictObject({
      groups: z.record(name, limit),
      rules: z
        .array(
          z.strictObject({
            on: scoredEvent,
            link: line(100).optional(),
            name: eventName.optional(),
            class: replyClass.optional(),
            points,
            group: z.string(),
            reason: line(),
          }),
        )
        .min(1),
    }),
    recency: z.array(recency).max(20).optional(),
    external: z.record(name, external).optional(),
    account: z.strictObject({ best: z.number().int().min(1).max(100), cap: threshold.optional() }).optional(),
    temperature: z.strictObject({ warm: mark, hot: mark }),
    prospectAt: threshold,
    mql: z.strictObject({
      at: threshold,
      rearmBelow: threshold,
      minGrade: z.enum(grades),
      minNurture: minNurture.optional(),
      fastTrack: z.array(fastTrack).max(50).optional(),
    }),
    keepOnReturn: z.number().min(0).max(1),
  });
export type WrittenScoring = z.infer<ReturnType<typeof scoringShape>>;
