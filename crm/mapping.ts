/**
 * Which of a lead's values is which field of the CRM, as an organisation declares it, and the values carried over. Pure.
 * How a CRM writes a value is its adapter's affair (`ValueCodec`); which of two values stands is asked of `resolution.ts`.
 */
import { declarationOf, type Fields } from '../domain/fields.ts';
import type { FieldValue } from '../domain/lead.ts';
import type { RemoteFields } from './port.ts';

export const mappingDirections = ['both', 'out', 'in'] as const;
export type MappingDirection = (typeof mappingDirections)[number];

/** `newest`: what was changed last. `empty`: a value is put where there is none, and none is ever replaced. */
export const mappingWinners = ['ours', 'theirs', 'newest', 'empty'] as const;
export type MappingWinner = (typeof mappingWinners)[number];

export interface FieldMapping {
  /** A value of the lead: `firstName`, `score`, `tags`, or `fields.NAME` for a declared field. */
  readonly ours: string;
  /** The CRM's name of the field. */
  readonly theirs: string;
  readonly direction: MappingDirection;
  readonly wins: MappingWinner;
}

/** A list is of `tags` only. */
export type MappedValue = FieldValue | readonly string[];

/** What a value may be. A date is a day such as `2026-11-21`. */
export type MappedType =
  | { readonly kind: 'text' | 'number' | 'boolean' | 'date' | 'choices' }
  | { readonly kind: 'choice'; readonly values: readonly Exclude<FieldValue, null>[] };

/** A value in the other side's form; or why it has none there. */
export type Carried<T> = { readonly kind: 'fit'; readonly value: T } | { readonly kind: 'unfit'; readonly why: string };

/** How a CRM writes values. An empty text stands for no value, on the way out and on the way in. */
export interface ValueCodec {
  toWire(type: MappedType, value: Exclude<MappedValue, null>): Carried<string>;
  fromWire(type: MappedType, wire: string): Carried<Exclude<MappedValue, null>>;
}

/** What people and forms tell of a lead, so a CRM may tell it too. */
const openProfile = ['firstName', 'lastName', 'company', 'title', 'country', 'language', 'timeZone', 'phone'] as const;
/** What Tendril reckons or has recorded: a CRM is told, and does not tell. */
const ownProfile: Readonly<Record<string, MappedType>> = {
  source: { kind: 'text' },
  kind: { kind: 'text' },
  stage: { kind: 'text' },
  grade: { kind: 'text' },
  temperature: { kind: 'text' },
  score: { kind: 'number' },
  tags: { kind: 'choices' },
};

const fieldPrefix = 'fields.';

/** What the values of a mapped name are; null when there is no such name. */
function mappedType(ours: string, fields: Fields): MappedType | null {
  if (Object.hasOwn(ownProfile, ours)) return ownProfile[ours] ?? null;
  if ((openProfile as readonly string[]).includes(ours)) return { kind: 'text' };
  const declaration = ours.startsWith(fieldPrefix) ? declarationOf(fields, ours.slice(fieldPrefix.length)) : undefined;
  if (declaration === undefined) return null;
  if (declaration.values !== null) return { kind: 'choice', values: declaration.values };
  return { kind: declaration.type === 'string' ? 'text' : declaration.type };
}

/**
 * What is wrong with a list of mappings, in words, each with the index of its mapping; none when it can be used.
 * `reserved`: names of the CRM's fields that the adapter writes itself.
 */
export function mappingProblems(
  mappings: readonly FieldMapping[],
  fields: Fields,
  reserved: readonly string[],
): readonly { readonly index: number; readonly problem: string }[] {
  return mappings.flatMap((mapping, index) =>
    problemsOf(mapping, index, mappings, fields, reserved).map((problem) => ({ index, problem })),
  );
}

/** Those that can be used: a wrong one keeps no other from being told, and is named by whoever checks the settings. */
export function usableMappings(
  mappings: readonly FieldMapping[],
  fields: Fields,
  reserved: readonly string[],
): readonly FieldMapping[] {
  const wrong = new Set(mappingProblems(mappings, fields, reserved).map(({ index }) => index));
  return mappings.filter((_, index) => !wrong.has(index));
}

function problemsOf(
  { ours, theirs, direction, wins }: FieldMapping,
  index: number,
  mappings: readonly FieldMapping[],
  fields: Fields,
  reserved: readonly string[],
): readonly string[] {
  const problems: string[] = [];
  const before = mappings.slice(0, index);
  if (mappedType(ours, fields) === null) problems.push(`a lead has no "${ours}" that can be mapped`);
  if (before.some((other) => other.ours === ours)) problems.push(`"${ours}" is mapped already`);
  if (before.some((other) => other.theirs === theirs)) problems.push(`the CRM's "${theirs}" is mapped already`);
  if (reserved.includes(theirs)) problems.push(`the CRM's "${theirs}" is written without a mapping`);
  if (direction !== 'out' && Object.hasOwn(ownProfile, ours)) problems.push(`"${ours}" can only go "out"`);
  if (direction !== 'in' && isSensitive(ours, fields)) {
    problems.push(`"${ours}" is sensitive, so no other system is told of it`);
  }
  if (direction === 'out' && (wins === 'theirs' || wins === 'newest')) {
    problems.push(`"${ours}" goes "out" alone, so only "ours" or "empty" can win`);
  }
  if (direction === 'in' && (wins === 'ours' || wins === 'newest')) {
    problems.push(`"${ours}" comes "in" alone, so only "theirs" or "empty" can win`);
  }
  return problems;
}

const isSensitive = (ours: string, fields: Fields): boolean =>
  ours.startsWith(fieldPrefix) && declarationOf(fields, ours.slice(fieldPrefix.length))?.sensitive === true;

/** A value that has no form on the other side. */
export interface Unfit {
  readonly ours: string;
  readonly theirs: string;
  readonly why: string;
}

/**
 * The fields to push for a lead's values by their mapped names: of those that go out and are told. A null empties the
 * field over there; a value that is not told is left alone.
 */
export function toCrm(
  mappings: readonly FieldMapping[],
  fields: Fields,
  values: Readonly<Record<string, MappedValue | undefined>>,
  codec: ValueCodec,
): { readonly fields: RemoteFields; readonly unfit: readonly Unfit[] } {
  const told: Record<string, string> = {};
  const unfit: Unfit[] = [];
  for (const { ours, theirs, direction } of mappings) {
    const type = mappedType(ours, fields);
    const value = Object.hasOwn(values, ours) ? values[ours] : undefined;
    if (direction === 'in' || type === null || value === undefined) continue;
    const carried = isEmpty(value) ? emptied : codec.toWire(type, value);
    if (carried.kind === 'fit') told[theirs] = carried.value;
    else unfit.push({ ours, theirs, why: carried.why });
  }
  return { fields: told, unfit };
}

/** A lead's values by their mapped names, for fields that the CRM told; of those that come in. Null: it is empty there. */
export function fromCrm(
  mappings: readonly FieldMapping[],
  fields: Fields,
  remote: Readonly<Record<string, string | null | undefined>>,
  codec: ValueCodec,
): { readonly values: Readonly<Record<string, MappedValue>>; readonly unfit: readonly Unfit[] } {
  const values: Record<string, MappedValue> = {};
  const unfit: Unfit[] = [];
  for (const { ours, theirs, direction } of mappings) {
    const type = mappedType(ours, fields);
    const wire = Object.hasOwn(remote, theirs) ? remote[theirs] : undefined;
    if (direction === 'out' || type === null || wire === undefined) continue;
    const carried = wire === null || wire === '' ? nothing : codec.fromWire(type, wire);
    if (carried.kind === 'fit') values[ours] = carried.value;
    else unfit.push({ ours, theirs, why: carried.why });
  }
  return { values, unfit };
}

const emptied: Carried<string> = { kind: 'fit', value: '' };
const nothing: Carried<MappedValue> = { kind: 'fit', value: null };

/** Whether it says nothing: a CRM does not tell an empty text or list from none. */
export const isEmpty = (value: MappedValue): value is null | '' | readonly [] =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** Whether two values say the same; lists without regard to their order. */
export function isSameValue(one: MappedValue, other: MappedValue): boolean {
  if (isEmpty(one) || isEmpty(other)) return isEmpty(one) && isEmpty(other);
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  const [left, right] = [new Set<string>(one), new Set<string>(other)];
  return left.size === right.size && [...left].every((value) => right.has(value));
}
