/**
 * How a file of leads is to be read: its encoding by its bytes, its columns by its header, by what was remembered of files with
 * such a header, and by what is asked for now, which goes first.
 */
import { errorColumns, isErrorColumn, readHeader } from '../authoring/lead-columns.ts';
import {
  type BrokenRow,
  type FileHeader,
  headerOf,
  type LeadsPlan,
  longestHeader,
  planOf,
} from '../authoring/leads-csv.ts';
import { createDecoder, createInspector, type Encoding, type Inspection } from '../authoring/text-encoding.ts';
import type { Store } from '../db/store.ts';
import { type ImportRules, type ImportWishes, noWishes } from '../domain/import-rule.ts';
import type { Organisation } from '../domain/workspace.ts';

/** A file that can be read from its beginning as often as needed. */
export interface LeadFile {
  /** As people know it. */
  readonly name: string;
  open(): AsyncIterable<Uint8Array>;
}

export interface FilePlan {
  readonly header: FileHeader;
  /** The headings, without those of a file of broken rows. */
  readonly headings: readonly string[];
  readonly wishes: ImportWishes;
  readonly plan: LeadsPlan;
  readonly rules: ImportRules;
  /** What a person should know of how the file is read. */
  readonly notices: readonly string[];
}

/** Four bytes are the longest character. */
const headBytes = longestHeader * 4;

/** Reads the file once: what it is, and its beginning as text. */
export async function inspect(
  file: LeadFile,
  encoding: Encoding | null,
): Promise<{ readonly inspection: Inspection; readonly head: string }> {
  const inspector = createInspector();
  const head: Uint8Array[] = [];
  let size = 0;
  for await (const piece of file.open()) {
    inspector.push(piece);
    if (size < headBytes) head.push(piece);
    size += piece.length;
  }
  const inspection = inspector.end(encoding);
  const decoder = createDecoder(inspection.encoding);
  return {
    inspection,
    head: head
      .map((piece) => decoder.push(piece))
      .join('')
      .slice(0, longestHeader),
  };
}

/** The plan, or why the file as a whole is refused. */
export async function planFile(
  store: Pick<Store, 'imports'>,
  { inspection, head }: { readonly inspection: Inspection; readonly head: string },
  { fields, country }: Pick<Organisation, 'fields' | 'country'>,
  asked: Partial<ImportWishes>,
): Promise<FilePlan | readonly BrokenRow[]> {
  const refuse = (message: string): readonly BrokenRow[] => [{ line: 1, code: 'CSV_SYNTAX', message }];
  if (inspection.refusal !== null) return refuse(inspection.refusal);
  const header = headerOf(head);
  if ('code' in header) return [header];
  const headings = header.cells.filter((cell) => !isErrorColumn(cell));
  const remembered = await store.imports.wishesFor(headings);
  const wishes = together(remembered ?? noWishes, asked);
  const read = readHeader(header.cells, fields, wishes);
  if (read.kind === 'refused') {
    const hint = remembered === null ? '' : ' (columns are read as last time; --forget-mapping starts anew)';
    return [{ line: header.line, code: 'COLUMNS_UNKNOWN', message: read.reasons.join('; ') + hint }];
  }
  const notices = [encodingNotice(inspection), remembered && rememberedNotice(remembered)];
  return {
    ...{ header, headings, wishes, rules: read.rules },
    plan: planOf(read, header.delimiter, fields, country, wishes),
    notices: notices.filter((notice) => typeof notice === 'string'),
  };
}

function together(before: ImportWishes, asked: Partial<ImportWishes>): ImportWishes {
  const decimals = asked.decimals ?? before.decimals;
  return {
    map: { ...before.map, ...asked.map },
    ignoreUnknown: before.ignoreUnknown || asked.ignoreUnknown === true,
    update: { ...before.update, ...asked.update },
    eraseBlank: [...new Set([...before.eraseBlank, ...(asked.eraseBlank ?? [])])],
    dates: asked.dates ?? before.dates,
    ...(decimals === undefined ? {} : { decimals }),
  };
}

function encodingNotice({ encoding, known, example }: Inspection): string | null {
  const shown = example ? `; line ${example.line} is read as "${example.text}"` : '';
  if (known === 'guessed') {
    return `The file is not UTF-8 and does not say what it is. It is read as ${encoding}${shown}. If that is wrong: --encoding NAME`;
  }
  if (known === 'damaged')
    return `The file is UTF-8, but some of its letters are damaged: such rows are listed as broken.`;
  return known === 'mark' && encoding !== 'utf-8' ? `The file is read as ${encoding}, as its first bytes say.` : null;
}

function rememberedNotice({ map, ignoreUnknown, update, eraseBlank, dates, decimals }: ImportWishes): string {
  const parts = [
    ...Object.entries(map).map(([heading, to]) => (to === null ? `${heading} left out` : `${heading} = ${to}`)),
    ...Object.entries(update).map(([name, rule]) => `${name}: ${rule}`),
    ...eraseBlank.map((name) => `blank ${name} erases`),
    ...(ignoreUnknown ? ['unknown columns left out'] : []),
    ...(dates === null ? [] : [`dates ${dates}`]),
    ...(decimals === undefined ? [] : [`decimals ${decimals}`]),
  ];
  return `Columns are read as last time (${parts.join(', ')}); --forget-mapping starts anew.`;
}

/** The headings of a file of broken rows. */
export const brokenHeadings = (headings: readonly string[]): readonly string[] => [...headings, ...errorColumns];

/** The cells under the headings that are no error columns. */
export function brokenCells(header: readonly string[], cells: readonly string[]): readonly string[] {
  // A line that could not be taken apart is in the first column as it is, and no row of it can be imported by mistake.
  return header
    .map((heading, i) => ({ heading, cell: cells[i] ?? '' }))
    .filter(({ heading }) => !isErrorColumn(heading))
    .map(({ cell }) => cell);
}
