/** Whether leads are real: addresses before anything is sent to them, leads that are nobody, and what sources bring. */
import { z } from '@hono/zod-openapi';
import { checkAddress } from '../registration.ts';
import { bodyOf, defineRoute, type Route, reply } from './route.ts';
import { addressVerdict, registration, sourceStanding } from './views/registration.ts';
import { leadName } from './views/values.ts';

const mostAddresses = 100;
/** Domains that are asked about at a time. */
const atOnce = 20;

const addresses = z
  .strictObject({ addresses: z.array(z.string().min(1).max(320)).min(1).max(mostAddresses) })
  .openapi('AddressesToCheck', { example: { addresses: ['ann@example.com', 'bob@gmial.com'] } });

export const registrationRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/addresses/check',
    name: 'checkAddresses',
    tag: 'leads',
    summary: 'Whether mail can reach addresses, and what was perhaps meant. Says nothing of whether somebody is known',
    scope: 'leads',
    errors: [],
    body: bodyOf(addresses),
    replies: {
      200: { description: 'In their order', schema: z.object({ items: z.array(addressVerdict).readonly() }) },
    },
    async handle({ body }, { deps }) {
      const items: z.input<typeof addressVerdict>[] = [];
      for (let first = 0; first < body.addresses.length; first += atOnce) {
        const some = body.addresses.slice(first, first + atOnce);
        items.push(
          ...(await Promise.all(some.map(async (address) => ({ address, ...(await checkAddress(deps, address)) })))),
        );
      }
      return reply(200, { items });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/leads/{lead}/fake',
    name: 'markLeadFake',
    tag: 'leads',
    summary: 'Say that a lead is nobody: it is disqualified, and counts against its source',
    scope: 'leads',
    errors: ['LEAD_UNKNOWN', 'STAGE_ILLEGAL'],
    params: z.object({ lead: leadName }),
    body: bodyOf(
      z
        .strictObject({ reason: z.string().trim().min(1).max(500) })
        .openapi('FakeLead', { example: { reason: 'Nobody of that name works there' } }),
    ),
    replies: { 200: { description: 'The lead', schema: registration } },
    async handle({ params, body }, { deps, actor, now }) {
      const { id } = await deps.store.leads.get(params.lead, now);
      return reply(200, await deps.store.registrations.fake(id, body.reason, actor, now));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/authenticity',
    name: 'listSourceStandings',
    tag: 'sources',
    summary: 'How far the leads of each source are real, the worst first',
    scope: 'sources',
    errors: [],
    query: z.strictObject({ source: z.string().min(1).max(200).optional() }),
    replies: { 200: { description: 'The sources', schema: z.object({ items: z.array(sourceStanding).readonly() }) } },
    async handle({ query }, { deps, now }) {
      return reply(200, { items: await deps.store.authenticity.standings(now, query.source) });
    },
  }),
];
