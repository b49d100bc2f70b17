/**
 * Reviews: leads that changed, or of which time may have changed something, are looked at once for everything that waits
 * for what they are: their temperature, whether they are ready for sales, and the segments that are watched. Who comes to
 * be in a segment is written with the enrollments that this starts, in one transaction; whoever is killed has done nothing.
 *
 * What makes leads due are triggers (migration `segment_reviews`): a lead that changes is due since its last change, its
 * colleagues since 1970, which says that they did not change themselves.
 *
 * Long, because one transaction is read here from its first statement to its last.
 */
import { earlier, type Instant, plusMs } from '../domain/instant.ts';
import type { ScoringModel } from '../domain/scoring.ts';
import type { Database, Queryable } from './database.ts';
import { failureOf } from './database-errors.ts';
import { decideEntries, type EntryContext, writeEntries } from './entrants.ts';
import { factsOf, type LeadRow, leadColumns } from './lead-rows.ts';
import { nextByTime, timeNeedsOf } from './review-times.ts';
import { startingVersions } from './segment-watches.ts';
import { json, sql } from './sql.ts';
import { type ReviewedStanding, reviewStanding } from './standing-review.ts';
import type { ReviewTurn } from './store.ts';
import { surroundingsOf } from './surroundings.ts';
import { announce } from './webhook-announcements.ts';

export interface ReviewContext extends EntryContext {
  readonly warn: (details: object, message: string) => void;
}

/** A lead that cannot be judged is tried again after this. */
const againMs = 10 * 60_000;

const nothing: ReviewTurn = { looked: 0, entered: 0, left: 0, enrolled: 0, failed: 0 };

export async function review(
  database: Database,
  context: ReviewContext,
  limit: number,
  now: Instant,
): Promise<ReviewTurn> {
  const due = await takeDue(database, limit, now);
  return due.length === 0 ? nothing : reviewed(database, context, due, now);
}

/** When a lead is due next; null while none is. */
export async function nextReview(on: Queryable): Promise<Instant | null> {
  const [row] = await on.rows<{ readonly at: Instant | null }>(sql`
    SELECT min(review_at) AS at FROM lead WHERE review_at IS NOT NULL AND erased_at IS NULL`);
  return row?.at ?? null;
}

interface Due {
  readonly id: string;
  readonly review_at: Instant;
}

/** A page that fails is done again lead by lead, so that one broken lead keeps nobody else. */
async function reviewed(
  database: Database,
  context: ReviewContext,
  due: readonly Due[],
  now: Instant,
): Promise<ReviewTurn> {
  try {
    return await database.transaction((tx) => reviewPage(tx, context, due, now));
  } catch (error) {
    if (failureOf(error) !== 'other' && failureOf(error) !== 'duplicate') throw error;
    const [only] = due;
    if (!only || due.length === 1) {
      context.warn({ leadId: only?.id, err: error }, 'a lead cannot be reviewed; tried again later');
      await database.rows(sql`UPDATE lead SET review_at = ${plusMs(now, againMs)} WHERE id = ${only?.id}`);
      return { ...nothing, looked: 1, failed: 1 };
    }
    let sum = nothing;
    for (const one of due) sum = plus(sum, await reviewed(database, context, [one], now));
    return sum;
  }
}

const plus = (a: ReviewTurn, b: ReviewTurn): ReviewTurn => ({
  looked: a.looked + b.looked,
  entered: a.entered + b.entered,
  left: a.left + b.left,
  enrolled: a.enrolled + b.enrolled,
  failed: a.failed + b.failed,
});

/**
 * The leads that are due longest. Where a watched segment asks about companies, the colleagues of those that changed become
 * due with them, before anybody is judged: in the order of their ids, as everybody does who locks several.
 */
async function takeDue(database: Database, limit: number, now: Instant): Promise<readonly Due[]> {
  const due = await database.rows<Due & { readonly account_id: string | null; readonly grouped: boolean }>(sql`
    SELECT id, review_at, account_id, EXISTS (SELECT 1 FROM segment_watch WHERE 'account' = ANY (needs)) AS grouped
    FROM lead WHERE review_at <= ${now} AND erased_at IS NULL ORDER BY review_at LIMIT ${limit}`);
  const accounts = due
    .filter(({ review_at, grouped }) => grouped && review_at > epoch)
    .flatMap(({ account_id }) => account_id ?? []);
  if (accounts.length === 0) return due;
  await database.retried((on) =>
    on.rows(sql`
    WITH colleagues AS (
      SELECT id FROM lead WHERE account_id = ANY (${[...new Set(accounts)]}::uuid[]) AND erased_at IS NULL
        AND (review_at IS NULL OR review_at > ${now})
      ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE lead l SET review_at = ${epoch} FROM colleagues c WHERE l.id = c.id`),
  );
  return due;
}

const epoch: Instant = '1970-01-01T00:00:00.000Z';

interface Locked extends LeadRow {
  /** The watched segments that it was in so far. */
  readonly segments: readonly string[];
}

interface Watched {
  readonly segment: string;
  readonly condition: string;
}

async function reviewPage(
  tx: Queryable,
  context: ReviewContext,
  due: readonly Due[],
  now: Instant,
): Promise<ReviewTurn> {
  // Who fills a segment holds its row: whoever changed since its members were read is judged after that.
  const watched = await tx.rows<Watched>(
    sql`SELECT segment, condition FROM segment_watch WHERE filled_at IS NOT NULL FOR SHARE`,
  );
  // One that has changed since it was taken is left for the next turn, which also sees its colleagues.
  const locked = await tx.rows<Locked>(sql`
    SELECT ${leadColumns}, ARRAY(SELECT segment FROM segment_member WHERE lead_id = l.id) AS segments
    FROM jsonb_to_recordset(${json(due)}::jsonb) AS d (id uuid, review_at timestamptz)
    JOIN lead l ON d.id = l.id AND l.review_at = d.review_at LEFT JOIN account a ON a.id = l.account_id
    WHERE l.erased_at IS NULL ORDER BY l.id FOR NO KEY UPDATE OF l SKIP LOCKED`);
  if (locked.length === 0) return nothing;
  const ids = locked.map(({ id }) => id);
  const model = context.workspace?.scoring ?? null;
  const standings = await reviewStanding(tx, model, ids, now);
  await tellTemperatures(tx, standings, now);
  // Who was given to sales is at another stage now.
  const leads = standings.some(({ handoffId }) => handoffId !== null) ? await leadsOf(tx, ids) : locked;
  const before = new Map(locked.map(({ id, segments }) => [id, segments]));
  const judged =
    watched.length > 0
      ? await judge(tx, context, watched, leads, before, now)
      : { failed: new Set<string>(), moves: [] };
  await writeMoves(tx, judged.moves, now);
  const enrolled = await enroll(tx, context, judged.moves, now);
  await writeNext(tx, context, { ids, leads, watched, standings, failed: judged.failed }, now);
  const entered = judged.moves.filter(({ enters }) => enters).length;
  return { looked: ids.length, entered, left: judged.moves.length - entered, enrolled, failed: judged.failed.size };
}

const leadsOf = (tx: Queryable, ids: readonly string[]): Promise<readonly LeadRow[]> =>
  tx.rows<LeadRow>(sql`
    SELECT ${leadColumns} FROM lead l LEFT JOIN account a ON a.id = l.account_id
    WHERE l.id = ANY (${ids}::uuid[]) ORDER BY l.id`);

/** A lead comes to be in a segment, or ceases to. */
interface Move {
  readonly lead: LeadRow;
  readonly segment: string;
  readonly enters: boolean;
}

async function judge(
  tx: Queryable,
  { conditions, workspace, warn }: ReviewContext,
  watched: readonly Watched[],
  leads: readonly LeadRow[],
  before: ReadonlyMap<string, readonly string[]>,
  now: Instant,
): Promise<{ readonly failed: ReadonlySet<string>; readonly moves: readonly Move[] }> {
  const model = workspace?.scoring ?? null;
  const ids = leads.map(({ id }) => id);
  const needs = conditions.needs(watched.map(({ condition }) => condition));
  const around =
    needs.length > 0 ? await surroundingsOf(tx, { leadIds: ids, enrollmentId: null }, needs, model, now) : null;
  const failed = new Set<string>();
  const moves = leads.flatMap((lead): readonly Move[] => {
    try {
      const facts = factsOf(lead, model, now);
      return watched.flatMap(({ segment, condition }) => {
        const is = conditions.evaluate(condition, facts, around?.get(lead.id) ?? {});
        const was = before.get(lead.id)?.includes(segment) ?? false;
        return is === was ? [] : [{ lead, segment, enters: is }];
      });
    } catch (error) {
      warn({ leadId: lead.id, err: error }, 'the segments of a lead cannot be found; tried again later');
      failed.add(lead.id);
      return [];
    }
  });
  return { failed, moves };
}

async function writeMoves(tx: Queryable, moves: readonly Move[], now: Instant): Promise<void> {
  if (moves.length === 0) return;
  const rows = moves.map(({ lead: { id }, segment, enters }) => ({ id, segment, enters }));
  await tx.rows(sql`
    WITH move AS (
      SELECT id, segment, enters FROM jsonb_to_recordset(${json(rows)}::jsonb) AS row (id uuid, segment text, enters boolean)
    ), gone AS (
      DELETE FROM segment_member m USING move WHERE NOT move.enters AND m.segment = move.segment AND m.lead_id = move.id
    )
    INSERT INTO segment_member (segment, lead_id, since) SELECT segment, id, ${now} FROM move WHERE enters
    ON CONFLICT (segment, lead_id) DO NOTHING`);
  const told = moves.map(({ lead, segment, enters }) => ({
    type: enters ? ('lead.segment_entered' as const) : ('lead.segment_left' as const),
    ...{ leadId: lead.id, data: { segment } },
  }));
  await announce(tx, told, now);
}

/** Enrolls who came to be in a segment, by the rules of each sequence that begins by it; how many entered. */
async function enroll(tx: Queryable, context: ReviewContext, moves: readonly Move[], now: Instant): Promise<number> {
  const entering = moves.filter(({ enters }) => enters);
  if (entering.length === 0) return 0;
  let enrolled = 0;
  for (const version of await startingVersions(tx, context)) {
    const segment = version.program.settings.start?.segment;
    const leads = entering.filter((move) => move.segment === segment).map(({ lead }) => lead);
    if (leads.length === 0) continue;
    const candidates = await decideEntries(tx, context, version, leads, now);
    enrolled += (await writeEntries(tx, version, candidates, `segment ${segment}`, now)).length;
  }
  return enrolled;
}

async function tellTemperatures(tx: Queryable, standings: readonly ReviewedStanding[], now: Instant): Promise<void> {
  const changed = standings.filter(
    ({ before, temperature, handoffId }) => before !== temperature && handoffId === null,
  );
  const told = changed.map(({ leadId, score, before, temperature }) => ({
    type: 'lead.temperature_changed' as const,
    ...{ leadId, data: { score, temperature: { before, after: temperature }, actor: 'review' } },
  }));
  await announce(tx, told, now);
}

interface Looked {
  readonly ids: readonly string[];
  readonly leads: readonly LeadRow[];
  readonly watched: readonly Watched[];
  readonly standings: readonly ReviewedStanding[];
  readonly failed: ReadonlySet<string>;
}

/** Says when each lead is looked at next; most never are unless they change. */
async function writeNext(
  tx: Queryable,
  { conditions, workspace }: ReviewContext,
  { ids, leads, watched, standings, failed }: Looked,
  now: Instant,
): Promise<void> {
  const model: ScoringModel | null = workspace?.scoring ?? null;
  const needs = timeNeedsOf(
    conditions,
    watched.map(({ condition }) => condition),
  );
  const timed = await nextByTime(tx, needs, leads, model, now);
  const standing = new Map(standings.map(({ leadId, next }) => [leadId, next]));
  const rows = ids.map((id) => {
    const times = [standing.get(id), timed.get(id), failed.has(id) ? plusMs(now, againMs) : null];
    const known = times.flatMap((at) => at ?? []);
    return { id, at: known.length === 0 ? null : known.reduce(earlier) };
  });
  await tx.rows(sql`
    UPDATE lead l SET review_at = n.at FROM jsonb_to_recordset(${json(rows)}::jsonb) AS n (id uuid, at timestamptz)
    WHERE l.id = n.id`);
}
