/**
 * Leads as rows of a CSV file (RFC 4180), page after page, so that a million of them cost no more memory than a thousand. The
 * columns are those that an import takes: a file that is imported as it came changes nothing. No cell is taken for a formula.
 */
import { safeCell } from '../authoring/csv-cells.ts';
import { csvText } from '../authoring/csv-text.ts';
import { leadColumns } from '../authoring/lead.ts';
import { spreadsheetNumber } from '../authoring/lead-numbers.ts';
import type { LeadView, Page, PageRequest, Store } from '../db/store.ts';
import { declarationOf, type Fields } from '../domain/fields.ts';
import type { Instant } from '../domain/instant.ts';
import type { FieldValue } from '../domain/lead.ts';
import type { Stage } from '../domain/lifecycle.ts';

export interface DownloadOptions {
  readonly stage?: Stage;
  readonly search?: string;
  readonly segment?: string;
  readonly when?: string;
  /** With fields that are declared sensitive. */
  readonly sensitive: boolean;
  /** With stage, score and the like, which an import leaves out by `--ignore-unknown` only. */
  readonly standing: boolean;
  /** As Excel opens it by a double click in most of Europe: semicolons, a byte order mark, decimals behind a comma, and phones that keep their plus. */
  readonly excel: boolean;
}

/** Of one statement. */
const pageSize = 1_000;

const standingColumns = [
  'id',
  'stage',
  'score',
  'grade',
  'temperature',
  'suppressed',
  'createdAt',
  'updatedAt',
] as const;

/** The bytes of the file, piece by piece; each piece is some rows. @throws SEGMENT_UNKNOWN, CONDITION_INVALID, SEGMENT_SLOW */
export async function* leadsAsCsv(
  store: Store,
  options: DownloadOptions,
  now: Instant,
): AsyncGenerator<{ readonly bytes: Uint8Array; readonly rows: number }> {
  const { fields } = (await store.publications.workspace()).organisation;
  const custom = Object.keys(fields).filter((name) => options.sensitive || !declarationOf(fields, name)?.sensitive);
  const standing = options.standing ? standingColumns : [];
  const text = (rows: readonly (readonly string[])[]) =>
    csvText(
      rows.map((row) => row.map((cell) => safeCell(cell, options.excel))),
      options.excel ? ';' : ',',
    );
  const head = text([[...leadColumns, 'tags', ...custom, ...standing]]);
  yield { bytes: Buffer.from(options.excel ? `\ufeff${head}` : head), rows: 0 };
  for (let after: string | null = null; ; ) {
    const page: Page<LeadView> = await pageOf(
      store,
      options,
      after === null ? { limit: pageSize } : { limit: pageSize, after },
      now,
    );
    const rows = page.items.map((lead) => [
      ...factCells(lead),
      ...fieldCells(lead, custom, options.excel),
      ...standing.map((name) => cellOf(lead[name])),
    ]);
    if (rows.length > 0) yield { bytes: Buffer.from(text(rows)), rows: rows.length };
    after = page.next;
    if (after === null) return;
  }
}

async function pageOf(
  store: Store,
  options: DownloadOptions,
  page: PageRequest,
  now: Instant,
): Promise<Page<LeadView>> {
  const { segment, when, stage, search, sensitive } = options;
  const asked = segment === undefined ? (when === undefined ? null : { when }) : { segment };
  if (asked === null) {
    return store.leads.list(
      { ...(stage ? { stage } : {}), ...(search === undefined ? {} : { search }), sensitive },
      page,
      now,
    );
  }
  return store.segments.leads(asked, page, now, { sensitive });
}

const factCells = (lead: LeadView): readonly string[] => [
  ...leadColumns.map((name) => cellOf(lead[name as keyof LeadView] as FieldValue)),
  lead.tags.join(';'),
];

const fieldCells = ({ fields }: LeadView, names: readonly string[], excel: boolean): readonly string[] =>
  names.map((name) => cellOf(Object.hasOwn(fields, name) ? (fields[name] ?? null) : null, excel));

function cellOf(value: FieldValue, excel = false): string {
  if (value === null) return '';
  return excel && typeof value === 'number' ? spreadsheetNumber(value) : String(value);
}

/** Which fields a download without `--sensitive` leaves out. */
export const leftOutFields = (fields: Fields): readonly string[] =>
  Object.keys(fields).filter((name) => declarationOf(fields, name)?.sensitive);
