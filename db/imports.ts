/**
 * Files of leads: how far each came in, committed with the leads themselves, so that a run that was killed goes on where it was
 * and no row is counted twice.
 */
import { createHash } from 'node:crypto';
import type { Conditions } from '../domain/conditions.ts';
import { TendrilError } from '../domain/errors.ts';
import type { ImportWishes } from '../domain/import-rule.ts';
import type { Instant } from '../domain/time.ts';
import { organisationDefaults } from '../domain/workspace.ts';
import type { Database, Queryable } from './database.ts';
import { newId } from './ids.ts';
import { type RowOutcome, saveLeads } from './lead-batches.ts';
import { pageOf, pageQuery } from './pages.ts';
import { json, sql } from './sql.ts';
import type { BatchSaved, ImportBatch, ImportPlan, ImportRun, Imports } from './store.ts';
import type { Workspaces } from './workspaces.ts';

interface ImportsDeps {
  readonly database: Database;
  readonly workspaces: Workspaces;
  readonly conditions: Conditions;
  readonly addressHash: (address: string) => string;
}

export function createImports(deps: ImportsDeps): Imports {
  const { database } = deps;
  return {
    alone: (contentHash, work) =>
      database.guarded(async (tx) => {
        const [turn] = await tx.rows<{ readonly mine: boolean }>(
          sql`SELECT pg_try_advisory_xact_lock(hashtext('lead_import'), hashtext(${contentHash})) AS mine`,
        );
        if (!turn?.mine)
          throw new TendrilError('IMPORT_RUNNING', 'This file is being imported by somebody else at this moment');
        return work();
      }),

    begin: (file, actor, now) => database.transaction((tx) => begin(tx, file, actor, now)),

    save: (run, batch, actor, now, keep) =>
      database.transaction(async (tx) => {
        await lockAt(tx, run.id, batch.fromLine);
        const saved = await saveBatch(
          tx,
          deps,
          batch,
          { ...run.plan, fileName: run.fileName, actor, write: true },
          now,
        );
        await keep(saved.refused);
        await advance(tx, run.id, batch, saved, now);
        return saved;
      }),

    preview: (batch, plan, now) =>
      database.transaction((tx) => saveBatch(tx, deps, batch, { ...plan, fileName: '', actor: '', write: false }, now)),

    async end(runId, status, now) {
      await database.rows(sql`
        UPDATE lead_import SET status = ${status}, updated_at = ${now}, ended_at = ${status === 'done' ? now : null}
        WHERE id = ${runId}`);
    },

    async list(page) {
      const { take, before } = pageQuery(page);
      const rows = await database.rows<StoredRun>(sql`
        SELECT ${runColumns} FROM lead_import WHERE (${before.id?.lt ?? null}::uuid IS NULL OR id < ${before.id?.lt ?? null})
        ORDER BY id DESC LIMIT ${take}`);
      return pageOf(rows, page, runOf);
    },

    async wishesFor(header) {
      const [row] = await database.rows<{ readonly columns: ImportWishes }>(
        sql`SELECT columns FROM import_mapping WHERE header_hash = ${headerHash(header)}`,
      );
      return row?.columns ?? null;
    },

    async remember(header, wishes, actor, now) {
      await database.rows(sql`
        INSERT INTO import_mapping (header_hash, header, columns, actor, used_at)
        VALUES (${headerHash(header)}, ${[...header]}, ${json(wishes)}, ${actor}, ${now})
        ON CONFLICT (header_hash) DO UPDATE SET columns = excluded.columns, actor = excluded.actor, used_at = excluded.used_at`);
    },

    async forget(header) {
      const gone = await database.rows(
        sql`DELETE FROM import_mapping WHERE header_hash = ${headerHash(header)} RETURNING header_hash`,
      );
      return gone.length > 0;
    },
  };
}

type StoredRun = Omit<ImportRun, 'doneBytes'> & { readonly doneBytes: string };

const runColumns = sql`id, file_name AS "fileName", content_hash AS "contentHash", plan, actor, status, done_bytes AS "doneBytes",
  next_line AS "nextLine", created, updated, unchanged, refused, error_file AS "errorFile", created_at AS "createdAt",
  updated_at AS "updatedAt", ended_at AS "endedAt"`;

const runOf = (row: StoredRun): ImportRun => ({ ...row, doneBytes: Number(row.doneBytes) });

async function begin(
  tx: Queryable,
  { name, contentHash, plan, errorFile, again }: Parameters<Imports['begin']>[0],
  actor: string,
  now: Instant,
): ReturnType<Imports['begin']> {
  const [before] = await tx.rows<StoredRun>(sql`
    SELECT ${runColumns} FROM lead_import WHERE content_hash = ${contentHash} AND plan = ${json(plan)}::jsonb
    ORDER BY id DESC LIMIT 1 FOR UPDATE`);
  if (before && before.status !== 'done') {
    await tx.rows(sql`UPDATE lead_import SET status = 'running', updated_at = ${now} WHERE id = ${before.id}`);
    return { run: { ...runOf(before), status: 'running' }, state: before.nextLine > 1 ? 'resumed' : 'new' };
  }
  if (before && !again) return { run: runOf(before), state: 'done' };
  const [run] = await tx.rows<StoredRun>(sql`
    INSERT INTO lead_import (id, file_name, content_hash, plan, source, error_file, actor, created_at, updated_at)
    VALUES (${newId()}, ${name}, ${contentHash}, ${json(plan)}, ${plan.source}, ${errorFile}, ${actor}, ${now}, ${now}) RETURNING ${runColumns}`);
  if (!run) throw new TendrilError('INTERNAL', 'An import was not made');
  return { run: runOf(run), state: 'new' };
}

async function lockAt(tx: Queryable, runId: string, line: number): Promise<void> {
  const [run] = await tx.rows<{ readonly line: number }>(
    sql`SELECT next_line AS line FROM lead_import WHERE id = ${runId} FOR UPDATE`,
  );
  if (run?.line === line) return;
  throw new TendrilError('IMPORT_RUNNING', `Somebody else has imported lines from ${line} on meanwhile`);
}

async function advance(
  tx: Queryable,
  runId: string,
  batch: ImportBatch,
  saved: BatchSaved,
  now: Instant,
): Promise<void> {
  await tx.rows(sql`
    UPDATE lead_import SET done_bytes = ${batch.doneBytes}, next_line = ${batch.nextLine}, created = created + ${saved.created},
      updated = updated + ${saved.updated}, unchanged = unchanged + ${saved.unchanged},
      refused = refused + ${saved.refused.length + batch.broken}, updated_at = ${now} WHERE id = ${runId}`);
}

async function saveBatch(
  tx: Queryable,
  { workspaces, conditions, addressHash }: ImportsDeps,
  { rows, rules }: ImportBatch,
  {
    source,
    fileName,
    actor,
    write,
  }: Pick<ImportPlan, 'source'> & {
    readonly fileName: string;
    readonly actor: string;
    readonly write: boolean;
  },
  now: Instant,
): Promise<BatchSaved> {
  const workspace = await workspaces.current();
  const duplicates = workspace?.organisation.duplicates ?? organisationDefaults.duplicates;
  const [model, sources] = [workspace?.scoring ?? null, workspace?.sources ?? {}];
  const given = rows.map(({ lead, origin }) => ({
    lead: source !== null && lead.source === undefined ? { ...lead, source } : lead,
    origin: { way: 'file', own: true, detail: { ...origin, reference: fileName } } as const,
  }));
  const context = { model, sources, duplicates, conditions, addressHash, now, actor, rules };
  const outcomes = await saveLeads(tx, given, context, write);
  const count = (kind: RowOutcome['kind']) => outcomes.filter((one) => one.kind === kind).length;
  return {
    created: count('created'),
    updated: count('updated'),
    unchanged: count('unchanged'),
    refused: outcomes.flatMap((one, i) =>
      one.kind === 'refused' ? { line: rows[i]?.line ?? 0, code: one.code, message: one.message } : [],
    ),
  };
}

/** A header is the same whatever the case, marks and spaces in it; the order of its columns counts. */
const headerHash = (header: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify(header.map((cell) => cell.trim().toLowerCase().replaceAll(/\s+/g, ' '))))
    .digest('hex');
