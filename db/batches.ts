/**
 * Mass enrollments: leads in the order of their ids, a page at a time. A page is one transaction that holds the batch's
 * row, so two runs of it cannot overlap, and moves the cursor with what it wrote: killed at any moment, no lead is left
 * out and none is enrolled twice. Who enters is decided as for a single lead.
 */
import type { Entry } from '../domain/entry.ts';
import { TendrilError } from '../domain/errors.ts';
import { batchWorkflowId } from '../domain/identity.ts';
import type { Instant } from '../domain/time.ts';
import { type BatchRow, batchView, batchViewOf, checkedBatchId, selectBatch, unknownBatch } from './batch-rows.ts';
import type { Database, Queryable } from './database.ts';
import { decideEntries, type EntryContext, writeEntries } from './entrants.ts';
import { newId } from './ids.ts';
import { filterConditions, isMeant } from './lead-filter.ts';
import { type LeadPage, nextLeads } from './lead-pages.ts';
import { type LeadRow, leadColumns } from './lead-rows.ts';
import { enqueue } from './outbox-writes.ts';
import { meantBy } from './segment-sql.ts';
import { json, sql } from './sql.ts';
import type { Batches, BatchFilter, BatchView } from './store.ts';
import { unknownSequence } from './versions.ts';

interface BatchesDeps {
  readonly database: Database;
  /** What entering depends on at this moment. */
  readonly entryContext: () => Promise<EntryContext>;
}

export function createBatches({ database, entryContext }: BatchesDeps): Batches {
  return {
    async begin(sequence, filter, pace, now) {
      const context = await entryContext();
      check(filter, pace, context);
      return database.transaction((tx) => begin(tx, sequence, filter, pace, now));
    },
    get: (id) => batchViewOf(database, id),
    async list() {
      return (await database.rows<BatchRow>(sql`${selectBatch} ORDER BY b.id DESC`)).map(batchView);
    },
    async stop(id, now) {
      await database.rows(sql`
        UPDATE enrollment_batch SET status = 'stopped', ended_at = ${now}
        WHERE id = ${checkedBatchId(id)} AND status = 'running'`);
      return batchViewOf(database, id);
    },
    async carryOn(id, limit, now) {
      const context = await entryContext();
      return database.transaction((tx) => carryOn(tx, context, id, limit, now));
    },
  };
}

/** @throws CONDITION_INVALID, SEGMENT_UNKNOWN, REQUEST_INVALID */
function check(filter: BatchFilter, pace: number, { conditions, workspace }: EntryContext): void {
  if (!(Number.isFinite(pace) && pace > 0)) {
    throw new TendrilError('REQUEST_INVALID', `A pace of ${pace} leads per second is not a number above 0`);
  }
  conditions.needs(filterConditions(filter, workspace));
}

async function begin(
  tx: Queryable,
  sequence: string,
  filter: BatchFilter,
  pace: number,
  now: Instant,
): Promise<BatchView> {
  const known = await tx.rows(sql`SELECT 1 FROM sequence_version WHERE name = ${sequence} LIMIT 1`);
  if (known.length === 0) throw unknownSequence(sequence);
  const id = newId();
  await tx.rows(sql`
    INSERT INTO enrollment_batch (id, sequence, filter, pace, status, total, last, created_at)
    SELECT ${id}, ${sequence}, ${json(filter)}::jsonb, ${pace}, 'running', count(*)::int,
      (SELECT id FROM lead ORDER BY id DESC LIMIT 1), ${now} FROM lead WHERE erased_at IS NULL`);
  await enqueue(tx, [{ kind: 'start_batch', workflowId: batchWorkflowId(id), payload: { batchId: id } }], now);
  return batchViewOf(tx, id);
}

interface Running {
  readonly sequence: string;
  readonly filter: BatchFilter;
  readonly status: BatchView['status'];
  readonly pace: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly cursor: string | null;
  readonly last: string | null;
}

async function carryOn(
  tx: Queryable,
  context: EntryContext,
  id: string,
  limit: number,
  now: Instant,
): ReturnType<Batches['carryOn']> {
  const [batch] = await tx.rows<Running>(sql`
    SELECT sequence, filter, status, pace, refused, "cursor", last FROM enrollment_batch
    WHERE id = ${checkedBatchId(id)} FOR UPDATE`);
  if (!batch) throw unknownBatch(id);
  const { pace } = batch;
  if (batch.status !== 'running') return { looked: 0, more: false, pace };
  const { leads, looked, cursor, more } = await nextMeant(tx, context, batch, limit, now);
  const codes = leads.length > 0 ? await enrollPage(tx, context, id, batch, leads, now) : [];
  const refused = counted(counted(batch.refused, codes), ['NOT_MEANT'], looked - leads.length);
  await tx.rows(sql`
    UPDATE enrollment_batch SET looked = looked + ${looked}, enrolled = enrolled + ${leads.length - codes.length},
      refused = ${json(refused)}::jsonb, "cursor" = ${cursor ?? batch.cursor},
      status = ${more ? 'running' : 'done'}, ended_at = ${more ? null : now}
    WHERE id = ${id}`);
  // Whom the database passes over costs no time of the pace.
  return { looked: more ? Math.max(1, leads.length) : leads.length, more, pace };
}

const selectLeads = sql`SELECT ${leadColumns} FROM lead l LEFT JOIN account a ON a.id = l.account_id`;

/** Where nobody is meant, it goes on for so many spans before the transaction ends. */
const mostSpans = 10;

/** Locks the next leads that the filter may mean in the order of their ids, as everybody does who locks several. */
async function nextMeant(
  tx: Queryable,
  { conditions: evaluator, workspace }: EntryContext,
  { filter, last, cursor }: Running,
  limit: number,
  now: Instant,
): Promise<LeadPage<LeadRow>> {
  const meant = await meantBy(tx, filter, { evaluator, workspace }, now, 'each');
  let looked = 0;
  for (let [from, spans] = [cursor, 1]; ; spans += 1) {
    const page = await nextLeads<LeadRow>(tx, selectLeads, { cursor: from, last }, { filter, meant }, limit);
    looked += page.looked;
    if (page.leads.length > 0 || !page.more || spans === mostSpans) return { ...page, looked };
    from = page.cursor;
  }
}

/** Enrolls those that fit and may enter; the codes of the others. */
async function enrollPage(
  tx: Queryable,
  context: EntryContext,
  batchId: string,
  { sequence, filter }: Running,
  leads: readonly LeadRow[],
  now: Instant,
): Promise<readonly string[]> {
  const version = await context.versions.newest(tx, sequence);
  const conditions = filterConditions(filter, context.workspace);
  const candidates = await decideEntries(tx, context, version, leads, now, {
    conditions,
    decide: (entrant) => (isMeant(entrant, filter, conditions, context.conditions) ? null : notMeant),
  });
  await writeEntries(tx, version, candidates, `batch ${batchId}`, now, true);
  return candidates.flatMap(({ entry }) => {
    if (entry.kind === 'enters') return [];
    return [entry === notMeant ? 'NOT_MEANT' : entry.error.code];
  });
}

/** Says only that the rules need not be asked; nobody sees the error. */
const notMeant: Entry = { kind: 'refused', error: new TendrilError('ENTRY_REFUSED', 'not meant by the batch') };

function counted(
  before: Readonly<Record<string, number>>,
  codes: readonly string[],
  times = 1,
): Readonly<Record<string, number>> {
  if (times === 0) return before;
  const counts: Record<string, number> = { ...before };
  for (const code of codes) counts[code] = (counts[code] ?? 0) + times;
  return counts;
}
