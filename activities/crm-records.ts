/**
 * What the CRM is told of a lead and of a hand-off, made from what they are now. Of a lead's fields only those go out that differ
 * from what both sides held last, where ours stands by the rule of the mapping: a value that somebody changed over there is not
 * undone by a push that is about another one.
 */
import { type FieldMapping, type MappedValue, toCrm } from '../crm/mapping.ts';
import type { CrmContact, CrmDeal } from '../crm/port.ts';
import { resolve } from '../crm/resolution.ts';
import type { CrmSynced, DueCrmRecord, HandoffView } from '../db/store.ts';
import { crmStageOf } from '../domain/crm-stage.ts';
import type { Fields } from '../domain/fields.ts';
import type { BackReason } from '../domain/handoff.ts';
import type { LostReason } from '../domain/handoff-steps.ts';
import type { LeadFacts } from '../domain/lead.ts';
import { lostWords, returnWords } from '../domain/wording.ts';
import type { CrmAccess } from './ports.ts';

type ToldLead = NonNullable<Extract<DueCrmRecord, { readonly of: 'contact' }>['lead']>;
type Synced = Readonly<Record<string, CrmSynced>>;

/** A lead's values by their mapped names; whole points, because they decay from moment to moment. */
export function mappedValues(
  mappings: readonly FieldMapping[],
  lead: LeadFacts,
): Readonly<Record<string, MappedValue>> {
  const facts = { ...lead, score: Math.round(lead.score) } as unknown as Readonly<Record<string, MappedValue>>;
  return Object.fromEntries(
    mappings.map(({ ours }) => {
      const value = ours.startsWith('fields.') ? lead.fields[ours.slice('fields.'.length)] : facts[ours];
      return [ours, value ?? null];
    }),
  );
}

export interface ToldContact {
  readonly contact: CrmContact;
  /** What both sides hold once it is stored. */
  readonly synced: Synced;
  /** Fields of ours that go out only where the CRM has nothing, which it has if the contact turns out to be new there. */
  readonly ifNew: Synced;
}

export function contactOf(
  { mappings, codec }: CrmAccess,
  fields: Fields,
  lead: ToldLead,
  known: Synced,
  ownerId: string | undefined,
): ToldContact {
  const wire = toCrm(mappings, fields, mappedValues(mappings, lead), codec).fields;
  const told: Record<string, string> = {};
  const ifNew: Record<string, CrmSynced> = {};
  for (const mapping of mappings) {
    const { theirs } = mapping;
    const value = Object.hasOwn(wire, theirs) ? wire[theirs] : undefined;
    const before = Object.hasOwn(known, theirs) ? known[theirs] : undefined;
    if (value === undefined || value === before?.v) continue;
    if (before !== undefined) {
      if (standsOver(mapping, lead, value, before)) told[theirs] = value;
    } else if (value !== '') {
      // What stands over there is not known, and is not to be replaced.
      if (mapping.wins === 'theirs' || mapping.wins === 'empty') ifNew[theirs] = { v: '', at: null };
      else told[theirs] = value;
    }
  }
  const { id: leadId, email, updatedAt: at } = lead;
  const synced = Object.fromEntries(Object.entries(told).map(([theirs, v]) => [theirs, { v, at }]));
  return {
    contact: { leadId, email, fields: told, ...(ownerId === undefined ? {} : { ownerId }) },
    synced,
    ifNew,
  };
}

/** In the CRM's writing, which tells an empty value from none no more than `resolve` does. */
const standsOver = (mapping: FieldMapping, lead: ToldLead, value: string, { v, at }: CrmSynced): boolean =>
  resolve({ value, at: lead.updatedAt }, { value: v, at }, mapping).write === 'theirs';

export function dealOf(handoff: HandoffView, ownerId: string | undefined): CrmDeal {
  const { id, leadId, leadName, company, product, status, amount, currency, decidedAt } = handoff;
  const stage = crmStageOf(handoff);
  const who = [leadName, company].filter(Boolean).join(', ');
  const isOver = stage === 'won' || stage === 'lost';
  return {
    handoffId: id,
    leadId,
    name: product === null ? who : `${who}: ${product}`,
    stage,
    product,
    ...(stage === 'lost' ? { lostReason: lostReasonOf(handoff) } : {}),
    ...(status === 'won' && amount !== null && currency !== null ? { amount: { amount, currency } } : {}),
    ...(isOver && decidedAt !== null ? { closeOn: decidedAt.slice(0, 10) } : {}),
    ...(ownerId === undefined ? {} : { ownerId }),
  };
}

function lostReasonOf({ status, reason, note }: HandoffView): string {
  if (status === 'returned') return `given back: ${returnWords[reason as BackReason] ?? reason ?? 'no reason'}`;
  // What sales wrote, for whoever lost it in the CRM wrote it there.
  if (reason === 'other' && note !== null) return note;
  return lostWords[reason as LostReason] ?? reason ?? lostWords.other;
}
