/**
 * Making one lead of two, in one transaction under the locks of both: the rows of the one are given to the other, gaps are
 * filled, the stricter wish holds, what is under way goes on once, and what undoing needs is kept for its time
 * (docs/adr/0012-merged-leads.md).
 */

import type { Conditions } from '../domain/conditions.ts';
import { TendrilError } from '../domain/errors.ts';
import type { EventFact } from '../domain/events.ts';
import { fullName } from '../domain/lead.ts';
import type { Stage } from '../domain/lifecycle.ts';
import { mailboxOf } from '../domain/mailbox-aliases.ts';
import { furtherStage, type MergeReason, mergeUndoMs } from '../domain/merging.ts';
import type { ScoringModel } from '../domain/scoring.ts';
import { type Instant, plusMs } from '../domain/time.ts';
import { leadLeftOf } from './aliases.ts';
import type { Queryable } from './database.ts';
import { replan, wake } from './enrollment-writes.ts';
import { fitOf } from './fit.ts';
import { newId } from './ids.ts';
import { factsOf, type LeadRow, leadColumns } from './lead-rows.ts';
import { boundFacts, changedFacts, changesBetween, type RowJson } from './merge-facts.ts';
import { moveRows, named, type Pair } from './merge-moves.ts';
import { dropDoubleMails, endDoubleHandoffs, stopColliding, stopForSales } from './merge-runs.ts';
import { engagementOf, scoreColumns } from './merge-score.ts';
import { moveSides } from './merge-sides.ts';
import type { MergeSnapshot } from './merge-snapshot.ts';
import { keepObjections, objectionsOf, shareSuppressions, stopObjected } from './merge-wishes.ts';
import { enqueue } from './outbox-writes.ts';
import { noMail } from './promotion-write.ts';
import { regroup } from './regrouping.ts';
import { json, sql } from './sql.ts';
import type { MergedLead, MergeEffects } from './store.ts';

export interface MergeContext {
  readonly model: ScoringModel | null;
  readonly conditions: Conditions;
  readonly addressHash: (address: string) => string;
}

export interface MergeDecision extends Pair {
  readonly reason: MergeReason;
  readonly note: string | null;
  readonly actor: string;
  /** It was done before and was taken back only while an older one was undone. */
  readonly again?: MergeBefore;
}

export interface MergeBefore extends Pick<MergeSnapshot, 'endedHandoffs' | 'endedOfKept' | 'stopped'> {
  readonly mergeId: string;
  readonly at: Instant;
  readonly undoUntil: Instant;
  /** The row of the one that is left, as it was: it comes to want nothing that it did not want then. */
  readonly bound: RowJson;
}

/** A locked lead: as it is read everywhere, and as a whole. */
export interface Side {
  readonly lead: LeadRow;
  readonly row: RowJson;
}

/** Merges two leads. @throws LEAD_UNKNOWN, LEADS_SAME */
export async function mergeLeads(
  tx: Queryable,
  context: MergeContext,
  decision: MergeDecision,
  now: Instant,
): Promise<{ readonly mergeId: string; readonly effects: MergeEffects }> {
  const { actor, again } = decision;
  const { kept, merged } = await lockSides(tx, decision);
  const { mergeId, at } = again ?? { mergeId: newId(), at: now };
  const objected = await objectionsOf(tx, decision, at);
  const emails = [kept, merged].map(({ lead }) => lead.email);
  const sameMailbox = new Set(emails.map(mailboxOf)).size === 1;
  const stages = { kept: kept.lead.stage, merged: merged.lead.stage };
  const stopped = [...(await stopColliding(tx, decision, now)), ...(await stopForSales(tx, decision, stages, now))];
  const ended = await endDoubleHandoffs(tx, decision, stages, actor, now);
  await dropDoubleMails(tx, decision, now);
  const moves = await moveRows(tx, decision);
  const sides = await moveSides(tx, decision, merged.row, now);
  const objectionIds = await keepObjections(tx, decision, objected, { mergeId, actor }, at);
  if (!again) await stopObjected(tx, decision, objected, now);
  const hashes = emails.map(context.addressHash);
  const suppressions = await shareSuppressions(tx, { hashes, sameMailbox }, actor, at);
  const stageMoveId = await writeStanding(
    tx,
    context,
    { kept, merged, actor, mergeId, bound: again?.bound ?? null },
    now,
  );
  const changes = changesBetween(kept.row, (await sideOf(tx, decision.keptId)).row);
  const snapshot: MergeSnapshot = {
    ...{
      format: 1,
      keptId: decision.keptId,
      lead: merged.row,
      moves,
      changes,
      stageMoveId,
      objectionIds,
      suppressions,
    },
    ...sides,
    endedHandoffs: [...(again?.endedHandoffs ?? []), ...ended.merged],
    endedOfKept: [...(again?.endedOfKept ?? []), ...ended.kept],
    stopped: [...(again?.stopped ?? []), ...stopped],
  };
  const { undoUntil } = again ?? { undoUntil: plusMs(now, mergeUndoMs) };
  await writeMerge(tx, { mergeId, at, undoUntil }, decision, snapshot, now);
  await replan(tx, decision.keptId, now);
  await regroup(tx, [decision.keptId], now);
  return { mergeId, effects: effectsOf(kept.lead, merged.lead, snapshot, objected) };
}

/** Locks both in the order of their ids, against whatever else is done with them or refers to them. */
async function lockSides(
  tx: Queryable,
  { keptId, mergedId }: Pair,
): Promise<{ readonly kept: Side; readonly merged: Side }> {
  if (keptId === mergedId) throw sameLeads(keptId);
  const locked = await tx.rows<{ readonly id: string }>(sql`
    SELECT id FROM lead WHERE id = ANY (${[keptId, mergedId]}::uuid[]) AND erased_at IS NULL ORDER BY id FOR UPDATE`);
  if (locked.length < 2) {
    const gone = locked.some(({ id }) => id === keptId) ? mergedId : keptId;
    const [row] = await tx.rows<{ readonly left: string | null }>(sql`SELECT ${leadLeftOf(gone)} AS left`);
    if (row?.left && [keptId, mergedId].includes(row.left)) throw sameLeads(row.left);
    throw new TendrilError('LEAD_UNKNOWN', `There is no lead ${gone}`, { leadId: gone });
  }
  return { kept: await sideOf(tx, keptId), merged: await sideOf(tx, mergedId) };
}

/** A lead that is there. */
export async function sideOf(tx: Queryable, leadId: string): Promise<Side> {
  const [row] = await tx.rows<LeadRow & { readonly whole: RowJson }>(sql`
    SELECT ${leadColumns}, to_jsonb(l) AS whole FROM lead l LEFT JOIN account a ON a.id = l.account_id WHERE l.id = ${leadId}`);
  if (!row) throw new TendrilError('INTERNAL', `The lead ${leadId} was locked and is not there`, { leadId });
  const { whole, ...lead } = row;
  return { lead, row: whole };
}

export const sameLeads = (leadId: string): TendrilError =>
  new TendrilError('LEADS_SAME', 'These are one lead already', { leadId });

/** Writes columns of a lead, each as `to_jsonb` would tell it. */
export async function writeColumns(tx: Queryable, leadId: string, columns: RowJson): Promise<void> {
  const names = Object.keys(columns);
  if (names.length === 0) return;
  const listed = (prefix: string) =>
    names
      .map((name) => sql`${{ kind: 'sql' as const, parts: [prefix], values: [] }}${named(name)}`)
      .reduce((all, one) => sql`${all}, ${one}`);
  await tx.rows(sql`
    UPDATE lead l SET (${listed('')}) = (SELECT ${listed('r.')} FROM jsonb_populate_record(NULL::lead, ${json(columns)}::jsonb) r)
    WHERE l.id = ${leadId}`);
}

interface Standing {
  readonly kept: Side;
  readonly merged: Side;
  readonly actor: string;
  readonly mergeId: string;
  readonly bound: RowJson | null;
}

/** Facts, points, fit and stage of the one that is left, and what waits for them; returns the id of the move, if it moved. */
async function writeStanding(
  tx: Queryable,
  { model, conditions }: MergeContext,
  { kept, merged, actor, mergeId, bound }: Standing,
  now: Instant,
): Promise<string | null> {
  const { id } = kept.lead;
  const facts = changedFacts(kept.row, merged.row);
  await writeColumns(tx, id, { ...(bound ? boundFacts(facts, bound) : facts), updated_at: now });
  const { lead } = await sideOf(tx, id);
  const further = furtherStage(kept.lead.stage, merged.lead.stage);
  const stage = bound && furtherStage(bound.stage as Stage, further) === further ? (bound.stage as Stage) : further;
  const armed = kept.lead.engagement.armed && merged.lead.engagement.armed;
  const engagement = model ? await engagementOf(tx, model, id, armed) : { ...kept.lead.engagement, armed };
  const fit = model ? fitOf(model, conditions, factsOf({ ...lead, engagement, stage }, model, now)) : null;
  const grade = fit?.grade ?? lead.grade;
  const columns = {
    ...{ stage, engagement, grade, fit_points: fit?.fitPoints ?? lead.fit_points, score: lead.score },
    ...(model && scoreColumns(model, engagement, grade, now)),
  };
  await writeColumns(tx, id, columns);
  const { score } = columns;
  const moveId = stage === kept.lead.stage ? null : newId();
  if (moveId !== null) {
    await tx.rows(sql`
      INSERT INTO stage_move (id, lead_id, "from", "to", actor, reason, score, grade, at)
      VALUES (${moveId}, ${id}, ${kept.lead.stage}, ${stage}, ${actor}, 'merged', ${score}, ${grade}, ${now})`);
  }
  const happened: EventFact[] = [
    { ...noMail, id: mergeId, kind: 'score', name: null, value: Number(score), recordedAt: now },
  ];
  if (moveId !== null) happened.push({ ...noMail, id: moveId, kind: 'stage', name: stage, recordedAt: now });
  const told = { facts: happened, enrollmentId: null, stops: true, mql: null, holds: () => false, now };
  await enqueue(tx, await wake(tx, id, told), now);
  return moveId;
}

async function writeMerge(
  tx: Queryable,
  { mergeId, at, undoUntil }: Pick<MergeBefore, 'mergeId' | 'at' | 'undoUntil'>,
  { keptId, mergedId, reason, note, actor }: MergeDecision,
  snapshot: MergeSnapshot,
  now: Instant,
): Promise<void> {
  await tx.rows(sql`DELETE FROM lead WHERE id = ${mergedId}`);
  await tx.rows(sql`
    INSERT INTO lead_merge (id, lead_id, merged_id, reason, note, actor, at, snapshot, undo_until)
    VALUES (${mergeId}, ${keptId}, ${mergedId}, ${reason}, ${note}, ${actor}, ${at}, ${json(snapshot)}::jsonb, ${undoUntil})`);
  const [first = keptId, second = mergedId] = [keptId, mergedId].sort();
  await tx.rows(sql`
    INSERT INTO lead_duplicate (lead_id, other_id, reason, found_at, status, decided_at, decided_by)
    VALUES (${first}, ${second}, ${reason}, ${now}, 'merged', ${now}, ${actor})
    ON CONFLICT (lead_id, other_id) DO UPDATE
      SET status = excluded.status, decided_at = excluded.decided_at, decided_by = excluded.decided_by`);
}

/** What is told of it; columns that only the engine reads are left out. */
function effectsOf(kept: LeadRow, merged: LeadRow, snapshot: MergeSnapshot, objected: readonly string[]): MergeEffects {
  const counts = Object.entries(snapshot.moves.rows).map(([table, ids]) => [table, ids.length] as const);
  return {
    kept: mergedLead(kept),
    merged: mergedLead(merged),
    changes: Object.entries(snapshot.changes)
      .filter(([what]) => !unshown.has(what))
      .map(([what, change]) => ({ what, ...change })),
    moved: Object.fromEntries(counts.filter(([, count]) => count > 0)),
    objections: objected,
    suppressions: snapshot.suppressions.map(({ reason, scope }) => `${reason} (${scope})`),
    stopped: snapshot.stopped.map(({ sequence }) => sequence),
    endedHandoffs: snapshot.endedHandoffs.length + (snapshot.endedOfKept?.length ?? 0),
  };
}

const unshown: ReadonlySet<string> = new Set(['engagement', 'score_bound', 'review_at', 'updated_at']);

const mergedLead = (lead: LeadRow): MergedLead => ({
  id: lead.id,
  email: lead.email,
  name: fullName({ firstName: lead.first_name, lastName: lead.last_name }),
  company: lead.company,
  phone: lead.phone,
  stage: lead.stage,
});
