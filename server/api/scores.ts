/**
 * The scores that other services give leads: one more input of the scoring model. A score is told by what it is and for
 * when it holds, so telling it again changes nothing, and one of before never takes the place of one of later.
 */
import { z } from '@hono/zod-openapi';
import type { ExternalScoreInput } from '../../db/store.ts';
import { errorCode, errorKind, TendrilError } from '../../domain/errors.ts';
import { type Instant, instantFromMs, msOf } from '../../domain/time.ts';
import { failureOf, problemOf } from '../problem.ts';
import { checkShape, requestInvalid } from './input.ts';
import { problemSchema } from './openapi.ts';
import { bodyOf, type Caller, defineRoute, type Route, reply } from './route.ts';
import { toldMoment } from './told-moment.ts';
import { grade, instant, leadName, stage, temperature, text } from './views/values.ts';

const mostScores = 1_000;
const mostAheadMs = 5 * 60_000;

const service = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,49}$/, 'a short name such as "propensity"')
  .openapi({ description: 'The name under which the scoring model weighs it.', example: 'propensity' });

const given = {
  value: z.number().min(-1e9).max(1e9),
  at: toldMoment.optional().openapi({
    description: 'For when it holds; of several of a service the newest counts. Default: now.',
  }),
  id: z.string().trim().min(1).max(200).optional().openapi({
    description: 'Names this very score; told again, nothing changes. Default: its time and value.',
  }),
  detail: z.string().max(500).nullish().openapi({ description: 'What the service says about it.' }),
};
const newScore = z.strictObject(given).openapi('NewScore', {
  example: { value: 72.5, at: '2026-11-20T10:15:00Z', detail: 'visited pricing three times' },
});
const newLeadScore = z.strictObject({ lead: leadName, ...given }).openapi('NewLeadScore', {
  example: { lead: 'ann@example.com', value: 72.5, at: '2026-11-20T10:15:00Z' },
});
type NewScore = z.output<typeof newScore>;

const scored = z
  .object({
    leadId: z.uuid(),
    recorded: z.boolean().openapi({ description: 'False when it was known already, or withheld.' }),
    withheld: text.openapi({ description: 'Why it does not count: the lead has not agreed to be profiled.' }),
    score: z.number(),
    grade,
    temperature,
    stage,
    handoffId: z.uuid().nullable().openapi({ description: 'The hand-off that it opened.' }),
  })
  .openapi('ScoredLead');
const external = z
  .object({ service: z.string(), value: z.number(), at: instant, detail: text })
  .openapi('ExternalScore');

const item = { index: z.number().int(), status: z.number().int() };
const results = z
  .object({
    results: z
      .array(z.union([z.object({ ...item, lead: scored }), z.object({ ...item, error: problemSchema })]))
      .readonly(),
  })
  .openapi('ScoredLeads');

export const scoreRoutes: readonly Route[] = [
  defineRoute({
    method: 'put',
    path: '/v1/leads/{lead}/scores/{service}',
    name: 'putLeadScore',
    tag: 'scores',
    summary: 'Tell the score that another service gives a lead',
    scope: 'events',
    errors: ['LEAD_UNKNOWN', 'MODEL_UNKNOWN'],
    params: z.object({ lead: leadName, service }),
    body: bodyOf(newScore),
    replies: { 200: { description: 'The lead as it is then', schema: scored } },
    handle: async ({ params, body }, caller) =>
      reply(200, await put(params.lead, params.service, body, 'body', caller)),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/leads/{lead}/scores',
    name: 'listLeadScores',
    tag: 'scores',
    summary: 'The newest score of each service',
    scope: 'leads',
    errors: ['LEAD_UNKNOWN'],
    params: z.object({ lead: leadName }),
    replies: { 200: { description: 'The scores', schema: z.object({ items: z.array(external).readonly() }) } },
    handle: async ({ params }, { deps, now }) =>
      reply(200, { items: await deps.store.scores.externals(params.lead, now) }),
  }),
  defineRoute({
    method: 'put',
    path: '/v1/scores/{service}',
    name: 'putScores',
    tag: 'scores',
    summary: 'Tell the scores of up to 1,000 leads; each stands for itself',
    scope: 'events',
    errors: ['MODEL_UNKNOWN'],
    params: z.object({ service }),
    body: {
      schema: z.strictObject({ scores: z.array(newLeadScore).min(1).max(mostScores) }).openapi('NewScores', {
        example: {
          scores: [
            { lead: 'ann@example.com', value: 72.5 },
            { lead: 'bo@example.com', value: 12 },
          ],
        },
      }),
      read: (raw) => checkShape(z.strictObject({ scores: z.array(z.unknown()).min(1).max(mostScores) }), raw, 'body'),
    },
    replies: {
      200: { description: 'All taken', schema: results },
      207: { description: 'Some were refused; each has its own status', schema: results },
    },
    weight: ({ scores }) => scores.length,
    async handle({ params, body }, caller) {
      const items = await putMany(params.service, body.scores, caller);
      const status: 200 | 207 = items.every((one) => 'lead' in one) ? 200 : 207;
      return { status, body: { results: items } } as const;
    },
  }),
];

type ItemResult = z.input<typeof results>['results'][number];

/** @throws LEAD_UNKNOWN, MODEL_UNKNOWN, REQUEST_INVALID */
async function put(lead: string, name: string, score: NewScore, place: string, { deps, now, actor }: Caller) {
  const [outcome] = await deps.store.scores.putExternals([inputOf(lead, name, score, place, now)], now, actor);
  if (outcome && 'lead' in outcome) return outcome.lead;
  throw outcome?.refused ?? new TendrilError('INTERNAL', 'A score got no answer');
}

/** @throws REQUEST_INVALID */
function inputOf(
  lead: string,
  service: string,
  { value, at, id, detail = null }: NewScore,
  place: string,
  now: Instant,
): ExternalScoreInput {
  const moment = momentOf(at, now, place);
  return { lead, service, value, at: moment, key: id ?? `${moment}/${value}`, detail };
}

/** @throws REQUEST_INVALID when it lies ahead */
function momentOf(at: string | undefined, now: Instant, place: string): Instant {
  if (at === undefined) return now;
  const ms = Date.parse(at);
  if (ms <= msOf(now) + mostAheadMs) return instantFromMs(Math.min(ms, msOf(now)));
  throw requestInvalid([{ path: `${place}.at`, message: `lies more than 5 minutes ahead of ${now}` }]);
}

/** What is wrong with one of them is its own answer; what is ours fails all, to be sent again whole. */
async function putMany(name: string, raws: readonly unknown[], caller: Caller): Promise<readonly ItemResult[]> {
  const { deps, now, actor } = caller;
  const read = raws.map((raw, index) => readOne(raw, name, `body.scores[${index}]`, now));
  const inputs = read.flatMap((one) => ('input' in one ? [one.input] : []));
  const outcomes = (await deps.store.scores.putExternals(inputs, now, actor))[Symbol.iterator]();
  return read.map((one, index): ItemResult => {
    const outcome = 'input' in one ? outcomes.next().value : one;
    if (!outcome) throw new TendrilError('INTERNAL', 'A score got no answer');
    if ('lead' in outcome) return { index, status: 200, lead: outcome.lead };
    const failure = failureOf(outcome.refused);
    return { index, status: failure.status, error: problemOf(failure, deps.publicUrl, caller.requestId) };
  });
}

function readOne(
  raw: unknown,
  name: string,
  place: string,
  now: Instant,
): { readonly input: ExternalScoreInput } | { readonly refused: TendrilError } {
  try {
    const { lead, ...score } = checkShape(newLeadScore, raw, place);
    return { input: inputOf(lead, name, score, place, now) };
  } catch (error) {
    if (!(error instanceof TendrilError) || errorKind(errorCode(error)).retry !== 'never') throw error;
    return { refused: error };
  }
}
