/** Leads that are one person: listed, merged, taken apart again, told apart. */
import { z } from '@hono/zod-openapi';
import { duplicateReasons, mergeReasons } from '../../domain/merging.ts';
import { present } from './input.ts';
import { bodyOf, defineRoute, type Route, reply } from './route.ts';
import { count, instant, leadName, pageOf, paging, stage, text } from './views/values.ts';

const mergedLead = z
  .object({ id: z.uuid(), email: z.string(), name: text, company: text, phone: text, stage })
  .openapi('MergedLead');

const duplicate = z
  .object({
    leads: z.array(mergedLead).length(2).readonly().openapi({ description: 'The older one first.' }),
    reason: z.enum(duplicateReasons),
    foundAt: instant,
  })
  .openapi('Duplicate');

const merge = z
  .object({
    id: z.uuid(),
    leadId: z.uuid().openapi({ description: 'The lead that is left.' }),
    mergedId: z.uuid().openapi({ description: 'The one that is gone; its id finds the one that is left.' }),
    mergedEmail: text.openapi({ description: 'Null once it cannot be undone any more.' }),
    keptEmail: text.openapi({ description: 'Of the lead that is left; null once it is erased.' }),
    reason: z.enum(mergeReasons),
    note: text,
    actor: z.string(),
    at: instant,
    undoUntil: instant,
    undoneAt: instant.nullable(),
    undoneBy: text,
  })
  .openapi('Merge');

const effects = z
  .object({
    kept: mergedLead,
    merged: mergedLead,
    changes: z
      .array(z.object({ what: z.string(), before: z.unknown(), after: z.unknown() }))
      .readonly()
      .openapi({ description: 'What becomes other of the lead that is left, by column.' }),
    moved: z.record(z.string(), count).openapi({ description: 'How many rows go over, by table.' }),
    objections: z.array(z.string()).readonly().openapi({ description: 'Purposes that either objects to.' }),
    suppressions: z
      .array(z.string())
      .readonly()
      .openapi({ description: 'Blocks that hold for the other address too.' }),
    stopped: z
      .array(z.string())
      .readonly()
      .openapi({ description: 'Sequences that both are in: one enrollment stops.' }),
    endedHandoffs: count,
  })
  .openapi('MergeEffects');

const order = z
  .strictObject({
    other: leadName,
    keep: leadName
      .optional()
      .openapi({ description: 'Which is left; default: the one further in the funnel, or older.' }),
    note: z.string().min(1).max(500).nullish(),
    preview: z.boolean().default(false).openapi({ description: 'Only tells what it would do.' }),
  })
  .openapi('MergeOrder', { example: { other: 'ann.lee@example.com', note: 'The same person', preview: true } });

const done = z
  .object({ merge: merge.nullable().openapi({ description: 'Null for a preview.' }), effects })
  .openapi('MergeDone');

const byLead = z.object({ lead: leadName });

export const mergeRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/duplicates',
    name: 'listDuplicates',
    tag: 'leads',
    summary: 'Leads that may be one person and that nobody has decided about, newest first',
    scope: 'leads',
    errors: [],
    query: z.strictObject(paging),
    replies: { 200: { description: 'One page', schema: pageOf(duplicate) } },
    handle: async ({ query: { limit, after } }, { deps }) =>
      reply(200, await deps.store.merges.duplicates(present({ limit, after }))),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/leads/{lead}/merges',
    name: 'mergeLeads',
    tag: 'leads',
    summary: 'Make one lead of two; of what both want of our mail, the stricter holds',
    scope: 'leads',
    errors: ['LEAD_UNKNOWN', 'LEADS_SAME'],
    params: byLead,
    body: bodyOf(order),
    replies: {
      200: { description: 'What it would do', schema: done },
      201: { description: 'Done', schema: done },
    },
    async handle({ params, body }, { deps, actor, now }) {
      const { other, preview, keep, note = null } = body;
      const wanted = { actor, note, ...(keep === undefined ? {} : { keep }) };
      if (preview) {
        return reply(200, { merge: null, effects: await deps.store.merges.preview(params.lead, other, wanted, now) });
      }
      return reply(201, await deps.store.merges.merge(params.lead, other, wanted, now));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/leads/{lead}/merges',
    name: 'listMerges',
    tag: 'leads',
    summary: 'The merges that a lead was part of, newest first',
    scope: 'leads',
    errors: ['LEAD_UNKNOWN'],
    params: byLead,
    replies: { 200: { description: 'All of them', schema: z.object({ items: z.array(merge).readonly() }) } },
    handle: async ({ params }, { deps }) => reply(200, { items: await deps.store.merges.of(params.lead) }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/merges/{merge}/undo',
    name: 'undoMerge',
    tag: 'leads',
    summary: 'Make two leads of one again, each with what was its own; they are never proposed again',
    scope: 'leads',
    errors: ['MERGE_UNKNOWN', 'MERGE_UNDONE', 'MERGE_EXPIRED', 'MERGE_BURIED'],
    params: z.object({ merge: z.string().min(1).max(320).openapi({ description: 'Id of the merge.' }) }),
    replies: { 200: { description: 'Undone', schema: merge } },
    handle: async ({ params }, { deps, actor, now }) =>
      reply(200, await deps.store.merges.undo(params.merge, actor, now)),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/duplicates/{lead}/{other}/distinct',
    name: 'tellApart',
    tag: 'leads',
    summary: 'Say that two leads are two persons, for good',
    scope: 'leads',
    errors: ['LEAD_UNKNOWN', 'LEADS_SAME'],
    params: z.object({ lead: leadName, other: leadName }),
    replies: { 200: { description: 'Noted', schema: z.object({ distinct: z.literal(true) }) } },
    async handle({ params }, { deps, actor, now }) {
      await deps.store.merges.distinct(params.lead, params.other, actor, now);
      return reply(200, { distinct: true } as const);
    },
  }),
];
