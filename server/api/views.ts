/**
 * The shapes of what the API shows. The repositories' views fit them, which the compiler checks in each table.
 */
import { z } from '@hono/zod-openapi';
import { messageStates, scopes } from '../../db/store.ts';
import { eventKinds } from '../../domain/events.ts';
import { stages } from '../../domain/lifecycle.ts';

const instant = z.iso.datetime().openapi({ description: 'ISO 8601, UTC', example: '2026-11-21T09:00:00.000Z' });
export const stage = z.enum(stages);
const outcome = z.enum(['completed', 'exited', 'stopped', 'failed']);
export const enrollmentStatus = z.enum(['active', 'completed', 'exited', 'stopped', 'failed']);
export const handoffStatus = z.enum(['open', 'accepted', 'returned']);
const messageState = z.enum(messageStates);
export const scope = z.enum(scopes);
const grade = z.enum(['A', 'B', 'C', 'D']);
const temperature = z.enum(['cold', 'warm', 'hot']);
const fieldValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const text = z.string().nullable();

/** A page of a list. */
export const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({
    items: z.array(item).readonly(),
    next: text.openapi({ description: 'Goes into `after` of the following call; null at the end.' }),
  });

export const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().min(1).max(500).optional().openapi({ description: '`next` of the page before.' }),
};

export const lead = z
  .object({
    id: z.uuid(),
    email: z.string(),
    firstName: text,
    lastName: text,
    company: text,
    title: text,
    country: text,
    source: text,
    language: text,
    timeZone: text,
    stage,
    score: z.number(),
    grade,
    temperature,
    fields: z.record(z.string(), fieldValue),
    suppressed: text.openapi({ description: 'Why the address must not be mailed; null when it may.' }),
    createdAt: instant,
    updatedAt: instant,
  })
  .openapi('Lead');

const at = instant;
export const timelineEntry = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('stage'),
      at,
      from: stage.nullable(),
      to: stage,
      actor: z.string(),
      reason: z.string(),
    }),
    z.object({
      kind: z.literal('enrolled'),
      at,
      sequence: z.string(),
      version: z.number(),
      number: z.number(),
      origin: z.string(),
    }),
    z.object({ kind: z.literal('ended'), at, sequence: z.string(), outcome, reason: text }),
    z.object({
      kind: z.literal('mail'),
      at,
      messageId: z.string(),
      sequence: text,
      stepId: text,
      subject: text,
      state: messageState,
      detail: text,
    }),
    z.object({
      kind: z.literal('event'),
      at,
      eventId: z.string(),
      event: z.enum(eventKinds),
      name: text,
      link: text,
      stepId: text,
      text,
    }),
    z.object({
      kind: z.literal('score'),
      at,
      points: z.number(),
      group: z.string(),
      reason: z.string(),
      scoreAfter: z.number(),
    }),
    z.object({
      kind: z.literal('handoff'),
      at,
      handoffId: z.string(),
      what: z.enum(['opened', 'offered', 'lapsed', 'accepted', 'returned']),
      salesperson: text,
      reason: text,
    }),
  ])
  .openapi('TimelineEntry');

export const enrollment = z
  .object({
    id: z.uuid(),
    leadId: z.uuid(),
    email: z.string(),
    sequence: z.string(),
    version: z.number().int(),
    number: z.number().int(),
    workflowId: z.string(),
    status: enrollmentStatus,
    reason: text,
    stepId: text,
    waitUntil: instant.nullable(),
    origin: z.string(),
    createdAt: instant,
    endedAt: instant.nullable(),
  })
  .openapi('Enrollment');

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

export const apiKey = z
  .object({
    id: z.uuid(),
    name: z.string(),
    prefix: z.string(),
    scopes: z.array(scope).readonly(),
    createdAt: instant,
    lastUsedAt: instant.nullable(),
    revokedAt: instant.nullable(),
  })
  .openapi('ApiKey');

const count = z.number().int();
export const sequenceSummary = z
  .object({ name: z.string(), version: count, publishedAt: instant, active: count, ended: count })
  .openapi('SequenceSummary');

export const sequenceDetail = sequenceSummary
  .extend({
    source: z.string().openapi({ description: 'The YAML as it was published.' }),
    program: z.looseObject({ sequence: z.string(), entry: text }),
    at: z.record(z.string(), count).openapi({ description: 'How many active enrollments stand at each step.' }),
  })
  .openapi('SequenceDetail');

export const statusReport = z
  .object({
    leads: z.record(stage, count),
    enrollments: z.record(enrollmentStatus, count),
    messages: z.record(messageState, count),
    handoffs: z.record(handoffStatus, count),
    outbox: z.object({ waiting: count, dead: count, oldest: instant.nullable() }),
  })
  .openapi('Status');
