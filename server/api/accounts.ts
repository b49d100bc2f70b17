/** Companies, each with its leads. */
import { z } from '@hono/zod-openapi';
import { present } from './input.ts';
import { defineRoute, type Route, reply } from './route.ts';
import { account, accountWithLeads } from './views/sources.ts';
import { pageOf, paging } from './views/values.ts';

export const accountRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/accounts',
    name: 'listAccounts',
    tag: 'accounts',
    summary: 'Companies, newest first',
    scope: 'leads',
    errors: [],
    query: z.strictObject({
      ...paging,
      search: z.string().min(1).max(200).optional().openapi({ description: 'Part of the name or the domain.' }),
    }),
    replies: { 200: { description: 'One page', schema: pageOf(account) } },
    async handle({ query: { limit, after, search } }, { deps, now }) {
      return reply(200, await deps.store.accounts.list(present({ search }), present({ limit, after }), now));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/accounts/{account}',
    name: 'getAccount',
    tag: 'accounts',
    summary: 'One company with its leads',
    scope: 'leads',
    errors: ['ACCOUNT_UNKNOWN'],
    params: z.object({
      account: z.string().min(1).max(200).openapi({ description: 'Id or name of the company, in any case.' }),
    }),
    replies: { 200: { description: 'The company', schema: accountWithLeads } },
    async handle({ params }, { deps, now }) {
      const { account: found, members } = await deps.store.accounts.get(params.account, now);
      return reply(200, { ...found, members });
    },
  }),
];
