/**
 * The shapes of what the API shows. The repositories' views fit them, which the compiler checks in each table. Long,
 * because it is the one list of everything that can be read.
 */

import { z } from '@hono/zod-openapi';
import { messageStates, scopes } from '../../db/store.ts';
import { broadcastStatuses } from '../../domain/broadcast.ts';
import { deliveryClasses } from '../../domain/delivery-class.ts';
import { outcomes } from '../../domain/enrollment.ts';
import { eventKinds } from '../../domain/events.ts';
import { stages } from '../../domain/lifecycle.ts';
import { effectKinds } from '../../domain/migration-effects.ts';
import { weekdays } from '../../domain/wait-rule.ts';

const instant = z.iso.datetime().openapi({ description: 'ISO 8601, UTC', example: '2026-11-21T09:00:00.000Z' });
export const stage = z.enum(stages);
const outcome = z.enum(outcomes);
export const enrollmentStatus = z.enum(['active', ...outcomes]);
export const handoffStatus = z.enum(['open', 'accepted', 'returned']);
export const messageState = z.enum(messageStates);
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
    tags: z.array(z.string()).readonly(),
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
      version: z.number().openapi({ description: 'The one it began with.' }),
      number: z.number(),
      origin: z.string(),
    }),
    z.object({ kind: z.literal('ended'), at, sequence: z.string(), outcome, reason: text }),
    z.object({
      kind: z.literal('mail'),
      at,
      messageId: z.string(),
      sequence: text,
      broadcast: text.openapi({ description: 'The name of the broadcast that it is a mail of.' }),
      stepId: text,
      subject: text,
      template: text.openapi({ description: 'Of mail to the lead: what it is made from.' }),
      colleague: text.openapi({ description: 'The colleague it went to; null when it is to the lead.' }),
      state: messageState,
      detail: text,
      resolvedBy: text.openapi({ description: 'Who said what became of it, when nobody could know.' }),
    }),
    z.object({
      kind: z.literal('branch'),
      at,
      sequence: z.string(),
      stepId: z.string(),
      condition: text.openapi({ description: 'What was true, so that it went there; null when the step is gone.' }),
      to: text.openapi({ description: 'The step that it led to; null: the end, or the step is gone.' }),
    }),
    z.object({ kind: z.literal('split'), at, sequence: z.string(), stepId: z.string(), arm: z.string() }),
    z.object({
      kind: z.literal('call'),
      at,
      sequence: z.string(),
      stepId: z.string(),
      status: z
        .number()
        .nullable()
        .openapi({ description: 'Of the answer; 0: none came until it was given up; null: it is tried again.' }),
      failure: text.openapi({ description: 'Why the last try failed, while it is tried again.' }),
      nextTry: instant.nullable(),
    }),
    z.object({
      kind: z.literal('act'),
      at,
      sequence: z.string(),
      stepId: z.string(),
      act: z.enum(['set', 'tag', 'start', 'stop', 'handoff']),
      detail: z.string(),
    }),
    z.object({
      kind: z.literal('pause'),
      at,
      what: z.enum(['paused', 'resumed']),
      scope: z.enum(['sequence', 'lead', 'enrollment']),
      sequence: text.openapi({ description: 'Null when it was the lead as a whole.' }),
      actor: z.string(),
      reason: text,
    }),
    z.object({
      kind: z.literal('moved'),
      at,
      sequence: z.string(),
      from: text.openapi({ description: 'The step at which it stood; null: between two steps.' }),
      to: z.string(),
      actor: z.string(),
    }),
    z.object({ kind: z.literal('stopping'), at, sequence: z.string(), actor: z.string() }),
    z.object({
      kind: z.literal('migrated'),
      at,
      sequence: z.string(),
      fromVersion: z.number(),
      toVersion: z.number(),
      from: text.openapi({ description: 'The step at which it stood; null: between two steps.' }),
      to: text,
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
    heldBy: text.openapi({
      description: 'Why the mail of its step has not left yet: a frequency cap, the send window, what the relay said.',
    }),
    paused: z.boolean().openapi({
      description: 'Held by a pause: of its own, of its lead, of its sequence or of whoever sends its mail.',
    }),
    origin: z.string(),
    createdAt: instant,
    endedAt: instant.nullable(),
  })
  .openapi('Enrollment');

export const message = z
  .object({
    id: z.uuid(),
    key: z.string().openapi({ description: 'What it is a mail of: one key, one mail.' }),
    leadId: z.uuid(),
    enrollmentId: z.uuid().nullable(),
    stepId: text,
    visit: z.number().int().nullable(),
    handoffId: z.uuid().nullable(),
    broadcastId: z.uuid().nullable(),
    recipient: z.string(),
    subject: text,
    template: text.openapi({ description: 'Of mail to a lead: what it is made from.' }),
    state: messageState,
    attempts: z.number().int(),
    detail: text.openapi({ description: 'What the relay said last, or why it has not left.' }),
    verdict: z.enum(deliveryClasses).nullable().openapi({ description: 'How the last refusal was judged.' }),
    fromDomain: text,
    relay: text,
    resolvedBy: text.openapi({ description: 'Who said what became of it, when nobody could know.' }),
    links: z.array(z.object({ name: z.string(), url: z.string() })).readonly(),
    createdAt: instant,
    sentAt: instant.nullable(),
  })
  .openapi('Message');

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
  .extend({ pausedSince: instant.nullable().openapi({ description: 'Since when a pause holds all of it.' }) })
  .openapi('SequenceSummary');

export const sequenceDetail = sequenceSummary
  .extend({
    source: z.string().openapi({ description: 'The YAML as it was published.' }),
    program: z.looseObject({ sequence: z.string(), entry: text }),
    at: z.record(z.string(), count).openapi({ description: 'How many active enrollments stand at each step.' }),
  })
  .openapi('SequenceDetail');

export const sequenceVersion = z
  .object({
    name: z.string(),
    version: count,
    source: z.string().openapi({ description: 'The YAML as it was published.' }),
    program: z.looseObject({ sequence: z.string(), entry: text }),
  })
  .openapi('SequenceVersion');

const ofSequence = { name: z.string(), version: count };
export const sequenceGraphView = z
  .object({
    ...ofSequence,
    mermaid: z.string().openapi({ description: 'A flowchart in the language of Mermaid.' }),
  })
  .openapi('SequenceGraph');
export const sequenceExplanation = z
  .object({ ...ofSequence, text: z.string().openapi({ description: 'Plain sentences, over several lines.' }) })
  .openapi('SequenceExplanation');

export const pause = z
  .object({
    scope: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('sequence'), sequence: z.string() }),
      z.object({ kind: z.literal('lead'), leadId: z.uuid() }),
      z.object({ kind: z.literal('enrollment'), enrollmentId: z.uuid() }),
      z.object({ kind: z.literal('domain'), domain: z.string() }),
      z.object({ kind: z.literal('relay'), relay: z.string() }),
    ]),
    email: text.openapi({ description: 'Of the lead, when it is about a lead or one enrollment.' }),
    sequence: text.openapi({ description: 'When it is about a sequence or one enrollment.' }),
    reason: text,
    actor: z.string(),
    since: instant,
    holds: count.openapi({
      description: 'Active enrollments that it holds; of a domain or a relay, those that came to a halt at their mail.',
    }),
  })
  .openapi('Pause');

export const resumed = z
  .object({
    lifted: z.boolean().openapi({ description: 'False when there was no such pause.' }),
    resumed: count.openapi({ description: 'Enrollments that had come to a halt and go on.' }),
  })
  .openapi('Resumed');

const workStatus = z.enum(['running', 'done', 'stopped']);
export const batch = z
  .object({
    id: z.uuid(),
    sequence: z.string(),
    filter: z.object({ when: text, segment: text, source: text, tag: text }),
    status: workStatus,
    pace: z.number().openapi({ description: 'Leads per second at most.' }),
    total: count.openapi({ description: 'Leads there were when it began.' }),
    looked: count,
    enrolled: count,
    refused: z.record(z.string(), count).openapi({
      description: 'How many were not enrolled, by error code; `NOT_MEANT` did not fit the filter.',
    }),
    createdAt: instant,
    endedAt: instant.nullable(),
  })
  .openapi('Batch');

const mailCounts = z.partialRecord(messageState, count);
const hoursOfDay = z.object({ from: z.string(), to: z.string() });
const sendWindow = z.object({
  days: z.array(z.enum(weekdays)).readonly(),
  hours: z.array(hoursOfDay).readonly(),
  quiet: z.array(hoursOfDay).readonly(),
  holidays: z.object({ country: text, dates: z.array(z.string()).readonly() }),
  spreadMinutes: z.number(),
});

export const broadcast = z
  .object({
    id: z.uuid(),
    name: z.string(),
    template: z.string(),
    templateVersionId: z.uuid(),
    templateNumber: count,
    filter: z.object({ when: text, segment: text, source: text, tag: text }),
    sender: text.openapi({ description: 'The key of a sender; null for the main one.' }),
    settings: z.object({
      purpose: z.string(),
      stages: z.array(stage).readonly(),
      priority: z.number(),
      caps: z.array(z.object({ atMost: count, within: z.string() })).readonly(),
      window: sendWindow.nullable(),
      // biome-ignore lint/suspicious/noThenProperty: a word of the language, in a schema that nobody awaits
      stale: z.object({ after: z.string(), then: z.enum(['skip', 'move']) }).nullable(),
    }),
    pace: z.number().openapi({ description: 'Mails per second at most.' }),
    startAt: instant,
    status: z.enum(broadcastStatuses),
    reason: text.openapi({ description: 'Why it is paused or was stopped.' }),
    actor: z.string(),
    total: count.openapi({ description: 'Leads there were when it began; later ones are not meant.' }),
    looked: count,
    mails: mailCounts.openapi({ description: 'Mails by state; leads that do not fit the filter have none.' }),
    createdAt: instant,
    endedAt: instant.nullable(),
  })
  .openapi('Broadcast');

export const broadcastReport = broadcast
  .extend({
    opened: count.openapi({ description: 'Mails, not times: machines open mail too, so take it as a trend.' }),
    clicked: count,
    replied: count,
    bounced: count,
    complained: count,
    unsubscribed: count,
    links: z.record(z.string(), count).openapi({ description: 'Mails that each link was clicked in.' }),
    heldBack: z.record(z.string(), count).openapi({ description: 'Mails that did not leave, by why.' }),
  })
  .openapi('BroadcastReport');

export const broadcastForecast = z
  .object({
    total: count,
    fit: count.openapi({ description: 'Leads that fit the filter now.' }),
    heldBack: z.record(z.string(), count).openapi({ description: 'Of those, the ones that get none, by why.' }),
    later: z.object({ paused: count, cap: count }).openapi({ description: 'Of the others, the ones that wait first.' }),
    sampleLeadId: z.uuid().nullable().openapi({ description: 'One that would get it.' }),
  })
  .openapi('BroadcastForecast');

export const migration = z
  .object({
    id: z.uuid(),
    sequence: z.string(),
    toVersion: count,
    status: workStatus,
    total: count,
    moved: count,
    stayed: count.openapi({ description: 'Their step is gone, and no other was named: they stay in their version.' }),
    failed: count,
    createdAt: instant,
    endedAt: instant.nullable(),
  })
  .openapi('Migration');

export const migrationPlan = z
  .object({
    sequence: z.string(),
    toVersion: count,
    moves: z
      .array(
        z.object({
          version: count,
          stepId: text.openapi({ description: 'Null: between two steps, or not begun yet.' }),
          to: text.openapi({ description: 'Where they go on; null at a step that is gone: they stay.' }),
          count,
        }),
      )
      .readonly(),
    moving: count,
    staying: count,
    effects: z
      .array(
        z.object({
          kind: z.enum(effectKinds),
          version: count.openapi({ description: 'The one that they leave.' }),
          stepId: z.string(),
          was: text,
          is: text,
          count,
          words: z.string().openapi({ description: 'What it means for them.' }),
        }),
      )
      .readonly()
      .openapi({ description: 'What those that move would notice or lose.' }),
  })
  .openapi('MigrationPlan');

export const statusReport = z
  .object({
    leads: z.record(stage, count),
    enrollments: z.record(enrollmentStatus, count),
    messages: z.record(messageState, count),
    handoffs: z.record(handoffStatus, count),
    outbox: z.object({ waiting: count, dead: count, oldest: instant.nullable() }),
  })
  .openapi('Status');
