/** How the API explains scores. */
import { z } from '@hono/zod-openapi';
import { grade, instant, temperature } from './values.ts';

const about = (description: string) => ({ description });

export const scoreExplanation = z
  .object({
    model: z.string(),
    at: instant.openapi(about('The moment for which all of it holds.')),
    halfLifeDays: z.number(),
    score: z.number(),
    temperature,
    fit: z.object({
      points: z.number(),
      grade,
      rules: z
        .array(z.object({ when: z.string(), points: z.number(), reason: z.string(), holds: z.boolean() }))
        .readonly(),
      next: z.object({ grade, missing: z.number() }).nullable().openapi(about('The next better grade; null at A.')),
    }),
    groups: z
      .array(
        z.object({
          group: z.string(),
          points: z.number().openapi(about('What its entries are worth now, before the cap.')),
          cap: z.number().nullable(),
          counted: z.number(),
          entries: z
            .array(
              z.object({
                group: z.string(),
                points: z.number().openapi(about('As they were earned.')),
                worth: z.number().openapi(about('As they are now.')),
                reason: z.string(),
                at: instant,
              }),
            )
            .readonly()
            .openapi(about('Newest first.')),
          settled: z
            .number()
            .openapi(
              about('What sales left out when it returned the lead, or another half-life made of older entries.'),
            ),
        }),
      )
      .readonly(),
    thresholds: z
      .array(
        z.object({
          name: z.enum(['warm', 'hot', 'prospect', 'mql']),
          at: z.number(),
          missing: z.number(),
          until: instant.nullable().openapi(about('Until when it stays reached if nothing else happens.')),
        }),
      )
      .readonly(),
    mql: z.object({
      minGrade: grade,
      gradeSuffices: z.boolean(),
      rearmBelow: z.number(),
      armed: z.boolean().openapi(about('Whether reaching the threshold would give the lead to sales.')),
    }),
  })
  .openapi('ScoreExplanation');
