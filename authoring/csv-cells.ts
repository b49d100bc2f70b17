/**
 * Cells that spreadsheets would run. A cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return is taken for a
 * formula by them (OWASP, "CSV injection"), so an apostrophe is put before it where it is written and taken away where it is
 * read. Both together change no text. Numbers, and telephone numbers of digits alone, can do nothing and stay as they are.
 */

const formula = /^'*[=+\-@\t\r]/;
const plainNumber = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** @param numbers whether signed numbers are also marked: a spreadsheet would take the plus of `+4533123456` away */
export const safeCell = (text: string, numbers = false): string =>
  formula.test(text) && (!plainNumber.test(text) || (numbers && text.startsWith('+'))) ? `'${text}` : text;

/** The text of a cell: without the apostrophe of `safeCell`, and of `="0123"`, which keeps leading zeros, what it stands for. */
export function plainCell(cell: string): string {
  if (cell.startsWith("'") && formula.test(cell)) return cell.slice(1);
  return /^="([^"]*)"$/.exec(cell)?.[1] ?? cell;
}
