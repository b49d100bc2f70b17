/** Mails: the sending ledger, and what people say of mails whose fate nobody knows. */
import { z } from '@hono/zod-openapi';
import { TendrilError } from '../../domain/errors.ts';
import { present } from './input.ts';
import { bodyOf, defineRoute, type Route, reply } from './route.ts';
import { message } from './views/messages.ts';
import { broadcastName, leadName, messageState, pageOf, paging } from './views/values.ts';

const byId = z.object({ id: z.string().min(1).max(100) });
const resolution = z.strictObject({ fate: z.enum(['arrived', 'lost']) }).openapi('MessageResolution');

export const messageRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/messages',
    name: 'listMessages',
    tag: 'messages',
    summary: 'Mails, newest first',
    scope: 'leads',
    errors: ['LEAD_UNKNOWN', 'BROADCAST_UNKNOWN'],
    query: z.strictObject({
      ...paging,
      state: messageState.optional(),
      lead: leadName.optional(),
      broadcast: broadcastName.optional(),
    }),
    replies: { 200: { description: 'One page', schema: pageOf(message) } },
    async handle({ query: { limit, after, state, lead, broadcast } }, { deps, now }) {
      const leadId = lead === undefined ? undefined : (await deps.store.leads.get(lead, now)).id;
      const broadcastId = broadcast === undefined ? undefined : (await deps.store.broadcasts.get(broadcast)).id;
      const filter = present({ state, leadId, broadcastId });
      return reply(200, await deps.store.messages.list(filter, present({ limit, after })));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/messages/{id}',
    name: 'getMessage',
    tag: 'messages',
    summary: 'One mail and what became of it',
    scope: 'leads',
    errors: ['MESSAGE_UNKNOWN'],
    params: byId,
    replies: { 200: { description: 'The mail', schema: message } },
    async handle({ params: { id } }, { deps }) {
      const found = await deps.store.messages.find(id);
      if (!found) throw new TendrilError('MESSAGE_UNKNOWN', `There is no mail ${id}`, { messageId: id });
      return reply(200, found);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/messages/{id}/resolution',
    name: 'resolveMessage',
    tag: 'messages',
    summary: 'Say what became of a mail that is UNKNOWN; it is not sent again',
    scope: 'leads',
    errors: ['MESSAGE_UNKNOWN', 'MESSAGE_SETTLED'],
    params: byId,
    body: bodyOf(resolution),
    replies: { 200: { description: 'The mail', schema: message } },
    handle: async ({ params, body }, { deps, actor, now }) =>
      reply(200, await deps.store.messages.resolve(params.id, body.fate, actor, now)),
  }),
];
