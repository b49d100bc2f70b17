/**
 * Cells that spreadsheets would run. A cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return is taken for a
 * formula by them (OWASP, "CSV injection"), so an apostrophe is put before it where it is written and taken away where it is
 * read. So is what follows a separator within a cell: a spreadsheet of a country whose lists are separated by another mark than
 * the file's takes it for a cell of its own. Both together change no text. Numbers, and telephone numbers of digits alone, can do
 * nothing and stay as they are.
 */

const formula = /^'*[=+\-@\t\r]/;
const plainNumber = /^[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?$/;

const innerFormula = /(?<=[;,\t\r\n])'*[=+\-@][^;,\t\r\n]*/g;
const innerMarked = /(?<=[;,\t\r\n])'(?='*[=+\-@])/g;

/** @param numbers whether signed numbers are also marked: a spreadsheet would take the plus of `+4533123456` away */
export function safeCell(text: string, numbers = false): string {
  const inner = text.replace(innerFormula, (part) => (plainNumber.test(part) ? part : `'${part}`));
  return formula.test(text) && (!plainNumber.test(text) || (numbers && text.startsWith('+'))) ? `'${inner}` : inner;
}

/** The text of a cell: without the apostrophes of `safeCell`, and of `="0123"`, which keeps leading zeros, what it stands for. */
export function plainCell(cell: string): string {
  const quoted = /^="([^"]*)"$/.exec(cell)?.[1];
  if (quoted !== undefined) return quoted;
  const text = cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
  return text.replace(innerMarked, '');
}
