/**
 * The cells of one row of a file as values of a lead: what spreadsheets make of dates, long numbers and formulas is undone where
 * that is certain, and refused where it is not. Checking the values is the work of `lead.ts`.
 */
import type { TendrilError } from '../domain/errors.ts';
import { declarationOf, type Fields } from '../domain/fields.ts';
import type { ImportWishes } from '../domain/import-rule.ts';
import { isDate } from '../domain/time.ts';
import { name as tagName } from './authored-values.ts';
import { plainCell } from './csv-cells.ts';
import { leftOut } from './lead-columns.ts';
import { type NumberStyle, numberCell } from './lead-numbers.ts';
import { isOriginColumn } from './lead-origin.ts';
import { fieldInvalid, shown } from './lead-values.ts';

export interface RowPlan extends NumberStyle {
  readonly columns: readonly (string | null)[];
  readonly fields: Fields;
  /** Blank cells of these erase. */
  readonly eraseBlank: ReadonlySet<string>;
  readonly dates: ImportWishes['dates'];
}

export interface RowValues {
  readonly record: Readonly<Record<string, string | null>>;
  readonly tags: readonly string[];
  /** The cells that tell how the lead came. */
  readonly arrival: Readonly<Record<string, string>>;
  readonly problems: readonly TendrilError[];
}

/** A number of a spreadsheet that was too long for its column, such as `4,5E+10`. */
const shortened = /^\d+(?:[.,]\d+)?E\+?\d+$/i;
const ambiguous = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/;

export function rowValues(cells: readonly string[], plan: RowPlan): RowValues {
  const record: Record<string, string | null> = {};
  const arrival: Record<string, string> = {};
  const problems: TendrilError[] = [];
  let tags: readonly string[] = [];
  plan.columns.forEach((name, i) => {
    if (name === null || name === leftOut) return;
    const cell = plainCell(cells[i] ?? '');
    if (isOriginColumn(name)) arrival[name] = cell;
    else if (name === 'tags') tags = tagsOf(cell, problems);
    else if (cell === '') record[name] = plan.eraseBlank.has(name) ? null : '';
    else if (name === 'phone' && shortened.test(cell)) {
      problems.push(
        fieldInvalid(name, `${shown(cell)} is a number that a spreadsheet has cut short: make the column text`),
      );
    } else record[name] = declaredCell(name, cell, plan, problems);
  });
  return { record, tags, arrival, problems };
}

function declaredCell(name: string, cell: string, plan: RowPlan, problems: TendrilError[]): string {
  const type = declarationOf(plan.fields, name)?.type;
  if (type === 'date') return dateOf(name, cell, plan.dates, problems);
  return type === 'number' ? numberCell(name, cell, plan, problems) : cell;
}

/** `31.12.2026` and `12/31/2026` in the order that was told. */
function dateOf(name: string, cell: string, order: ImportWishes['dates'], problems: TendrilError[]): string {
  const parts = ambiguous.exec(cell);
  if (!parts) return cell;
  if (order === null) {
    problems.push(
      fieldInvalid(name, `${shown(cell)} does not tell its order: say --dates dmy or --dates mdy, or write 2026-12-31`),
    );
    return '';
  }
  const [, one = '', two = '', year = ''] = parts;
  const [day, month] = order === 'dmy' ? [one, two] : [two, one];
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (isDate(date)) return date;
  problems.push(fieldInvalid(name, `${shown(cell)} is no day in the order that --dates ${order} says`));
  return '';
}

/** Between commas, semicolons or bars. */
function tagsOf(cell: string, problems: TendrilError[]): readonly string[] {
  const tags = [...new Set(cell.split(/[,;|]/).map((tag) => tag.trim()))].filter((tag) => tag !== '');
  for (const tag of tags) {
    const read = tagName.safeParse(tag);
    if (!read.success)
      problems.push(fieldInvalid('tags', `${shown(tag)} must be ${read.error.issues[0]?.message ?? 'a name'}`));
  }
  return tags;
}
