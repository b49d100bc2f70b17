/** How the installation is doing: counts, and what waits in the outbox. */
import { defineRoute, type Route, reply } from './route.ts';
import { statusReport } from './views/status.ts';

export const statusRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/status',
    name: 'getStatus',
    tag: 'about',
    summary: 'Counts of everything',
    scope: 'admin',
    errors: [],
    replies: { 200: { description: 'The counts now', schema: statusReport } },
    handle: async (_input, { deps }) => reply(200, await deps.store.overview.status()),
  }),
];
