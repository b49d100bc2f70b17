/**
 * Leads from a CSV file: the good rows as checked leads, the broken ones with their line and the reason. A header that
 * names an unknown column refuses the whole file, because every row would lose that value.
 */
import { canonicalAddress } from '../domain/address.ts';
import { type ErrorCode, errorCode } from '../domain/errors.ts';
import type { LeadInput } from '../domain/lead.ts';
import type { Fields } from './condition-language.ts';
import { type CsvRecord, readRecords } from './csv-records.ts';
import { checkLead } from './lead.ts';
import { readHeader } from './lead-columns.ts';

export interface BrokenRow {
  readonly line: number;
  readonly code: ErrorCode;
  readonly message: string;
}

export interface LeadsRead {
  readonly leads: readonly { readonly line: number; readonly lead: LeadInput }[];
  /** In the order of the file. */
  readonly broken: readonly BrokenRow[];
}

/**
 * Reads leads from CSV: comma, semicolon or tab, with or without a byte order mark, any line ending, and the `sep=;`
 * line that Excel writes. An address that occurs twice is taken once; the second row is listed as broken.
 * Never throws for what stands in the text.
 * @example readLeads('email;First name\nann@example.com;Ann\n', {}).leads[0]?.lead.firstName // 'Ann'
 */
export function readLeads(text: string, fields: Fields): LeadsRead {
  if (text.includes('\u0000')) {
    return refused(1, 'CSV_SYNTAX', 'the file is not UTF-8 text: save it as "CSV UTF-8"');
  }
  const { body, firstLine } = bodyOf(text);
  const { records, problems } = readRecords(body, firstLine);
  const [header, ...rows] = records;
  const broken: BrokenRow[] = problems.map((problem) => ({ ...problem, code: 'CSV_SYNTAX' }));
  if (!header) return broken.length > 0 ? { leads: [], broken } : refused(1, 'CSV_SYNTAX', 'the file is empty');
  const headerProblem = problems.find((problem) => problem.line < header.line);
  if (headerProblem) return refused(headerProblem.line, 'CSV_SYNTAX', `the header: ${headerProblem.message}`);
  const read = readHeader(header.cells, fields);
  if (read.kind === 'refused') {
    return {
      leads: [],
      broken: read.reasons.map((message) => ({ line: header.line, code: 'FIELD_INVALID', message })),
    };
  }
  const leads = readRows(rows, read.columns, fields, broken);
  return { leads, broken: broken.sort((a, b) => a.line - b.line) };
}

const refused = (line: number, code: ErrorCode, message: string): LeadsRead => ({
  leads: [],
  broken: [{ line, code, message }],
});

/** The text without its byte order mark and the line `sep=;`, with one kind of line end. */
function bodyOf(text: string): { readonly body: string; readonly firstLine: number } {
  const plain = text.replace(/^\ufeff/, '').replaceAll(/\r\n?/g, '\n');
  const hint = /^"?sep=.?"?\n/i.exec(plain)?.[0];
  return hint ? { body: plain.slice(hint.length), firstLine: 2 } : { body: plain, firstLine: 1 };
}

function readRows(
  rows: readonly CsvRecord[],
  columns: readonly (string | null)[],
  fields: Fields,
  broken: BrokenRow[],
): LeadsRead['leads'] {
  const leads: { line: number; lead: LeadInput }[] = [];
  const firstLines = new Map<string, number>();
  for (const { line, cells } of rows) {
    const extra = cells.findIndex((cell, i) => cell !== '' && (columns[i] ?? null) === null);
    if (cells.length < columns.length || extra >= 0) {
      const message =
        cells.length === columns.length
          ? `column ${extra + 1} has a value and no name`
          : `the row has ${cells.length} columns and the header ${columns.length}`;
      broken.push({ line, code: 'CSV_SYNTAX', message });
      continue;
    }
    try {
      const lead = checkLead(recordOf(columns, cells), fields);
      const address = canonicalAddress(lead.email);
      const first = firstLines.get(address);
      if (first !== undefined) {
        broken.push({ line, code: 'LEAD_DUPLICATE', message: `${lead.email} is in line ${first} already` });
        continue;
      }
      firstLines.set(address, line);
      leads.push({ line, lead });
    } catch (error) {
      if (errorCode(error) === 'INTERNAL') throw error;
      broken.push({ line, code: errorCode(error), message: (error as Error).message });
    }
  }
  return leads;
}

function recordOf(columns: readonly (string | null)[], cells: readonly string[]): Readonly<Record<string, string>> {
  const named = columns.flatMap((name, i) => (name === null ? [] : [[name, cells[i] ?? ''] as const]));
  return Object.fromEntries(named);
}
