/**
 * Whose rows are whose when leads are merged: every table that refers to a lead stands here, and a test walks the schema. The
 * rows of the one that goes are given to the one that is left, and which they were is noted, so that they can go back.
 */
import type { Queryable } from './database.ts';
import { type Sql, sql } from './sql.ts';

export interface MovedTable {
  readonly table: string;
  /** A column with a business key that may hold the id of the lead: one thing told twice must stay one. */
  readonly key?: string;
}

/** Tables with an `id` and a `lead_id` whose rows go over as they are. */
export const movedTables: readonly MovedTable[] = [
  { table: 'consent' },
  { table: 'consent_request' },
  { table: 'event', key: 'dedupe_key' },
  { table: 'message', key: 'key' },
  { table: 'letter', key: 'key' },
  { table: 'task', key: 'key' },
  { table: 'inbound_item' },
  { table: 'intervention' },
  { table: 'score_entry' },
  { table: 'stage_move' },
  { table: 'lead_origin' },
  { table: 'form_submission' },
  { table: 'webhook_delivery' },
  { table: 'visitor' },
  { table: 'crm_record' },
  { table: 'crm_change' },
  { table: 'lead_merge' },
];

/** The same for those that are numbered among the rows of the lead: they go on after the numbers that are taken. */
export const numberedTables: readonly { readonly table: string; readonly within: Sql }[] = [
  { table: 'enrollment', within: sql`r.sequence` },
  { table: 'handoff', within: sql`'every'::text` },
];

/** The rest, with what becomes of each. */
export const otherTables: Readonly<Record<string, string>> = {
  lead_alias: 'its addresses become those of the one that is left',
  segment_member: 'in every segment that either was in, until that is looked at anew',
  lead_duplicate: 'what was found or decided of either holds for the one that is left',
  erasure: 'of no lead that can be merged',
};

/** A name of our own source as part of a statement; never one from outside. */
export const named = (name: string): Sql => ({ kind: 'sql', parts: [`"${name}"`], values: [] });

export interface Pair {
  readonly keptId: string;
  readonly mergedId: string;
}

/** Ids by table. */
export type MovedRows = Readonly<Record<string, readonly string[]>>;

export interface Moves {
  readonly rows: MovedRows;
  /** Those whose key named the lead and names the other one now. */
  readonly renamed: MovedRows;
  /** What number they had. */
  readonly numbers: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Gives all rows of the one to the other. Both must be locked. */
export async function moveRows(tx: Queryable, pair: Pair): Promise<Moves> {
  const rows: Record<string, readonly string[]> = {};
  const renamed: Record<string, readonly string[]> = {};
  const numbers: Record<string, Readonly<Record<string, number>>> = {};
  for (const { table, within } of numberedTables) {
    const moved = await moveNumbered(tx, table, within, pair);
    rows[table] = moved.map(({ id }) => id);
    numbers[table] = Object.fromEntries(moved.map(({ id, number }) => [id, number]));
  }
  for (const { table, key } of movedTables) {
    if (key !== undefined) renamed[table] = await rename(tx, table, key, pair.mergedId, pair.keptId, null);
    rows[table] = await give(tx, table, pair.mergedId, pair.keptId, null);
  }
  return { rows, renamed, numbers };
}

/** What went over, and what came to it since by its enrollments, hand-offs and mails, goes back. */
export async function moveBack(tx: Queryable, { rows, renamed, numbers }: Moves, pair: Pair): Promise<void> {
  const { keptId, mergedId } = pair;
  const all = await withFollowers(tx, rows, keptId);
  for (const { table } of numberedTables) {
    const before = Object.entries(numbers[table] ?? {});
    await tx.rows(sql`
      UPDATE ${named(table)} r SET lead_id = ${mergedId}, number = b.number
      FROM unnest(${before.map(([id]) => id)}::uuid[], ${before.map(([, number]) => number)}::int[]) AS b (id, number)
      WHERE r.id = b.id AND r.lead_id = ${keptId}`);
  }
  for (const { table, key } of movedTables) {
    if (key !== undefined) await rename(tx, table, key, keptId, mergedId, renamed[table] ?? []);
    await give(tx, table, keptId, mergedId, all[table] ?? []);
  }
}

/** All rows of a lead, or only these. Returns their ids. */
async function give(
  tx: Queryable,
  table: string,
  from: string,
  to: string,
  only: readonly string[] | null,
): Promise<readonly string[]> {
  const moved = await tx.rows<{ readonly id: string }>(sql`
    UPDATE ${named(table)} r SET lead_id = ${to}
    WHERE r.lead_id = ${from} AND (${only === null} OR r.id = ANY (${only ?? []}::uuid[])) RETURNING r.id`);
  return moved.map(({ id }) => id);
}

/** A key that the other has already stays: what it names happened to both. */
async function rename(
  tx: Queryable,
  table: string,
  key: string,
  from: string,
  to: string,
  only: readonly string[] | null,
): Promise<readonly string[]> {
  const column = named(key);
  const renamed = await tx.rows<{ readonly id: string }>(sql`
    UPDATE ${named(table)} r SET ${column} = replace(r.${column}, ${from}, ${to})
    WHERE r.lead_id = ${from} AND strpos(r.${column}, ${from}) > 0
      AND (${only === null} OR r.id = ANY (${only ?? []}::uuid[]))
      AND NOT EXISTS (SELECT 1 FROM ${named(table)} k WHERE k.${column} = replace(r.${column}, ${from}, ${to}))
    RETURNING r.id`);
  return renamed.map(({ id }) => id);
}

/** Where the other has rows of the same kind, all of them go on after its last number, in their order. */
async function moveNumbered(
  tx: Queryable,
  table: string,
  within: Sql,
  { keptId, mergedId }: Pair,
): Promise<readonly { readonly id: string; readonly number: number }[]> {
  const rows = named(table);
  return tx.rows(sql`
    WITH taken AS (
      SELECT ${within} AS part, max(r.number) AS last FROM ${rows} r WHERE r.lead_id = ${keptId} GROUP BY 1
    ), going AS (
      SELECT r.id, r.number AS before, row_number() OVER (PARTITION BY ${within} ORDER BY r.number) AS place, ${within} AS part
      FROM ${rows} r WHERE r.lead_id = ${mergedId}
    ), moved AS (
      UPDATE ${rows} r SET lead_id = ${keptId}, number = coalesce(t.last + g.place, g.before)
      FROM going g LEFT JOIN taken t ON t.part = g.part WHERE r.id = g.id RETURNING r.id
    )
    SELECT g.id, g.before AS number FROM going g JOIN moved ON moved.id = g.id ORDER BY g.id`);
}

/** Mails, events and points that enrollments, hand-offs and mails have led to since then are theirs. */
async function withFollowers(tx: Queryable, rows: MovedRows, keptId: string): Promise<MovedRows> {
  const enrollments = rows.enrollment ?? [];
  const handoffs = rows.handoff ?? [];
  const idsOf = async (statement: Sql) => (await tx.rows<{ readonly id: string }>(statement)).map(({ id }) => id);
  const message = [
    ...(rows.message ?? []),
    ...(await idsOf(sql`
      SELECT id FROM message WHERE lead_id = ${keptId}
        AND (enrollment_id = ANY (${enrollments}::uuid[]) OR handoff_id = ANY (${handoffs}::uuid[]))`)),
  ];
  const event = [
    ...(rows.event ?? []),
    ...(await idsOf(sql`
      SELECT id FROM event WHERE lead_id = ${keptId}
        AND (enrollment_id = ANY (${enrollments}::uuid[]) OR message_id = ANY (${message}::uuid[]))`)),
  ];
  const score = [
    ...(rows.score_entry ?? []),
    ...(await idsOf(sql`
      SELECT s.id FROM score_entry s WHERE s.lead_id = ${keptId} AND (s.event_id = ANY (${event}::uuid[])
        OR s.key LIKE ANY (${enrollments.map((id) => `step/${id}/%`)}::text[])
        OR s.key = ANY (${handoffs.map((id) => `return/${id}`)}::text[]))`)),
  ];
  const inbound = [
    ...(rows.inbound_item ?? []),
    ...(await idsOf(sql`
      SELECT id FROM inbound_item WHERE lead_id = ${keptId} AND message_id = ANY (${message}::uuid[])`)),
  ];
  return { ...rows, message, event, score_entry: score, inbound_item: inbound };
}
