/**
 * The file of broken rows beside a file of leads: their cells as they were, with line, code and reason behind, so that a person
 * mends them and imports that file. It is written before the rows around it are committed, and cut back to what was committed
 * when an import goes on: no row is lost, none stands in it twice. Nothing in it is taken for a formula by a spreadsheet.
 */
import { existsSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { plainCell, safeCell } from '../authoring/csv-cells.ts';
import { createCsvReader } from '../authoring/csv-records.ts';
import { csvText } from '../authoring/csv-text.ts';
import type { BrokenRow } from '../authoring/leads-csv.ts';
import { TendrilError } from '../domain/errors.ts';
import { brokenCells, brokenHeadings } from './lead-import-plan.ts';
import { shownPath, unreadable } from './source-file.ts';

export type RowToMend = BrokenRow & { readonly cells: readonly string[] };

export interface BrokenRows {
  /** Puts the rows behind what is kept; called again before `keep`, it replaces them. */
  put(rows: readonly RowToMend[]): Promise<void>;
  /** What was put is committed. */
  keep(): void;
  close(): Promise<void>;
}

export interface BrokenRowsOf {
  readonly path: string;
  /** The header of the file of leads. */
  readonly cells: readonly string[];
  readonly delimiter: string;
  /** Rows from this line on were not committed. */
  readonly fromLine: number;
  readonly resumed: boolean;
}

/** Where the broken rows of a file go. @throws USAGE when that is the file itself */
export function errorPath(path: string, asked: string | undefined): string {
  if (asked === undefined) return shownPath(freeErrorPath(path));
  if (resolve(asked) !== resolve(path)) return asked;
  throw new TendrilError('USAGE', '--errors names the file that is imported');
}

/** `leads.errors.csv` for `leads.csv`; of a name that is not there yet, for a person may be mending the other. */
function freeErrorPath(path: string): string {
  const base = path.replace(/(?:\.errors(?:-\d+)?)?\.[^./\\]*$/, '');
  for (let n = 1; ; n += 1) {
    const name = `${base}.errors${n === 1 ? '' : `-${n}`}.csv`;
    if (!existsSync(name)) return name;
  }
}

/** Nothing is made until there is a row. */
export function createBrokenRows(of: BrokenRowsOf): BrokenRows {
  let file: FileHandle | null = null;
  let kept = 0;
  let end = 0;
  const text = (rows: readonly (readonly string[])[]) =>
    Buffer.from(
      csvText(
        rows.map((row) => row.map((cell) => safeCell(plainCell(cell)))),
        of.delimiter,
      ),
    );
  const opened = async (): Promise<FileHandle> => {
    if (file) return file;
    const again = of.resumed && existsSync(of.path);
    file = await open(of.path, again ? 'r+' : 'w', 0o600).catch((cause: NodeJS.ErrnoException) => {
      throw unreadable(of.path, cause);
    });
    kept = again ? await lengthUpTo(file, of) : 0;
    if (kept === 0) {
      const head = Buffer.concat([Buffer.from('\ufeff'), text([brokenHeadings(brokenCells(of.cells, of.cells))])]);
      await file.write(head, 0, head.length, 0);
      kept = head.length;
    }
    end = kept;
    await file.truncate(end);
    return file;
  };
  return {
    async put(rows) {
      if (rows.length === 0 && end === kept && !(of.resumed && file === null)) return;
      if (rows.length === 0 && !existsSync(of.path)) return;
      const into = await opened();
      const bytes = text(rows.map((row) => brokenRow(of.cells, row)));
      await into.truncate(kept);
      await into.write(bytes, 0, bytes.length, kept);
      end = kept + bytes.length;
    },
    keep() {
      kept = end;
    },
    async close() {
      await file?.close();
      file = null;
    },
  };
}

/** What stands beyond the header stays behind all, without a heading, so that the row is refused until somebody has moved it. */
const brokenRow = (header: readonly string[], { cells, line, code, message }: RowToMend): readonly string[] => [
  ...brokenCells(header, cells),
  ...[String(line), code, message],
  ...cells.slice(header.length),
];

/** The bytes of the header and the rows whose line is before one; 0 when there is no whole header. */
async function lengthUpTo(file: FileHandle, { cells: header, fromLine }: BrokenRowsOf): Promise<number> {
  const reader = createCsvReader();
  const text = (await file.readFile()).toString();
  const rows = [...reader.push(text), ...reader.end()];
  const line = brokenCells(header, header).length;
  const at = rows.findIndex((row, i) => i > 0 && !(row.kind === 'record' && Number(row.cells[line]) < fromLine));
  if (at < 0) return text.endsWith('\n') ? Buffer.byteLength(text) : 0;
  const before = text.split('\n').slice(0, (rows[at]?.line ?? 1) - 1);
  return Buffer.byteLength(before.map((one) => `${one}\n`).join(''));
}
