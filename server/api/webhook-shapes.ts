/** What endpoints of webhooks are sent, as the description of the API has it: one entry for each type. */
import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from '@hono/zod-openapi';
import { backReasons } from '../../domain/handoff.ts';
import { lostReasons } from '../../domain/handoff-steps.ts';
import { type AnnouncedType, pingType } from '../../domain/outgoing-webhook.ts';
import type { AppEnv } from '../deps.ts';
import { ids, times } from './examples/people.ts';
import { grade, instant, stage, temperature, text } from './views/values.ts';

const workspace = z.number().int().optional().openapi({ description: 'The number of the workspace in force.' });
const lead = z.uuid().openapi({ description: 'Who it is, GET /v1/leads/{lead} tells.' });
const actor = z.string();
const reason = text.openapi({
  description: 'Of the rule that did it; null when a person or another service gave one in words of its own.',
});
const standing = { lead, score: z.number(), grade, temperature, stage, actor, workspace };
const ofHandoff = { lead, handoff: z.uuid(), workspace };
const offer = z.number().int().openapi({ description: 'Its number: the first offer of a hand-off is 1.' });
const salesperson = z.string().openapi({ description: 'The key in sales.yaml.' });
const because = z.enum(['owner', 'share', 'hand', 'group', 'left']).openapi({
  description:
    'Whose company it is, whose turn, given by hand, next of the buying group, or in the place of somebody who sells no more.',
});
const ofSegment = z.object({ lead, segment: z.string(), workspace });

interface Message {
  readonly summary: string;
  readonly data: z.ZodType;
  /** Of the data. */
  readonly example: Readonly<Record<string, unknown>>;
}

const shown = { lead: ids.ann, score: 42.6, grade: 'A', temperature: 'warm', stage: 'prospect', workspace: 7 };
const byClick = { ...shown, actor: 'event click', reason: 'Followed a link to the prices' };
const shownSegment = { lead: ids.ann, segment: 'large-sites', workspace: 7 };
const shownHandoff = { lead: ids.ann, handoff: ids.handoff, workspace: 7 };
const shownOffer = { ...shownHandoff, offer: 1, salesperson: 'jonas' };

const messages: Readonly<Record<AnnouncedType | typeof pingType, Message>> = {
  'lead.created': {
    summary: 'A lead came in that nobody knew: by a form, the API or a file, so a file of a thousand tells a thousand',
    data: z.object({
      ...standing,
      source: text.openapi({ description: 'One that sources.yaml declares; null when it is another, or none.' }),
    }),
    example: { ...shown, ...{ score: 0, temperature: 'cold', stage: 'name' }, source: 'webinar', actor: 'api/crm' },
  },
  'lead.score_changed': {
    summary: 'The score of a lead has changed by something that it did or is; what decays is not told',
    data: z.object({ ...standing, score: z.object({ before: z.number(), after: z.number() }), reason }),
    example: { ...byClick, score: { before: 36.1, after: 42.6 } },
  },
  'lead.temperature_changed': {
    summary: 'A lead is cold, warm or hot now',
    data: z.object({
      ...standing,
      // By time alone nothing else of it has changed.
      grade: grade.optional(),
      stage: stage.optional(),
      temperature: z.object({ before: temperature, after: temperature }),
    }),
    example: { ...shown, temperature: { before: 'cold', after: 'warm' }, actor: 'event click' },
  },
  'lead.stage_changed': {
    summary: 'A lead stands at another stage; one that skips stages is told of for each',
    data: z.object({ ...standing, stage: z.object({ from: stage, to: stage }), reason }),
    example: { ...byClick, stage: { from: 'engaged', to: 'prospect' } },
  },
  'lead.segment_entered': {
    summary: 'A lead has come into a segment that is watched',
    data: ofSegment,
    example: shownSegment,
  },
  'lead.segment_left': {
    summary: 'A lead has left a segment that is watched',
    data: ofSegment,
    example: shownSegment,
  },
  'handoff.opened': {
    summary: 'A lead was given to sales',
    data: z.object({ ...ofHandoff, number: z.number().int(), score: z.number(), grade }),
    example: { ...shownHandoff, number: 1, score: 63.4, grade: 'A' },
  },
  'handoff.offered': {
    summary: 'A salesperson is asked whether they take a lead',
    data: z.object({ ...ofHandoff, offer, salesperson, because, deadline: instant }),
    example: { ...shownOffer, because: 'share', deadline: '2026-11-20T12:15:00.000Z' },
  },
  'handoff.lapsed': {
    summary: 'A lead is not with a salesperson any more to whom it was offered or assigned',
    data: z.object({ ...ofHandoff, offer, salesperson }),
    example: shownOffer,
  },
  'handoff.queued': {
    summary: 'A lead waits, for nobody can have it now',
    data: z.object(ofHandoff),
    example: shownHandoff,
  },
  'handoff.attached': {
    summary: 'A lead goes with another of its company: what is decided of that one holds for it',
    data: z.object({ ...ofHandoff, to: z.uuid().openapi({ description: 'The hand-off that leads.' }) }),
    example: { ...shownHandoff, to: ids.handoff },
  },
  'handoff.assigned': {
    summary: 'A lead that sales had accepted is with another salesperson now, or leads its group',
    data: z.object({ ...ofHandoff, offer, salesperson, because }),
    example: { ...shownOffer, because: 'hand' },
  },
  'handoff.accepted': {
    summary: 'Sales has accepted a lead',
    data: z.object({ ...ofHandoff, reason: z.null(), actor }),
    example: { ...shownHandoff, reason: null, actor: 'jonas' },
  },
  'handoff.contacted': {
    summary: 'Sales has talked to a lead',
    data: z.object({ ...ofHandoff, reason: z.null(), actor }),
    example: { ...shownHandoff, reason: null, actor: 'jonas' },
  },
  'handoff.planned': {
    summary: 'Sales has planned the next contact with a lead',
    data: z.object({ ...ofHandoff, reason: z.null(), actor }),
    example: { ...shownHandoff, reason: null, actor: 'jonas' },
  },
  'handoff.meeting': {
    summary: 'Sales has agreed on a meeting with a lead',
    data: z.object({ ...ofHandoff, reason: z.null(), actor }),
    example: { ...shownHandoff, reason: null, actor: 'jonas' },
  },
  'handoff.won': {
    summary: 'A lead has become a customer',
    data: z.object({ ...ofHandoff, reason: z.null(), actor }),
    example: { ...shownHandoff, reason: null, actor: 'jonas' },
  },
  'handoff.lost': {
    summary: 'A lead does not buy, for now',
    data: z.object({ ...ofHandoff, reason: z.enum(lostReasons), actor }),
    example: { ...shownHandoff, reason: 'price', actor: 'jonas' },
  },
  'handoff.returned': {
    summary: 'Sales has given a lead back',
    data: z.object({ ...ofHandoff, reason: z.enum(backReasons), actor }),
    example: { ...shownHandoff, reason: 'timing', actor: 'jonas' },
  },
  'source.alert': {
    summary: 'A source of leads is no longer believed',
    data: z.looseObject({ source: z.string(), score: z.number(), why: z.string(), workspace }),
    example: { source: 'installer-portal', score: 41, why: '14 of 120 came back', workspace: 7 },
  },
  [pingType]: { summary: 'Somebody tries the endpoint', data: z.object({ workspace }), example: { workspace: 7 } },
};

const headers = z.object({
  'webhook-id': z.string().openapi({ description: 'The same on every try: keep it to know a repeat.' }),
  'webhook-timestamp': z.string().openapi({ description: 'Seconds since 1970, of this try.' }),
  'webhook-signature': z.string().openapi({ description: 'Standard Webhooks v1, one for each secret.' }),
});

/** Puts the messages into the description of the API, under `webhooks`. */
export function describeWebhooks(app: OpenAPIHono<AppEnv>): void {
  for (const [type, { summary, data, example }] of Object.entries(messages)) {
    app.openAPIRegistry.registerWebhook({
      method: 'post',
      path: type,
      operationId: `on ${type}`.replaceAll(/[ ._](\w)/g, (_, letter: string) => letter.toUpperCase()),
      tags: ['webhooks'],
      summary,
      security: [],
      request: {
        headers,
        body: {
          required: true,
          content: {
            'application/json': {
              schema: z.object({ type: z.literal(type), timestamp: instant, data }),
              example: { type, timestamp: times.now, data: example },
            },
          },
        },
      },
      responses: {
        '2XX': { description: 'Taken' },
        410: { description: 'Nothing more is wanted: the endpoint is told nothing until a person sees to it' },
        429: { description: 'Later: Retry-After is kept' },
      },
    });
  }
}
