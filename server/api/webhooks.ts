/** Webhooks out: how deliveries to each endpoint go, and what was given up, to be sent again. */
import { z } from '@hono/zod-openapi';
import { webhookStates } from '../../db/store.ts';
import { TendrilError } from '../../domain/errors.ts';
import type { OutgoingEndpoint } from '../../domain/outgoing-webhook.ts';
import { instantFromMs } from '../../domain/time.ts';
import type { ServerDeps } from '../deps.ts';
import { ids } from './examples/people.ts';
import { present } from './input.ts';
import { bodyOf, defineRoute, type Route, reply } from './route.ts';
import { toldMoment } from './told-moment.ts';
import { count, instant, pageOf, paging, text } from './views/values.ts';

const endpointName = z.string().min(1).max(63).openapi({ description: 'Its name in the file of TENDRIL_HOOKS.' });
const byName = z.object({ endpoint: endpointName });
const status = z.number().int().nullable();

const endpoint = z
  .object({
    endpoint: z.string(),
    origin: text.openapi({ description: 'Scheme, host and port of its URL; null when the settings do not have it.' }),
    types: z.array(z.string()).readonly(),
    scoreStep: z.number().nullable(),
    disabled: z.boolean(),
    waiting: count,
    dead: count,
    oldest: instant.nullable().openapi({ description: 'Since when the oldest that waits is there.' }),
    lastDeliveredAt: instant.nullable(),
    failures: count.openapi({ description: 'Answers since the last good one.' }),
    failingSince: instant.nullable(),
    lastAt: instant.nullable(),
    lastStatus: status,
    lastError: text,
    gone: z.boolean().openapi({ description: 'It answered 410: nothing is sent to it until a person sees to it.' }),
  })
  .openapi('WebhookEndpoint');

const delivery = z
  .object({
    id: z.uuid().openapi({ description: 'The same on every try: `webhook-id`.' }),
    endpoint: z.string(),
    type: z.string(),
    leadId: z.uuid().nullable(),
    data: z.record(z.string(), z.unknown()),
    state: z.enum(webhookStates),
    createdAt: instant,
    attempts: count,
    nextAt: instant.nullable(),
    lastStatus: status,
    lastError: text,
    settledAt: instant.nullable(),
  })
  .openapi('WebhookDelivery');

const replay = z
  .strictObject({
    ids: z.array(z.uuid()).min(1).max(1_000).optional(),
    dead: z.literal(true).optional().openapi({ description: 'All that were given up.' }),
    since: toldMoment.optional().openapi({
      description: 'All that were made since then, whatever became of them.',
    }),
  })
  .refine((one) => Object.keys(one).length === 1, 'give one of ids, dead and since')
  .openapi('WebhookReplay', { example: { since: '2026-11-20T00:00:00Z' } });

export const webhookRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/hooks',
    name: 'listWebhookEndpoints',
    tag: 'webhooks',
    summary: 'The endpoints that are told of changes, and how that goes',
    scope: 'admin',
    errors: [],
    replies: { 200: { description: 'The endpoints', schema: z.object({ items: z.array(endpoint).readonly() }) } },
    handle: async (_input, { deps }) => reply(200, { items: await endpointsOf(deps) }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/hooks/{endpoint}/deliveries',
    name: 'listWebhookDeliveries',
    tag: 'webhooks',
    summary: 'What an endpoint was told, newest first',
    scope: 'admin',
    errors: ['ENDPOINT_UNKNOWN'],
    params: byName,
    query: z.strictObject({ ...paging, state: z.enum(webhookStates).optional() }),
    replies: { 200: { description: 'One page', schema: pageOf(delivery) } },
    async handle({ params, query: { state, limit, after } }, { deps }) {
      const { endpoint: name } = await checkedEndpoint(deps, params.endpoint);
      const page = await deps.store.webhooks.list({ endpoint: name, ...present({ state }) }, present({ limit, after }));
      return reply(200, page);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/hooks/{endpoint}/replay',
    name: 'replayWebhooks',
    tag: 'webhooks',
    summary: 'Send again, under the same ids',
    scope: 'admin',
    errors: ['ENDPOINT_UNKNOWN'],
    params: byName,
    body: bodyOf(replay),
    replies: { 202: { description: 'How many wait now', schema: z.object({ count: count.openapi({ example: 3 }) }) } },
    async handle({ params, body: { ids, since } }, { deps, now }) {
      await checkedEndpoint(deps, params.endpoint);
      const { webhooks } = deps.store;
      const which = ids
        ? ({ kind: 'ids', ids } as const)
        : since === undefined
          ? ({ kind: 'dead' } as const)
          : ({ kind: 'since', since: instantFromMs(Date.parse(since)) } as const);
      return reply(202, { count: await webhooks.replay(params.endpoint, which, now) });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/hooks/{endpoint}/ping',
    name: 'pingWebhookEndpoint',
    tag: 'webhooks',
    summary: 'Try an endpoint with a message of the type test.ping',
    scope: 'admin',
    errors: ['ENDPOINT_UNKNOWN'],
    params: byName,
    replies: {
      202: {
        description: 'Its id, by which it is found among the deliveries',
        schema: z.object({ id: z.uuid().openapi({ example: ids.delivery }) }),
      },
    },
    async handle({ params }, { deps, now }) {
      await checkedEndpoint(deps, params.endpoint);
      return reply(202, { id: await deps.store.webhooks.ping(params.endpoint, now) });
    },
  }),
];

async function endpointsOf({ store, hooks = [] }: ServerDeps): Promise<readonly z.input<typeof endpoint>[]> {
  const views = await store.webhooks.endpoints();
  const names = [...new Set([...hooks.map((one) => one.endpoint), ...views.map((one) => one.endpoint)])].toSorted();
  return names.map((name) => {
    const settings = settingsOf(hooks.find((one) => one.endpoint === name));
    const view = views.find((one) => one.endpoint === name);
    return { endpoint: name, ...settings, ...nothing, ...view };
  });
}

/** The rest of a URL may be a secret. */
const settingsOf = (known: OutgoingEndpoint | undefined) => ({
  origin: known ? new URL(known.url).origin : null,
  types: known?.types ?? [],
  scoreStep: known?.scoreStep ?? null,
  disabled: known?.disabled ?? false,
});

const nothing = {
  ...{ waiting: 0, dead: 0, oldest: null, lastDeliveredAt: null, failures: 0, failingSince: null },
  ...{ lastAt: null, lastStatus: null, lastError: null, gone: false },
} as const;

/** @throws ENDPOINT_UNKNOWN */
async function checkedEndpoint(deps: ServerDeps, name: string): Promise<z.input<typeof endpoint>> {
  const known = (await endpointsOf(deps)).find((one) => one.endpoint === name);
  if (known) return known;
  throw new TendrilError('ENDPOINT_UNKNOWN', `There is no endpoint ${JSON.stringify(name)}`);
}
