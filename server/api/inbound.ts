/** What comes in: handed in, looked at, read again, told whom it is about, and answered. */
import { z } from '@hono/zod-openapi';
import { inboundKinds, inboundStatuses } from '../../db/store.ts';
import { TendrilError } from '../../domain/errors.ts';
import { longestAnswer } from '../inbound/answering.ts';
import type { Receiving } from '../inbound/receiving.ts';
import { checkShape, present, requestInvalid } from './input.ts';
import { bodyOf, type Caller, defineRoute, type Route, reply } from './route.ts';
import { inboundItem, inboundView, letter, threadEntry } from './views/correspondence.ts';
import { leadName, pageOf, paging } from './views/values.ts';

/** As the inbound listener takes them (RFC 1870). */
const mostMailBytes = 10 * 1024 * 1024;

const byId = z.object({ id: z.string().min(1).max(100) });
const address = z.string().max(320);

const newMail = z
  .strictObject({
    raw: z.string().min(1).openapi({ description: 'The whole mail as it came (RFC 5322), in base64; 10 MB at most.' }),
    envelopeFrom: address.nullish().openapi({ description: 'Return path; "" is the one of reports.' }),
    envelopeTo: z.array(address).max(20).optional().openapi({
      description: 'Whom it was sent to. Without it, the header is asked.',
    }),
  })
  .openapi('NewInboundMail');

interface Handed {
  readonly raw: Uint8Array;
  readonly envelopeFrom: string | null;
  readonly envelopeTo: readonly string[];
}

/** @throws REQUEST_INVALID, BODY_TOO_LARGE */
function readMailBody(given: unknown): Handed {
  if (given instanceof Uint8Array) return { raw: checkedMail(given), envelopeFrom: null, envelopeTo: [] };
  const { raw, envelopeFrom = null, envelopeTo = [] } = checkShape(newMail, given, 'body');
  if (/[^A-Za-z0-9+/=\s]/.test(raw)) throw requestInvalid([{ path: 'body.raw', message: 'is not base64' }]);
  return { raw: checkedMail(Buffer.from(raw, 'base64')), envelopeFrom, envelopeTo };
}

function checkedMail(raw: Uint8Array): Uint8Array {
  if (raw.byteLength === 0) throw requestInvalid([{ path: 'body', message: 'holds no mail' }]);
  if (raw.byteLength <= mostMailBytes) return raw;
  throw new TendrilError('BODY_TOO_LARGE', `The mail has ${raw.byteLength} bytes, more than ${mostMailBytes}`);
}

const subject = z
  .union([z.strictObject({ lead: leadName }), z.strictObject({ message: z.string().min(1).max(100) })])
  .openapi('InboundSubject');

const answer = z
  .strictObject({
    text: z
      .string()
      .refine((value) => value.trim() !== '', 'must say something')
      .refine((value) => Buffer.byteLength(value) <= longestAnswer, `must have at most ${longestAnswer} bytes`),
    to: z.enum(['lead', 'writer']).optional().openapi({
      description: 'Default: lead. `writer` is whoever wrote, when that was another person.',
    }),
  })
  .openapi('NewAnswer');

/** @throws ROUTE_UNKNOWN when this server takes no mails */
function receivingOf({ deps }: Caller): Receiving {
  if (deps.receiving) return deps.receiving;
  throw new TendrilError('ROUTE_UNKNOWN', 'This server takes no mails');
}

const shared = { tag: 'inbound', scope: 'inbound' } as const;
const one = { 200: { description: 'The incoming mail', schema: inboundItem } } as const;

export const inboundRoutes: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'post',
    path: '/v1/inbound',
    name: 'postInbound',
    summary: 'Hand in a mail that came by another way; the same mail twice is one',
    errors: [],
    takesMail: true,
    body: { schema: newMail, read: readMailBody },
    replies: {
      201: { description: 'It was taken, and acted on', schema: inboundItem },
      200: { description: 'It had come before', schema: inboundItem },
    },
    async handle({ body }, caller) {
      const { key, now } = caller;
      const arrival = { ...body, way: `api/${key.name}`, wayKey: null, receivedAt: now };
      const { item, known } = await receivingOf(caller).take(arrival);
      return known ? reply(200, inboundView(item)) : reply(201, inboundView(item));
    },
  }),
  defineRoute({
    ...shared,
    method: 'get',
    path: '/v1/inbound',
    name: 'listInbound',
    summary: 'Incoming mails, newest first',
    errors: ['LEAD_UNKNOWN'],
    query: z.strictObject({
      ...paging,
      status: z.enum(inboundStatuses).optional(),
      kind: z.enum(inboundKinds).optional(),
      lead: leadName.optional(),
    }),
    replies: { 200: { description: 'One page', schema: pageOf(inboundItem) } },
    async handle({ query: { limit, after, status, kind, lead } }, { deps, now }) {
      const leadId = lead === undefined ? undefined : (await deps.store.leads.get(lead, now)).id;
      const page = await deps.store.inbound.list(present({ status, kind, leadId }), present({ limit, after }));
      return reply(200, { items: page.items.map(inboundView), next: page.next });
    },
  }),
  defineRoute({
    ...shared,
    method: 'get',
    path: '/v1/inbound/{id}',
    name: 'getInbound',
    summary: 'One incoming mail and what became of it',
    errors: ['INBOUND_UNKNOWN'],
    params: byId,
    replies: one,
    handle: async ({ params }, { deps }) => reply(200, inboundView(await deps.store.inbound.get(params.id))),
  }),
  defineRoute({
    ...shared,
    method: 'post',
    path: '/v1/inbound/{id}/replays',
    name: 'replayInbound',
    summary: 'Read it again by the rules of today; what was done is not done twice',
    errors: ['INBOUND_UNKNOWN', 'INBOUND_GONE'],
    params: byId,
    replies: one,
    handle: async ({ params }, caller) =>
      reply(200, inboundView(await receivingOf(caller).replay(params.id, caller.actor))),
  }),
  defineRoute({
    ...shared,
    method: 'post',
    path: '/v1/inbound/{id}/assignments',
    name: 'assignInbound',
    summary: 'Say whom it is about: it is acted on as if it had been known',
    errors: ['INBOUND_UNKNOWN', 'INBOUND_GONE', 'LEAD_UNKNOWN', 'MESSAGE_UNKNOWN'],
    params: byId,
    body: bodyOf(subject),
    replies: one,
    async handle({ params, body }, caller) {
      const { deps, now, actor } = caller;
      const about =
        'lead' in body ? { leadId: (await deps.store.leads.get(body.lead, now)).id } : { messageId: body.message };
      return reply(200, inboundView(await receivingOf(caller).assign(params.id, about, actor)));
    },
  }),
  defineRoute({
    ...shared,
    method: 'post',
    path: '/v1/inbound/{id}/dismissals',
    name: 'dismissInbound',
    summary: 'Say that it is about nobody; its tasks are done',
    errors: ['INBOUND_UNKNOWN'],
    params: byId,
    replies: one,
    handle: async ({ params }, caller) =>
      reply(200, inboundView(await receivingOf(caller).dismiss(params.id, caller.actor))),
  }),
  defineRoute({
    ...shared,
    method: 'post',
    path: '/v1/inbound/{id}/answers',
    name: 'answerInbound',
    summary: 'Answer it: a mail to the lead that goes on with the conversation; its tasks are done',
    errors: ['INBOUND_UNKNOWN', 'INBOUND_UNANSWERABLE', 'LEAD_SUPPRESSED', 'LEAD_UNKNOWN'],
    params: byId,
    body: bodyOf(answer),
    replies: {
      201: { description: 'It is being sent', schema: letter },
      200: { description: 'These very words had been ordered before', schema: letter },
    },
    async handle({ params, body }, caller) {
      const { letter: written, ...made } = await receivingOf(caller).answer(params.id, present(body), caller.actor);
      return made.written ? reply(201, written) : reply(200, written);
    },
  }),
  defineRoute({
    ...shared,
    method: 'get',
    path: '/v1/leads/{lead}/thread',
    name: 'getThread',
    summary: 'What was written to a lead and by it, oldest first; the newest 500',
    errors: ['LEAD_UNKNOWN'],
    params: z.object({ lead: leadName }),
    replies: { 200: { description: 'The conversation', schema: z.object({ items: z.array(threadEntry).readonly() }) } },
    async handle({ params }, { deps, now }) {
      const { id } = await deps.store.leads.get(params.lead, now);
      const entries = await deps.store.letters.thread(id);
      const items = entries.map((entry) =>
        entry.kind === 'received' ? { ...entry, item: inboundView(entry.item) } : entry,
      );
      return reply(200, { items });
    },
  }),
];
