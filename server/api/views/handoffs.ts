/** How the API shows hand-offs. */
import { z } from '@hono/zod-openapi';
import { deskGroups } from '../../../domain/desk-numbers.ts';
import { unsuited } from '../../../domain/routing.ts';
import { lead, timelineEntry } from './leads.ts';
import { grade, handoffStatus, instant, temperature, text } from './values.ts';

const salesperson = z
  .object({ key: z.string(), name: z.string(), address: z.string(), title: z.string() })
  .openapi('Salesperson');

export const handoff = z
  .object({
    id: z.uuid(),
    number: z.number().int(),
    leadId: z.uuid(),
    email: z.string(),
    leadName: z.string(),
    company: text,
    status: handoffStatus,
    reason: text,
    note: text,
    score: z.number(),
    grade,
    temperature,
    offer: z.number().int(),
    salesperson: salesperson.nullable(),
    deadline: instant.nullable(),
    follow: z.boolean().openapi({ description: 'Followed after its acceptance; else that ends it.' }),
    product: text.openapi({ description: 'What it is about, by its name in sales.yaml.' }),
    acceptedAt: instant.nullable(),
    contactedAt: instant.nullable().openapi({ description: 'When sales logged the first contact.' }),
    meetingAt: instant.nullable().openapi({ description: 'When sales logged the first meeting.' }),
    plannedAt: instant.nullable().openapi({ description: 'The next contact that is planned.' }),
    plans: z.number().int().openapi({ description: 'How often it was planned.' }),
    amount: text.openapi({ description: 'Of what was won, as decimal text.' }),
    currency: text.openapi({ description: 'ISO 4217.' }),
    againOn: text.openapi({ description: 'Of a returned one: not before this day.' }),
    attachedTo: text.openapi({
      description: 'The hand-off of the same company that leads: what is decided about it holds for this one too.',
    }),
    queuedAt: instant.nullable().openapi({ description: 'Since when it waits because nobody can have it.' }),
    decidedBy: text,
    createdAt: instant,
    decidedAt: instant.nullable(),
  })
  .openapi('Handoff');

export const handoffRoute = z
  .object({
    leadId: z.uuid(),
    email: z.string(),
    to: text.openapi({ description: 'The key of who would get it; null: nobody can have it now.' }),
    because: z.enum(['owner', 'share', 'group']).nullable().openapi({
      description: 'Whose company it is, whose turn, or who has the lead of the same company with which it would go.',
    }),
    attachesTo: z
      .object({ id: z.uuid(), email: z.string() })
      .nullable()
      .openapi({ description: 'The hand-off that it would go with; null: it would be offered by itself.' }),
    demand: z
      .object({
        country: text,
        language: text,
        product: text,
        skills: z.array(z.string()).readonly(),
        owner: text.openapi({ description: 'Whose company it is.' }),
        among: z.array(z.string()).readonly().nullable(),
        rule: z.number().int().nullable().openapi({ description: 'Which of "routes" in sales.yaml counts, from 0.' }),
      })
      .openapi({ description: 'What the lead asks of whoever gets it.' }),
    names: z.record(z.string(), z.string()),
    verdicts: z
      .array(
        z.discriminatedUnion('kind', [
          z.object({
            kind: z.literal('suits'),
            key: z.string(),
            from: instant.openapi({ description: 'When they work next.' }),
            share: z.number().openapi({ description: 'What they were given of late, by their weight.' }),
            lastGiven: instant.nullable(),
          }),
          z.object({ kind: z.literal('unsuited'), key: z.string(), why: z.enum(unsuited) }),
        ]),
      )
      .readonly()
      .openapi({ description: 'About everybody, in the order in which they would get it.' }),
  })
  .openapi('HandoffRoute');

export const handoffStory = z
  .object({
    handoff,
    lead,
    timeline: z.array(timelineEntry).readonly(),
    group: z
      .array(
        z.object({
          ...{ id: z.string(), leadId: z.string(), email: z.string(), name: z.string(), title: text },
          ...{ score: z.number(), status: handoffStatus },
          leads: z.boolean().openapi({ description: 'The one whose decisions hold for all.' }),
        }),
      )
      .readonly()
      .openapi({ description: 'The other hand-offs of the same company and product.' }),
  })
  .openapi('HandoffStory');

const share = z.number().nullable();
const deskNumbers = z.object({
  group: text.openapi({ description: 'The person, source, sequence or product; null: none.' }),
  ...{ given: z.number().int(), open: z.number().int() },
  accepted: z.number().int().openapi({ description: 'At any time, whatever became of them then.' }),
  ...{ won: z.number().int(), lost: z.number().int(), returned: z.number().int() },
  acceptRate: share.openapi({ description: 'Of those that are decided, from 0 to 1.' }),
  inTime: share.openapi({ description: 'Accepted before the deadline of the offer, from 0 to 1.' }),
  contact: z
    .object({ median: z.number(), p90: z.number() })
    .nullable()
    .openapi({ description: 'Milliseconds of working time to the first contact.' }),
  longestWait: z.number().nullable().openapi({ description: 'Milliseconds, of those that are open.' }),
  reasons: z.record(z.string(), z.number().int()).openapi({ description: 'Of those that were returned or lost.' }),
});

export const deskReport = z
  .object({
    by: z.enum(deskGroups),
    from: instant,
    to: instant,
    all: deskNumbers,
    groups: z.array(deskNumbers).readonly(),
  })
  .openapi('DeskReport');
