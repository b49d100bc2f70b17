/**
 * Leads that are one person: found, previewed, merged, undone, told apart. What merging is stands in `merging.ts`.
 */
import { TendrilError } from '../domain/errors.ts';
import { leftOf } from '../domain/merging.ts';
import type { Instant } from '../domain/time.ts';
import type { Database, Queryable } from './database.ts';
import { openDuplicates } from './duplicate-list.ts';
import { isId } from './ids.ts';
import { findLead } from './lead-lookup.ts';
import type { LeadRow } from './lead-rows.ts';
import type { Pair } from './merge-moves.ts';
import { type MergeContext, mergeLeads, sameLeads } from './merging.ts';
import { sql } from './sql.ts';
import type { MergeEffects, MergeOrder, Merges, MergeView } from './store.ts';
import { tellApart, undoMerge } from './unmerging.ts';

interface MergesDeps {
  readonly database: Database;
  readonly mergeContext: () => Promise<MergeContext>;
}

/** Carries what a preview found out of the transaction that is rolled back. */
class Previewed extends Error {
  readonly effects: MergeEffects;
  constructor(effects: MergeEffects) {
    super('previewed');
    this.effects = effects;
  }
}

export function createMerges({ database, mergeContext }: MergesDeps): Merges {
  const merged = async (lead: string, other: string, order: MergeOrder, now: Instant, tx: Queryable) => {
    const pair = await pairOf(tx, lead, other, order.keep);
    return mergeLeads(
      tx,
      await mergeContext(),
      { ...pair, reason: 'person', note: order.note ?? null, actor: order.actor },
      now,
    );
  };
  return {
    async preview(lead, other, order, now) {
      try {
        // Exact, because it is the merge itself, of which nothing stays.
        return await database.transaction(async (tx): Promise<MergeEffects> => {
          throw new Previewed((await merged(lead, other, order, now, tx)).effects);
        });
      } catch (error) {
        if (error instanceof Previewed) return error.effects;
        throw error;
      }
    },

    merge: (lead, other, order, now) =>
      database.transaction(async (tx) => {
        const { mergeId, effects } = await merged(lead, other, order, now, tx);
        return { merge: await mergeViewOf(tx, mergeId), effects };
      }),

    async undo(mergeOrLead, actor, now) {
      const context = await mergeContext();
      return database.transaction(async (tx) => {
        const id = await mergeMeant(tx, mergeOrLead);
        await undoMerge(tx, context, id, actor, now);
        return mergeViewOf(tx, id);
      });
    },

    expire: (now) => database.transaction((tx) => expire(tx, now)),

    async of(lead) {
      const { id } = await knownLead(database, lead);
      return database.rows<MergeView>(
        sql`${selectMerges} WHERE m.lead_id = ${id} OR m.merged_id = ${id} ORDER BY m.id DESC`,
      );
    },

    duplicates: (page) => openDuplicates(database, page),

    distinct: (lead, other, actor, now) =>
      database.transaction(async (tx) => {
        const [one, two] = [await knownLead(tx, lead), await knownLead(tx, other)];
        if (one.id === two.id) throw sameLeads(one.id);
        await tellApart(tx, { keptId: one.id, mergedId: two.id }, actor, now);
      }),
  };
}

/** With the copy of the row goes a company that nobody else belongs to. */
async function expire(tx: Queryable, now: Instant): Promise<number> {
  const expired = await tx.rows<{ readonly account_id: string | null }>(sql`
    WITH due AS (
      SELECT id, snapshot #>> '{lead,account_id}' AS account_id FROM lead_merge
      WHERE snapshot IS NOT NULL AND undo_until < ${now} FOR NO KEY UPDATE SKIP LOCKED
    ), done AS (UPDATE lead_merge m SET snapshot = NULL FROM due WHERE m.id = due.id)
    SELECT account_id FROM due`);
  const accounts = expired.flatMap(({ account_id }) => account_id ?? []);
  await tx.rows(sql`
    DELETE FROM account a WHERE a.id = ANY (${accounts}::uuid[]) AND NOT EXISTS (SELECT 1 FROM lead l WHERE l.account_id = a.id)`);
  return expired.length;
}

const selectMerges = sql`
  SELECT m.id, m.lead_id AS "leadId", m.merged_id AS "mergedId", coalesce(m.snapshot #>> '{lead,email}', (
      SELECT l.email FROM lead l WHERE l.id = m.merged_id AND l.erased_at IS NULL)) AS "mergedEmail",
    (SELECT l.email FROM lead l WHERE l.id = m.lead_id AND l.erased_at IS NULL) AS "keptEmail",
    m.reason, m.note, m.actor, m.at, m.undo_until AS "undoUntil", m.undone_at AS "undoneAt", m.undone_by AS "undoneBy"
  FROM lead_merge m`;

/** Of a lead: merges into it, and those of it that were undone. For its timeline. */
export const mergesOf = (on: Queryable, leadId: string): Promise<readonly MergeView[]> =>
  on.rows<MergeView>(sql`${selectMerges} WHERE m.lead_id = ${leadId} OR m.merged_id = ${leadId} ORDER BY m.id`);

async function mergeViewOf(on: Queryable, id: string): Promise<MergeView> {
  const [view] = await on.rows<MergeView>(sql`${selectMerges} WHERE m.id = ${id}`);
  if (!view) throw new TendrilError('MERGE_UNKNOWN', `There is no merge ${id}`, { mergeId: id });
  return view;
}

/** @throws LEAD_UNKNOWN */
async function knownLead(on: Queryable, name: string): Promise<LeadRow> {
  const lead = await findLead(on, name);
  if (!lead) throw new TendrilError('LEAD_UNKNOWN', `There is no lead ${name.slice(0, 320)}`);
  return lead;
}

/** @throws LEAD_UNKNOWN, LEADS_SAME */
async function pairOf(on: Queryable, lead: string, other: string, keep: string | undefined): Promise<Pair> {
  const [one, two] = [await knownLead(on, lead), await knownLead(on, other)];
  if (one.id === two.id) throw sameLeads(one.id);
  const chosen = keep === undefined ? null : await knownLead(on, keep);
  if (chosen && chosen.id !== one.id && chosen.id !== two.id) {
    throw new TendrilError('REQUEST_INVALID', 'The lead to keep is neither of the two');
  }
  const keptId = (chosen ?? leftOf(one, two)).id;
  return { keptId, mergedId: keptId === one.id ? two.id : one.id };
}

/** By its own id, or by the lead that is gone or left or its address: the newest that stands. @throws MERGE_UNKNOWN */
async function mergeMeant(on: Queryable, name: string): Promise<string> {
  const lead = await findLead(on, name);
  const ids = [...(isId(name) ? [name] : []), ...(lead ? [lead.id] : [])];
  const address = isId(name) ? null : name.trim().toLowerCase();
  const [row] = await on.rows<{ readonly id: string }>(sql`
    SELECT m.id FROM lead_merge m
    WHERE m.id = ANY (${ids}::uuid[]) OR m.merged_id = ANY (${ids}::uuid[]) OR m.lead_id = ANY (${ids}::uuid[])
    ORDER BY m.id = ANY (${ids}::uuid[]) DESC, m.undone_at IS NULL DESC,
      m.snapshot #>> '{lead,canonical_email}' IS NOT DISTINCT FROM ${address}::text DESC,
      m.merged_id = ANY (${ids}::uuid[]) DESC, m.id DESC LIMIT 1`);
  if (!row) throw new TendrilError('MERGE_UNKNOWN', `There is no merge ${name.slice(0, 320)}`);
  return row.id;
}
