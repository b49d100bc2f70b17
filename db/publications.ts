/**
 * Published versions: immutable, numbered by name, and not made again for content that the newest version has already.
 */

import type { Conditions } from '../domain/conditions.ts';
import { assertNever, TendrilError } from '../domain/errors.ts';
import { currentProgram } from '../domain/formats.ts';
import type { StepId } from '../domain/program.ts';
import type { Instant } from '../domain/time.ts';
import type { Database, Queryable } from './database.ts';
import { isId, newId } from './ids.ts';
import { json, sql } from './sql.ts';
import type { Publications, Published, SequenceDetail, SequenceSummary } from './store.ts';
import { unknownSequence } from './versions.ts';
import { publishWorkspace } from './workspace-publishing.ts';
import type { Workspaces } from './workspaces.ts';

interface PublicationsDeps {
  readonly database: Database;
  readonly workspaces: Workspaces;
  readonly conditions: Conditions;
}

export function createPublications({ database, workspaces, conditions }: PublicationsDeps): Publications {
  return {
    async publishWorkspace(workspace, now) {
      const published = await database.transaction((tx) => publishWorkspace(tx, workspace, conditions, now));
      workspaces.forget();
      return published;
    },
    workspace: () => workspaces.required(),

    publishTemplate: ({ name, contentHash, compiled }, now) =>
      database.transaction((tx) =>
        publish(tx, 'template', name, contentHash, ({ id, number }) =>
          tx.rows(sql`
            INSERT INTO template_version (id, name, number, content_hash, compiled, published_at)
            VALUES (${id}, ${name}, ${number}, ${contentHash}, ${json(compiled)}, ${now})`),
        ),
      ),

    publishSequence: ({ name, contentHash, source, program, templates }, now) =>
      database.transaction((tx) =>
        publish(tx, 'sequence', name, contentHash, ({ id, number }) =>
          tx.rows(sql`
            INSERT INTO sequence_version (id, name, number, content_hash, source, program, templates, published_at)
            VALUES (${id}, ${name}, ${number}, ${contentHash}, ${source}, ${json(program)}, ${json(templates)}, ${now})`),
        ),
      ),

    template: (templateVersionId) => template(database, templateVersionId),
    newestTemplate: (name) => newestTemplate(database, name),

    sequences: () => summaries(database, null),
    version: (name, number) => versionOf(database, name, number ?? null),
    sequence: (name) => detail(database, name),
    leadsAt: (name, number) => placesOf(database, name, number),
    stepIds: (sequence) => stepIds(database, sequence),
  };
}

/** @throws TEMPLATE_UNKNOWN */
async function template(database: Database, templateVersionId: string): Promise<unknown> {
  const row = isId(templateVersionId)
    ? await database.prisma.templateVersion.findUnique({ where: { id: templateVersionId } })
    : null;
  if (!row) throw new TendrilError('TEMPLATE_UNKNOWN', `There is no template version ${templateVersionId}`);
  return row.compiled;
}

/** @throws TEMPLATE_UNKNOWN */
async function newestTemplate(
  database: Database,
  name: string,
): Promise<{ readonly id: string; readonly number: number; readonly compiled: unknown }> {
  const row = await database.prisma.templateVersion.findFirst({ where: { name }, orderBy: { number: 'desc' } });
  if (row) return { id: row.id, number: row.number, compiled: row.compiled };
  throw new TendrilError('TEMPLATE_UNKNOWN', `There is no published template "${name.slice(0, 80)}"`, { name });
}

interface Version {
  readonly id: string;
  readonly number: number;
}

/** Publishers of one name take turns, so that numbers have no gaps and no twins. */
async function publish(
  tx: Queryable,
  kind: 'template' | 'sequence',
  name: string,
  contentHash: string,
  insert: (version: Version) => Promise<unknown>,
): Promise<Published> {
  await tx.rows(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`publish ${kind} ${name}`}, 0))`);
  const [newest] = await newestVersion(tx, kind, name);
  if (newest?.content_hash === contentHash) {
    return { id: newest.id, name, number: newest.number, created: false };
  }
  const id = newId();
  const number = (newest?.number ?? 0) + 1;
  // Going back to older content makes a new version too: versions tell what was in force when.
  await insert({ id, number });
  return { id, name, number, created: true };
}

interface NewestRow {
  readonly id: string;
  readonly number: number;
  readonly content_hash: string;
}

function newestVersion(tx: Queryable, kind: 'template' | 'sequence', name: string): Promise<readonly NewestRow[]> {
  switch (kind) {
    case 'template':
      return tx.rows(
        sql`SELECT id, number, content_hash FROM template_version WHERE name = ${name} ORDER BY number DESC LIMIT 1`,
      );
    case 'sequence':
      return tx.rows(
        sql`SELECT id, number, content_hash FROM sequence_version WHERE name = ${name} ORDER BY number DESC LIMIT 1`,
      );
    default:
      return assertNever(kind);
  }
}

interface SummaryRow {
  readonly name: string;
  readonly version: number;
  readonly published_at: Instant;
  readonly active: number;
  readonly ended: number;
  readonly paused_since: Instant | null;
}

/** The newest version of each sequence, by name, with the enrollments of all versions. */
async function summaries(database: Database, name: string | null): Promise<readonly SequenceSummary[]> {
  const rows = await database.rows<SummaryRow>(sql`
    SELECT v.name, v.number AS version, v.published_at, coalesce(e.active, 0)::int AS active, coalesce(e.ended, 0)::int AS ended,
      p.since AS paused_since
    FROM (
      SELECT DISTINCT ON (name) name, number, published_at FROM sequence_version
      WHERE ${name}::text IS NULL OR name = ${name} ORDER BY name, number DESC
    ) v
    LEFT JOIN (
      SELECT sequence, count(*) FILTER (WHERE status = 'active') AS active, count(*) FILTER (WHERE status <> 'active') AS ended
      FROM enrollment WHERE ${name}::text IS NULL OR sequence = ${name} GROUP BY sequence
    ) e ON e.sequence = v.name
    LEFT JOIN pause p ON p.kind = 'sequence' AND p.target = v.name
    ORDER BY v.name`);
  return rows.map(({ published_at, paused_since, ...row }) => ({
    ...row,
    publishedAt: published_at,
    pausedSince: paused_since,
  }));
}

/** One version, or the newest. @throws SEQUENCE_UNKNOWN */
async function versionOf(database: Database, name: string, number: number | null): ReturnType<Publications['version']> {
  const [row] = await database.rows<{
    readonly id: string;
    readonly number: number;
    readonly source: string;
    readonly program: unknown;
  }>(sql`
    SELECT id, number, source, program FROM sequence_version
    WHERE name = ${name} AND (${number}::int IS NULL OR number = ${number}) ORDER BY number DESC LIMIT 1`);
  if (row) return { ...row, program: currentProgram(row.program) };
  if (number === null) throw unknownSequence(name);
  const message = `There is no version ${number} of a sequence "${name.slice(0, 80)}"`;
  throw new TendrilError('SEQUENCE_UNKNOWN', message, { sequence: name, number });
}

/** Active enrollments by the step they stand at, of one version or of all. */
async function placesOf(
  database: Database,
  name: string,
  number: number | null,
): Promise<Readonly<Record<StepId, number>>> {
  const rows = await database.rows<{ readonly step_id: StepId; readonly count: number }>(sql`
    SELECT e.step_id, count(*)::int AS count
    FROM enrollment e JOIN sequence_version v ON v.id = e.sequence_version_id
    WHERE e.sequence = ${name} AND e.status = 'active' AND e.step_id IS NOT NULL
      AND (${number}::int IS NULL OR v.number = ${number})
    GROUP BY e.step_id`);
  return Object.fromEntries(rows.map(({ step_id, count }) => [step_id, count]));
}

/** @throws SEQUENCE_UNKNOWN */
async function detail(database: Database, name: string): Promise<SequenceDetail> {
  const [[summary], version, at] = await Promise.all([
    summaries(database, name),
    database.prisma.sequenceVersion.findFirst({ where: { name }, orderBy: { number: 'desc' } }),
    placesOf(database, name, null),
  ]);
  if (!summary || !version) throw unknownSequence(name);
  return {
    ...summary,
    source: version.source,
    program: currentProgram(version.program),
    at,
  };
}

/** @throws SEQUENCE_UNKNOWN */
async function stepIds(database: Database, sequence: string | undefined): Promise<readonly StepId[]> {
  const only = sequence ?? null;
  const rows = await database.rows<{ readonly step_id: StepId | null }>(sql`
    SELECT DISTINCT step.id AS step_id FROM sequence_version v
    LEFT JOIN LATERAL jsonb_object_keys(v.program -> 'steps') AS step (id) ON true
    WHERE ${only}::text IS NULL OR v.name = ${only} ORDER BY 1`);
  if (rows.length === 0 && sequence !== undefined) throw unknownSequence(sequence);
  return rows.flatMap(({ step_id }) => (step_id === null ? [] : [step_id]));
}
