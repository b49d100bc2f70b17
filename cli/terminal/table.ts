/**
 * Tables whose columns line up, also with wide characters, and on terminals of any width: there the widest flexible columns
 * give way, the last columns move to a line of their own beneath the row where that is not enough, and a long text goes on
 * beneath itself. In a pipe nothing is cut or moved.
 */
import { wordsHere } from '../local-time.ts';
import type { Paint, Screen } from './screen.ts';
import { cutTo, displayWidth, printable, wrapped } from './width.ts';

export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string | number | null;
  readonly align?: 'right';
  readonly paint?: (row: Row) => Paint | null;
  /** May be cut when the terminal is too narrow. */
  readonly flexible?: boolean;
  /** The last column goes on beneath itself instead of being cut. */
  readonly wraps?: boolean;
}

const gap = '  ';
const indent = '    ';
/** Columns of the terminal that a flexible column needs to say anything. */
const readable = 12;
const least = 8;

type Shape = Pick<Column<never>, 'flexible' | 'wraps' | 'align'>;

/** The lines of a table: a head, and for each row a line, or more where the terminal is narrow. */
export function tableLines<Row>(
  screen: Pick<Screen, 'paint' | 'columns'>,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): readonly string[] {
  const cells = rows.map((row) => columns.map((column) => printable(wordsHere(String(column.value(row) ?? '–')))));
  const natural = columns.map((column, i) =>
    Math.max(displayWidth(column.title), ...cells.map((c) => displayWidth(c[i] ?? ''))),
  );
  const fitting = fittingColumns(natural, columns, screen.columns);
  const widths = shrink(natural.slice(0, fitting), columns, screen.columns);
  const beside = columns.slice(0, fitting);
  const head = beside.map((column, i) => pad(column.title, widths[i] ?? 0, column.align)).join(gap);
  const body = rows.flatMap((row, r) => [
    ...rowLines(screen, beside, row, cells[r] ?? [], widths),
    ...beneath(screen, columns, fitting, cells[r] ?? []),
  ]);
  return [screen.paint('dim', head.trimEnd()), ...body];
}

function rowLines<Row>(
  screen: Pick<Screen, 'paint'>,
  columns: readonly Column<Row>[],
  row: Row,
  cells: readonly string[],
  widths: readonly number[],
): readonly string[] {
  const parts = columns.map((column, i) => {
    const [cell = '', width = 0] = [cells[i], widths[i]];
    return column.wraps && i === columns.length - 1 ? wrapped(cell, width) : [cutTo(cell, width)];
  });
  const height = Math.max(...parts.map((part) => part.length));
  return Array.from({ length: height }, (_, line) =>
    columns
      .map((column, i) => {
        const cell = pad(parts[i]?.[line] ?? '', widths[i] ?? 0, column.align);
        const style = column.paint?.(row) ?? null;
        return style === null || cell.trim() === '' ? cell : screen.paint(style, cell);
      })
      .join(gap)
      .trimEnd(),
  );
}

/** What had no room in the row: as many to a line as fit, each with its title. */
function beneath(
  screen: Pick<Screen, 'paint' | 'columns'>,
  columns: readonly { readonly title: string }[],
  from: number,
  cells: readonly string[],
): readonly string[] {
  const lines: { readonly text: string; readonly width: number }[] = [];
  const available = screen.columns ?? Number.POSITIVE_INFINITY;
  for (const [i, { title }] of columns.entries()) {
    const cell = cells[i] ?? '–';
    if (i < from || cell === '–' || cell === '') continue;
    const room = available - indent.length - displayWidth(title) - 1;
    const [first = '', ...more] = wrapped(cell, Math.max(room, readable));
    const width = displayWidth(title) + 1 + displayWidth(first);
    const text = `${screen.paint('dim', title)} ${first}`;
    const last = lines.at(-1);
    if (more.length === 0 && last && indent.length + last.width + gap.length + width <= available) {
      lines[lines.length - 1] = { text: last.text + gap + text, width: last.width + gap.length + width };
    } else lines.push({ text, width }, ...more.map((part) => ({ text: part, width: available })));
  }
  return lines.map(({ text }) => indent + text);
}

function pad(text: string, width: number, align: 'right' | undefined): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'right' ? space + text : text + space;
}

const total = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + width, 0) + gap.length * Math.max(0, widths.length - 1);

const givesWay = (shape: Shape | undefined): boolean => shape?.flexible === true || shape?.wraps === true;

/** How many columns stand beside each other, so that each can still be read. */
function fittingColumns(widths: readonly number[], columns: readonly Shape[], available: number | null): number {
  if (available === null) return widths.length;
  const needed = widths.map((width, i) => (givesWay(columns[i]) ? Math.min(width, readable) : width));
  let count = needed.length;
  while (count > 1 && total(needed.slice(0, count)) > available) count -= 1;
  return count;
}

function shrink(widths: readonly number[], columns: readonly Shape[], available: number | null): readonly number[] {
  if (available === null) return widths;
  const result = [...widths];
  let excess = total(result) - available;
  while (excess > 0) {
    const widest = Math.max(least, ...result.filter((_, i) => givesWay(columns[i])));
    const index = result.findIndex((width, i) => givesWay(columns[i]) && width === widest);
    if (index < 0 || widest === least) break;
    result[index] = widest - 1;
    excess -= 1;
  }
  return result;
}
