/**
 * How lists are shown: page after page, as a table for people and as JSON Lines for programs. A list that was cut short says
 * so on stderr.
 */
import { InvalidArgumentError, Option } from 'commander';
import type { Page, PageRequest } from '../db/store.ts';
import type { Screen } from './terminal/screen.ts';
import { type Column, tableLines } from './terminal/table.ts';

const pageSize = 200;
const shownByDefault = 50;

export interface ListOptions {
  readonly limit: number;
  readonly all?: boolean;
}

/** The options of every list. */
export const listOptions = (): readonly Option[] => [
  new Option('--limit <n>', 'how many to show').default(shownByDefault).argParser(positiveInteger),
  new Option('--all', 'show all of them'),
];

/** A whole number of at least 1, for options. */
function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number above 0.');
  return value;
}

/** Shows a list that comes in pages; a table is aligned within one page. */
export async function showPages<Row>(
  screen: Screen,
  columns: readonly Column<Row>[],
  options: ListOptions,
  read: (page: PageRequest) => Promise<Page<Row>>,
  nothing: string,
): Promise<void> {
  const wanted = options.all === true ? Number.POSITIVE_INFINITY : options.limit;
  let shown = 0;
  let after: string | null = null;
  do {
    const limit = Math.min(pageSize, wanted - shown);
    const page: Page<Row> = await read(after === null ? { limit } : { limit, after });
    await showRows(screen, columns, page.items);
    shown += page.items.length;
    after = page.next;
  } while (after !== null && shown < wanted && !screen.closed);
  if (shown === 0) screen.note(nothing);
  else if (after !== null && !screen.closed) screen.note(`The first ${shown}; there are more: --limit N or --all.`);
}

/** Shows a list that is there as a whole. */
export async function showList<Row>(
  screen: Screen,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  nothing: string,
): Promise<void> {
  await showRows(screen, columns, rows);
  if (rows.length === 0) screen.note(nothing);
}

async function showRows<Row>(screen: Screen, columns: readonly Column<Row>[], rows: readonly Row[]): Promise<void> {
  if (screen.json) {
    for (const row of rows) await screen.record(row);
  } else if (rows.length > 0) {
    for (const line of tableLines(screen, columns, rows)) await screen.line(line);
  }
}
