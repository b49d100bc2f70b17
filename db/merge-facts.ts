/**
 * What becomes of the columns of a lead when another is merged into it: one rule each, and a test walks the schema. Pure, over
 * rows as JSON. Points, fit and stage are reckoned by `db/merging.ts`.
 */
import { consentRules } from '../domain/consent.ts';
import { foldedPerson, stricterOf } from '../domain/merging.ts';
import { mailFrequencies } from './store.ts';

/** A row as `to_jsonb` tells it. */
export type RowJson = Readonly<Record<string, unknown>>;

/**
 * `kept`: as it is. `filled`: where it is missing, the other's. `named`: the same, unless the other has another name.
 * `united`: both. `stricter`, `later`: what keeps more mail away. `reckoned`: by what it was made from.
 */
type Rule = 'kept' | 'filled' | 'named' | 'united' | 'stricter' | 'later' | 'reckoned';

export const columnRules: Readonly<Record<string, Rule>> = {
  id: 'kept',
  // The address of the other becomes an alias.
  email: 'kept',
  canonical_email: 'kept',
  mailbox: 'kept',
  address_hash: 'kept',
  // Said of the address.
  registration: 'kept',
  registration_reasons: 'kept',
  created_at: 'kept',
  updated_at: 'kept',
  erased_at: 'kept',
  first_name: 'named',
  last_name: 'named',
  title: 'filled',
  country: 'filled',
  language: 'filled',
  time_zone: 'filled',
  source: 'filled',
  phone: 'filled',
  kind: 'filled',
  account_id: 'filled',
  fields: 'united',
  tags: 'united',
  consent_rule: 'stricter',
  mail_frequency: 'stricter',
  away_until: 'later',
  mail_pause_until: 'later',
  stage: 'reckoned',
  fit_points: 'reckoned',
  grade: 'reckoned',
  engagement: 'reckoned',
  score: 'reckoned',
  temperature: 'reckoned',
  score_bound: 'reckoned',
  review_at: 'reckoned',
};

const mildFirst: Readonly<Record<string, readonly string[]>> = {
  mail_frequency: mailFrequencies,
  consent_rule: consentRules,
};

/** The columns of the one that is left that become others, with what they become. */
export function changedFacts(kept: RowJson, merged: RowJson): RowJson {
  const changed: Record<string, unknown> = {};
  for (const [column, rule] of Object.entries(columnRules)) {
    const value = mergedValue(column, rule, kept, merged);
    if (JSON.stringify(value) !== JSON.stringify(kept[column])) changed[column] = value;
  }
  return changed;
}

/**
 * Of columns that hold wishes, what is no stricter than a row says: a merge that is done again takes back nothing that was said
 * since it was done first.
 */
export function boundFacts(changed: RowJson, bound: RowJson): RowJson {
  const wishes = Object.entries(changed).filter(([column]) => isWish(columnRules[column]));
  const milder = wishes.map(([column, value]): readonly [string, unknown] => {
    const strict = mergedValue(column, columnRules[column] ?? 'kept', { [column]: bound[column] }, { [column]: value });
    return [column, isSame(strict, value) ? bound[column] : value];
  });
  return { ...changed, ...Object.fromEntries(milder) };
}

const isWish = (rule: Rule | undefined): boolean => rule === 'stricter' || rule === 'later';

function mergedValue(column: string, rule: Rule, kept: RowJson, merged: RowJson): unknown {
  const own = kept[column] ?? null;
  const other = merged[column] ?? null;
  switch (rule) {
    case 'kept':
    case 'reckoned':
      return kept[column];
    case 'filled':
      return own ?? other;
    case 'named':
      return own ?? (isNamesake(kept, merged) ? other : null);
    case 'united':
      return Array.isArray(own)
        ? [...new Set([...own, ...listOf(other)])]
        : unitedFields(recordOf(own), recordOf(other));
    case 'stricter':
      return stricter(mildFirst[column] ?? [], own, other);
    case 'later':
      return laterOf(own, other);
  }
}

/** Whether the part of the name that is known of the one says nothing else than the other's. */
const isNamesake = (kept: RowJson, merged: RowJson): boolean =>
  ['first_name', 'last_name'].every((part) => {
    const [own, other] = [textOf(kept[part]), textOf(merged[part])];
    return own === null || other === null || foldedPerson(own, null) === foldedPerson(other, null);
  });

/** A field that is there and empty is a gap as well. */
function unitedFields(own: RowJson, other: RowJson): RowJson {
  const gaps = Object.entries(other).filter(([name, value]) => value !== null && (own[name] ?? null) === null);
  return gaps.length === 0 ? own : { ...own, ...Object.fromEntries(gaps) };
}

function stricter(order: readonly string[], own: unknown, other: unknown): unknown {
  const [one, two] = [textOf(own), textOf(other)];
  if (one === null || two === null) return one ?? two;
  return stricterOf(order, one, two);
}

const laterOf = (own: unknown, other: unknown): unknown => {
  const [one, two] = [textOf(own), textOf(other)];
  if (one === null || two === null) return one ?? two;
  return Date.parse(two) > Date.parse(one) ? two : one;
};

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const recordOf = (value: unknown): RowJson =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as RowJson) : {};

/** What a row was and became, column by column. */
export interface ColumnChange {
  readonly before: unknown;
  readonly after: unknown;
}

export const changesBetween = (before: RowJson, after: RowJson): Readonly<Record<string, ColumnChange>> =>
  Object.fromEntries(
    Object.entries(after)
      .filter(([column, value]) => !isSame(before[column], value))
      .map(([column, value]) => [column, { before: before[column] ?? null, after: value }]),
  );

/** The columns to put back: those that are still what the merge made of them. Fields and tags are looked at one by one. */
export function undoneFacts(now: RowJson, changes: Readonly<Record<string, ColumnChange>>): RowJson {
  const undone: Record<string, unknown> = {};
  for (const [column, { before, after }] of Object.entries(changes)) {
    const current = now[column] ?? null;
    if (isSame(current, after)) undone[column] = before;
    else if (column === 'tags') undone[column] = listOf(current).filter((tag) => !addedTags(before, after).has(tag));
    else if (column === 'fields') undone[column] = withoutAdded(recordOf(current), recordOf(before), recordOf(after));
  }
  return undone;
}

const addedTags = (before: unknown, after: unknown): ReadonlySet<unknown> =>
  new Set(listOf(after).filter((tag) => !listOf(before).includes(tag)));

function withoutAdded(current: RowJson, before: RowJson, after: RowJson): RowJson {
  const next: Record<string, unknown> = { ...current };
  for (const [name, value] of Object.entries(after)) {
    if (isSame(before[name], value) || !isSame(current[name], value)) continue;
    if (Object.hasOwn(before, name)) next[name] = before[name];
    else delete next[name];
  }
  return next;
}

/** Whatever the order of their members. */
export const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value ?? null;
  const members = Object.entries(value).map(([key, member]) => [key, inOrder(member)] as const);
  return Object.fromEntries(members.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
