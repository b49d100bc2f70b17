/**
 * Saving many leads in a few statements. What becomes of each is what `saveLead` would make of it, one after the other: both
 * reckon by `saved-lead.ts`. What is rare, and needs statements of its own (a calendar that moves, an MQL, an address that
 * somebody else inserts at the same moment), is done lead by lead, in the same transaction. Duplicates are looked for once all are
 * saved: of two rows of one person, what the later erases the other may fill in again, both may be recorded as having come in,
 * and what was alike only in between is not listed.
 */
import { type ErrorCode, TendrilError } from '../domain/errors.ts';
import type { AccountName } from './account-rows.ts';
import type { Queryable } from './database.ts';
import { isCompared, noteDuplicatesOf } from './duplicates.ts';
import { replan } from './enrollment-writes.ts';
import { type BatchContext, type BatchRow, type Plan, planBatch, type Saving } from './lead-batch-plan.ts';
import { insertLeads, updateLeads } from './lead-row-writes.ts';
import type { LeadRow } from './lead-rows.ts';
import { promoteByFit } from './mql.ts';
import { recordOrigins } from './origins.ts';
import { promote } from './promotion.ts';
import { arrivalOf, forgotten, hasMoved } from './saved-lead.ts';
import { announceCreated } from './webhook-announcements.ts';

export type RowOutcome =
  | { readonly kind: 'created' | 'updated' | 'unchanged' }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string };

/**
 * Saves the rows and says what became of each, in their order.
 * @param write false: nothing is written, and the answer is what it would be
 */
export async function saveLeads(
  tx: Queryable,
  rows: readonly BatchRow[],
  context: BatchContext,
  write: boolean,
): Promise<readonly RowOutcome[]> {
  const outcomes = new Map<BatchRow, RowOutcome>();
  let left = rows;
  for (let stuck = 0; left.length > 0; ) {
    const again = await saveOnce(tx, left, context, write, outcomes);
    // Once may be that somebody else was faster with all of them.
    stuck = again.length < left.length ? 0 : stuck + 1;
    if (stuck > 2)
      throw new TendrilError('INTERNAL', `${stuck} times, ${left.length} leads could neither be made nor found`);
    left = again;
  }
  return rows.map((row) => outcomes.get(row) ?? { kind: 'unchanged' });
}

/** Returns the rows that have to wait for the others: those of a lead that is in the batch already, or that came to be meanwhile. */
async function saveOnce(
  tx: Queryable,
  rows: readonly BatchRow[],
  context: BatchContext,
  write: boolean,
  outcomes: Map<BatchRow, RowOutcome>,
): Promise<readonly BatchRow[]> {
  const plan = await planBatch(tx, rows, context);
  for (const row of plan.forgotten) outcomes.set(row, { kind: 'refused', ...forgotten });
  if (!write) {
    for (const { row, known, lead } of plan.saving) {
      outcomes.set(row, { kind: known === null ? 'created' : lead === known ? 'unchanged' : 'updated' });
    }
    return [];
  }
  const raced = await writeBatch(tx, plan, context, outcomes);
  return [...plan.again, ...raced];
}

/** Returns the rows whose address somebody else inserted meanwhile. */
async function writeBatch(
  tx: Queryable,
  { saving, book }: Plan,
  context: BatchContext,
  outcomes: Map<BatchRow, RowOutcome>,
): Promise<readonly BatchRow[]> {
  const { actor, now } = context;
  const ids = await book.write(tx, now);
  const idOf = (account: AccountName | null): string | null => (account ? (ids.get(account.id) ?? account.id) : null);
  const inserted = await insertLeads(
    tx,
    saving.flatMap(({ lead, known, account, reason, hash }) =>
      known === null ? { lead, accountId: idOf(account ?? null), addressHash: hash, reason } : [],
    ),
    actor,
    now,
  );
  await updateLeads(
    tx,
    saving.flatMap(({ lead, known, account }) =>
      known === null || lead === known ? [] : { lead, accountId: account === undefined ? undefined : idOf(account) },
    ),
    now,
  );
  const written = saving.filter(({ known, lead }) => known !== null || inserted.has(lead.id));
  await recordOrigins(
    tx,
    written.map(({ row, input, known, lead }) => arrivalOf(known, lead, input, row.origin, context.sources)),
    actor,
    now,
  );
  const standing = await settle(tx, written, context);
  const merges = await noteDuplicatesOf(
    tx,
    written.flatMap(({ lead, known }) => (isCompared(known, lead) ? (standing.get(lead.id) ?? lead) : [])),
    context,
    now,
  );
  const created = written.filter(({ known, lead }) => known === null && !merges.has(lead.id));
  await announceCreated(
    tx,
    created.map(({ lead }) => lead),
    context,
  );
  for (const { row, known, lead } of written) {
    const same = known === lead && !standing.has(lead.id);
    outcomes.set(row, { kind: known === null && !merges.has(lead.id) ? 'created' : same ? 'unchanged' : 'updated' });
  }
  return saving.filter(({ known, lead }) => known === null && !inserted.has(lead.id)).map(({ row }) => row);
}

/** What follows for a known lead from what it became: its calendar, and whether it is an MQL now. Returns those that it moved. */
async function settle(
  tx: Queryable,
  written: readonly Saving[],
  { model, now, actor }: BatchContext,
): Promise<ReadonlyMap<string, LeadRow>> {
  const moved = new Map<string, LeadRow>();
  for (const { known, lead } of written) {
    if (!known) continue;
    if (hasMoved(known, lead)) await replan(tx, lead.id, now);
    if (!model) continue;
    const { mql, waits, temperature } = promote(
      model,
      lead,
      { engagement: lead.engagement, by: 'fit', behaviour: null },
      now,
    );
    if (!mql && !waits && temperature === lead.temperature) continue;
    const standing = await promoteByFit(tx, lead, model, now, actor);
    if (standing !== lead) moved.set(lead.id, standing);
  }
  return moved;
}
