/**
 * Splits a CSV text into records, each with the line it starts in; the text comes in pieces of any size, and no more of it is
 * kept than the longest record takes. A record that cannot be read costs only its own line: reading goes on with the next one.
 * Knows nothing of leads.
 */
import { type CsvError, parse } from 'csv-parse/sync';

export interface CsvRecord {
  readonly kind: 'record';
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CsvProblem {
  readonly kind: 'problem';
  readonly line: number;
  readonly message: string;
  /** The line as it stands there, as far as it can be shown. */
  readonly raw: string;
}

export type CsvItem = CsvRecord | CsvProblem;

export interface CsvReader {
  push(text: string): readonly CsvItem[];
  end(): readonly CsvItem[];
  /** The line that comes next. */
  readonly line: () => number;
  /** The mark between cells; a comma while it is not known. */
  readonly delimiter: () => string;
}

/** Bytes of one record: an open quote must not swallow the rest of a large file before it is found out. */
export const longestRecord = 100_000;

/**
 * Comma, semicolon, tab or bar between cells, found by the first line or told by a line `sep=;` before it; with or without a
 * byte order mark; lines end by LF, CR LF or CR. Empty records are left out.
 */
export function createCsvReader(): CsvReader {
  let carry: Buffer = Buffer.alloc(0);
  let line = 1;
  let delimiter: string | null = null;
  let hinted: string | null = null;
  // In a line that is too long to keep: everything up to its end is dropped.
  let dropping = false;
  const ends = createLineEnds();

  function take(length: number): void {
    carry = carry.subarray(length);
  }

  /** False until there is enough to tell. */
  function findDelimiter(final: boolean): boolean {
    while (delimiter === null) {
      const end = carry.indexOf(lineEnd);
      if (end < 0 && !final && carry.length <= longestRecord) return false;
      const first = carry.subarray(0, Math.min(end < 0 ? carry.length : end, longestRecord)).toString();
      const hint = line === 1 && end >= 0 ? /^"?sep=(.?)"?$/i.exec(first) : null;
      if (hint) hinted = marks.find((mark) => mark === hint[1]) ?? null;
      else if (first.trim() !== '' || end < 0) delimiter = hinted ?? delimiterOf(first);
      if (delimiter === null) {
        take(end + 1);
        line += 1;
      }
    }
    return true;
  }

  function drop(final: boolean): boolean {
    const end = carry.indexOf(lineEnd);
    take(end < 0 ? carry.length : end + 1);
    if (end >= 0) line += 1;
    dropping = end < 0 && !final;
    return !dropping;
  }

  function drain(final: boolean): readonly CsvItem[] {
    const items: CsvItem[] = [];
    if (dropping && !drop(final)) return items;
    if (!findDelimiter(final)) return items;
    while (carry.length > 0) {
      const end = final ? carry.length : carry.lastIndexOf(lineEnd) + 1;
      if (end === 0) {
        if (carry.length > longestRecord) {
          items.push(problemOf(line, carry, tooLong));
          dropping = true;
          drop(final);
        }
        return items;
      }
      const plain = readPlainLines(carry.subarray(0, end), delimiter ?? ',', line, items);
      take(plain.bytes);
      line += plain.lines;
      if (plain.bytes === end) continue;
      const whole = carry.subarray(0, end - plain.bytes);
      const failure = readUntilFailure(whole, delimiter ?? ',', line, items);
      if (!failure) {
        line += countLines(whole);
        take(whole.length);
        continue;
      }
      const from = indexOfLine(whole, failure.line - line);
      take(from);
      line = failure.line;
      // The quote may be closed by what is still to come.
      if (failure.open && !final && whole.length - from <= longestRecord) return items;
      const next = carry.indexOf(lineEnd);
      const bad = next < 0 ? carry : carry.subarray(0, next);
      items.push(
        mended(bad, delimiter ?? ',', line) ??
          problemOf(line, bad, bad.length > longestRecord ? tooLong : failure.message),
      );
      take(next < 0 ? carry.length : next + 1);
      line += 1;
    }
    return items;
  }

  const add = (text: string) => {
    if (text !== '') carry = carry.length === 0 ? Buffer.from(text) : Buffer.concat([carry, Buffer.from(text)]);
  };
  return {
    push(text) {
      add(ends.push(text));
      return drain(false);
    },
    end() {
      add(ends.end());
      return drain(true);
    },
    line: () => line,
    delimiter: () => delimiter ?? ',',
  };
}

const lineEnd = 10;
const tooLong = `the line is longer than ${longestRecord.toLocaleString('en')} bytes`;

const problemOf = (line: number, bytes: Buffer, message: string): CsvProblem => ({
  kind: 'problem',
  line,
  message,
  raw: bytes.subarray(0, longestRecord).toString(),
});

/**
 * Appends the records of the lines up to the first that is not one whole record by itself. Nearly all are, and this takes a fifth
 * of the time of the parser, to which the others are left.
 */
function readPlainLines(bytes: Buffer, delimiter: string, line: number, items: CsvItem[]) {
  const text = bytes.toString();
  let [at, lines] = [0, 0];
  while (at < text.length) {
    const found = text.indexOf('\n', at);
    const end = found < 0 ? text.length : found;
    const cells = end - at > longestRecord / 4 ? null : cellsOf(text.slice(at, end), delimiter);
    if (cells === null) return { bytes: Buffer.byteLength(text.slice(0, at)), lines };
    if (cells.some((cell) => cell !== '')) items.push({ kind: 'record', line: line + lines, cells });
    at = end + 1;
    lines += 1;
  }
  return { bytes: bytes.length, lines };
}

/** The cells of a line; null when a quote in it is not opened before a cell and closed behind it. */
function cellsOf(line: string, delimiter: string): readonly string[] | null {
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim());
  const cells: string[] = [];
  for (let at = 0; ; ) {
    while (line[at] === ' ') at += 1;
    const quoted = line[at] === '"' ? quotedCell(line, at + 1) : null;
    if (quoted) {
      at = quoted.end;
      while (line[at] === ' ') at += 1;
      if (at < line.length && line[at] !== delimiter) return null;
      cells.push(quoted.text);
    } else {
      const mark = line.indexOf(delimiter, at);
      const cell = line.slice(at, mark < 0 ? line.length : mark);
      if (cell.includes('"')) return null;
      cells.push(cell.trim());
      at += cell.length;
    }
    if (at >= line.length) return cells;
    at += 1;
  }
}

/** What stands up to the closing quote, and where that ends; null when there is none. */
function quotedCell(line: string, from: number): { readonly text: string; readonly end: number } | null {
  let text = '';
  for (let at = from; ; ) {
    const quote = line.indexOf('"', at);
    if (quote < 0) return null;
    text += line.slice(at, quote);
    if (line[quote + 1] !== '"') return { text, end: quote + 1 };
    text += '"';
    at = quote + 2;
  }
}

interface Failure {
  readonly line: number;
  readonly message: string;
  /** A quote is open where the text ends. */
  readonly open: boolean;
}

/** Appends the records up to the first that cannot be read, and says which that is. */
function readUntilFailure(text: Buffer, delimiter: string, line: number, items: CsvItem[]): Failure | null {
  let end = 0;
  try {
    parse(text, {
      delimiter,
      record_delimiter: '\n',
      trim: true,
      relax_column_count: true,
      max_record_size: longestRecord,
      on_record: (cells: string[], context) => {
        if (cells.some((cell) => cell !== '')) items.push({ kind: 'record', line: line + end, cells });
        end = context.lines;
        return null;
      },
    });
    return null;
  } catch (error) {
    if (!isCsvError(error)) throw error;
    const message = reasonOf(error, Number(error.lines) > end + 1);
    return { line: line + end, message, open: error.code === 'CSV_QUOTE_NOT_CLOSED' };
  }
}

// By code: the package ships its error class several times over.
const isCsvError = (error: unknown): error is CsvError => /^CSV_|^INVALID_/.test(String((error as CsvError).code));

const openQuote = 'a quote is opened and not closed';

function reasonOf(error: CsvError, severalLines: boolean): string {
  if (severalLines) return openQuote;
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
    case 'CSV_MAX_RECORD_SIZE':
      return openQuote;
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return 'a quote stands inside a cell: write it twice and put the cell in quotes';
    default:
      return error.message.replace(/ at line \d+/, '');
  }
}

/** The line read once more with `="0123"` taken for a cell in quotes: so programs write what Excel must not shorten. */
function mended(bytes: Buffer, delimiter: string, line: number): CsvRecord | null {
  const text = bytes.toString();
  if (!text.includes('="')) return null;
  const cells = `(^|${delimiter === '|' ? '\\|' : delimiter})="([^"]*)"(?=${delimiter === '|' ? '\\|' : delimiter}|$)`;
  const items: CsvItem[] = [];
  const failure = readUntilFailure(
    Buffer.from(text.replaceAll(new RegExp(cells, 'g'), '$1"$2"')),
    delimiter,
    line,
    items,
  );
  const [record] = items;
  return failure === null && items.length === 1 && record?.kind === 'record' ? record : null;
}

const marks = [',', ';', '\t', '|'];

/** The mark between cells: the one that stands most often in the first line, outside of quotes. */
function delimiterOf(line: string): string {
  const header = line.replaceAll(/"[^"]*"/g, '');
  const counts = marks.map((mark) => ({ mark, count: header.split(mark).length }));
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).mark;
}

function countLines(text: Buffer): number {
  let count = 0;
  for (let at = text.indexOf(lineEnd); at >= 0; at = text.indexOf(lineEnd, at + 1)) count += 1;
  return count;
}

/** Where the n-th line (counted from 0) begins; the length of the text when there is none. */
function indexOfLine(text: Buffer, n: number): number {
  let index = 0;
  for (let i = 0; i < n; i += 1) {
    const end = text.indexOf(lineEnd, index);
    if (end < 0) return text.length;
    index = end + 1;
  }
  return index;
}

/** One kind of line end, and no byte order mark. A CR at the end of a piece waits for what follows. */
function createLineEnds() {
  let first = true;
  let pending = '';
  return {
    push(piece: string): string {
      if (piece === '') return '';
      const begun = first ? piece.replace(/^\ufeff/, '') : piece;
      first = false;
      const text = pending + begun;
      const whole = text.endsWith('\r') ? text.slice(0, -1) : text;
      pending = text.slice(whole.length);
      return whole.includes('\r') ? whole.replaceAll(/\r\n?/g, '\n') : whole;
    },
    end: (): string => (pending === '' ? '' : '\n'),
  };
}
