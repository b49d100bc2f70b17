/** How the API shows hand-offs. */
import { z } from '@hono/zod-openapi';
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
    decidedBy: text,
    createdAt: instant,
    decidedAt: instant.nullable(),
  })
  .openapi('Handoff');

export const handoffStory = z
  .object({ handoff, lead, timeline: z.array(timelineEntry).readonly() })
  .openapi('HandoffStory');
