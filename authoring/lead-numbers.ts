/**
 * Numbers in the cells of a file. Where a semicolon parts the cells, a comma most likely parts the decimals, and `1.500` may be
 * fifteen hundred as well as one and a half: it is refused, for nobody would see an error by a thousand.
 */
import type { TendrilError } from '../domain/errors.ts';
import type { DecimalMark } from '../domain/import-rule.ts';
import { fieldInvalid, shown } from './lead-values.ts';

/** How the numbers of a file are written. */
export interface NumberStyle {
  /** What parts the decimals; null: nobody said. */
  readonly decimals: DecimalMark | null;
  /** What parts the cells. */
  readonly delimiter: string;
}

/** Groups of three digits: `1.500`, `12.500`, `1.500.000`. What begins with 0 is surely no number of thousands. */
const grouped = /^[+-]?[1-9]\d{0,2}(?:\.\d{3})+$/;
const exponent = '(?:e[+-]?\\d{1,3})?';
const styles = {
  comma: {
    number: new RegExp(`^[+-]?(?:\\d+|[1-9]\\d{0,2}(?:\\.\\d{3})+)(?:,\\d+)?${exponent}$`, 'i'),
    plain: (text: string) => text.replaceAll('.', '').replace(',', '.'),
    example: '1500,25 or 1.500,25',
  },
  point: {
    number: new RegExp(`^[+-]?(?:\\d+|[1-9]\\d{0,2}(?:,\\d{3})+)(?:\\.\\d+)?${exponent}$`, 'i'),
    plain: (text: string) => text.replaceAll(',', ''),
    example: '1500.25 or 1,500.25',
  },
} as const;

/** The number of a cell as it is written elsewhere: `1500.25`; what is wrong with it goes to the problems. */
export function numberCell(
  name: string,
  cell: string,
  { decimals, delimiter }: NumberStyle,
  problems: TendrilError[],
): string {
  const text = cell.trim();
  if (decimals === null) {
    if (delimiter !== ';' || !grouped.test(text)) return cell;
    const message = `${shown(text)} may be ${text.replaceAll('.', '')} or a number with decimals: say --decimals comma or --decimals point, or write it without marks between thousands`;
    problems.push(fieldInvalid(name, message));
    return '';
  }
  const style = styles[decimals];
  if (style.number.test(text)) return style.plain(text);
  problems.push(
    fieldInvalid(name, `${shown(text)} is not a number such as ${style.example}, as --decimals ${decimals} says`),
  );
  return '';
}

/** A number as a file with semicolons has it: `1.1250` and not `1.125`, which reads as thousands, in spreadsheets too. */
export function unmistakableNumber(value: number): string {
  const text = String(value);
  return grouped.test(text) ? `${text}0` : text;
}
