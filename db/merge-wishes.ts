/**
 * What two people that are one want of our mail: whatever either objected to or was suppressed for holds for both addresses.
 * The records themselves are moved, not changed; what they do not say together is written down, and undoing takes exactly
 * that back. The leads must be locked.
 */
import type { ConsentEntry } from '../domain/consent.ts';
import { objectedBy, unsaidOf } from '../domain/merging.ts';
import type { Instant } from '../domain/time.ts';
import { consentsOf, isMailPurpose, stopMailing } from './consent-ledger.ts';
import type { Queryable } from './database.ts';
import { newId } from './ids.ts';
import type { Pair } from './merge-moves.ts';
import { json, sql } from './sql.ts';
import type { SuppressionReason, SuppressionScope } from './store.ts';
import { settleEffective, suppress } from './suppressions.ts';

/** The purposes that either objects to, before their records are one. */
export async function objectionsOf(tx: Queryable, pair: Pair, now: Instant): Promise<readonly string[]> {
  const kept: readonly ConsentEntry[] = await consentsOf(tx, pair.keptId);
  return objectedBy(kept, await consentsOf(tx, pair.mergedId), now);
}

/**
 * Writes the objections that the record of both would not tell by itself; returns the ids of what was written.
 * @param at of the merge: own words that came after it lift them
 */
export async function keepObjections(
  tx: Queryable,
  { keptId }: Pair,
  objected: readonly string[],
  { mergeId, actor }: { readonly mergeId: string; readonly actor: string },
  at: Instant,
): Promise<readonly string[]> {
  const unsaid = unsaidOf(objected, await consentsOf(tx, keptId), at);
  const rows = unsaid.map((purpose) => ({ id: newId(), purpose }));
  if (rows.length > 0) {
    const proof = { method: 'person', reference: `merge ${mergeId}` };
    await tx.rows(sql`
      INSERT INTO consent (id, lead_id, purpose, basis, source, proof, actor, withdrawn_by, at, withdrawn_at)
      SELECT o.id, ${keptId}::uuid, o.purpose, 'legitimate_interest', 'merged', ${json(proof)}::jsonb, ${actor}, ${actor}, ${at}, ${at}
      FROM jsonb_to_recordset(${json(rows)}::jsonb) AS o (id uuid, purpose text)`);
  }
  return rows.map(({ id }) => id);
}

/** Asks the programs of both, which are those of the one that is left now, to stop where they mail for these purposes. */
export const stopObjected = (tx: Queryable, { keptId }: Pair, objected: readonly string[], now: Instant) =>
  stopMailing(tx, keptId, objected.filter(isMailPurpose), 'consent', now);

/** Takes back what the merge wrote, and nothing that was said since. */
export const forgetObjections = (tx: Queryable, ids: readonly string[]): Promise<unknown> =>
  tx.rows(sql`DELETE FROM consent WHERE id = ANY (${[...ids]}::uuid[]) AND source = 'merged'`);

/** An entry that an address got because the other one has it, and since when. */
export interface CopiedSuppression {
  readonly id: string;
  readonly hash: string;
  readonly scope: SuppressionScope;
  readonly reason: SuppressionReason;
  readonly at: Instant;
}

/**
 * What is in force for one of the addresses holds for all of them from then on, unless its own word has lifted it since. A hard
 * bounce says nothing of the person, only of a mailbox: it holds for the other address when that is another spelling of the same
 * one.
 */
export async function shareSuppressions(
  tx: Queryable,
  { hashes, sameMailbox }: { readonly hashes: readonly string[]; readonly sameMailbox: boolean },
  actor: string,
  at: Instant,
): Promise<readonly CopiedSuppression[]> {
  const missing = await tx.rows<Omit<CopiedSuppression, 'id' | 'at'>>(sql`
    SELECT DISTINCT o.hash, e.scope, e.reason FROM suppression_entry e CROSS JOIN unnest(${[...hashes]}::text[]) AS o (hash)
    WHERE e.address_hash = ANY (${[...hashes]}) AND e.lifted_at IS NULL
      AND (${sameMailbox}::boolean OR e.reason <> 'bounce_hard') AND NOT EXISTS (
      SELECT 1 FROM suppression_entry k
      WHERE k.address_hash = o.hash AND k.scope = e.scope AND k.reason = e.reason
        AND (k.lifted_at IS NULL OR (k.lifted_at > ${at} AND k.lifted_for IS NOT NULL)))
    ORDER BY o.hash, e.scope, e.reason`);
  for (const { hash, scope, reason } of missing) {
    await suppress(tx, [hash], { reason, scope, detail: 'merged', actor }, at);
  }
  if (missing.length === 0) return [];
  return tx.rows<CopiedSuppression>(sql`
    SELECT e.id, m.hash, e.scope, e.reason, e.at
    FROM jsonb_to_recordset(${json(missing)}::jsonb) AS m (hash text, scope text, reason text)
    JOIN suppression_entry e ON e.address_hash = m.hash AND e.scope = m.scope AND e.reason = m.reason AND e.lifted_at IS NULL
    ORDER BY e.id`);
}

/** What a lead says now is its own wish, also where a merge had made that of it: undoing the merge leaves it. */
export const keepAsOwn = (tx: Queryable, leadId: string, columns: readonly string[]): Promise<unknown> =>
  tx.rows(sql`
    UPDATE lead_merge SET snapshot = jsonb_set(snapshot, '{changes}', (snapshot -> 'changes') - ${[...columns]}::text[])
    WHERE lead_id = ${leadId} AND undone_at IS NULL AND snapshot -> 'changes' ?| ${[...columns]}::text[]`);

/** Lifts what the merge put, unless the same was said again since. */
export async function liftShared(
  tx: Queryable,
  copied: readonly CopiedSuppression[],
  actor: string,
  now: Instant,
): Promise<void> {
  if (copied.length === 0) return;
  const hashes = [...new Set(copied.map(({ hash }) => hash))].sort();
  await tx.rows(sql`
    SELECT 1 FROM suppression WHERE address_hash = ANY (${hashes}) ORDER BY address_hash FOR UPDATE`);
  await tx.rows(sql`
    UPDATE suppression_entry e SET lifted_at = ${now}, lifted_by = ${`merge undone by ${actor}`}
    FROM jsonb_to_recordset(${json(copied)}::jsonb) AS c (id uuid, at timestamptz)
    WHERE e.id = c.id AND e.at = c.at AND e.lifted_at IS NULL`);
  await settleEffective(tx, hashes);
}
