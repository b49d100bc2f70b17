/** Addresses that get no mail: looked up, added, and lifted by who has the right. Only hashes of them are kept. */
import { z } from '@hono/zod-openapi';
import type { Store } from '../../db/store.ts';
import { parseAddress } from '../../domain/address.ts';
import { bodyOf, defineRoute, type Route, reply } from './route.ts';
import { reason, scope, suppressed } from './views/wishes.ts';

const address = z.string().min(1).max(320);
const why = z.string().min(1).max(500).openapi({ description: 'For the record.' });

const newSuppression = z
  .strictObject({
    address,
    scope: scope.default('all'),
    reason: reason.default('manual'),
    why: why.optional(),
  })
  .openapi('NewSuppression', { example: { address: 'ann@example.com', why: 'Asked on the phone, ticket 4711' } });

const lifting = z
  .strictObject({
    address,
    scope: scope.default('all'),
    reason,
    right: z
      .enum(['address', 'manual', 'legal'])
      .openapi({ description: 'By what right. A consent lifts an `unsubscribe` by being recorded.' }),
    why,
  })
  .openapi('SuppressionLifting', {
    example: {
      ...{ address: 'ann@example.com', reason: 'bounce_hard', right: 'address' },
      why: 'Her mailbox works again, she wrote on 20 November',
    },
  });

const reading = { 200: { description: 'What is known of the address', schema: suppressed } } as const;

const readingOf = async ({ suppressions }: Store, of: string) => ({
  reason: await suppressions.reasonFor(of),
  entries: await suppressions.entries(of),
});

export const suppressionRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/suppressions',
    name: 'getSuppressions',
    tag: 'suppressions',
    summary: 'Why an address gets no mail, with all that was lifted',
    scope: 'leads',
    errors: ['ADDRESS_INVALID', 'ADDRESS_MULTIPLE'],
    query: z.strictObject({ address }),
    replies: reading,
    handle: async ({ query }, { deps }) => reply(200, await readingOf(deps.store, parseAddress(query.address))),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/suppressions',
    name: 'addSuppression',
    tag: 'suppressions',
    summary: 'See to it that an address gets no mail, of any kind or of one purpose',
    scope: 'leads',
    errors: ['ADDRESS_INVALID', 'ADDRESS_MULTIPLE'],
    body: bodyOf(newSuppression),
    replies: reading,
    async handle({ body }, { deps, actor, now }) {
      const to = parseAddress(body.address);
      const draft = { reason: body.reason, scope: body.scope, detail: body.why ?? null, actor };
      await deps.store.suppressions.put(to, draft, now);
      return reply(200, await readingOf(deps.store, to));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/suppressions/lifts',
    name: 'liftSuppression',
    tag: 'suppressions',
    summary: 'Lift one reason of an address, by who has the right to',
    scope: 'admin',
    errors: ['ADDRESS_INVALID', 'ADDRESS_MULTIPLE', 'SUPPRESSION_LASTING'],
    body: bodyOf(lifting),
    replies: reading,
    async handle({ body }, { deps, actor, now }) {
      const to = parseAddress(body.address);
      const by = `${actor}: ${body.why}`;
      await deps.store.suppressions.lift(to, { scope: body.scope, reason: body.reason, right: body.right, by }, now);
      return reply(200, await readingOf(deps.store, to));
    },
  }),
];
