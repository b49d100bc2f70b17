/**
 * Saving a lead: one transaction that finds or creates the row, its company and its fit. Better fit may lift a lead over
 * the MQL threshold, as an event may.
 */
import { canonicalAddress, parseAddress } from '../domain/address.ts';
import { TendrilError } from '../domain/errors.ts';
import type { Conditions, LeadInput } from '../domain/lead.ts';
import { noEngagement, type ScoringModel, temperatureOf } from '../domain/scoring.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { replan } from './enrollment-writes.ts';
import { type Fit, fitOf } from './fit.ts';
import { newId } from './ids.ts';
import { accountKey, merged, noAttributes } from './lead-changes.ts';
import { factsOf, type LeadRow, leadColumns, leadView } from './lead-rows.ts';
import { promoteLocked } from './mql.ts';
import { promote } from './promotion.ts';
import { json, sql } from './sql.ts';
import type { LeadView } from './store.ts';
import { suppressionOf } from './suppressions.ts';

export interface SaveContext {
  readonly model: ScoringModel | null;
  readonly conditions: Conditions;
  readonly addressHash: (address: string) => string;
  readonly now: Instant;
  readonly actor: string;
}

export async function saveLead(
  tx: Queryable,
  input: LeadInput,
  context: SaveContext,
): Promise<{ readonly lead: LeadView; readonly created: boolean }> {
  const { model, now, actor, addressHash } = context;
  const email = parseAddress(input.email);
  const found = await lockByAddress(tx, email);
  if (!found) await checkForgotten(tx, addressHash(email));
  const fresh = found ? null : await insertLead(tx, email, input, context);
  // Nobody had the address and then it could not be inserted: another transaction was faster.
  const known = found ?? (fresh ? null : await lockByAddress(tx, email));
  const row = known ? await updateLead(tx, known, input, context) : fresh;
  if (!row) throw new TendrilError('INTERNAL', `The lead ${email} could neither be created nor found`);
  if (known && hasMoved(known, row)) await replan(tx, row.id, now);
  const promoted = model && known ? await promoteByFit(tx, row, model, now, actor) : row;
  const suppressed = await suppressionOf(tx, addressHash(email));
  return { lead: leadView(promoted, suppressed, model, now), created: known === null };
}

/** Who was erased stays unknown until a person lifts that. @throws LEAD_SUPPRESSED */
async function checkForgotten(tx: Queryable, hash: string): Promise<void> {
  if ((await suppressionOf(tx, hash)) !== 'legal') return;
  throw new TendrilError(
    'LEAD_SUPPRESSED',
    'The person of this address was erased, or must not be stored for legal reasons',
  );
}

/** Whether the calendar of the lead is another one: its time of day or its holidays. */
const hasMoved = (before: LeadRow, after: LeadRow): boolean =>
  before.time_zone !== after.time_zone || before.country !== after.country;

async function lockByAddress(tx: Queryable, email: string): Promise<LeadRow | null> {
  const [row] = await tx.rows<LeadRow>(sql`
    SELECT ${leadColumns} FROM lead l LEFT JOIN account a ON a.id = l.account_id
    WHERE l.canonical_email = ${canonicalAddress(email)} FOR NO KEY UPDATE OF l`);
  return row ?? null;
}

/** Null when the address exists already. */
async function insertLead(
  tx: Queryable,
  email: string,
  input: LeadInput,
  context: SaveContext,
): Promise<LeadRow | null> {
  const { model, now, actor, addressHash } = context;
  const attributes = merged(noAttributes, input);
  const id = newId();
  const blank: LeadRow = {
    ...attributes,
    id,
    email,
    stage: 'name',
    fit_points: 0,
    grade: 'D',
    engagement: noEngagement,
    score: 0,
    temperature: model ? temperatureOf(model, 0) : 'cold',
    created_at: now,
    updated_at: now,
  };
  const lead: LeadRow = { ...blank, ...columnsOf(fitFor(blank, context)) };
  const account = await accountFor(tx, attributes.company, now);
  const reason = attributes.source === null ? 'first contact' : `first contact by ${attributes.source}`;
  const inserted = await tx.rows(sql`
    WITH fresh AS (
      INSERT INTO lead (id, email, canonical_email, address_hash, first_name, last_name, title, country, language, time_zone, source,
        fields, tags, stage, fit_points, grade, engagement, score, temperature, account_id, created_at, updated_at)
      VALUES (${id}, ${email}, ${canonicalAddress(email)}, ${addressHash(email)}, ${lead.first_name}, ${lead.last_name}, ${lead.title},
        ${lead.country}, ${lead.language}, ${lead.time_zone}, ${lead.source}, ${json(lead.fields)}, ${lead.tags},
        ${lead.stage},
        ${lead.fit_points}, ${lead.grade}, ${json(lead.engagement)}, ${lead.score}, ${lead.temperature},
        ${account?.id ?? null}, ${now}, ${now})
      ON CONFLICT (canonical_email) DO NOTHING RETURNING id
    )
    INSERT INTO stage_move (id, lead_id, "from", "to", actor, reason, score, grade, at)
    SELECT ${newId()}::uuid, id, 'awareness', 'name', ${actor}, ${reason}, 0, ${lead.grade}, ${now}::timestamptz FROM fresh
    RETURNING lead_id`);
  return inserted.length > 0 ? { ...lead, company: account?.name ?? null } : null;
}

async function updateLead(tx: Queryable, known: LeadRow, input: LeadInput, context: SaveContext): Promise<LeadRow> {
  const { now } = context;
  const next: LeadRow = { ...known, ...merged(known, input) };
  const lead: LeadRow = { ...next, ...columnsOf(fitFor(next, context)) };
  if (json(sorted(lead)) === json(sorted(known))) return known;
  const account = lead.company === known.company ? undefined : await accountFor(tx, lead.company, now);
  await tx.rows(sql`
    UPDATE lead SET first_name = ${lead.first_name}, last_name = ${lead.last_name}, title = ${lead.title},
      country = ${lead.country}, language = ${lead.language}, time_zone = ${lead.time_zone}, source = ${lead.source},
      fields = ${json(lead.fields)}, tags = ${lead.tags}, fit_points = ${lead.fit_points}, grade = ${lead.grade}, updated_at = ${now},
      account_id = CASE WHEN ${account === undefined} THEN account_id ELSE ${account?.id ?? null}::uuid END
    WHERE id = ${lead.id}`);
  return { ...lead, company: account === undefined ? known.company : (account?.name ?? null), updated_at: now };
}

/** A lead that earned enough points before may become an MQL by its new grade. */
async function promoteByFit(
  tx: Queryable,
  lead: LeadRow,
  model: ScoringModel,
  now: Instant,
  actor: string,
): Promise<LeadRow> {
  const promotion = promote(model, lead, null, null, now);
  if (!promotion.mql) return lead;
  await promoteLocked(tx, lead, { promotion, actor, score: null, by: null }, now);
  return { ...lead, stage: promotion.stage, engagement: promotion.engagement, updated_at: now };
}

const fitFor = (lead: LeadRow, { model, conditions, now }: SaveContext): Fit =>
  model ? fitOf(model, conditions, factsOf(lead, model, now)) : { fitPoints: lead.fit_points, grade: lead.grade };

const columnsOf = ({ fitPoints, grade }: Fit) => ({ fit_points: fitPoints, grade });

/** The company's row, made if it is new; the name that was written first stays. */
async function accountFor(
  tx: Queryable,
  company: string | null,
  now: Instant,
): Promise<{ readonly id: string; readonly name: string } | null> {
  if (company === null) return null;
  // The update that changes nothing is what makes RETURNING answer for a row that exists, also one of this moment.
  const [row] = await tx.rows<{ readonly id: string; readonly name: string }>(sql`
    INSERT INTO account AS a (id, name, key, created_at) VALUES (${newId()}, ${company}, ${accountKey(company)}, ${now})
    ON CONFLICT (key) DO UPDATE SET key = excluded.key RETURNING a.id, a.name`);
  return row ?? null;
}

const sorted = (lead: LeadRow) => ({
  ...lead,
  fields: Object.entries(lead.fields).sort(([a], [b]) => (a < b ? -1 : 1)),
});
