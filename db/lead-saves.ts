/**
 * Saving a lead: one transaction that finds or creates the row, its company and its fit. Better fit may lift a lead over
 * the MQL threshold, as an event may.
 */
import { canonicalAddress } from '../domain/address.ts';
import { TendrilError } from '../domain/errors.ts';
import type { LeadInput } from '../domain/lead.ts';
import type { DuplicatePolicy } from '../domain/merging.ts';
import type { Arriving } from '../domain/origin.ts';
import type { Instant } from '../domain/time.ts';
import { accountByDomain, accountFor } from './account-rows.ts';
import { leadOfAddress } from './aliases.ts';
import type { Queryable } from './database.ts';
import { noteDuplicates } from './duplicates.ts';
import { replan } from './enrollment-writes.ts';
import { merged, noAttributes } from './lead-changes.ts';
import { insertLeads, updateLeads } from './lead-row-writes.ts';
import { type LeadRow, leadColumns, leadView } from './lead-rows.ts';
import { sideOf } from './merging.ts';
import { promoteByFit } from './mql.ts';
import { recordOrigins } from './origins.ts';
import {
  arrivalOf,
  changedLead,
  forgotten,
  freshLead,
  hasMoved,
  lacksCompany,
  readyInput,
  type SavingContext,
} from './saved-lead.ts';
import { sql } from './sql.ts';
import type { LeadView } from './store.ts';
import { suppressionOf } from './suppressions.ts';
import { announceCreated } from './webhook-announcements.ts';

export interface SaveContext extends SavingContext {
  readonly addressHash: (address: string) => string;
  readonly actor: string;
  /** What is done with duplicates that are as good as sure; without it they are only listed. */
  readonly duplicates?: DuplicatePolicy;
  /** How it comes in; without it, only that a lead is new is recorded. */
  readonly origin?: Arriving | undefined;
}

export async function saveLead(
  tx: Queryable,
  given: LeadInput,
  context: SaveContext,
): Promise<{ readonly lead: LeadView; readonly created: boolean }> {
  const { model, now, actor, addressHash } = context;
  const input = readyInput(given, context.sources);
  const { email } = input;
  const found = await lockByAddress(tx, email);
  if (!found) await checkForgotten(tx, addressHash(email));
  const fresh = found ? null : await insertLead(tx, input, context);
  // Nobody had the address and then it could not be inserted: another transaction was faster.
  const known = found ?? (fresh ? null : await lockByAddress(tx, email));
  const row = known ? await updateLead(tx, known, input, context) : fresh;
  if (!row) throw new TendrilError('INTERNAL', `The lead ${email} could neither be created nor found`);
  await recordOrigins(tx, [arrivalOf(known, row, input, context.origin, context.sources)], actor, now);
  if (known && hasMoved(known, row)) await replan(tx, row.id, now);
  const promoted = model && known ? await promoteByFit(tx, row, model, now, actor) : row;
  const leftId = await noteDuplicates(tx, promoted, known, { duplicates: 'ask', ...context }, now);
  const left = leftId === row.id ? promoted : (await sideOf(tx, leftId)).lead;
  const suppressed = await suppressionOf(tx, addressHash(left.email));
  const created = known === null && left.id === row.id;
  if (created) await announceCreated(tx, [left], context);
  return { lead: leadView(left, suppressed, model, now), created };
}

/** Who was erased stays unknown until a person lifts that. @throws LEAD_SUPPRESSED */
async function checkForgotten(tx: Queryable, hash: string): Promise<void> {
  if ((await suppressionOf(tx, hash)) !== 'legal') return;
  throw new TendrilError(forgotten.code, forgotten.message);
}

async function lockByAddress(tx: Queryable, email: string): Promise<LeadRow | null> {
  const [row] = await tx.rows<LeadRow>(sql`
    SELECT ${leadColumns} FROM lead l LEFT JOIN account a ON a.id = l.account_id
    -- Asked of the row itself once more when it was waited for: it may have been erased meanwhile.
    WHERE l.id = ${leadOfAddress(canonicalAddress(email))} AND l.erased_at IS NULL FOR NO KEY UPDATE OF l`);
  return row ?? null;
}

/** Null when the address exists already. */
async function insertLead(tx: Queryable, input: LeadInput, context: SaveContext): Promise<LeadRow | null> {
  const { now, actor, addressHash } = context;
  const { email } = input;
  const account = await accountOf(tx, merged(noAttributes, input).company, email, now);
  const { lead, reason } = freshLead(input, account, context);
  const row = { lead, accountId: account?.id ?? null, addressHash: addressHash(email), reason };
  const inserted = await insertLeads(tx, [row], actor, now);
  return inserted.size > 0 ? lead : null;
}

async function updateLead(tx: Queryable, known: LeadRow, input: LeadInput, context: SaveContext): Promise<LeadRow> {
  const { now } = context;
  const joins = lacksCompany(known, input) ? await accountByDomain(tx, known.email) : null;
  const lead = changedLead(known, input, joins, context);
  if (lead === known) return known;
  const account =
    lead.company === known.company ? undefined : (joins ?? (await accountNamed(tx, lead.company, known.email, now)));
  await updateLeads(tx, [{ lead, accountId: account === undefined ? undefined : (account?.id ?? null) }], now);
  return { ...lead, company: account === undefined ? known.company : (account?.name ?? null) };
}

const accountNamed = (tx: Queryable, company: string | null, email: string, now: Instant) =>
  company === null ? null : accountFor(tx, company, email, now);

const accountOf = (tx: Queryable, company: string | null, email: string, now: Instant) =>
  company === null ? accountByDomain(tx, email) : accountFor(tx, company, email, now);
