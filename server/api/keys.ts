/** API keys. The key itself is in the answer that makes it and nowhere else. */
import { z } from '@hono/zod-openapi';
import { TendrilError } from '../../domain/errors.ts';
import { bodyOf, defineRoute, type Route, reply } from './route.ts';
import { apiKey } from './views/keys.ts';
import { scope } from './views/values.ts';

/** As long as a key, and none. */
const shownKey = `td_0f2a9c71_${'EXAMPLE'.repeat(6)}0`;

const newKey = z
  .strictObject({ name: z.string().trim().min(1).max(100), scopes: z.array(scope).min(1).max(scope.options.length) })
  .openapi('NewApiKey', { example: { name: 'site', scopes: ['leads', 'events'] } });

export const keyRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/keys',
    name: 'listKeys',
    tag: 'keys',
    summary: 'All keys, without their secrets',
    scope: 'admin',
    errors: [],
    replies: { 200: { description: 'The keys', schema: z.object({ items: z.array(apiKey).readonly() }) } },
    handle: async (_input, { deps }) => reply(200, { items: await deps.store.keys.list() }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/keys',
    name: 'createKey',
    tag: 'keys',
    summary: 'Make a key',
    scope: 'admin',
    errors: [],
    repeatable: false,
    body: bodyOf(newKey),
    replies: {
      201: {
        description: 'The key, shown this once',
        schema: z.object({ key: z.string().openapi({ example: shownKey }), view: apiKey }),
      },
    },
    async handle({ body }, { deps, now }) {
      const { key, view } = await deps.store.keys.create(body.name, [...new Set(body.scopes)], now);
      return reply(201, { key, view });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/keys/{id}/revoke',
    name: 'revokeKey',
    tag: 'keys',
    summary: 'Revoke a key: it stops working at once',
    scope: 'admin',
    errors: ['KEY_UNKNOWN'],
    params: z.object({ id: z.string().min(1).max(100) }),
    replies: { 200: { description: 'The revoked key', schema: apiKey } },
    async handle({ params }, { deps, now }) {
      const find = async () => (await deps.store.keys.list()).find(({ id }) => id === params.id);
      if (await find()) await deps.store.keys.revoke(params.id, now);
      const revoked = await find();
      if (!revoked) throw new TendrilError('KEY_UNKNOWN', `There is no API key ${params.id}`);
      return reply(200, revoked);
    },
  }),
];
