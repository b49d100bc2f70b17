/**
 * Watched segments: those that something waits for. Their members are written once, set by set, without starting anything;
 * from then on reviews keep them. The database makes changed leads due from the moment when the watch is there, which is
 * before its members are read: so no change falls between.
 */
import { createHash } from 'node:crypto';
import type { Conditions } from '../domain/conditions.ts';
import { countedWithin } from '../domain/lead.ts';
import { questionsOf, subjectsOf } from '../domain/predicate.ts';
import type { ScoringModel } from '../domain/scoring.ts';
import type { Instant } from '../domain/time.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { Database, Queryable } from './database.ts';
import { isMeant } from './lead-filter.ts';
import { factsOf, type LeadRow, leadColumns } from './lead-rows.ts';
import { markForTime } from './review-times.ts';
import { filterFor } from './segment-search.ts';
import { type Meant, meantBy } from './segment-sql.ts';
import { json, once, type Sql, sql } from './sql.ts';
import type { FilledSegment } from './store.ts';
import { countable, surroundingsOf } from './surroundings.ts';
import type { SequenceVersion, Versions } from './versions.ts';
import { announces } from './webhook-announcements.ts';

export interface WatchContext {
  readonly conditions: Conditions;
  readonly versions: Versions;
  /** Null while none is published. */
  readonly workspace: Workspace | null;
}

/** The newest versions of the sequences that begin by a segment, those of higher priority first. */
export async function startingVersions(
  on: Queryable,
  { versions }: Pick<WatchContext, 'versions'>,
): Promise<readonly SequenceVersion[]> {
  const newest = await on.rows<{ readonly id: string }>(sql`
    SELECT DISTINCT ON (name) id FROM sequence_version ORDER BY name, number DESC`);
  const known = await versions.byId(
    on,
    newest.map(({ id }) => id),
  );
  return [...known.values()]
    .filter(({ program }) => program.settings.start !== null)
    .sort((a, b) => b.program.settings.priority - a.program.settings.priority);
}

/** By segment, the sequences that begin by it. */
export async function startsOf(on: Queryable, context: WatchContext): Promise<ReadonlyMap<string, readonly string[]>> {
  const starts = new Map<string, string[]>();
  for (const { sequence, program } of await startingVersions(on, context)) {
    const segment = program.settings.start?.segment;
    if (segment !== undefined) starts.set(segment, [...(starts.get(segment) ?? []), sequence]);
  }
  return starts;
}

/** A watch as it should be. */
interface Watch {
  readonly segment: string;
  readonly condition: string;
  readonly needs: readonly string[];
  readonly model: string | null;
}

/** Brings the watches up to what is published now; what it filled is told. */
export async function watchSegments(
  database: Database,
  context: WatchContext,
  now: Instant,
): Promise<readonly FilledSegment[]> {
  const starts = await startsOf(database, context);
  const wanted = watchesFor(database, context, [...starts.keys()]);
  const fresh = await database.transaction((tx) => writeWatches(tx, wanted));
  if (fresh.length === 0) return [];
  await whenAllSee(database);
  const filled: FilledSegment[] = [];
  for (const { segment } of fresh) {
    const members = await database.transaction((tx) => fill(tx, context, segment, now));
    if (members !== null) filled.push({ segment, members, starts: starts.get(segment) ?? [] });
  }
  return filled;
}

/** A segment that is gone from the organisation is watched no more; an endpoint that wants segments wants all. */
function watchesFor(
  on: Queryable,
  { conditions, workspace }: WatchContext,
  starting: readonly string[],
): readonly Watch[] {
  const segments = workspace?.organisation.segments ?? {};
  const all = announces(on, 'lead.segment_entered', 'lead.segment_left');
  const model = workspace === null ? null : hashOf(workspace.scoring);
  return Object.entries(segments)
    .filter(([segment]) => all || starting.includes(segment))
    .map(([segment, condition]) => ({
      ...{ segment, condition, needs: besideLead(conditions, condition) },
      model: asksScore(conditions, condition) ? model : null,
    }));
}

/** What the triggers know the tables beside the lead by: of the events, each kind and name that is counted. */
function besideLead(conditions: Conditions, condition: string): readonly string[] {
  const needs = conditions.needs([condition]);
  const others = needs.filter((need) => countedWithin(need) === undefined);
  const events = others.length < needs.length ? eventsCounted(conditions, condition) : [];
  return [...others, ...events.map((event) => `events.${event}`)];
}

/** Every kind where a question is put in a way that nobody can take apart, and every name where a pattern is asked for. */
function eventsCounted(conditions: Conditions, condition: string): readonly string[] {
  const questions = [...questionsOf(conditions.predicate(condition))];
  if (questions.some((question) => question.kind === 'opaque')) return countable;
  const counts = questions.flatMap((question) => [...subjectsOf(question)]).filter((subject) => subject.of === 'count');
  const events = counts.map(({ kind, name }) => (name === null || name.endsWith('*') ? kind : `${kind} ${name}`));
  return [...new Set(events)].sort();
}

const hashOf = (model: ScoringModel): string => createHash('sha256').update(JSON.stringify(model)).digest('hex');

/** Whether another scoring model may answer a condition otherwise. */
function asksScore(conditions: Conditions, condition: string): boolean {
  return [...questionsOf(conditions.predicate(condition))].some((question) => {
    if (question.kind === 'opaque') return /\b(score|temperature|grade)\b/.test(question.text);
    return [...subjectsOf(question)].some(({ of }) => of === 'score' || of === 'temperature' || of === 'grade');
  });
}

/** Writes what is to be watched, and returns what must be filled. */
async function writeWatches(tx: Queryable, wanted: readonly Watch[]): Promise<readonly { readonly segment: string }[]> {
  // Reviews read the watches in one transaction each; two that publish take turns.
  await tx.rows(sql`SELECT pg_advisory_xact_lock(hashtextextended('watch segments', 0))`);
  await tx.rows(sql`
    WITH gone AS (
      DELETE FROM segment_watch WHERE segment <> ALL (${wanted.map(({ segment }) => segment)}::text[]) RETURNING segment
    )
    DELETE FROM segment_member m USING gone WHERE m.segment = gone.segment`);
  if (wanted.length === 0) return [];
  await tx.rows(sql`
    INSERT INTO segment_watch AS w (segment, condition, needs, model, filled_at)
    SELECT segment, condition, needs, model, NULL
    FROM jsonb_to_recordset(${json(wanted)}::jsonb) AS wanted (segment text, condition text, needs text[], model text)
    ON CONFLICT (segment) DO UPDATE
      SET condition = excluded.condition, needs = excluded.needs, model = excluded.model, filled_at = NULL
      WHERE (w.condition, w.needs, w.model) IS DISTINCT FROM (excluded.condition, excluded.needs, excluded.model)`);
  return tx.rows(sql`SELECT segment FROM segment_watch WHERE filled_at IS NULL ORDER BY segment`);
}

const longestWaitMs = 5_000;

/**
 * Waits until every transaction has ended that may have changed leads before it could see the watches. Whoever begins to
 * change one meanwhile waits as long; after that nobody holds anybody up.
 */
const whenAllSee = (database: Database): Promise<void> =>
  database.transaction(async (tx) => {
    await tx.rows(sql`SELECT set_config('lock_timeout', ${String(longestWaitMs)}, true)`);
    await tx.rows(sql`LOCK TABLE lead IN EXCLUSIVE MODE`);
  });

/** Brings the members of a segment up to its condition; null when another has done so. Who is in it already keeps its time. */
async function fill(tx: Queryable, context: WatchContext, segment: string, now: Instant): Promise<number | null> {
  const [watch] = await tx.rows<{ readonly condition: string }>(sql`
    SELECT condition FROM segment_watch WHERE segment = ${segment} AND filled_at IS NULL FOR UPDATE`);
  if (!watch) return null;
  await tx.rows(sql`SELECT set_config('work_mem', '256MB', true), set_config('jit', 'off', true)`);
  const filter = filterFor({ when: watch.condition });
  const meant = await meantBy(tx, filter, { evaluator: context.conditions, workspace: context.workspace }, now, 'all');
  const doubtful = meant.exact ? [] : await judged(tx, context, watch.condition, meant, now);
  await replaceMembers(tx, segment, meant.must, doubtful, now);
  await markForTime(tx, context.conditions, watch.condition, context.workspace?.scoring ?? null, now);
  const [row] = await tx.rows<{ readonly members: number }>(sql`
    WITH filled AS (UPDATE segment_watch SET filled_at = ${now} WHERE segment = ${segment})
    SELECT count(*)::int AS members FROM segment_member WHERE segment = ${segment}`);
  return row?.members ?? 0;
}

const replaceMembers = (
  tx: Queryable,
  segment: string,
  must: Sql,
  others: readonly string[],
  now: Instant,
): Promise<unknown> =>
  tx.rows(
    once(sql`
      WITH meant AS MATERIALIZED (
        SELECT l.id FROM lead l LEFT JOIN account a ON a.id = l.account_id WHERE ${must}
        UNION SELECT unnest(${others}::uuid[])
      ), gone AS (
        DELETE FROM segment_member m WHERE m.segment = ${segment} AND NOT EXISTS (SELECT 1 FROM meant WHERE meant.id = m.lead_id)
      )
      INSERT INTO segment_member (segment, lead_id, since) SELECT ${segment}, id, ${now} FROM meant
      ON CONFLICT (segment, lead_id) DO NOTHING`),
  );

const pageSize = 1_000;

/** The leads that only memory can judge, and that are meant. */
async function judged(
  tx: Queryable,
  { conditions, workspace }: WatchContext,
  condition: string,
  { may, must }: Meant,
  now: Instant,
): Promise<readonly string[]> {
  const model = workspace?.scoring ?? null;
  const needs = conditions.needs([condition]);
  const found: string[] = [];
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const leads: readonly LeadRow[] = await tx.rows<LeadRow>(
      once(sql`
        SELECT ${leadColumns} FROM lead l LEFT JOIN account a ON a.id = l.account_id
        WHERE ${may} AND NOT (${must}) AND l.id > ${after} ORDER BY l.id LIMIT ${pageSize}`),
    );
    const asker = { leadIds: leads.map(({ id }) => id), enrollmentId: null };
    const around = needs.length > 0 ? await surroundingsOf(tx, asker, needs, model, now) : null;
    for (const lead of leads) {
      const one = { facts: factsOf(lead, model, now), around: around?.get(lead.id) ?? {} };
      if (isMeant(one, filterFor({ when: condition }), [condition], conditions)) found.push(lead.id);
    }
    if (leads.length < pageSize) return found;
    after = leads.at(-1)?.id ?? after;
  }
}
