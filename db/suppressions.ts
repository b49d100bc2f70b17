/**
 * Addresses that must not be mailed, kept as hashes only. Each reason is an entry of its own, for all mail or for one purpose,
 * so that lifting one leaves the others; the gravest that is in force for all mail stands in one row an address, which is
 * what the sending of mail looks up. Both are written in one transaction.
 */
import { TendrilError } from '../domain/errors.ts';
import type { Instant } from '../domain/time.ts';
import type { Database, Queryable } from './database.ts';
import { newId } from './ids.ts';
import { pageOf, pageQuery } from './pages.ts';
import { json, sql } from './sql.ts';
import {
  type LiftingRight,
  type Page,
  type PageRequest,
  type SuppressionEntryView,
  type SuppressionInForce,
  type SuppressionReason,
  type SuppressionScope,
  type Suppressions,
  suppressionReasons,
} from './store.ts';

export interface SuppressionDraft {
  readonly reason: SuppressionReason;
  readonly scope?: SuppressionScope;
  readonly detail: string | null;
  readonly actor?: string;
}

/**
 * How a reason is known, in a few words: the status or class of a bounce, the way of an opt-out, and the mail. Nothing else
 * of what its source told: an entry outlives an erasure.
 */
export function evidenceOf(
  kind: 'unsubscribe' | 'complaint' | 'bounce_hard',
  { status, class: verdict, via }: Readonly<Record<string, unknown>> = {},
  messageId: string | null,
): string | null {
  const known = [kind === 'unsubscribe' ? via : null, status, verdict].find(isPlainWord);
  const parts = [known, messageId && `mail ${messageId}`].filter((part) => typeof part === 'string');
  return parts.length === 0 ? null : parts.join(', ');
}

const isPlainWord = (value: unknown): value is string =>
  typeof value === 'string' && /^[a-z0-9._ -]{1,40}$/i.test(value);

/**
 * Suppresses addresses. A reason that is in force stays; said again later it counts from then, so that no consent of between
 * lifts it. One statement, which takes the rows of the addresses in the order of their hashes.
 */
export async function suppress(
  tx: Queryable,
  addressHashes: readonly string[],
  { reason, scope = 'all', detail, actor = 'engine' }: SuppressionDraft,
  now: Instant,
): Promise<void> {
  if (addressHashes.length === 0) return;
  const drafts = [...new Set(addressHashes)].sort().map((hash) => ({ id: newId(), hash }));
  const lighter = suppressionReasons.slice(0, suppressionReasons.indexOf(reason));
  await tx.rows(sql`
    WITH drafts AS (SELECT * FROM jsonb_to_recordset(${json(drafts)}::jsonb) AS d (id uuid, hash text)),
    entries AS (
      INSERT INTO suppression_entry AS e (id, address_hash, scope, reason, detail, actor, at)
      SELECT id, hash, ${scope}, ${reason}, ${detail}, ${actor}, ${now} FROM drafts ORDER BY hash
      ON CONFLICT (address_hash, scope, reason) WHERE lifted_at IS NULL
      DO UPDATE SET at = excluded.at WHERE e.at < excluded.at
    )
    INSERT INTO suppression AS s (address_hash, reason, detail, at)
    SELECT hash, ${reason}, ${detail}, ${now} FROM drafts WHERE ${scope === 'all'} ORDER BY hash
    ON CONFLICT (address_hash) DO UPDATE SET reason = excluded.reason, detail = excluded.detail, at = excluded.at
    WHERE s.reason = ANY (${lighter})`);
}

/** Which right lifts which reason: nothing lifts a complaint. */
export const lifts: Readonly<Record<SuppressionReason, readonly LiftingRight[]>> = {
  manual: ['manual'],
  bounce_hard: ['address', 'manual'],
  unsubscribe: ['consent'],
  complaint: [],
  legal: ['legal'],
};

export interface Lifting {
  readonly scope: SuppressionScope;
  readonly reason: SuppressionReason;
  readonly right: LiftingRight;
  readonly by: string;
}

/**
 * Lifts a reason of addresses, and makes what is left the effective one. Returns how many entries were lifted. What came
 * after `before` stays: a consent lifts only what it knew of.
 * @throws SUPPRESSION_LASTING when the right does not lift that reason
 */
export async function lift(
  tx: Queryable,
  addressHashes: readonly string[],
  { scope, reason, right, by }: Lifting,
  now: Instant,
  before: Instant = now,
): Promise<number> {
  if (!lifts[reason].includes(right)) {
    const rights = lifts[reason];
    const how = rights.length === 0 ? 'nothing lifts it' : `it takes ${rights.join(' or ')}`;
    throw new TendrilError('SUPPRESSION_LASTING', `"${reason}" is not lifted by "${right}": ${how}`, { reason, right });
  }
  // Whoever adds a graver reason at this moment holds the row that is in force: without the lock its reason would be lost.
  await tx.rows(sql`
    SELECT 1 FROM suppression WHERE address_hash = ANY (${addressHashes}) ORDER BY address_hash FOR UPDATE`);
  const lifted = await tx.rows(sql`
    UPDATE suppression_entry SET lifted_at = ${now}, lifted_by = ${by}, lifted_for = ${right}
    WHERE address_hash = ANY (${addressHashes}) AND scope = ${scope} AND reason = ${reason} AND lifted_at IS NULL
      AND at <= ${before} RETURNING id`);
  if (lifted.length > 0 && scope === 'all') await settleEffective(tx, addressHashes);
  return lifted.length;
}

/** Makes the gravest reason in force the effective one. */
export async function settleEffective(tx: Queryable, addressHashes: readonly string[]): Promise<void> {
  await tx.rows(sql`
    WITH left_over AS (
      SELECT DISTINCT ON (address_hash) address_hash, reason, detail, at FROM suppression_entry
      WHERE address_hash = ANY (${addressHashes}) AND scope = 'all' AND lifted_at IS NULL
      ORDER BY address_hash, array_position(${suppressionReasons}::text[], reason) DESC
    ), gone AS (
      DELETE FROM suppression s WHERE s.address_hash = ANY (${addressHashes})
        AND NOT EXISTS (SELECT 1 FROM left_over l WHERE l.address_hash = s.address_hash)
    )
    UPDATE suppression s SET reason = l.reason, detail = l.detail, at = l.at FROM left_over l
    WHERE s.address_hash = l.address_hash`);
}

/** The gravest reason an address is suppressed for, for all mail, if it is. */
export async function suppressionOf(tx: Queryable, addressHash: string): Promise<SuppressionReason | null> {
  const [row] = await tx.rows<{ readonly reason: SuppressionReason }>(
    sql`SELECT reason FROM suppression WHERE address_hash = ${addressHash}`,
  );
  return row?.reason ?? null;
}

/** The reasons of many addresses, by hash. */
export async function suppressionsOf(
  tx: Queryable,
  addressHashes: readonly string[],
): Promise<ReadonlyMap<string, SuppressionReason>> {
  if (addressHashes.length === 0) return new Map();
  const rows = await tx.rows<{ readonly address_hash: string; readonly reason: SuppressionReason }>(
    sql`SELECT address_hash, reason FROM suppression WHERE address_hash = ANY (${addressHashes})`,
  );
  return new Map(rows.map((row) => [row.address_hash, row.reason]));
}

export function createSuppressions(database: Database, addressHash: (address: string) => string): Suppressions {
  return {
    add: (address, reason, detail, now) =>
      database.retried((on) => suppress(on, [addressHash(address)], { reason, detail }, now)),
    put: (address, draft, now) => database.retried((on) => suppress(on, [addressHash(address)], draft, now)),
    putAll: (addresses, note, now) =>
      database.transaction(async (tx) => {
        const hashes = [...new Set(addresses.map(addressHash))];
        const before = await countInForce(tx, hashes, note);
        await suppress(tx, hashes, note, now);
        return { added: hashes.length - before };
      }),
    list: (page) => listInForce(database, page),
    lift: (address, lifting, now) => database.transaction((tx) => lift(tx, [addressHash(address)], lifting, now)),
    reasonFor: (address) => suppressionOf(database, addressHash(address)),
    entries: (address) =>
      database.rows<SuppressionEntryView>(sql`
        SELECT ${entryColumns} FROM suppression_entry s WHERE s.address_hash = ${addressHash(address)} ORDER BY s.id`),
  };
}

/** How many of the addresses are suppressed for this very reason. */
async function countInForce(
  tx: Queryable,
  hashes: readonly string[],
  { reason, scope = 'all' }: SuppressionDraft,
): Promise<number> {
  const [row] = await tx.rows<{ readonly count: number }>(sql`
    SELECT count(*)::int AS count FROM suppression_entry
    WHERE address_hash = ANY (${hashes}) AND scope = ${scope} AND reason = ${reason} AND lifted_at IS NULL`);
  return row?.count ?? 0;
}

const entryColumns = sql`s.id, s.scope, s.reason, s.detail, s.actor, s.at, s.lifted_at AS "liftedAt",
  s.lifted_by AS "liftedBy", s.lifted_for AS "liftedFor"`;

/** Without the tombstones of erased leads: nobody has such an address, and an erasure is in the list by the real one. */
async function listInForce(database: Database, page: PageRequest): Promise<Page<SuppressionInForce>> {
  const { take, before } = pageQuery(page);
  const after = before.id?.lt ?? null;
  // Looked up row by row, by the index: as joins, the planner would rather read all leads.
  const rows = await database.rows<SuppressionInForce>(sql`
    SELECT ${entryColumns}, s.address_hash AS "addressHash", (
      SELECT l.email FROM lead l WHERE l.address_hash = s.address_hash AND l.erased_at IS NULL ORDER BY l.id LIMIT 1
    ) AS email
    FROM suppression_entry s WHERE s.lifted_at IS NULL AND (${after}::uuid IS NULL OR s.id < ${after}) AND (
      SELECT t.erased_at FROM lead t WHERE t.address_hash = s.address_hash AND t.erased_at IS NOT NULL LIMIT 1
    ) IS NULL
    ORDER BY s.id DESC LIMIT ${take}`);
  return pageOf(rows, page, (row) => row);
}
