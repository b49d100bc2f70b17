/**
 * How a value of a file is written over one that is known: by a rule for each column. A lead that is new takes every value,
 * whatever the rule.
 */
import type { FieldValue, LeadInput } from './lead.ts';

/**
 * `overwrite`: the value given replaces the known one; `fill`: only where none is known; `keep`: nothing that is known of a lead
 * changes, not even what is empty; `max`: the larger of two numbers, or the later of two dates; `add`: tags are added.
 */
export const importRules = ['overwrite', 'fill', 'keep', 'max', 'add'] as const;
export type ImportRule = (typeof importRules)[number];

/** By fact or field; what is not named goes by `overwrite`, and tags by `add`. */
export type ImportRules = Readonly<Record<string, ImportRule>>;

/** What is known of a lead, as far as rules ask for it, by the names of facts. */
export interface KnownValues {
  readonly facts: Readonly<Record<string, string | null>>;
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly tags: readonly string[];
}

/** What of an input reaches a lead that is known, by the rules. */
export function inputByRules(input: LeadInput, known: KnownValues, rules: ImportRules): LeadInput {
  if (Object.keys(rules).length === 0) return input;
  const { email, fields, tags, ...facts } = input;
  const ruled = (name: string): ImportRule => (Object.hasOwn(rules, name) ? (rules[name] ?? 'overwrite') : 'overwrite');
  const kept = <T extends FieldValue>(
    given: Readonly<Record<string, T>>,
    values: Readonly<Record<string, FieldValue>>,
  ) =>
    Object.fromEntries(
      Object.entries(given).filter(([name, value]) => reaches(ruled(name), value, valueNamed(values, name))),
    );
  const left = kept(fields ?? {}, known.fields);
  const tagged = tags !== undefined && tagsReach(rules.tags ?? 'add', known.tags);
  return {
    email,
    ...kept(facts, known.facts),
    ...(Object.keys(left).length > 0 ? { fields: left } : {}),
    ...(tagged ? { tags } : {}),
  };
}

const valueNamed = (values: Readonly<Record<string, FieldValue>>, name: string): FieldValue =>
  Object.hasOwn(values, name) ? (values[name] ?? null) : null;

const tagsReach = (rule: ImportRule, known: readonly string[]): boolean =>
  rule !== 'keep' && (rule !== 'fill' || known.length === 0);

function reaches(rule: ImportRule, given: FieldValue, known: FieldValue): boolean {
  switch (rule) {
    case 'keep':
      return false;
    case 'fill':
      return known === null;
    case 'max':
      return known === null || (given !== null && given > known);
    case 'overwrite':
    case 'add':
      return true;
  }
}

/** What parts the decimals of a number; the other one stands between thousands. */
export const decimalMarks = ['comma', 'point'] as const;
export type DecimalMark = (typeof decimalMarks)[number];

/** How a person wants the columns of files with such a header to be read; remembered for the next one. */
export interface ImportWishes {
  /** By the heading as the file has it: the fact or field that the column holds; null: it is left out. */
  readonly map: Readonly<Record<string, string | null>>;
  /** Columns that nothing is known of are left out; else they refuse the file. */
  readonly ignoreUnknown: boolean;
  /** By fact or field. */
  readonly update: ImportRules;
  /** Columns whose blank cells erase what is known; in others they are "not told". */
  readonly eraseBlank: readonly string[];
  /** The order in dates such as 03/04/2026; null: such a date is refused, for nobody can know. */
  readonly dates: 'dmy' | 'mdy' | null;
  /**
   * What parts decimals in numbers such as 1.500; not there: nobody said, and where it matters such a number is refused. Never
   * null: the wishes of an import are a part of what it is known by, and those of older versions have no such member.
   */
  readonly decimals?: DecimalMark;
}

export const noWishes: ImportWishes = { map: {}, ignoreUnknown: false, update: {}, eraseBlank: [], dates: null };
