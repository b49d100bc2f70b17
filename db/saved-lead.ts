/**
 * What a lead is after it was saved: a new one, or a known one with what is told of it now. Reckoned in memory and written by
 * nobody here, so that one lead and a batch of thousands go by the same rules.
 */
import { parseAddress } from '../domain/address.ts';
import type { Conditions } from '../domain/conditions.ts';
import type { LeadInput } from '../domain/lead.ts';
import type { Arriving } from '../domain/origin.ts';
import { noEngagement, type ScoringModel, temperatureOf } from '../domain/scoring.ts';
import { isOwnSource, type Sources, sourceNamed, sourceOf } from '../domain/source.ts';
import type { Instant } from '../domain/time.ts';
import type { AccountName } from './account-rows.ts';
import { isCompared } from './duplicates.ts';
import { type Fit, fitOf } from './fit.ts';
import { newId } from './ids.ts';
import { merged, noAttributes } from './lead-changes.ts';
import { factsOf, type LeadRow } from './lead-rows.ts';
import type { Arrival } from './origins.ts';
import { json } from './sql.ts';

/** What the rules ask for besides the lead. */
export interface SavingContext {
  readonly model: ScoringModel | null;
  readonly sources: Sources;
  readonly conditions: Conditions;
  readonly now: Instant;
}

/** The input with its address checked and its source by the one spelling that is declared. */
export function readyInput(input: LeadInput, sources: Sources): LeadInput {
  const email = parseAddress(input.email);
  return typeof input.source === 'string'
    ? { ...input, email, source: sourceNamed(sources, input.source) }
    : { ...input, email };
}

/** A lead that nobody knew, and what its first move says. */
export function freshLead(
  input: LeadInput,
  account: AccountName | null,
  context: SavingContext,
): { readonly lead: LeadRow; readonly reason: string } {
  const { model, now } = context;
  const own = merged(noAttributes, input);
  const source = sourceOf(context.sources, own.source);
  // Written out, member by member: put together from other objects, it would take ten times the memory, and files bring
  // leads by the hundred thousand.
  const lead: Draft = {
    id: newId(),
    email: input.email,
    first_name: own.first_name,
    last_name: own.last_name,
    title: own.title,
    country: own.country,
    language: own.language,
    time_zone: own.time_zone,
    source: own.source,
    phone: own.phone,
    kind: own.kind ?? source?.kind ?? null,
    consent_rule: source?.consent ?? null,
    fields: own.fields,
    tags: own.tags,
    stage: 'name',
    fit_points: 0,
    grade: 'D',
    engagement: noEngagement,
    score: 0,
    temperature: model ? temperatureOf(model, 0, 'D') : 'cold',
    company: account?.name ?? null,
    created_at: now,
    updated_at: now,
  };
  const { fitPoints, grade } = fitFor(lead, context);
  lead.fit_points = fitPoints;
  lead.grade = grade;
  return { lead, reason: own.source === null ? 'first contact' : `first contact by ${own.source}` };
}

type Draft = { -readonly [Column in keyof LeadRow]: LeadRow[Column] };

/** Only who was never told a company, and is told none now, gets the one of its domain. */
export const lacksCompany = (known: LeadRow, input: LeadInput): boolean =>
  known.company === null && input.company === undefined;

/** A known lead with what is told of it now; the very same when nothing changed. `joins`: the company of its domain. */
export function changedLead(
  known: LeadRow,
  input: LeadInput,
  joins: AccountName | null,
  context: SavingContext,
): LeadRow {
  const changed = merged(known, input);
  const next: LeadRow = { ...known, ...changed, company: joins?.name ?? changed.company };
  const lead: LeadRow = { ...next, ...columnsOf(fitFor(next, context)) };
  return json(sorted(lead)) === json(sorted(known)) ? known : { ...lead, updated_at: context.now };
}

/** `known`: as the lead was, null when it is new. */
export const arrivalOf = (
  known: LeadRow | null,
  lead: LeadRow,
  input: LeadInput,
  origin: Arriving | undefined,
  sources: Sources,
): Arrival => ({
  leadId: lead.id,
  fresh: known === null,
  compared: isCompared(known, lead),
  own: origin?.own === true && origin.detail?.partner === undefined && isOwnSource(sources, input.source ?? null),
  origin: {
    source: origin === undefined && known !== null ? null : (input.source ?? null),
    way: origin?.way ?? 'api',
    detail: origin?.detail ?? {},
  },
});

/** Whether the calendar of the lead is another one: its time of day or its holidays. */
export const hasMoved = (before: LeadRow, after: LeadRow): boolean =>
  before.time_zone !== after.time_zone || before.country !== after.country;

const fitFor = (lead: LeadRow, { model, conditions, now }: SavingContext): Fit =>
  model ? fitOf(model, conditions, factsOf(lead, model, now)) : { fitPoints: lead.fit_points, grade: lead.grade };

const columnsOf = ({ fitPoints, grade }: Fit) => ({ fit_points: fitPoints, grade });

const sorted = (lead: LeadRow) => ({
  ...lead,
  fields: Object.entries(lead.fields).sort(([a], [b]) => (a < b ? -1 : 1)),
});

/** Who was erased stays unknown until a person lifts that: what refuses the address. */
export const forgotten = {
  code: 'LEAD_SUPPRESSED',
  message: 'The person of this address was erased, or must not be stored for legal reasons',
} as const;
