/**
 * Migrations of sequences: live enrollments of older versions go over to the newest. A workflow carries a migration on;
 * here it is begun, asked what comes next, and told what became of each. What an enrollment's state is in the other
 * version is `domain/migration`. The migrations of the schema are another thing: `migrate.ts`.
 */
import { TendrilError } from '../domain/errors.ts';
import { migrationWorkflowId } from '../domain/identity.ts';
import { moved, stepMoves, type Transfer, transferOf } from '../domain/migration.ts';
import type { StepId } from '../domain/program.ts';
import { didYouMean, nearest } from '../domain/suggestion.ts';
import type { Instant } from '../domain/time.ts';
import type { Database, Queryable } from './database.ts';
import { newId } from './ids.ts';
import { migrationEffects } from './migration-effects.ts';
import { recordMoves } from './migration-moves.ts';
import { unmovedBy } from './migration-results.ts';
import { checkedMigrationId, migrationViewOf, migrationViews, unknownMigration } from './migration-rows.ts';
import { enqueue } from './outbox-writes.ts';
import { json, sql } from './sql.ts';
import type { MigrationMove, Migrations, MigrationView } from './store.ts';
import type { SequenceVersion, Versions } from './versions.ts';

interface MigrationsDeps {
  readonly database: Database;
  readonly versions: Versions;
}

type Places = Readonly<Record<StepId, StepId>>;

export function createMigrations({ database, versions }: MigrationsDeps): Migrations {
  return {
    plan: (sequence, places) => plan(database, versions, sequence, places),
    async effects(sequence, places, now) {
      const { to, from } = await intended(database, versions, sequence, places);
      return migrationEffects(database, to, from.values(), places, now);
    },
    begin: (sequence, places, pace, now) =>
      database.transaction((tx) => begin(tx, versions, sequence, places, pace, now)),
    get: (id) => migrationViewOf(database, id),
    list: (sequence) => migrationViews(database, sequence ?? null),
    unmoved: (id, kind, page) => unmovedBy(database, id, kind, page),
    next: (id, limit) => database.transaction((tx) => next(tx, versions, id, limit)),
    record: (id, results, now) => database.transaction((tx) => recordMoves(tx, versions, id, results, now)),
    async finish(id, now) {
      await database.rows(sql`
        UPDATE sequence_migration SET status = 'done', ended_at = ${now}
        WHERE id = ${checkedMigrationId(id)} AND status = 'running'`);
      return migrationViewOf(database, id);
    },
  };
}

interface Group {
  readonly version_id: string;
  readonly step_id: StepId | null;
  readonly count: number;
}

/** Where the active enrollments of other versions stand. */
const groupsOf = (on: Queryable, { sequence, id }: SequenceVersion): Promise<readonly Group[]> =>
  on.rows<Group>(sql`
    SELECT sequence_version_id AS version_id, step_id, count(*)::int AS count FROM enrollment
    WHERE status = 'active' AND sequence = ${sequence} AND sequence_version_id <> ${id} GROUP BY 1, 2`);

/** What it would move, from where, to where. @throws SEQUENCE_UNKNOWN and as `checkPlaces` */
async function intended(on: Queryable, versions: Versions, sequence: string, places: Places) {
  const to = await versions.newest(on, sequence);
  await checkPlaces(on, to, places);
  const groups = await groupsOf(on, to);
  const ids = groups.map(({ version_id }) => version_id);
  return { to, groups, from: await versions.byId(on, ids) };
}

async function plan(
  on: Queryable,
  versions: Versions,
  sequence: string,
  places: Places,
): ReturnType<Migrations['plan']> {
  const { to, groups, from } = await intended(on, versions, sequence, places);
  return groups
    .flatMap(({ version_id, step_id: stepId, count }) => {
      const version = from.get(version_id);
      if (!version) return [];
      const there = stepId === null ? null : moved(stepMoves(version.program, to.program, places), stepId);
      return [{ version: version.number, stepId, to: there, count }];
    })
    .sort((a, b) => a.version - b.version || ((a.stepId ?? '') < (b.stepId ?? '') ? -1 : 1));
}

async function begin(
  tx: Queryable,
  versions: Versions,
  sequence: string,
  places: Places,
  pace: number,
  now: Instant,
): Promise<MigrationView> {
  if (!(Number.isFinite(pace) && pace > 0)) {
    throw new TendrilError('REQUEST_INVALID', `A pace of ${pace} enrollments per second is not a number above 0`);
  }
  // Two that begin at one moment take turns, so that the second finds the first.
  await tx.rows(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`migrate ${sequence}`}, 0))`);
  const to = await versions.newest(tx, sequence);
  await checkPlaces(tx, to, places);
  const [running] = await tx.rows<{ readonly id: string }>(
    sql`SELECT id FROM sequence_migration WHERE sequence = ${sequence} AND status = 'running'`,
  );
  if (running) {
    const message = `"${sequence}" is being migrated already, by ${running.id}`;
    throw new TendrilError('MIGRATION_RUNNING', message, { sequence, migrationId: running.id });
  }
  const id = newId();
  await tx.rows(sql`
    INSERT INTO sequence_migration (id, sequence, to_version_id, places, pace, status, total, created_at)
    SELECT ${id}, ${sequence}, ${to.id}, ${json(places)}::jsonb, ${pace}, 'running', count(*)::int, ${now}
    FROM enrollment WHERE status = 'active' AND sequence = ${sequence} AND sequence_version_id <> ${to.id}`);
  const payload = { migrationId: id };
  await enqueue(tx, [{ kind: 'start_migration', workflowId: migrationWorkflowId(id), payload }], now);
  return migrationViewOf(tx, id);
}

/**
 * A place names a step that is gone, of any older version, and one of the newest version to go on at.
 * @throws STEP_MISSING, REQUEST_INVALID when the step is not gone: it would go on where it stands, whatever was meant
 */
async function checkPlaces(on: Queryable, to: SequenceVersion, places: Places): Promise<void> {
  const named = Object.entries(places);
  if (named.length === 0) return;
  const rows = await on.rows<{ readonly step_id: StepId }>(sql`
    SELECT DISTINCT jsonb_object_keys(program -> 'steps') AS step_id FROM sequence_version WHERE name = ${to.sequence}`);
  const known = new Set(rows.map(({ step_id }) => step_id));
  for (const [gone, place] of named) {
    const about = { sequence: to.sequence, stepId: gone };
    if (!known.has(gone)) {
      throw new TendrilError(
        'STEP_MISSING',
        `No version of "${to.sequence}" has a step "${gone}"${didYouMean(nearest(gone, known))}`,
        about,
      );
    }
    if (Object.hasOwn(to.program.steps, gone)) {
      const message = `The step "${gone}" is still there in version ${to.number}: only for steps that are gone can a place be given`;
      throw new TendrilError('REQUEST_INVALID', message, about);
    }
    if (!Object.hasOwn(to.program.steps, place)) {
      const near = didYouMean(nearest(place, Object.keys(to.program.steps)));
      const message = `Version ${to.number} of "${to.sequence}" has no step "${place}" to go on at${near}`;
      throw new TendrilError('STEP_MISSING', message, { sequence: to.sequence, stepId: place });
    }
  }
}

interface Running {
  readonly sequence: string;
  readonly to_version_id: string;
  readonly places: Places;
  readonly pace: number;
  readonly status: MigrationView['status'];
  readonly created_at: Instant;
}

interface Mover {
  readonly id: string;
  readonly workflow_id: string;
  readonly version_id: string;
  readonly step_id: StepId | null;
}

async function next(tx: Queryable, versions: Versions, id: string, limit: number): ReturnType<Migrations['next']> {
  const [migration] = await tx.rows<Running>(sql`
    SELECT sequence, to_version_id, places, pace, status, created_at FROM sequence_migration
    WHERE id = ${checkedMigrationId(id)} FOR NO KEY UPDATE`);
  if (!migration) throw unknownMigration(id);
  const { to_version_id: toVersionId, pace } = migration;
  const moves: MigrationMove[] = [];
  let after: string | null = null;
  while (migration.status === 'running' && moves.length < limit) {
    const page: readonly Mover[] = await moversOf(tx, id, migration, after, limit - moves.length);
    if (page.length === 0) break;
    after = page.at(-1)?.id ?? null;
    const transfer = await transfersTo(tx, versions, migration, page);
    const gone: { readonly enrollmentId: string; readonly detail: string }[] = [];
    for (const { id: enrollmentId, workflow_id: workflowId, version_id: fromVersionId, step_id: stepId } of page) {
      const how = transfer(fromVersionId);
      if (stepId !== null && moved(how.moves, stepId) === null) {
        gone.push({ enrollmentId, detail: `its step "${stepId}" is gone, and no other was named` });
      } else {
        moves.push({ enrollmentId, workflowId, fromVersionId, ...how });
      }
    }
    // They stay as things were when the migration began.
    await recordStays(tx, id, gone, migration.created_at);
  }
  return { toVersionId, moves, pace };
}

/** Also those that have ended since: one may have been moved by a worker that did not live to record it. */
const moversOf = (
  tx: Queryable,
  migrationId: string,
  { sequence, to_version_id, created_at }: Running,
  after: string | null,
  limit: number,
): Promise<readonly Mover[]> =>
  tx.rows<Mover>(sql`
    SELECT e.id, e.workflow_id, e.sequence_version_id AS version_id, e.step_id FROM enrollment e
    WHERE (e.status = 'active' OR e.ended_at > ${created_at}) AND e.sequence = ${sequence}
      AND e.sequence_version_id <> ${to_version_id}
      AND (${after}::uuid IS NULL OR e.id > ${after})
      AND NOT EXISTS (
        SELECT 1 FROM sequence_migration_move m WHERE m.migration_id = ${migrationId} AND m.enrollment_id = e.id
      )
    ORDER BY e.id LIMIT ${limit}`);

/** What became of the steps of each version; every version is compared once. */
async function transfersTo(
  tx: Queryable,
  versions: Versions,
  { to_version_id, places }: Running,
  page: readonly Mover[],
): Promise<(fromVersionId: string) => Transfer> {
  const programs = await versions.byId(tx, [to_version_id, ...page.map(({ version_id }) => version_id)]);
  const to = programs.get(to_version_id)?.program;
  const transfers = new Map<string, Transfer>();
  for (const [id, { program }] of programs) if (to) transfers.set(id, transferOf(program, to, places));
  return (fromVersionId) => transfers.get(fromVersionId) ?? { moves: {}, anew: [], placed: [], once: [] };
}

async function recordStays(
  tx: Queryable,
  migrationId: string,
  gone: readonly { readonly enrollmentId: string; readonly detail: string }[],
  at: Instant,
): Promise<void> {
  if (gone.length === 0) return;
  await tx.rows(sql`
    INSERT INTO sequence_migration_move (migration_id, enrollment_id, kind, detail, at)
    SELECT ${migrationId}, "enrollmentId", 'stayed', detail, ${at}
    FROM jsonb_to_recordset(${json(gone)}::jsonb) AS stay ("enrollmentId" uuid, detail text)
    ON CONFLICT DO NOTHING`);
}
