/**
 * Tables whose columns line up, also with wide characters. On a terminal the widest flexible column gives way, so that
 * a row stays on one line; in a pipe nothing is cut.
 */
import type { Paint, Screen } from './screen.ts';
import { cutTo, displayWidth, printable } from './width.ts';

export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string | number | null;
  readonly align?: 'right';
  readonly paint?: (row: Row) => Paint | null;
  /** May be cut when the terminal is too narrow. */
  readonly flexible?: boolean;
}

const gap = '  ';
const least = 8;

/** The lines of a table: a head and one line per row. */
export function tableLines<Row>(
  screen: Pick<Screen, 'paint' | 'columns'>,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): readonly string[] {
  const cells = rows.map((row) => columns.map((column) => printable(String(column.value(row) ?? '–'))));
  const widths = shrink(
    columns.map((column, i) => Math.max(displayWidth(column.title), ...cells.map((c) => displayWidth(c[i] ?? '')))),
    columns,
    screen.columns,
  );
  const head = columns.map((column, i) => pad(column.title, widths[i] ?? 0, column.align)).join(gap);
  const body = rows.map((row, r) =>
    columns
      .map((column, i) => {
        const cell = pad(cutTo(cells[r]?.[i] ?? '', widths[i] ?? 0), widths[i] ?? 0, column.align);
        const style = column.paint?.(row) ?? null;
        return style === null ? cell : screen.paint(style, cell);
      })
      .join(gap)
      .trimEnd(),
  );
  return [screen.paint('dim', head.trimEnd()), ...body];
}

function pad(text: string, width: number, align: 'right' | undefined): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'right' ? space + text : text + space;
}

function shrink(
  widths: readonly number[],
  columns: readonly { readonly flexible?: boolean }[],
  available: number | null,
): readonly number[] {
  if (available === null) return widths;
  const result = [...widths];
  let excess = result.reduce((sum, width) => sum + width, 0) + gap.length * (result.length - 1) - available;
  while (excess > 0) {
    const widest = Math.max(least, ...result.filter((_, i) => columns[i]?.flexible));
    const index = result.findIndex((width, i) => columns[i]?.flexible && width === widest);
    if (index < 0 || widest === least) break;
    result[index] = widest - 1;
    excess -= 1;
  }
  return result;
}
