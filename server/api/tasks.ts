/** What people are asked to do, mostly by what came in. */
import { z } from '@hono/zod-openapi';
import { taskKinds } from '../../db/store.ts';
import { present } from './input.ts';
import { defineRoute, type Route, reply } from './route.ts';
import { task } from './views/correspondence.ts';
import { leadName, pageOf, paging } from './views/values.ts';

export const taskRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/tasks',
    name: 'listTasks',
    tag: 'inbound',
    summary: 'Open tasks, or those that were done, newest first',
    scope: 'inbound',
    errors: ['LEAD_UNKNOWN'],
    query: z.strictObject({
      ...paging,
      status: z.enum(['open', 'done']).default('open'),
      kind: z.enum(taskKinds).optional(),
      lead: leadName.optional(),
    }),
    replies: { 200: { description: 'One page', schema: pageOf(task) } },
    async handle({ query: { limit, after, status, kind, lead } }, { deps, now }) {
      const leadId = lead === undefined ? undefined : (await deps.store.leads.get(lead, now)).id;
      const filter = { done: status === 'done', ...present({ kind, leadId }) };
      return reply(200, await deps.store.tasks.list(filter, present({ limit, after })));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/tasks/{id}/completion',
    name: 'completeTask',
    tag: 'inbound',
    summary: 'Say that it is done',
    scope: 'inbound',
    errors: ['TASK_UNKNOWN'],
    params: z.object({ id: z.string().min(1).max(100) }),
    replies: { 200: { description: 'The task', schema: task } },
    handle: async ({ params }, { deps, actor, now }) => reply(200, await deps.store.tasks.done(params.id, actor, now)),
  }),
];
