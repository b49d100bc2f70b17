/**
 * Numbers in the cells of a file. What can be only one number is read as such. Where a semicolon parts the cells, a comma most likely
 * parts the decimals, and `1.500` may be fifteen hundred as well as one and a half: it is refused, for nobody would see an error
 * by a thousand. So is `1,500` in any file.
 */
import type { TendrilError } from '../domain/errors.ts';
import type { DecimalMark } from '../domain/import-rule.ts';
import { fieldInvalid, shown } from './lead-values.ts';
import { plainNumber } from './written-number.ts';

/** How the numbers of a file are written. */
export interface NumberStyle {
  /** What parts the decimals; null: nobody said. */
  readonly decimals: DecimalMark | null;
  /** What parts the cells. */
  readonly delimiter: string;
}

/** One group of three digits: `1.500`, `12,500`. What begins with 0 is surely no number of thousands. */
const grouped = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/;
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
    if (delimiter !== ';' && !text.includes(',')) return cell;
    const plain = plainNumber(text);
    if (plain !== null || !grouped.test(text)) return plain ?? cell;
    const message = `${shown(text)} may be ${text.replaceAll(/[.,]/g, '')} or a number with decimals: say --decimals comma or --decimals point, or write it without marks between thousands`;
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

/** A number as spreadsheets of most of Europe read it: `12,5`, and `1,1250` instead of `1,125`, which reads as thousands elsewhere. */
export function spreadsheetNumber(value: number): string {
  const text = String(value).replace('.', ',');
  return grouped.test(text) ? `${text}0` : text;
}
