/** Leads: created or filled in one at a time, found, and told the story of. */
import { z } from '@hono/zod-openapi';
import { name as tag } from '../../authoring/authored-values.ts';
import { checkLead } from '../../authoring/lead.ts';
import { readOrigin } from '../../authoring/lead-origin.ts';
import { phoneHome } from '../../authoring/lead-phone.ts';
import { consentStandings, heldBySource } from '../../domain/consent.ts';
import { originWays } from '../../domain/origin.ts';
import { checkNewLead } from '../registration.ts';
import { present } from './input.ts';
import { bodyOf, defineRoute, type Route, reply } from './route.ts';
import { lead, leadWithConsents, timelineEntry } from './views/leads.ts';
import { scoreExplanation } from './views/scores.ts';
import { leadName, pageOf, paging, stage } from './views/values.ts';

const given = z.string().max(500).nullish();
const page = z.string().max(2_000).nullish();
const newOrigin = z
  .strictObject({
    way: z.enum(originWays).default('api'),
    form: given,
    campaign: z.strictObject({ source: given, medium: given, campaign: given, term: given, content: given }).nullish(),
    referrer: page,
    landingPage: page,
    clickId: z.strictObject({ kind: z.string().max(32), value: z.string().max(500) }).nullish(),
    partner: given,
    reference: given,
  })
  .openapi('NewOrigin', {
    description:
      'How the lead comes in. Addresses of pages are kept without their query. What says nothing new is not kept.',
  });

const newLead = z
  .strictObject({
    email: z.string().min(1).max(320),
    firstName: given,
    lastName: given,
    company: given,
    title: given,
    country: given.openapi({ description: 'ISO 3166-1 code of two letters.' }),
    language: given.openapi({ description: 'BCP 47 tag, such as `de` or `pt-BR`.' }),
    timeZone: given.openapi({ description: 'IANA name, such as `Europe/Berlin`.' }),
    source: given.openapi({
      description: 'A source of `sources.yaml` by its name or label; another text is taken as it is.',
    }),
    phone: given.openapi({
      description:
        'A telephone number; national ones are of `country`, else of the one that is known of the lead, else of the organisation.',
    }),
    kind: given.openapi({ description: '`consumer` or `target`.' }),
    fields: z
      .record(z.string(), z.union([z.string().max(2_000), z.number(), z.boolean(), z.null()]))
      .optional()
      .openapi({ description: 'Custom fields, as the workspace declares them.' }),
    tags: z.array(tag).max(100).optional().openapi({ description: 'Added to the ones the lead has.' }),
    origin: newOrigin.optional(),
  })
  .openapi('NewLead', {
    description: 'What is absent keeps its value; null erases it.',
    example: {
      ...{ email: 'ann@example.com', firstName: 'Ann', company: 'Acme Ltd', country: 'DK', phone: '33 12 34 56' },
      ...{ source: 'guide-download', fields: { employees: 120 }, tags: ['spring-fair'] },
      origin: { way: 'form', form: 'energy-guide', campaign: { source: 'news', medium: 'email', campaign: 'spring' } },
    },
  });

const byName = z.object({
  lead: leadName,
});

export const leadRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/leads',
    name: 'saveLead',
    tag: 'leads',
    summary: 'Create a lead, or fill in what is new about a known address',
    scope: 'leads',
    errors: ['ADDRESS_INVALID', 'ADDRESS_MULTIPLE', 'FIELD_INVALID', 'WORKSPACE_EMPTY'],
    body: bodyOf(newLead),
    replies: {
      200: { description: 'The address was known', schema: lead },
      201: { description: 'A new lead', schema: lead },
    },
    async handle({ body }, { deps, now, actor }) {
      const { organisation } = await deps.store.publications.workspace();
      const { tags, origin = { way: 'api' as const }, ...facts } = body;
      const home = await phoneHome(facts, organisation.country, deps.store.leads.countryOf);
      const checked = checkLead(facts, organisation.fields, home);
      const input = { ...checked, ...(tags === undefined ? {} : { tags }) };
      const arriving = { way: origin.way, detail: readOrigin(origin) };
      const saved = await deps.store.leads.save(input, now, actor, arriving);
      if (saved.created) await checkNewLead(deps, saved.lead, now);
      return reply(saved.created ? 201 : 200, saved.lead);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/leads',
    name: 'listLeads',
    tag: 'leads',
    summary: 'Leads, newest first',
    scope: 'leads',
    errors: [],
    query: z.strictObject({
      ...paging,
      stage: stage.optional(),
      search: z.string().min(1).max(200).optional().openapi({ description: 'Part of address, name or company.' }),
    }),
    replies: { 200: { description: 'One page', schema: pageOf(lead) } },
    async handle({ query: { limit, after, stage: at, search } }, { deps, now }) {
      const page = await deps.store.leads.list(present({ stage: at, search }), present({ limit, after }), now);
      return reply(200, page);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/leads/{lead}',
    name: 'getLead',
    tag: 'leads',
    summary: 'One lead, where it came from, and what it agreed to',
    scope: 'leads',
    errors: ['LEAD_UNKNOWN'],
    params: byName,
    replies: { 200: { description: 'The lead', schema: leadWithConsents } },
    async handle({ params }, { deps, now }) {
      const found = await deps.store.leads.get(params.lead, now);
      const [record, origins, { registration, reasons }] = await Promise.all([
        deps.store.consents.list(found.id),
        deps.store.leads.origins(found.id),
        deps.store.registrations.of(found.id),
      ]);
      const held = heldBySource({ ...found, source: origins[0]?.source ?? found.source }, record, now);
      const real = { state: registration, reasons };
      return reply(200, { ...found, registration: real, held, origins, consents: consentStandings(record, now) });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/leads/{lead}/timeline',
    name: 'getTimeline',
    tag: 'leads',
    summary: 'What happened with a lead, oldest first',
    scope: 'leads',
    errors: ['LEAD_UNKNOWN'],
    params: byName,
    replies: { 200: { description: 'The timeline', schema: z.object({ items: z.array(timelineEntry).readonly() }) } },
    async handle({ params }, { deps, now }) {
      const { id } = await deps.store.leads.get(params.lead, now);
      return reply(200, { items: await deps.store.leads.timeline(id) });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/leads/{lead}/score',
    name: 'explainScore',
    tag: 'leads',
    summary: 'Why the score of a lead is what it is, point by point',
    scope: 'leads',
    errors: ['LEAD_UNKNOWN', 'MODEL_UNKNOWN'],
    params: byName,
    replies: { 200: { description: 'The explanation, as of now', schema: scoreExplanation } },
    async handle({ params }, { deps, now }) {
      return reply(200, await deps.store.leads.explainScore(params.lead, now));
    },
  }),
];
