/**
 * Leads from a CSV file: the good rows as checked leads, the broken ones with their line and the reason. A header that
 * names an unknown column refuses the whole file, because every row would lose that value.
 */
import { canonicalAddress } from '../domain/address.ts';
import { type ErrorCode, errorCode, TendrilError } from '../domain/errors.ts';
import type { Fields } from '../domain/fields.ts';
import { type ImportWishes, noWishes } from '../domain/import-rule.ts';
import type { LeadInput } from '../domain/lead.ts';
import type { OriginDetail } from '../domain/origin.ts';
import { type CsvItem, type CsvReader, createCsvReader, longestRecord } from './csv-records.ts';
import { checkLead } from './lead.ts';
import { type RowPlan, rowValues } from './lead-cells.ts';
import { type Header, leftOut, readHeader } from './lead-columns.ts';
import { originInRow } from './lead-origin.ts';
import { createSeenAddresses } from './seen-addresses.ts';

export interface BrokenRow {
  readonly line: number;
  readonly code: ErrorCode;
  readonly message: string;
}

export interface GoodRow {
  readonly line: number;
  readonly lead: LeadInput;
  /** What columns such as `utm_source` tell. */
  readonly origin: OriginDetail;
}

/** A row as it was read, with its cells: one alone, the line itself, when it could not be taken apart. */
export type LeadRead = { readonly cells: readonly string[] } & (
  | ({ readonly kind: 'lead' } & GoodRow)
  | ({ readonly kind: 'broken' } & BrokenRow)
);

export interface LeadsRead {
  readonly leads: readonly GoodRow[];
  /** In the order of the file. */
  readonly broken: readonly BrokenRow[];
}

/** How the rows below a header are read. */
export type LeadsPlan = RowPlan & {
  /** The country that national telephone numbers are of when a row tells none. */
  readonly home: string | null;
};

export interface LeadsReader {
  push(text: string): readonly LeadRead[];
  end(): readonly LeadRead[];
  /** The line that comes next. */
  readonly line: () => number;
}

/** @param delimiter what parts the cells of the file */
export const planOf = (
  header: Extract<Header, { kind: 'read' }>,
  delimiter: string,
  fields: Fields,
  home: string | null,
  { dates, decimals }: Pick<ImportWishes, 'dates' | 'decimals'> = noWishes,
): LeadsPlan => {
  const { columns, eraseBlank } = header;
  return { columns, eraseBlank, fields, home, delimiter, dates, decimals: decimals ?? null };
};

/** Characters of a file in which its header is found. */
export const longestHeader = 2 * longestRecord;

export interface FileHeader {
  readonly line: number;
  readonly cells: readonly string[];
  readonly delimiter: string;
}

/** What stands in the header of a text, of which the beginning is enough; or why there is none. */
export function headerOf(text: string): FileHeader | BrokenRow {
  const reader = createCsvReader();
  const [first] = [...reader.push(text), ...reader.end()];
  if (first === undefined) return { line: 1, code: 'CSV_SYNTAX', message: 'the file is empty' };
  if (first.kind === 'record') return { line: first.line, cells: first.cells, delimiter: reader.delimiter() };
  return { line: first.line, code: 'CSV_SYNTAX', message: `the header: ${first.message}` };
}

/**
 * Reads leads piece by piece: comma, semicolon, tab or bar, with or without a byte order mark, any line ending, and the `sep=;`
 * line that Excel writes. An address that occurs twice is taken once; the second row is listed as broken. Never throws for what
 * stands in the text.
 */
export function createLeadsReader(plan: LeadsPlan): LeadsReader {
  const reader: CsvReader = createCsvReader();
  const seen = createSeenAddresses();
  const origins = createOrigins();
  let headed = false;
  const read = (items: readonly CsvItem[]): readonly LeadRead[] => {
    const rows = headed ? items : items.slice(1);
    headed ||= items.length > 0;
    return rows.map((item): LeadRead => {
      if (item.kind === 'problem') {
        return { kind: 'broken', line: item.line, code: 'CSV_SYNTAX', message: item.message, cells: [item.raw] };
      }
      const { line, cells } = item;
      try {
        const good = readRow(cells, plan, origins);
        const first = seen.add(canonicalAddress(good.lead.email), line);
        if (first === null) return { kind: 'lead', line, cells, ...good };
        const message = `${good.lead.email} is in line ${first} already`;
        return { kind: 'broken', line, cells, code: 'LEAD_DUPLICATE', message };
      } catch (error) {
        if (errorCode(error) === 'INTERNAL') throw error;
        return { kind: 'broken', line, cells, code: errorCode(error), message: (error as Error).message };
      }
    });
  };
  return { push: (text) => read(reader.push(text)), end: () => read(reader.end()), line: reader.line };
}

/** As `originInRow`; rows of one campaign stand together, and what was read of one is true of the next. */
function createOrigins(): typeof originInRow {
  let [before, origin]: [string, OriginDetail] = ['{}', {}];
  return (arrival) => {
    const now = JSON.stringify(arrival);
    if (now === before) return origin;
    origin = originInRow(arrival);
    before = now;
    return origin;
  };
}

/** @throws CSV_SYNTAX, ADDRESS_INVALID, ADDRESS_MULTIPLE, FIELD_INVALID */
function readRow(cells: readonly string[], plan: LeadsPlan, origins: typeof originInRow): Omit<GoodRow, 'line'> {
  const { columns } = plan;
  const extra = cells.findIndex((cell, i) => cell !== '' && (columns[i] ?? null) === null);
  // Spreadsheets leave out what is empty at the end of a row, when it has no heading or is not read.
  const needed = columns.findLastIndex((name) => name !== null && name !== leftOut) + 1;
  if (extra >= columns.length || cells.length < needed) {
    throw new TendrilError('CSV_SYNTAX', `the row has ${cells.length} columns and the header ${columns.length}`);
  }
  if (extra >= 0) throw new TendrilError('CSV_SYNTAX', `column ${extra + 1} has a value and no name`);
  const { record, tags, arrival, problems } = rowValues(cells, plan);
  const lead = checked(record, plan, problems);
  return { lead: tags.length > 0 ? { ...lead, tags } : lead, origin: origins(arrival) };
}

/** The checked lead; with everything that is wrong, in the cells as in the values. */
function checked(
  record: Readonly<Record<string, unknown>>,
  plan: LeadsPlan,
  problems: readonly TendrilError[],
): LeadInput {
  const [first] = problems;
  if (!first) return checkLead(record, plan.fields, plan.home);
  const messages = problems.map(({ message }) => message);
  try {
    checkLead(record, plan.fields, plan.home);
  } catch (error) {
    if (errorCode(error) === 'INTERNAL') throw error;
    throw new TendrilError(errorCode(error), [(error as Error).message, ...messages].join('; '), {}, error);
  }
  throw new TendrilError(first.code, messages.join('; '), first.details);
}

/**
 * Reads leads from the text of a whole file.
 * @param home the country that national telephone numbers are of when a row tells none
 * @example readLeads('email;First name\nann@example.com;Ann\n', {}).leads[0]?.lead.firstName // 'Ann'
 */
export function readLeads(text: string, fields: Fields, home: string | null = null): LeadsRead {
  if (text.includes('\u0000')) {
    return refused([{ line: 1, code: 'CSV_SYNTAX', message: 'the file is not UTF-8 text: save it as "CSV UTF-8"' }]);
  }
  const first = headerOf(text.slice(0, longestHeader));
  if ('code' in first) return refused([first]);
  const header = readHeader(first.cells, fields);
  if (header.kind === 'refused') {
    return refused([{ line: first.line, code: 'COLUMNS_UNKNOWN', message: header.reasons.join('; ') }]);
  }
  const reader = createLeadsReader(planOf(header, first.delimiter, fields, home));
  const rows = [...reader.push(text), ...reader.end()];
  return {
    leads: rows.flatMap((row) => (row.kind === 'lead' ? [{ line: row.line, lead: row.lead, origin: row.origin }] : [])),
    broken: rows.flatMap((row) =>
      row.kind === 'broken' ? [{ line: row.line, code: row.code, message: row.message }] : [],
    ),
  };
}

const refused = (broken: readonly BrokenRow[]): LeadsRead => ({ leads: [], broken });
