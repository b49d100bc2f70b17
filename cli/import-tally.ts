/** What came of an import: counted as it goes, in bounded memory, and told at its end. */
import type { BrokenRow } from '../authoring/leads-csv.ts';
import type { Encoding, Inspection } from '../authoring/text-encoding.ts';
import type { BatchSaved, ImportRow, ImportRun } from '../db/store.ts';
import { errorKind } from '../domain/errors.ts';
import type { LeadInput } from '../domain/lead.ts';
import type { Sources } from '../domain/source.ts';
import type { RowToMend } from './broken-rows.ts';
import type { FilePlan, LeadFile } from './lead-import-plan.ts';
import { createUndeclared, noneUndeclared, type Undeclared } from './undeclared-sources.ts';

/** Broken rows that are handed back; all of them are counted, and in the file of broken rows. */
const shownBroken = 100;

export type Planned = FilePlan & {
  readonly file: LeadFile;
  readonly inspection: Inspection;
  /** Those that the workspace declares. */
  readonly sources: Sources;
};

export interface ImportResult {
  readonly file: string;
  /** `done`: it was in before, and these are the numbers of then. `refused`: nothing of it can be read. */
  readonly state: 'new' | 'resumed' | 'done' | 'refused';
  /** The line that it went on at. */
  readonly fromLine: number;
  readonly dryRun: boolean;
  /** Rows that are in: `created`, `updated` and `unchanged` together, with those of the run that it goes on with. */
  readonly imported: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Rows that are not in, for a reason. */
  readonly refused: number;
  /** Lines that were not reached before the import was stopped. */
  readonly left: number;
  /** The first of the rows that were refused this time. */
  readonly broken: readonly (BrokenRow & { readonly remedy: string })[];
  /** How many of the rows that were refused this time were so for which reason. */
  readonly codes: Readonly<Record<string, number>>;
  /** Which sources the rows that are in this time name, and nobody declared: nothing holds their leads back. */
  readonly undeclared: Undeclared;
  readonly errorFile: string | null;
  readonly encoding: Encoding;
  readonly notices: readonly string[];
  /** The first leads as they would be saved, of a dry run. */
  readonly samples: readonly LeadInput[];
}

/** Counts what became of the rows; of an import that goes on, with what it did before. */
export function createTally(run: ImportRun | null, sources: Sources) {
  const counts = { created: 0, updated: 0, unchanged: 0, refused: 0 };
  for (const key of ['created', 'updated', 'unchanged', 'refused'] as const) counts[key] = run?.[key] ?? 0;
  const codes: Record<string, number> = {};
  const broken: BrokenRow[] = [];
  const undeclared = createUndeclared(sources);
  return {
    add(
      { created, updated, unchanged, refused: unsaved }: BatchSaved,
      refused: readonly RowToMend[],
      rows: readonly ImportRow[],
    ): void {
      const out = new Set(unsaved.map(({ line }) => line));
      for (const { line, lead } of rows) if (!out.has(line)) undeclared.add(lead.source);
      counts.created += created;
      counts.updated += updated;
      counts.unchanged += unchanged;
      counts.refused += refused.length;
      for (const { line, code, message } of refused) {
        codes[code] = (codes[code] ?? 0) + 1;
        if (broken.length < shownBroken) broken.push({ line, code, message });
      }
    },
    result(
      { file, inspection, notices }: Planned,
      { state, errorFile, left }: Pick<ImportResult, 'state' | 'errorFile' | 'left'>,
    ): ImportResult {
      const imported = counts.created + counts.updated + counts.unchanged;
      return {
        ...{ file: file.name, state, fromLine: run?.nextLine ?? 1, dryRun: false, imported, ...counts, left },
        broken: broken.sort((a, b) => a.line - b.line).map(withRemedy),
        ...{
          codes,
          undeclared: undeclared.told(),
          errorFile: counts.refused > 0 ? errorFile : null,
          encoding: inspection.encoding,
          notices,
          samples: [],
        },
      };
    },
  };
}

const withRemedy = (row: BrokenRow) => ({ ...row, remedy: errorKind(row.code).remedy });

export const refusedAsAWhole = (
  file: string,
  { encoding }: Inspection,
  broken: readonly BrokenRow[],
): ImportResult => ({
  ...{ file, state: 'refused', fromLine: 1, dryRun: false, imported: 0, created: 0, updated: 0, unchanged: 0 },
  ...{ refused: broken.length, left: 0, broken: broken.map(withRemedy), codes: {}, errorFile: null, encoding },
  undeclared: noneUndeclared,
  ...{ notices: [], samples: [] },
});
