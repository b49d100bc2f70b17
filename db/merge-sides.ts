/**
 * The smaller things of a lead that change hands in a merge and back: aliases, its pause, its segments, and what was found or
 * decided about it and others. The leads must be locked.
 */
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import type { RowJson } from './merge-facts.ts';
import type { Pair } from './merge-moves.ts';
import type { DuplicateRow, MergeSnapshot } from './merge-snapshot.ts';
import { json, sql } from './sql.ts';

type Sides = Pick<MergeSnapshot, 'aliases' | 'aliased' | 'pause' | 'segments' | 'duplicates'>;

/** Gives all of it to the lead that is left. `merged`: the row of the other. */
export async function moveSides(tx: Queryable, pair: Pair, merged: RowJson, now: Instant): Promise<Sides> {
  const { keptId, mergedId } = pair;
  const aliases = await tx.rows<{ readonly canonical_email: string }>(sql`
    UPDATE lead_alias SET lead_id = ${keptId} WHERE lead_id = ${mergedId} RETURNING canonical_email`);
  const aliased = await tx.rows(sql`
    INSERT INTO lead_alias (canonical_email, email, mailbox, lead_id, at)
    VALUES (${merged.canonical_email}, ${merged.email}, ${merged.mailbox}, ${keptId}, ${now}) ON CONFLICT (canonical_email) DO NOTHING
    RETURNING canonical_email`);
  return {
    aliases: aliases.map(({ canonical_email }) => canonical_email),
    aliased: aliased.length > 0,
    pause: await movePause(tx, pair),
    segments: await moveSegments(tx, pair),
    duplicates: await moveDuplicates(tx, pair),
  };
}

/** Gives it back, as far as it is still there. The pause of the lead that was left is lifted by whoever calls this. */
export async function returnSides(tx: Queryable, sides: Sides, pair: Pair, merged: RowJson): Promise<void> {
  const { keptId, mergedId } = pair;
  if (sides.aliased) {
    await tx.rows(
      sql`DELETE FROM lead_alias WHERE canonical_email = ${merged.canonical_email} AND lead_id = ${keptId}`,
    );
  }
  await tx.rows(sql`
    UPDATE lead_alias SET lead_id = ${mergedId} WHERE lead_id = ${keptId} AND canonical_email = ANY (${[...sides.aliases]})`);
  if (sides.pause) {
    await tx.rows(sql`
      INSERT INTO pause SELECT * FROM jsonb_populate_record(NULL::pause, ${json(sides.pause.row)}::jsonb)
      ON CONFLICT (kind, target) DO NOTHING`);
  }
  await tx.rows(sql`
    INSERT INTO segment_member (segment, lead_id, since)
    SELECT s.segment, ${mergedId}::uuid, s.since FROM jsonb_to_recordset(${json(sides.segments)}::jsonb) AS s (segment text, since timestamptz)
    ON CONFLICT DO NOTHING`);
  const gained = sides.segments.filter(({ moved }) => moved).map(({ segment }) => segment);
  await tx.rows(sql`DELETE FROM segment_member WHERE lead_id = ${keptId} AND segment = ANY (${gained})`);
  await returnDuplicates(tx, sides.duplicates);
}

async function movePause(tx: Queryable, { keptId, mergedId }: Pair): Promise<Sides['pause']> {
  const [pause] = await tx.rows<{ readonly row: RowJson }>(
    sql`SELECT to_jsonb(p) AS row FROM pause p WHERE p.kind = 'lead' AND p.target = ${mergedId}`,
  );
  if (!pause) return null;
  const moved = await tx.rows(sql`
    UPDATE pause SET target = ${keptId} WHERE kind = 'lead' AND target = ${mergedId}
      AND NOT EXISTS (SELECT 1 FROM pause k WHERE k.kind = 'lead' AND k.target = ${keptId}) RETURNING kind`);
  if (moved.length === 0) await tx.rows(sql`DELETE FROM pause WHERE kind = 'lead' AND target = ${mergedId}`);
  return { row: pause.row, moved: moved.length > 0 };
}

/** What the other was in, the one that is left is in, until its review says otherwise. */
const moveSegments = (tx: Queryable, { keptId, mergedId }: Pair): Promise<Sides['segments']> =>
  tx.rows(sql`
    WITH gone AS (DELETE FROM segment_member WHERE lead_id = ${mergedId} RETURNING segment, since),
    added AS (
      INSERT INTO segment_member (segment, lead_id, since) SELECT segment, ${keptId}::uuid, since FROM gone
      ON CONFLICT DO NOTHING RETURNING segment
    )
    SELECT g.segment, g.since, a.segment IS NOT NULL AS moved FROM gone g LEFT JOIN added a ON a.segment = g.segment
    ORDER BY g.segment`);

/** What was found of the other and a third is so of the one that is left, unless something is known of these two. */
async function moveDuplicates(tx: Queryable, { keptId, mergedId }: Pair): Promise<Sides['duplicates']> {
  const rows = await tx.rows<{ readonly row: DuplicateRow }>(sql`
    DELETE FROM lead_duplicate d WHERE d.lead_id = ${mergedId} OR d.other_id = ${mergedId} RETURNING to_jsonb(d) AS row`);
  const before = rows.map(({ row }) => row);
  const moved = before.flatMap((row): readonly DuplicateRow[] => {
    const third = row.lead_id === mergedId ? row.other_id : row.lead_id;
    if (third === keptId) return [];
    const [lead_id = third, other_id = third] = [third, keptId].sort();
    return [{ ...row, lead_id, other_id }];
  });
  const added = await insertDuplicates(tx, moved);
  return { before, added };
}

async function returnDuplicates(tx: Queryable, { before, added }: Sides['duplicates']): Promise<void> {
  await tx.rows(sql`
    DELETE FROM lead_duplicate d USING jsonb_to_recordset(${json(added)}::jsonb) AS a (lead_id uuid, other_id uuid, status text)
    WHERE d.lead_id = a.lead_id AND d.other_id = a.other_id AND d.status = a.status`);
  await insertDuplicates(tx, before);
}

async function insertDuplicates(tx: Queryable, rows: readonly DuplicateRow[]): Promise<readonly DuplicateRow[]> {
  if (rows.length === 0) return [];
  const inserted = await tx.rows<{ readonly row: DuplicateRow }>(sql`
    INSERT INTO lead_duplicate AS d (lead_id, other_id, reason, found_at, status, decided_at, decided_by)
    SELECT lead_id, other_id, reason, found_at, status, decided_at, decided_by
    FROM jsonb_populate_recordset(NULL::lead_duplicate, ${json(rows)}::jsonb)
    ON CONFLICT (lead_id, other_id) DO NOTHING RETURNING to_jsonb(d) AS row`);
  return inserted.map(({ row }) => row);
}
