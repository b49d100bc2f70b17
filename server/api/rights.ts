/** What a person may ask for: all that is known of it, and to be forgotten. */
import { z } from '@hono/zod-openapi';
import { type ExportedSections, exportPage } from '../../domain/export-page.ts';
import { bodyOf, defineRoute, type Route, reply } from './route.ts';
import { count, instant, leadName, text } from './views/values.ts';

const byLead = z.object({ lead: leadName });

const leadExport = z
  .object({
    format: z.literal(1),
    exportedAt: instant,
    sections: z
      .array(
        z.object({
          name: z.string(),
          about: z.string().openapi({ description: 'What it is, for the person.' }),
          rows: z.array(z.record(z.string(), z.unknown())).readonly(),
        }),
      )
      .readonly(),
  })
  .openapi('LeadExport');

const erasure = z
  .object({
    id: z.uuid(),
    leadId: z.uuid(),
    actor: z.string(),
    reason: text,
    requestedAt: instant,
    doneAt: instant.nullable().openapi({ description: 'When nothing was left, histories of workflows included.' }),
    counts: z.record(z.string(), count).openapi({ description: 'How much was taken away.' }),
  })
  .openapi('Erasure');

const order = z
  .strictObject({
    reason: z.string().min(1).max(500).nullish().openapi({ description: 'It is kept: name nobody in it.' }),
  })
  .openapi('ErasureOrder', { example: { reason: 'Asked by mail on 20 November' } });

/** An id of a lead that was erased before is as good as one that is there: asked again, the answer is the same. */
const isUuid = (lead: string): boolean => z.uuid().safeParse(lead).success;

export const rightsRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/leads/{lead}/export',
    name: 'exportLead',
    tag: 'leads',
    summary: 'Everything that is known of a lead; with Accept: text/html as a page for the person',
    scope: 'admin',
    errors: ['LEAD_UNKNOWN'],
    params: byLead,
    replies: { 200: { description: 'All of it, by section', schema: leadExport } },
    page: (body) => exportPage(body as ExportedSections, null),
    async handle({ params }, { deps, now }) {
      const { id } = await deps.store.leads.get(params.lead, now);
      return reply(200, await deps.store.rights.export(id, now));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/leads/{lead}/erasure',
    name: 'eraseLead',
    tag: 'leads',
    summary: 'Forget a person: nothing that is known of it is kept, and its address is never mailed again',
    scope: 'admin',
    errors: ['LEAD_UNKNOWN'],
    params: byLead,
    body: bodyOf(order),
    replies: { 200: { description: 'The erasure; asked again it is the same', schema: erasure } },
    async handle({ params, body }, { deps, now, actor }) {
      const id = isUuid(params.lead) ? params.lead : (await deps.store.leads.get(params.lead, now)).id;
      return reply(200, await deps.store.rights.erase(id, actor, body.reason ?? null, now));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/erasures',
    name: 'listErasures',
    tag: 'leads',
    summary: 'Erasures, newest first',
    scope: 'admin',
    errors: [],
    query: z.strictObject({ limit: z.coerce.number().int().min(1).max(500).default(50) }),
    replies: { 200: { description: 'The newest', schema: z.object({ items: z.array(erasure).readonly() }) } },
    handle: async ({ query: { limit } }, { deps }) => reply(200, { items: await deps.store.rights.erasures(limit) }),
  }),
];
