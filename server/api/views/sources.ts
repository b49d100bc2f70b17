/** How the API shows sources, their costs, and companies. */
import { z } from '@hono/zod-openapi';
import { consentRules } from '../../../domain/consent.ts';
import { leadKinds } from '../../../domain/lead.ts';
import { channels } from '../../../domain/source.ts';
import { count, grade, instant, stage, temperature, text } from './values.ts';

export const day = z.iso.date().openapi({ example: '2026-03-31' });
const amount = z.string().openapi({ description: 'Decimal, with two places.', example: '1200.50' });
const share = text.openapi({ description: 'Null when there were none to divide by.', example: '40.02' });

export const sourceReport = z
  .object({
    source: text.openapi({ description: 'Null: leads of which nobody told a source.' }),
    declared: z
      .object({
        label: text,
        channel: z.enum(channels),
        partner: text,
        kind: z.enum(leadKinds).nullable(),
        consent: z
          .enum(consentRules)
          .nullable()
          .openapi({ description: 'What its leads need before they are nurtured.' }),
        alertAt: z.object({ bounces: z.number(), complaints: z.number(), fakes: z.number(), duplicates: z.number() }),
      })
      .nullable()
      .openapi({ description: 'As `sources.yaml` has it; null when it does not.' }),
    leads: count.openapi({ description: 'First known in the period. All that follows is about these, until now.' }),
    engaged: count,
    mql: count.openapi({ description: 'Ever ready for sales.' }),
    customers: count,
    temperature: z.object({ cold: count, warm: count, hot: count }),
    costs: z
      .array(z.object({ currency: z.string(), amount, perLead: share, perMql: share, perCustomer: share }))
      .readonly()
      .openapi({ description: 'One entry a currency.' }),
  })
  .openapi('SourceReport');

export const cost = z
  .object({
    id: z.uuid(),
    source: z.string(),
    from: day,
    to: day,
    amount,
    currency: z.string(),
    note: text,
    actor: z.string(),
    at: instant,
    voidedAt: instant.nullable().openapi({ description: 'It was entered by mistake and counts nowhere.' }),
    voidedBy: text,
  })
  .openapi('SourceCost');

export const account = z
  .object({
    id: z.uuid(),
    name: z.string(),
    domain: text.openapi({ description: "Of its people's addresses." }),
    leads: count,
    score: z.number(),
    createdAt: instant,
  })
  .openapi('Account');

export const accountWithLeads = account
  .extend({
    members: z
      .array(
        z.object({
          id: z.uuid(),
          email: z.string(),
          firstName: text,
          lastName: text,
          title: text,
          stage,
          score: z.number(),
          grade,
          temperature,
        }),
      )
      .readonly()
      .openapi({ description: 'The people who decide together, the highest score first.' }),
  })
  .openapi('AccountWithLeads');
