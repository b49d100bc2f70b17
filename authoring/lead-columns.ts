/**
 * The header of a file of leads: which column holds which fact or custom field. People and programs write headers in
 * many ways (`firstName`, `First name`, `first_name`, `E-Mail`, `Vorname`); case and marks between words do not count.
 */

import { declarationOf, type Fields } from '../domain/fields.ts';
import { type ImportRule, type ImportRules, type ImportWishes, noWishes } from '../domain/import-rule.ts';
import { didYouMean, nearest } from '../domain/suggestion.ts';
import { leadColumns } from './lead.ts';
import { headingColumns, headingLetters } from './lead-headings.ts';
import { isOriginColumn, originColumns } from './lead-origin.ts';

export type Header =
  | {
      readonly kind: 'read';
      /**
       * One entry per column, a fact, a field, `tags`, a part of the origin or `leftOut`; null is a column without a name, which
       * must stay empty.
       */
      readonly columns: readonly (string | null)[];
      readonly rules: ImportRules;
      readonly eraseBlank: ReadonlySet<string>;
    }
  | { readonly kind: 'refused'; readonly reasons: readonly string[] };

/** A column that is not read. */
export const leftOut = '-';

/** The columns of a file of broken rows that say what was wrong: once mended, it is imported as it is. */
export const errorColumns = ['error_line', 'error_code', 'error_reason'] as const;
const folded = new Set(errorColumns.map((name) => foldedName(name)));

export const isErrorColumn = (heading: string): boolean => folded.has(foldedName(heading));

/** A name without what people write differently. */
export function foldedName(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** A heading as it is compared when a person has said what it is: nothing but case and spaces is left out. */
const foldedHeading = (heading: string): string => heading.trim().toLowerCase().replaceAll(/\s+/g, ' ');

/** @param wishes of whoever imports; they go before what the headings say by themselves */
export function readHeader(cells: readonly string[], fields: Fields, wishes: ImportWishes = noWishes): Header {
  const byFolded = new Map(Object.entries(originColumns));
  for (const name of [...leadColumns, 'tags', ...Object.keys(fields)]) byFolded.set(foldedName(name), name);
  const mapped = new Map(Object.entries(wishes.map).map(([heading, to]) => [foldedHeading(heading), to]));
  const meant = (written: string): string | null =>
    byFolded.get(foldedName(written)) ?? headingColumns.get(headingLetters(written)) ?? null;
  const reasons: string[] = [];
  const columns: (string | null)[] = [];
  for (const cell of cells) {
    const written = cell.trim();
    const to = mapped.get(foldedHeading(written));
    mapped.delete(foldedHeading(written));
    if (to === null) {
      columns.push(leftOut);
      continue;
    }
    const name = meant(to ?? written);
    const ignored = name === null && to === undefined && (wishes.ignoreUnknown || folded.has(foldedName(written)));
    if (written !== '' && name === null && !ignored) reasons.push(unknownColumn(to ?? written, byFolded));
    else if (name !== null && columns.includes(name)) reasons.push(`two columns hold "${name}"`);
    columns.push(ignored && written !== '' ? leftOut : name);
  }
  for (const heading of mapped.keys())
    reasons.push(`there is no column ${JSON.stringify(heading.slice(0, 80))} to map`);
  if (!columns.includes('email')) reasons.push('no column is named "email"');
  const named = (name: string): string => meant(name) ?? name;
  const rules = Object.fromEntries(Object.entries(wishes.update).map(([name, rule]) => [named(name), rule]));
  const eraseBlank = new Set(wishes.eraseBlank.map(named));
  if (reasons.length === 0) {
    for (const [name, rule] of Object.entries(rules)) reasons.push(...ruleProblems(name, rule, columns, fields));
    for (const name of eraseBlank) reasons.push(...eraseProblems(name, columns));
  }
  return reasons.length > 0 ? { kind: 'refused', reasons } : { kind: 'read', columns, rules, eraseBlank };
}

function ruleProblems(
  name: string,
  rule: ImportRule,
  columns: readonly (string | null)[],
  fields: Fields,
): readonly string[] {
  if (!columns.includes(name)) return [`no column holds "${name.slice(0, 80)}", so it can have no rule`];
  if (name === 'email' || isOriginColumn(name))
    return [`"${name}" can have no rule: it says which lead is meant, or how it came`];
  const type = declarationOf(fields, name)?.type;
  if (rule === 'max' && type !== 'number' && type !== 'date')
    return [`"${name}" is no number and no date: "max" says nothing of it`];
  if (rule === 'add' && name !== 'tags') return [`only tags can be added to, and "${name}" are none`];
  return name === 'tags' && rule === 'overwrite'
    ? ['tags are never taken away by a file: give them "add", "fill" or "keep"']
    : [];
}

function eraseProblems(name: string, columns: readonly (string | null)[]): readonly string[] {
  if (!columns.includes(name)) return [`no column holds "${name.slice(0, 80)}", so nothing of it can be erased`];
  return name === 'email' || name === 'tags' || isOriginColumn(name) ? [`"${name}" cannot be erased by a file`] : [];
}

function unknownColumn(written: string, byFolded: ReadonlyMap<string, string>): string {
  const known = new Map([...headingColumns, ...byFolded]);
  const near = known.get(nearest(headingLetters(written), known.keys()) ?? '') ?? null;
  return `there is no field ${JSON.stringify(written.slice(0, 80))}${didYouMean(near)}`;
}
