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
      due: z
        .object({ points: z.number(), grade })
        .nullable()
        .openapi(
          about(
            'What the rules give now, where the lead still goes by another model: its turn has not come. Null when it is the same.',
          ),
        ),
      rules: z
        .array(z.object({ when: z.string(), points: z.number(), reason: z.string(), holds: z.boolean() }))
        .readonly(),
      next: z.object({ grade, missing: z.number() }).nullable().openapi(about('The next better grade; null at A.')),
    }),
    groups: z
      .array(
        z.object({
          group: z.string(),
          points: z.number().openapi(about('What its gains are worth now, before any limit.')),
          overDay: z.number().openapi(about('What of them the limit of a day left out.')),
          lost: z.number().openapi(about('What was taken away; subtracted after the cap.')),
          cap: z.number().nullable(),
          perDay: z.number().nullable(),
          counted: z.number(),
          entries: z
            .array(
              z.object({
                key: z.string(),
                kind: z.enum(['points', 'external', 'return', 'correction']),
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
            .openapi(about('What the entries do not explain: added up by an older version or another half-life.')),
        }),
      )
      .readonly(),
    returns: z
      .array(
        z.object({
          at: instant,
          share: z.number().openapi(about('What stayed of all that was earned until then, 0 to 1.')),
          reason: z.string(),
        }),
      )
      .readonly(),
    recency: z
      .object({ points: z.number(), last: instant.nullable().openapi(about('When points were gained last.')) })
      .nullable()
      .openapi(about('Points for how long ago the newest gain was; null when the model has no such rule.')),
    externals: z
      .array(
        z.object({
          service: z.string(),
          value: z.number(),
          at: instant,
          counted: z.number(),
          weight: z.number().nullable().openapi(about('Null when the model does not name the service.')),
          expires: instant.nullable(),
          reason: z.string().nullable(),
        }),
      )
      .readonly(),
    thresholds: z
      .array(
        z.object({
          name: z.enum(['warm', 'hot', 'prospect', 'mql']),
          at: z.number(),
          minGrade: grade.nullable().openapi(about('The least grade with which it counts.')),
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
      nurture: z
        .object({
          mails: z.number(),
          first: instant.nullable(),
          needed: z.number(),
          neededDays: z.number(),
          until: instant.nullable().openapi(about('When it is asked again; null when it had enough.')),
        })
        .nullable()
        .openapi(about('What it has had of us, when the model asks for that.')),
      fastTrack: z
        .array(z.object({ on: z.string(), name: z.string().nullable(), minGrade: grade.nullable() }))
        .readonly()
        .openapi(about('By these a lead asks for sales itself.')),
    }),
    account: z
      .object({ name: z.string(), score: z.number(), best: z.number() })
      .nullable()
      .openapi(about('Its company.')),
  })
  .openapi('ScoreExplanation');
