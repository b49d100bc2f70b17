/**
 * Splits a CSV text into records, each with the line it starts in. A record that cannot be read costs only its own
 * line: reading goes on with the next one. Knows nothing of leads.
 */
import { type CsvError, parse } from 'csv-parse/sync';

export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CsvProblem {
  readonly line: number;
  readonly message: string;
}

/** Bytes of one record: an open quote must not swallow the rest of a large file before it is found out. */
const longestRecord = 100_000;
/** After so many unreadable records the rest is not tried: each makes the reader start again. */
const mostProblems = 200;

/** Records in the order of the file; empty lines are left out. `firstLine` numbers the first line of the text. */
export function readRecords(
  text: string,
  firstLine = 1,
): { readonly records: readonly CsvRecord[]; readonly problems: readonly CsvProblem[] } {
  const records: CsvRecord[] = [];
  const problems: CsvProblem[] = [];
  const delimiter = delimiterOf(text);
  let rest = text;
  let line = firstLine;
  while (rest !== '') {
    const failure = readUntilFailure(rest, delimiter, line, records);
    if (!failure) break;
    problems.push(failure);
    const next = indexOfLine(rest, failure.line - line + 1);
    if (problems.length === mostProblems && next < rest.length) {
      problems.push({
        line: failure.line + 1,
        message: 'the rest of the file was not read: too many unreadable lines',
      });
      break;
    }
    rest = rest.slice(next);
    line = failure.line + 1;
  }
  return { records, problems };
}

/** Appends the records up to the first that cannot be read, and says which that is. */
function readUntilFailure(text: string, delimiter: string, line: number, records: CsvRecord[]): CsvProblem | null {
  let end = 0;
  try {
    parse(text, {
      delimiter,
      record_delimiter: '\n',
      trim: true,
      relax_column_count: true,
      max_record_size: longestRecord,
      on_record: (cells: string[], context) => {
        if (cells.some((cell) => cell !== '')) records.push({ line: line + end, cells });
        end = context.lines;
        return null;
      },
    });
    return null;
  } catch (error) {
    if (!isCsvError(error)) throw error;
    return { line: line + end, message: reasonOf(error, Number(error.lines) > end + 1) };
  }
}

// By code: the package ships its error class several times over.
const isCsvError = (error: unknown): error is CsvError => /^CSV_|^INVALID_/.test(String((error as CsvError).code));

function reasonOf(error: CsvError, severalLines: boolean): string {
  if (severalLines) return 'a quote is opened and not closed';
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
    case 'CSV_MAX_RECORD_SIZE':
      return 'a quote is opened and not closed';
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return 'a quote stands inside a cell: write it twice and put the cell in quotes';
    default:
      return error.message;
  }
}

/** The mark between cells: the one that stands most often in the first line, outside of quotes. */
function delimiterOf(text: string): string {
  const header = text.slice(0, text.search(/\n|$/)).replaceAll(/"[^"]*"/g, '');
  const counts = [',', ';', '\t'].map((mark) => ({ mark, count: header.split(mark).length }));
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).mark;
}

/** Where the n-th line (counted from 0) of a text begins; its length when there is none. */
function indexOfLine(text: string, n: number): number {
  let index = 0;
  for (let i = 0; i < n; i += 1) {
    const end = text.indexOf('\n', index);
    if (end < 0) return text.length;
    index = end + 1;
  }
  return index;
}
