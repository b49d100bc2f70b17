/** Hand-offs: leads that were given to sales, and what sales decided. */
import { z } from '@hono/zod-openapi';
import { deskGroups } from '../../domain/desk-numbers.ts';
import { TendrilError } from '../../domain/errors.ts';
import { returnReasons } from '../../domain/handoff.ts';
import { lostReasons } from '../../domain/handoff-steps.ts';
import { moneyProblem } from '../../domain/money.ts';
import { isDate, plusMs } from '../../domain/time.ts';
import { checkShape, present } from './input.ts';
import { bodyOf, defineRoute, type Route, reply } from './route.ts';
import { deskReport, handoff, handoffRoute, handoffStory } from './views/handoffs.ts';
import { handoffStatus, pageOf, paging } from './views/values.ts';

const byId = z.object({ id: z.string().min(1).max(100) });
const note = z.string().max(2_000).nullish();
const day = z
  .string()
  .refine(isDate, 'a day such as 2027-03-01')
  .nullish()
  .openapi({ description: 'Not to be nurtured, nor tried again, before this day.', example: '2027-03-01' });
const accepted = z
  .boolean()
  .optional()
  .openapi({ description: 'True to give one back that is accepted already: else the first decision stands.' });
const documentedReturn = z
  .strictObject({ reason: z.enum(returnReasons), note, againOn: day, accepted })
  .openapi('HandoffReturn', {
    example: { reason: 'timing', note: 'Their contract runs until May' },
  });
const looseReturn = z.strictObject({ reason: z.string(), note, againOn: day, accepted });

/** @throws FIELD_INVALID for a reason that is not on the list */
function readReturn(raw: unknown): z.output<typeof documentedReturn> {
  const { reason, ...rest } = checkShape(looseReturn, raw, 'body');
  const known = returnReasons.find((one) => one === reason);
  if (known) return { reason: known, ...rest };
  const message = `body.reason is ${JSON.stringify(reason.slice(0, 60))}; use one of ${returnReasons.join(', ')}`;
  throw new TendrilError('FIELD_INVALID', message, { reasons: returnReasons });
}

const when = z.iso.datetime().openapi({
  description: 'Of the next contact, or the meeting: whoever has the lead is reminded then.',
  example: '2027-03-01T09:00:00.000Z',
});

const deskStep = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('contacted'), note }),
    z.strictObject({ kind: z.literal('planned'), note, at: when }),
    z.strictObject({ kind: z.literal('meeting'), note, at: when.nullish() }),
    z.strictObject({
      kind: z.literal('won'),
      note,
      amount: z
        .string()
        .max(20)
        .nullish()
        .openapi({ description: 'Decimal text, such as `12500.00`; with `currency`.' }),
      currency: z.string().max(3).nullish().openapi({ description: 'ISO 4217.' }),
      product: z.string().max(100).nullish().openapi({ description: 'By its name in sales.yaml.' }),
    }),
    z.strictObject({ kind: z.literal('lost'), note, reason: z.enum(lostReasons) }),
  ])
  .openapi('HandoffStep', { example: { kind: 'won', amount: '12500.00', currency: 'EUR', product: 'monitoring' } });

const assignment = z.strictObject({
  salesperson: z.string().min(1).max(100).openapi({ description: 'The key in sales.yaml.', example: 'tom' }),
});

export const handoffRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/handoffs',
    name: 'listHandoffs',
    tag: 'handoffs',
    summary: 'Hand-offs, newest first',
    scope: 'sales',
    errors: [],
    query: z.strictObject({
      ...paging,
      status: handoffStatus.optional(),
      salesperson: z.string().min(1).max(100).optional().openapi({ description: 'The key of a salesperson.' }),
    }),
    replies: { 200: { description: 'One page', schema: pageOf(handoff) } },
    async handle({ query: { limit, after, status, salesperson } }, { deps }) {
      const page = await deps.store.handoffs.list(present({ status, salesperson }), present({ limit, after }));
      return reply(200, page);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/handoffs/numbers',
    name: 'deskNumbers',
    tag: 'handoffs',
    summary: 'What sales makes of its leads: accepted, in time, first contact, reasons',
    scope: 'sales',
    errors: [],
    query: z.strictObject({
      by: z.enum(deskGroups).default('person'),
      from: z.iso
        .datetime()
        .optional()
        .openapi({ description: 'When the hand-offs were opened; default: 30 days ago.' }),
      to: z.iso.datetime().optional().openapi({ description: 'Until before this instant; default: now.' }),
    }),
    replies: { 200: { description: 'The numbers, as a whole and by group', schema: deskReport } },
    async handle({ query: { by, from, to } }, { deps, now }) {
      const period = { by, from: from ?? plusMs(now, -30 * 86_400_000), to: to ?? plusMs(now, 1) };
      return reply(200, await deps.store.handoffs.numbers(period, now));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/handoffs/{id}',
    name: 'getHandoff',
    tag: 'handoffs',
    summary: 'One hand-off with the story of its lead',
    scope: 'sales',
    errors: ['HANDOFF_UNKNOWN'],
    params: byId,
    replies: { 200: { description: 'The story', schema: handoffStory } },
    handle: async ({ params }, { deps, now }) => reply(200, await deps.store.handoffs.story(params.id, now)),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/leads/{lead}/route',
    name: 'routeLead',
    tag: 'handoffs',
    summary: 'Who would get a lead now, and why not the others; changes nothing',
    scope: 'sales',
    errors: ['LEAD_UNKNOWN', 'WORKSPACE_EMPTY'],
    params: z.object({ lead: z.string().min(1).max(320) }),
    replies: { 200: { description: 'The verdict on everybody', schema: handoffRoute } },
    handle: async ({ params }, { deps, now }) => reply(200, await deps.store.handoffs.route(params.lead, now)),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/handoffs/{id}/assign',
    name: 'assignHandoff',
    tag: 'handoffs',
    summary: 'Give a hand-off to a salesperson, whoever has it',
    scope: 'sales',
    errors: ['HANDOFF_UNKNOWN', 'HANDOFF_DECIDED', 'HANDOFF_ATTACHED', 'SALESPERSON_UNKNOWN'],
    params: byId,
    body: bodyOf(assignment),
    replies: { 200: { description: 'The hand-off', schema: handoff } },
    handle: async ({ params, body }, { deps, actor, now }) =>
      reply(200, await deps.store.handoffs.assign(params.id, body.salesperson, actor, now)),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/handoffs/{id}/accept',
    name: 'acceptHandoff',
    tag: 'handoffs',
    summary: 'Accept: the lead becomes an SQL',
    scope: 'sales',
    errors: ['HANDOFF_UNKNOWN', 'HANDOFF_DECIDED', 'HANDOFF_ATTACHED'],
    params: byId,
    replies: { 200: { description: 'The hand-off', schema: handoff } },
    handle: async ({ params }, { deps, actor, now }) =>
      reply(200, await deps.store.handoffs.decide(params.id, { kind: 'accepted' }, actor, now)),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/handoffs/{id}/return',
    name: 'returnHandoff',
    tag: 'handoffs',
    summary: 'Give the lead back to nurturing, with a reason',
    scope: 'sales',
    errors: ['HANDOFF_UNKNOWN', 'HANDOFF_DECIDED', 'FIELD_INVALID'],
    params: byId,
    body: { schema: documentedReturn, read: readReturn },
    replies: { 200: { description: 'The hand-off', schema: handoff } },
    async handle({ params, body }, { deps, actor, now }) {
      const { reason, note: said = null, againOn = null, accepted: was } = body;
      const seen = was ? 'accepted' : 'open';
      const decision = { kind: 'returned', reason, note: said, againOn, seen } as const;
      return reply(200, await deps.store.handoffs.decide(params.id, decision, actor, now));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/handoffs/{id}/steps',
    name: 'logHandoffStep',
    tag: 'handoffs',
    summary: 'What sales did or plans: contacted, planned, meeting, won or lost; accepts the hand-off if nobody has',
    scope: 'sales',
    errors: ['HANDOFF_UNKNOWN', 'HANDOFF_DECIDED', 'HANDOFF_ATTACHED', 'FIELD_INVALID', 'REQUEST_INVALID'],
    params: byId,
    body: bodyOf(deskStep),
    replies: { 200: { description: 'The hand-off', schema: handoff } },
    async handle({ params, body }, { deps, actor, now }) {
      if (body.kind === 'won' && body.amount) {
        const problem = moneyProblem(body.amount, body.currency ?? '');
        if (problem !== null) throw new TendrilError('REQUEST_INVALID', `body.amount: ${problem}`);
      }
      return reply(200, await deps.store.handoffs.decide(params.id, { ...body, note: body.note ?? null }, actor, now));
    },
  }),
];
