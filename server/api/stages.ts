/** Leads moved by hand: its own scope, because who may look at leads need not be who may take one out of the funnel. */
import { z } from '@hono/zod-openapi';
import { bodyOf, defineRoute, type Route, reply } from './route.ts';
import { leadName, stage } from './views/values.ts';

const move = z
  .strictObject({
    stage,
    reason: z.string().trim().min(1).max(500).openapi({ description: 'Recorded with the move.' }),
  })
  .openapi('StageMove', { example: { stage: 'customer', reason: 'Signed the contract of 20 November' } });

const moved = z
  .object({
    leadId: z.string(),
    from: stage,
    stage,
    handoffId: z.string().nullable().openapi({ description: 'The hand-off that a move to `mql` opened.' }),
  })
  .openapi('MovedLead');

export const stageRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/leads/{lead}/stage',
    name: 'moveLead',
    tag: 'leads',
    summary: 'Move a lead to another stage of the funnel, with a reason',
    scope: 'stages',
    errors: ['LEAD_UNKNOWN', 'STAGE_ILLEGAL'],
    params: z.object({ lead: leadName }),
    body: bodyOf(move),
    replies: { 200: { description: 'Where it is now', schema: moved } },
    async handle({ params, body }, { deps, actor, now }) {
      return reply(200, await deps.store.stages.move({ lead: params.lead, ...body }, now, actor));
    },
  }),
];
