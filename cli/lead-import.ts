/**
 * The use-case "import leads": a file of any size is read piece by piece and saved batch by batch, the broken rows are handed
 * back with line and reason. How far it came is committed with the leads, so an import that was interrupted goes on where it
 * was, and one that is done already changes nothing. It needs a store and the bytes of the file, and nothing of a command line.
 */
import { checkLead } from '../authoring/lead.ts';
import { phoneHome } from '../authoring/lead-phone.ts';
import { type BrokenRow, createLeadsReader, type LeadRead } from '../authoring/leads-csv.ts';
import { createDecoder, type Encoding, type Inspection } from '../authoring/text-encoding.ts';
import type { ImportBatch, ImportPlan, ImportRun, RefusedRow, Store } from '../db/store.ts';
import type { ImportWishes } from '../domain/import-rule.ts';
import type { Instant } from '../domain/instant.ts';
import type { LeadInput } from '../domain/lead.ts';
import { type BrokenRowsOf, createBrokenRows, type RowToMend } from './broken-rows.ts';
import { createTally, type ImportResult, type Planned, refusedAsAWhole } from './import-tally.ts';
import { type FilePlan, inspect, type LeadFile, planFile } from './lead-import-plan.ts';
import { checkSource } from './undeclared-sources.ts';

export type { ImportResult } from './import-tally.ts';
export type { LeadFile } from './lead-import-plan.ts';

/** Rows of one transaction: enough to spread what it costs, few enough that others hardly wait for its locks. */
const batchRows = 2_000;
/** Leads that a dry run shows. */
const samples = 3;

export interface ImportOptions {
  readonly now: () => Instant;
  readonly actor: string;
  readonly signal?: AbortSignal;
  /** Called after every batch with the lines that are done and all lines. */
  readonly onLines?: (done: number, total: number) => void;
  readonly wishes?: Partial<ImportWishes>;
  /** What was remembered of the header is forgotten first. */
  readonly forget?: boolean;
  readonly encoding?: Encoding | null;
  /** Of leads whose row names none. */
  readonly source?: string | null;
  /** `source` may be one that nobody declared. */
  readonly newSource?: boolean;
  readonly again?: boolean;
  readonly dryRun?: boolean;
  /** Where broken rows go; null: nowhere. */
  readonly errorFile?: string | null;
  readonly batchRows?: number;
}

/** @throws WORKSPACE_EMPTY, because the workspace says which fields a lead has; SOURCE_UNKNOWN, IMPORT_RUNNING, FILE_UNKNOWN */
export async function importLeads(store: Store, file: LeadFile, options: ImportOptions): Promise<ImportResult> {
  const { organisation, sources } = await store.publications.workspace();
  if (options.newSource !== true) checkSource(sources, options.source ?? null);
  const inspected = await inspect(file, options.encoding ?? null);
  const { inspection } = inspected;
  const wishes = options.wishes ?? {};
  const planned = async () => planFile(store, inspected, organisation, wishes);
  let plan = await planned();
  if (options.forget === true && !isRefused(plan)) await store.imports.forget(plan.headings);
  if (options.forget === true) plan = await planned();
  if (isRefused(plan)) return refusedAsAWhole(file.name, inspection, plan);
  return store.imports.alone(inspection.hash, () => importFile(store, { file, inspection, sources, ...plan }, options));
}

const isRefused = (plan: FilePlan | readonly BrokenRow[]): plan is readonly BrokenRow[] => Array.isArray(plan);

async function importFile(store: Store, planned: Planned, options: ImportOptions): Promise<ImportResult> {
  const { file, inspection, wishes, header } = planned;
  const plan: ImportPlan = { encoding: inspection.encoding, wishes, source: options.source ?? null };
  const { now, actor } = options;
  if (options.dryRun === true) return preview(store, planned, plan, options);
  if (options.wishes !== undefined && Object.keys(options.wishes).length > 0) {
    await store.imports.remember(planned.headings, wishes, actor, now());
  }
  const named = { name: file.name, contentHash: inspection.hash, plan, errorFile: options.errorFile ?? null };
  const { run, state } = await store.imports.begin({ ...named, again: options.again === true }, actor, now());
  const tally = createTally(run, planned.sources);
  if (state === 'done') return tally.result(planned, { state, errorFile: run.errorFile, left: 0 });
  const errors = run.errorFile === null ? null : createBrokenRows(brokenRowsOf(run, run.errorFile, planned));
  const save = async ({ rows, ...batch }: FileBatch): Promise<void> => {
    const { broken } = rows;
    let refused: readonly RowToMend[] = [];
    const saved = await store.imports.save(
      run,
      { ...batch, rows: rows.leads, broken: broken.length, rules: planned.rules },
      actor,
      now(),
      async (told) => {
        refused = [...broken, ...told.map((row) => ({ ...row, cells: cellsOf(rows, row) }))].sort(
          (a, b) => a.line - b.line,
        );
        await errors?.put(refused);
      },
    );
    errors?.keep();
    tally.add(saved, refused, rows.leads);
    options.onLines?.(batch.nextLine - 1, totalLines(inspection));
  };
  try {
    const nextLine = await eachBatch(planned, run.nextLine, options, save);
    const done = nextLine === null;
    await store.imports.end(run.id, done ? 'done' : 'stopped', now());
    const left = done ? 0 : Math.max(0, totalLines(inspection) - Math.max(nextLine, header.line + 1) + 1);
    return tally.result(planned, { state, errorFile: run.errorFile, left });
  } catch (error) {
    // What is committed stays; if the database is gone, the run says so by its time.
    await store.imports.end(run.id, 'stopped', now()).catch(() => undefined);
    throw error;
  } finally {
    await errors?.close();
  }
}

const brokenRowsOf = (run: ImportRun, path: string, { header }: Planned): BrokenRowsOf => ({
  ...{ path, cells: header.cells, delimiter: header.delimiter },
  ...{ fromLine: run.nextLine, resumed: run.nextLine > 1 },
});

async function preview(
  store: Store,
  planned: Planned,
  plan: ImportPlan,
  options: ImportOptions,
): Promise<ImportResult> {
  const tally = createTally(null, planned.sources);
  const shown: LeadInput[] = [];
  await eachBatch(planned, 1, options, async ({ rows, ...batch }) => {
    const given = { ...batch, rows: rows.leads, broken: rows.broken.length, rules: planned.rules };
    const saved = await store.imports.preview(given, plan, options.now());
    tally.add(saved, [...rows.broken, ...saved.refused.map((row) => ({ ...row, cells: [] }))], rows.leads);
    shown.push(...rows.leads.slice(0, samples - shown.length).map(({ lead }) => lead));
    options.onLines?.(batch.nextLine - 1, totalLines(planned.inspection));
  });
  return { ...tally.result(planned, { state: 'new', errorFile: null, left: 0 }), dryRun: true, samples: shown };
}

/** Line ends, and a last line without one makes one more: the header is the first. */
const totalLines = ({ lines }: Inspection): number => Math.max(1, lines);

type FileBatch = Pick<ImportBatch, 'fromLine' | 'nextLine' | 'doneBytes'> & { readonly rows: BatchRows };

interface BatchRows {
  readonly leads: readonly Extract<LeadRead, { kind: 'lead' }>[];
  readonly broken: readonly Extract<LeadRead, { kind: 'broken' }>[];
}

const cellsOf = ({ leads }: BatchRows, { line }: RefusedRow): readonly string[] =>
  leads.find((row) => row.line === line)?.cells ?? [];

/**
 * Does the work for each batch from a line on, one after the other; while one is saved, the next is read. Returns the line that
 * it stopped before, when the signal came; null when all is done.
 */
async function eachBatch(
  planned: Planned,
  fromLine: number,
  { signal, batchRows: size = batchRows }: ImportOptions,
  work: (batch: FileBatch) => Promise<void>,
): Promise<number | null> {
  let saving: Promise<void> = Promise.resolve();
  let stopped: number | null = null;
  try {
    for await (const batch of batchesOf(planned, fromLine, size)) {
      await saving;
      if (signal?.aborted === true) {
        stopped = batch.fromLine;
        break;
      }
      saving = work(batch);
      // It is awaited before the next one; until then nobody must take its failure for one that nobody heard of.
      saving.catch(() => undefined);
    }
  } finally {
    await saving.catch(() => undefined);
  }
  await saving;
  return stopped;
}

async function* batchesOf(
  { file, inspection, plan }: Planned,
  fromLine: number,
  size: number,
): AsyncGenerator<FileBatch> {
  const decoder = createDecoder(inspection.encoding);
  const reader = createLeadsReader(plan);
  let waiting: LeadRead[] = [];
  let [from, bytes] = [fromLine, 0];
  const batch = (rows: readonly LeadRead[], nextLine: number): FileBatch => {
    const leads = rows.filter((row) => row.kind === 'lead');
    const made = {
      fromLine: from,
      nextLine,
      doneBytes: bytes,
      rows: { leads, broken: rows.filter((row) => row.kind === 'broken') },
    };
    from = nextLine;
    return made;
  };
  const take = (rows: readonly LeadRead[]): void => {
    for (const row of rows) if (row.line >= fromLine) waiting.push(row);
  };
  for await (const piece of file.open()) {
    bytes += piece.length;
    take(reader.push(decoder.push(piece)));
    while (waiting.length > size) {
      const next = waiting.slice(size);
      yield batch(waiting.slice(0, size), next[0]?.line ?? from);
      waiting = next;
    }
  }
  take([...reader.push(decoder.end()), ...reader.end()]);
  for (; waiting.length > size; waiting = waiting.slice(size)) {
    yield batch(waiting.slice(0, size), waiting[size]?.line ?? from);
  }
  if (waiting.length > 0) yield batch(waiting, Math.max(reader.line(), (waiting.at(-1)?.line ?? 0) + 1));
}

/**
 * Checks one lead against the fields of the workspace in force.
 * @throws WORKSPACE_EMPTY, ADDRESS_INVALID, ADDRESS_MULTIPLE, FIELD_INVALID
 */
export async function leadFromRecord(store: Store, record: Readonly<Record<string, unknown>>): Promise<LeadInput> {
  const { organisation } = await store.publications.workspace();
  const home = await phoneHome(record, organisation.country, store.leads.countryOf);
  return checkLead(record, organisation.fields, home);
}
