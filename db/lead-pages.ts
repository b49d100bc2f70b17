/**
 * The next leads of a run over all leads, in the order of their ids: only those that a filter may mean are read and locked;
 * the others are passed over by the database, and counted.
 */
import type { Queryable } from './database.ts';
import { type Meant, meansAll } from './segment-sql.ts';
import { once, type Sql, sql } from './sql.ts';
import type { BatchFilter } from './store.ts';

export interface LeadPage<Row> {
  /** Locked. */
  readonly leads: readonly Row[];
  /** Leads that were come past, those given included. */
  readonly looked: number;
  /** Where the next page begins; null when nobody is left. */
  readonly cursor: string | null;
  readonly more: boolean;
}

/** How far the run has come, and where it ends. */
export interface Course {
  readonly cursor: string | null;
  readonly last: string | null;
}

/** So many leads are come past in one transaction at most. */
const longestSpan = 5_000;
const firstId = '00000000-0000-0000-0000-000000000000';

/** @param select `SELECT … FROM lead l LEFT JOIN account a …` */
export async function nextLeads<Row extends { readonly id: string }>(
  tx: Queryable,
  select: Sql,
  { cursor, last }: Course,
  { filter, meant }: { readonly filter: BatchFilter; readonly meant: Meant },
  limit: number,
): Promise<LeadPage<Row>> {
  const from = cursor ?? firstId;
  const inSpan = (end: string | null): Sql => sql`l.id > ${from} AND l.id <= ${end} AND l.erased_at IS NULL`;
  const take = (end: string | null, which: Sql): Sql =>
    sql`${select} WHERE ${inSpan(end)} AND ${which} ORDER BY l.id LIMIT ${limit} FOR NO KEY UPDATE OF l`;
  if (meansAll(filter)) {
    const leads = await tx.rows<Row>(take(last, sql`true`));
    const end = leads.at(-1)?.id ?? null;
    return { leads, looked: leads.length, cursor: end, more: leads.length === limit && end !== last };
  }
  const [span] = await tx.rows<{ readonly id: string }>(sql`
    SELECT l.id FROM lead l WHERE ${inSpan(last)} ORDER BY l.id OFFSET ${longestSpan - 1} LIMIT 1`);
  const farthest = span?.id ?? last;
  const leads = await tx.rows<Row>(once(take(farthest, meant.may)));
  const end = leads.length === limit ? (leads.at(-1)?.id ?? farthest) : farthest;
  const [passed] = await tx.rows<{ readonly looked: number }>(sql`
    SELECT count(*)::int AS looked FROM lead l WHERE ${inSpan(end)}`);
  return { leads, looked: passed?.looked ?? 0, cursor: end, more: end !== null && end !== last };
}
