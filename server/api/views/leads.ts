/** How the API shows leads and their timelines. */
import { z } from '@hono/zod-openapi';
import { consentRules } from '../../../domain/consent.ts';
import { eventKinds } from '../../../domain/events.ts';
import { leadKinds } from '../../../domain/lead.ts';
import { mergeReasons } from '../../../domain/merging.ts';
import { originWays } from '../../../domain/origin.ts';
import { registrations } from '../../../domain/registration.ts';
import { fieldValue, grade, instant, messageState, outcome, stage, temperature, text } from './values.ts';
import { basis } from './wishes.ts';

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
    phone: text.openapi({ description: 'E.164, such as `+4533123456`.' }),
    kind: z.enum(leadKinds).nullable(),
    stage,
    score: z.number(),
    grade,
    gradeDue: grade.nullable().openapi({
      description:
        'The grade that the rules of fit give now, where another one is still gone by: the scoring model has changed, and the turn of this lead has not come. Null: `grade` is that grade.',
    }),
    temperature,
    fields: z.record(z.string(), fieldValue),
    tags: z.array(z.string()).readonly(),
    suppressed: text.openapi({ description: 'Why the address must not be mailed; null when it may.' }),
    consentRule: z.enum(consentRules).nullable().openapi({
      description:
        'What its first source asks for before it may be nurtured; null: what the policy of its country says.',
    }),
    createdAt: instant,
    updatedAt: instant,
  })
  .openapi('Lead');

const origin = z
  .object({
    id: z.uuid(),
    source: text,
    way: z.enum(originWays),
    detail: z.object({
      form: z.string().optional(),
      campaign: z
        .object({
          source: z.string().optional(),
          medium: z.string().optional(),
          campaign: z.string().optional(),
          term: z.string().optional(),
          content: z.string().optional(),
        })
        .optional(),
      referrer: z.string().optional(),
      landingPage: z.string().optional(),
      clickId: z.object({ kind: z.string(), value: z.string() }).optional(),
      partner: z.string().optional(),
      reference: z.string().optional(),
    }),
    actor: z.string(),
    at: instant,
  })
  .openapi('Origin');

export const leadWithConsents = lead
  .extend({
    registration: z
      .object({ state: z.enum(registrations), reasons: z.array(z.string()).readonly() })
      .openapi({ description: 'How far it is known that somebody is there, and what speaks against it.' }),
    held: text.openapi({ description: 'Why its source lets it not be nurtured yet; null when it does.' }),
    origins: z.array(origin).readonly().openapi({ description: 'Every time that it came in, oldest first.' }),
    consents: z
      .array(
        z.object({
          purpose: z.string().openapi({ description: 'A purpose of mails, or `tracking` or `profiling`.' }),
          standing: z.enum(['agreed', 'objected', 'ended']),
          basis: basis.nullable().openapi({ description: 'The best that is in force; null when none is.' }),
        }),
      )
      .readonly()
      .openapi({ description: 'How the lead stands to each purpose that was ever recorded.' }),
  })
  .openapi('LeadWithConsents');

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
      writer: text.openapi({ description: 'Who wrote it by hand; null when it is made from a template.' }),
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
      kind: z.enum(['merged', 'unmerged']),
      at,
      mergeId: z.string(),
      otherId: z.string().openapi({ description: 'The other of the two leads.' }),
      email: text.openapi({
        description: 'Of the other; null when it is gone and the merge cannot be undone any more.',
      }),
      reason: z.enum(mergeReasons),
      note: text.openapi({ description: 'In the words of whoever merged them.' }),
      actor: z.string(),
    }),
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
      verdict: text.openapi({
        description: 'Of an open or a click at an address of ours: whose it was, as far as can be told.',
      }),
      report: z
        .object({ class: text, status: text, diagnostic: text })
        .nullable()
        .openapi({ description: 'Of a bounce or a complaint: what was said of the mail.' }),
      returnsOn: text.openapi({ description: 'Of an automatic answer: the day on which the lead is back.' }),
      via: text.openapi({ description: 'Of an opt-out: the way it came.' }),
    }),
    z.object({
      kind: z.literal('score'),
      at,
      points: z.number(),
      group: z.string(),
      reason: z.string(),
      scoreAfter: z.number(),
      told: z.number().nullable().openapi({ description: 'Of a score of another service: what it told.' }),
      late: z.boolean().openapi({ description: 'Booked after something that happened later, which scoreAfter holds.' }),
    }),
    z
      .object({ kind: z.literal('model'), at, model: z.string(), version: z.number() })
      .openapi({ description: 'Another scoring model came into force, with this version of the workspace.' }),
    z.object({
      kind: z.literal('handoff'),
      at,
      handoffId: z.string(),
      what: z.enum([
        'opened',
        'offered',
        'lapsed',
        'accepted',
        'contacted',
        'planned',
        'meeting',
        'won',
        'lost',
        'returned',
      ]),
      salesperson: text,
      reason: text,
    }),
  ])
  .openapi('TimelineEntry');
