/**
 * The use-case "import leads": rows are checked one by one, the good ones are saved, a few at a time, and the broken ones are
 * handed back with line and reason. Saving a row twice changes nothing, so an import that was interrupted is run again.
 */
import type { SourceText } from '../authoring/findings.ts';
import { checkLead } from '../authoring/lead.ts';
import { type BrokenRow, readLeads } from '../authoring/leads-csv.ts';
import type { Store } from '../db/store.ts';
import { errorKind, TendrilError } from '../domain/errors.ts';
import type { Instant } from '../domain/instant.ts';
import type { LeadInput } from '../domain/lead.ts';

/** Rows that are saved at the same time: enough to keep the connections of the pool busy. */
const atOnce = 8;

export interface ImportResult {
  readonly file: string;
  /** Rows that are in: `created` and `updated` together. */
  readonly imported: number;
  readonly created: number;
  readonly updated: number;
  /** Good rows that were not reached before the import was stopped. */
  readonly left: number;
  readonly broken: readonly (BrokenRow & { readonly remedy: string })[];
}

export interface ImportOptions {
  readonly now: () => Instant;
  readonly actor: string;
  readonly signal?: AbortSignal;
  /** Called after every row with the number of good rows done and their total. */
  readonly onRow?: (done: number, total: number) => void;
}

/** @throws WORKSPACE_EMPTY, because the workspace says which fields a lead has. */
export async function importLeads(store: Store, source: SourceText, options: ImportOptions): Promise<ImportResult> {
  const { organisation } = await store.publications.workspace();
  const { leads, broken } = readLeads(source.text, organisation.fields);
  const refused: BrokenRow[] = [...broken];
  let created = 0;
  let updated = 0;
  const save = async ({ line, lead }: (typeof leads)[number]): Promise<void> => {
    try {
      const saved = await store.leads.save(lead, options.now(), options.actor);
      if (saved.created) created += 1;
      else updated += 1;
    } catch (error) {
      if (!(error instanceof TendrilError) || errorKind(error.code).retry !== 'never') throw error;
      refused.push({ line, code: error.code, message: error.message });
    }
    options.onRow?.(created + updated, leads.length);
  };
  const done = await eachOf(leads, save, options.signal);
  const rows = refused.sort((a, b) => a.line - b.line);
  return {
    file: source.file,
    imported: created + updated,
    created,
    updated,
    left: leads.length - done,
    broken: rows.map((row) => ({ ...row, remedy: errorKind(row.code).remedy })),
  };
}

/**
 * Checks one lead against the fields of the workspace in force.
 * @throws WORKSPACE_EMPTY, ADDRESS_INVALID, ADDRESS_MULTIPLE, FIELD_INVALID
 */
export async function leadFromRecord(store: Store, record: Readonly<Record<string, unknown>>): Promise<LeadInput> {
  const { organisation } = await store.publications.workspace();
  return checkLead(record, organisation.fields);
}

/** Does the work for each item, a few at a time, until one fails or the signal comes. Returns how many were begun. */
async function eachOf<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<number> {
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (next < items.length && !failed && signal?.aborted !== true) {
      const item = items[next];
      next += 1;
      if (item !== undefined) await work(item);
    }
  };
  const lanes = Array.from({ length: Math.min(atOnce, items.length) }, () =>
    lane().catch((error: unknown) => {
      failed = true;
      throw error;
    }),
  );
  // All lanes come to rest before the first failure is thrown: nothing is saved behind the caller's back.
  for (const result of await Promise.allSettled(lanes)) if (result.status === 'rejected') throw result.reason;
  return next;
}
