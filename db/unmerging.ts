/**
 * Undoing a merge, in one transaction: the lead that was gone is there again under its id, with all rows that were its own and
 * what its enrollments, hand-offs and mails have led to since. What the merge changed of the other is as before, unless it was
 * changed since. What had been told to end has ended; a hand-off that a merge ended is opened anew, or is with sales again.
 */
import { TendrilError } from '../domain/errors.ts';
import { handoffWorkflowId } from '../domain/identity.ts';
import type { MergeReason } from '../domain/merging.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { replan } from './enrollment-writes.ts';
import { openHandoff } from './lead-writes.ts';
import { isSame, type RowJson, undoneFacts } from './merge-facts.ts';
import { moveBack, named, type Pair } from './merge-moves.ts';
import { engagementOf, scoreColumns } from './merge-score.ts';
import { returnSides } from './merge-sides.ts';
import type { MergeSnapshot } from './merge-snapshot.ts';
import { forgetObjections, liftShared } from './merge-wishes.ts';
import { type MergeContext, type MergeDecision, mergeLeads, sideOf, writeColumns } from './merging.ts';
import { enqueue } from './outbox-writes.ts';
import { freeParked, takeTurn } from './pauses.ts';
import { regroup, rejoin } from './regrouping.ts';
import { takeTurns } from './routing.ts';
import { json, sql } from './sql.ts';

/** A merge as its row tells it. */
interface MergeRow {
  readonly id: string;
  readonly lead_id: string;
  readonly merged_id: string;
  readonly reason: MergeReason;
  readonly note: string | null;
  readonly actor: string;
  readonly at: Instant;
  readonly snapshot: MergeSnapshot | null;
  readonly undo_until: Instant;
  readonly undone_at: Instant | null;
}

interface Standing {
  readonly merge: MergeRow;
  readonly snapshot: MergeSnapshot;
}

/**
 * Undoes a merge. What was merged into the same lead after it was reckoned with what it had brought (of two who object to the
 * same, the second had nothing to add), so that is taken back first, from the newest on, and then done again.
 * @throws MERGE_UNKNOWN, MERGE_UNDONE, MERGE_EXPIRED, MERGE_BURIED
 */
export async function undoMerge(
  tx: Queryable,
  context: MergeContext,
  mergeId: string,
  actor: string,
  now: Instant,
): Promise<void> {
  const undone = await lockMerge(tx, mergeId, now);
  const { keptId } = undone.snapshot;
  const { row: bound } = await sideOf(tx, keptId);
  const { endedHandoffs, endedOfKept = [] } = undone.snapshot;
  // Before any hand-off is locked: one that comes back may join another of its company.
  if (endedHandoffs.length + endedOfKept.length > 0) await takeTurns(tx);
  const later = await laterThan(tx, undone.merge);
  for (const one of later) {
    await takeBack(tx, context, one, actor, now);
    await tx.rows(sql`DELETE FROM lead_merge WHERE id = ${one.merge.id}`);
  }
  const pair = await takeBack(tx, context, undone, actor, now);
  await regroup(tx, [pair.keptId, pair.mergedId], now);
  await reopen(tx, pair.mergedId, endedHandoffs, mergeId, now);
  await reopen(tx, pair.keptId, endedOfKept, mergeId, now);
  await tx.rows(sql`
    UPDATE lead_merge SET undone_at = ${now}, undone_by = ${actor}, snapshot = NULL WHERE id = ${mergeId}`);
  await tellApart(tx, pair, actor, now);
  for (const one of later.toReversed()) await mergeLeads(tx, context, decisionOf(one, bound), now);
  for (const id of [pair.keptId, pair.mergedId]) await replan(tx, id, now);
}

/** Those that stand, the newest first; one whose address another lead has by now stays as it is. */
async function laterThan(tx: Queryable, { id, lead_id }: MergeRow): Promise<readonly Standing[]> {
  const rows = await tx.rows<MergeRow & { readonly snapshot: MergeSnapshot }>(sql`
    SELECT ${mergeColumns} FROM lead_merge m WHERE m.lead_id = ${lead_id} AND m.id > ${id} AND m.undone_at IS NULL
      AND m.snapshot ->> 'keptId' = ${lead_id}::text
      AND NOT EXISTS (SELECT 1 FROM lead l WHERE l.canonical_email = m.snapshot #>> '{lead,canonical_email}')
    ORDER BY m.id DESC`);
  return rows.map((merge) => ({ merge, snapshot: merge.snapshot }));
}

const decisionOf = ({ merge, snapshot }: Standing, bound: RowJson): MergeDecision => ({
  ...{ keptId: snapshot.keptId, mergedId: merge.merged_id, reason: merge.reason, note: merge.note, actor: merge.actor },
  again: {
    ...{ mergeId: merge.id, at: merge.at, undoUntil: merge.undo_until, bound },
    ...{ endedHandoffs: snapshot.endedHandoffs, endedOfKept: snapshot.endedOfKept ?? [], stopped: snapshot.stopped },
  },
});

/** Makes two of the lead again. */
async function takeBack(
  tx: Queryable,
  context: MergeContext,
  { merge, snapshot }: Standing,
  actor: string,
  now: Instant,
): Promise<Pair> {
  const pair: Pair = { keptId: merge.lead_id, mergedId: merge.merged_id };
  const before = await sideOf(tx, pair.keptId);
  await liftShared(tx, snapshot.suppressions, actor, now);
  await forgetObjections(tx, snapshot.objectionIds);
  await restoreRow(tx, pair.keptId, snapshot.lead);
  await moveBack(tx, snapshot.moves, pair);
  await returnSides(tx, snapshot, pair, snapshot.lead);
  if (snapshot.pause?.moved) await liftPause(tx, pair, snapshot.pause.row, now);
  await restoreKept(tx, context, { keptId: pair.keptId, row: before.row, snapshot }, now);
  await rescore(tx, context, pair.mergedId, snapshot.lead, now);
  return pair;
}

const mergeColumns = sql`m.id, m.lead_id, m.merged_id, m.reason, m.note, m.actor, m.at, m.snapshot, m.undo_until, m.undone_at`;

/** The lead that is left is locked first, as everything does; then the merge can be looked at for good. */
async function lockMerge(tx: Queryable, mergeId: string, now: Instant): Promise<Standing> {
  await tx.rows(sql`
    SELECT 1 FROM lead WHERE id = (SELECT lead_id FROM lead_merge WHERE id = ${mergeId}) FOR UPDATE`);
  const [merge] = await tx.rows<MergeRow>(sql`
    SELECT ${mergeColumns} FROM lead_merge m WHERE m.id = ${mergeId} FOR UPDATE`);
  if (!merge) throw new TendrilError('MERGE_UNKNOWN', `There is no merge ${mergeId}`, { mergeId });
  if (merge.undone_at !== null) throw new TendrilError('MERGE_UNDONE', 'The merge was undone already', { mergeId });
  const { snapshot } = merge;
  if (snapshot === null || merge.undo_until < now) {
    throw new TendrilError('MERGE_EXPIRED', `The merge could be undone until ${merge.undo_until}`, { mergeId });
  }
  if (snapshot.keptId !== merge.lead_id) {
    const message = 'The lead that was left has been merged into another one since';
    throw new TendrilError('MERGE_BURIED', message, { mergeId, leadId: merge.lead_id });
  }
  const taken = await tx.rows(sql`SELECT 1 FROM lead WHERE canonical_email = ${snapshot.lead.canonical_email}`);
  if (taken.length > 0) {
    throw new TendrilError('MERGE_BURIED', 'Another lead has the address of the one that was merged', { mergeId });
  }
  return { merge, snapshot };
}

/** The row as it was, in the columns that there are by now; a column of a later version gets its default. */
async function restoreRow(tx: Queryable, keptId: string, row: RowJson): Promise<void> {
  const columns = await tx.rows<{ readonly name: string }>(sql`
    SELECT column_name AS name FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = 'lead' AND column_name = ANY (${Object.keys(row)})`);
  const listed = columns.map(({ name }) => named(name)).reduce((all, one) => sql`${all}, ${one}`);
  const account = await tx.rows(sql`SELECT 1 FROM account WHERE id = ${row.account_id ?? null}::uuid FOR KEY SHARE`);
  const whole = account.length > 0 ? row : { ...row, account_id: null };

  await tx.rows(sql`
    INSERT INTO lead (${listed}) SELECT ${listed} FROM jsonb_populate_record(NULL::lead, ${json(whole)}::jsonb)
    WHERE EXISTS (SELECT 1 FROM lead k WHERE k.id = ${keptId})`);
}

/** The pause that came with the other one ends, unless somebody has set another since. */
async function liftPause(tx: Queryable, { keptId }: Pair, row: RowJson, now: Instant): Promise<void> {
  await takeTurn(tx);
  const lifted = await tx.rows(sql`
    DELETE FROM pause WHERE kind = 'lead' AND target = ${keptId} AND since = ${row.since}::timestamptz RETURNING kind`);
  if (lifted.length > 0) await freeParked(tx, { kind: 'lead', leadId: keptId }, now);
}

interface Kept {
  readonly keptId: string;
  /** As it was when the undoing began. */
  readonly row: RowJson;
  readonly snapshot: MergeSnapshot;
}

async function restoreKept(
  tx: Queryable,
  context: MergeContext,
  { keptId, row, snapshot }: Kept,
  now: Instant,
): Promise<void> {
  const undone = undoneFacts(row, snapshot.changes);
  await writeColumns(tx, keptId, { updated_at: now, ...undone });
  // A move that was followed by another is part of how it came there.
  if (snapshot.stageMoveId !== null && Object.hasOwn(undone, 'stage')) {
    await tx.rows(sql`DELETE FROM stage_move WHERE id = ${snapshot.stageMoveId}`);
  }
  const { engagement } = snapshot.changes;
  if (engagement && !Object.hasOwn(undone, 'engagement')) await rescore(tx, context, keptId, null, now);
}

/** Points by the rows that are its own now. `was`: left alone when they still make what it had. */
async function rescore(
  tx: Queryable,
  { model }: MergeContext,
  leadId: string,
  was: RowJson | null,
  now: Instant,
): Promise<void> {
  if (!model) return;
  const { lead } = await sideOf(tx, leadId);
  const engagement = await engagementOf(tx, model, leadId, lead.engagement.armed);
  if (was && isSame(engagement, was.engagement)) return;
  await writeColumns(tx, leadId, scoreColumns(model, engagement, lead.grade, now));
}

/**
 * Sales gets a lead again that it had when the merge ended that. What it had accepted is its own again, looked after by a workflow
 * of its own, for the one of before has ended; what it had been offered is offered anew.
 */
async function reopen(
  tx: Queryable,
  leadId: string,
  ended: readonly string[],
  mergeId: string,
  now: Instant,
): Promise<void> {
  if (ended.length === 0) return;
  const again = await tx.rows<{ readonly id: string; readonly number: number }>(sql`
    UPDATE handoff SET status = 'accepted', reason = NULL
    WHERE id = ANY (${[...ended]}::uuid[]) AND status = 'returned' AND accepted_at IS NOT NULL RETURNING id, number`);
  for (const { id, number } of again) {
    const workflowId = handoffWorkflowId(leadId, number, mergeId);
    await tx.rows(sql`UPDATE handoff SET workflow_id = ${workflowId} WHERE id = ${id}`);
    // Whoever had it has it: the offer had lapsed with the merge.
    await tx.rows(sql`
      UPDATE handoff_offer SET lapsed_at = NULL WHERE handoff_id = ${id}
        AND number = (SELECT max(number) FROM handoff_offer WHERE handoff_id = ${id})`);
    await rejoin(tx, id);
    await enqueue(tx, [{ kind: 'start_handoff', workflowId, payload: { handoffId: id } }], now);
  }
  const { lead } = await sideOf(tx, leadId);
  const opened = lead.stage === 'mql' ? await openHandoff(tx, leadId, { score: lead.score }, lead.grade, now) : null;
  if (opened) await enqueue(tx, [opened.start], now);
}

/** Who undoes a merge says that they are two: else the next time that one comes in they would be one again. */
export async function tellApart(tx: Queryable, { keptId, mergedId }: Pair, actor: string, now: Instant): Promise<void> {
  const [first = keptId, second = mergedId] = [keptId, mergedId].sort();
  await tx.rows(sql`
    INSERT INTO lead_duplicate (lead_id, other_id, reason, found_at, status, decided_at, decided_by)
    VALUES (${first}, ${second}, 'name', ${now}, 'distinct', ${now}, ${actor})
    ON CONFLICT (lead_id, other_id) DO UPDATE
      SET status = excluded.status, decided_at = excluded.decided_at, decided_by = excluded.decided_by`);
}
