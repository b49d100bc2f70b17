/**
 * The rows of leads as saving writes them, one or thousands in one statement. What stands in them is reckoned by
 * `saved-lead.ts`; who may write, and what follows, is decided by the callers.
 */
import { canonicalAddress } from '../domain/address.ts';
import { leastScoreBound } from '../domain/score-course.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { newId } from './ids.ts';
import type { LeadRow } from './lead-rows.ts';
import { regroup } from './regrouping.ts';
import { json, sql } from './sql.ts';

export interface FreshRow {
  readonly lead: LeadRow;
  readonly accountId: string | null;
  readonly addressHash: string;
  /** What its first move says. */
  readonly reason: string;
}

/** The columns of a lead that saving writes, as parts of a record set. */
const facts = sql`id uuid, first_name text, last_name text, title text, country text, language text, time_zone text, source text,
  phone text, kind text, fields jsonb, tags text[], fit_points float8, grade text, account uuid`;

// Both records are written out, member by member: put together from other objects, each would take ten times the memory, and
// files bring leads by the hundred thousand.

const freshRecord = ({ lead, accountId, addressHash, reason }: FreshRow) => ({
  id: lead.id,
  first_name: lead.first_name,
  last_name: lead.last_name,
  title: lead.title,
  country: lead.country,
  language: lead.language,
  time_zone: lead.time_zone,
  source: lead.source,
  phone: lead.phone,
  kind: lead.kind,
  fields: lead.fields,
  tags: lead.tags,
  fit_points: lead.fit_points,
  grade: lead.grade,
  account: accountId,
  email: lead.email,
  canonical: canonicalAddress(lead.email),
  hash: addressHash,
  rule: lead.consent_rule,
  stage: lead.stage,
  engagement: lead.engagement,
  score: lead.score,
  temperature: lead.temperature,
  bound: leastScoreBound,
  move: newId(),
  reason,
});

const changedRecord = ({ lead, accountId }: ChangedRow) => ({
  id: lead.id,
  first_name: lead.first_name,
  last_name: lead.last_name,
  title: lead.title,
  country: lead.country,
  language: lead.language,
  time_zone: lead.time_zone,
  source: lead.source,
  phone: lead.phone,
  kind: lead.kind,
  fields: lead.fields,
  tags: lead.tags,
  fit_points: lead.fit_points,
  grade: lead.grade,
  account: accountId ?? null,
  stays: accountId === undefined,
  updated_at: lead.updated_at,
});

/**
 * Inserts leads with their first moves. Returns the ids of those that are in: of the others, the address exists already. Sorted
 * by address, so that two who insert the same ones at a time wait for each other in one order.
 */
export async function insertLeads(
  tx: Queryable,
  rows: readonly FreshRow[],
  actor: string,
  now: Instant,
): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set();
  const given = rows.map(freshRecord).sort((a, b) => (a.canonical < b.canonical ? -1 : 1));
  const inserted = await tx.rows<{ readonly lead_id: string }>(sql`
    WITH given AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${json(given)}::jsonb) AS g (${facts}, email text, canonical text, hash text, rule text,
        stage text, engagement jsonb, score float8, temperature text, bound float8, move uuid, reason text)
    ), fresh AS (
      INSERT INTO lead (id, email, canonical_email, address_hash, first_name, last_name, title, country, language, time_zone, source,
        phone, kind, consent_rule, fields, tags, stage, fit_points, grade, engagement, score, temperature, score_bound, account_id, created_at,
        updated_at)
      SELECT id, email, canonical, hash, first_name, last_name, title, country, language, time_zone, source,
        phone, kind, rule, fields, tags, stage, fit_points, grade, engagement, score, temperature, bound, account, ${now},
        ${now}
      FROM given ON CONFLICT (canonical_email) DO NOTHING RETURNING id
    )
    INSERT INTO stage_move (id, lead_id, "from", "to", actor, reason, score, grade, at)
    SELECT move, id, 'awareness', 'name', ${actor}, reason, 0, grade, ${now} FROM given JOIN fresh USING (id)
    RETURNING lead_id`);
  return new Set(inserted.map(({ lead_id }) => lead_id));
}

export interface ChangedRow {
  readonly lead: LeadRow;
  /** Undefined when it stays the one it is. */
  readonly accountId: string | null | undefined;
}

/** Writes leads that are known and locked. Whose company is another one now leaves those of the old one that sales has. */
export async function updateLeads(tx: Queryable, rows: readonly ChangedRow[], now: Instant): Promise<void> {
  if (rows.length === 0) return;
  const given = rows.map(changedRecord);
  await tx.rows(sql`
    UPDATE lead l SET first_name = g.first_name, last_name = g.last_name, title = g.title, country = g.country,
      language = g.language, time_zone = g.time_zone, source = g.source, phone = g.phone, kind = g.kind, fields = g.fields,
      tags = g.tags, fit_points = g.fit_points, grade = g.grade, updated_at = g.updated_at,
      account_id = CASE WHEN g.stays THEN l.account_id ELSE g.account END
    FROM jsonb_to_recordset(${json(given)}::jsonb) AS g (${facts}, stays boolean, updated_at timestamptz) WHERE l.id = g.id`);
  const moved = rows.flatMap(({ lead, accountId }) => (accountId === undefined ? [] : [lead.id]));
  await regroup(tx, moved, now);
}
