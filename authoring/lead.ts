/**
 * A lead as it comes in, from a row of a file or an object of JSON, to a checked `LeadInput`.
 * What is blank in a text counts as not given and is left out, so that it erases nothing; `null` is kept and does.
 */
import { parseAddress } from '../domain/address.ts';
import { errorCode, TendrilError } from '../domain/errors.ts';
import { declarationOf, type Fields } from '../domain/fields.ts';
import type { FieldValue, LeadInput } from '../domain/lead.ts';
import { didYouMean, nearest } from '../domain/suggestion.ts';
import { readPhone } from './lead-phone.ts';
import { fieldInvalid, readCountry, readField, readKind, readLanguage, readText, readZone } from './lead-values.ts';

/** The facts that every lead has a place for, besides its address; the rest are custom fields. */
const readers = {
  firstName: readText,
  lastName: readText,
  company: readText,
  title: readText,
  country: readCountry,
  language: readLanguage,
  timeZone: readZone,
  source: readText,
  kind: readKind,
} as const satisfies Record<string, (name: string, value: unknown) => string | null>;
type Fact = keyof typeof readers;
type Facts = { -readonly [K in Fact | 'phone']?: LeadInput[K] };

export const leadColumns: readonly string[] = ['email', ...Object.keys(readers), 'phone'];

/**
 * Checks one lead. Custom fields may stand beside the built-in ones or inside `fields`.
 * @param home the country that national telephone numbers are of when the lead's own is not told
 * @throws ADDRESS_INVALID, ADDRESS_MULTIPLE, FIELD_INVALID: the code of the first thing wrong, the reasons of all.
 * @example checkLead({ email: 'Ann@Example.com', employees: '120' }, fieldsOf({ employees: 'number' }))
 */
export function checkLead(
  record: Readonly<Record<string, unknown>>,
  fields: Fields,
  home: string | null = null,
): LeadInput {
  const problems: TendrilError[] = [];
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (errorCode(error) === 'INTERNAL') throw error;
      problems.push(error as TendrilError);
      return undefined;
    }
  };
  const email = attempt(() => readEmail(record.email));
  const facts: Facts = {};
  const custom: Record<string, FieldValue> = {};
  const take = (name: string, value: unknown): void => {
    if (value === undefined) return;
    const read = attempt(() => readOne(name, value, fields));
    // Blank is "not given"; null is "erase it".
    if (read === undefined || (read.value === null && value !== null)) return;
    if (read.fact) facts[read.fact] = read.value as never;
    else custom[name] = read.value;
  };
  for (const name of Object.keys(record)) if (!apart.has(name)) take(name, record[name]);
  for (const [name, value] of attempt(() => entriesOf(record.fields)) ?? []) take(name, value);
  // Last, because how a number is read depends on the country.
  const phone = attempt(() => readPhone('phone', record.phone, facts.country ?? home));
  if (typeof phone === 'string' || record.phone === null) facts.phone = phone ?? null;
  if (email === undefined || problems.length > 0) throw combined(problems);
  return { email, ...facts, ...(Object.keys(custom).length > 0 ? { fields: custom } : {}) };
}

/** What is read in a way of its own. */
const apart: ReadonlySet<string> = new Set(['email', 'phone', 'fields']);

type Read =
  | { readonly fact: Fact; readonly value: string | null }
  | { readonly fact: null; readonly value: FieldValue };

function readOne(name: string, value: unknown, fields: Fields): Read {
  if (isFact(name)) return { fact: name, value: readers[name](name, value) };
  const declaration = declarationOf(fields, name);
  if (!declaration) {
    const near = nearest(name, [...leadColumns, ...Object.keys(fields)]);
    throw new TendrilError(
      'FIELD_INVALID',
      `there is no field ${JSON.stringify(name.slice(0, 80))}${didYouMean(near)}`,
      {
        field: name.slice(0, 80),
      },
    );
  }
  return { fact: null, value: readField(name, value, declaration) };
}

const isFact = (name: string): name is Fact => Object.hasOwn(readers, name);

function readEmail(value: unknown): string {
  if (value === undefined || value === null || (typeof value === 'string' && value.trim() === '')) {
    throw new TendrilError('ADDRESS_INVALID', 'the lead has no e-mail address');
  }
  if (typeof value !== 'string') throw new TendrilError('ADDRESS_INVALID', 'the e-mail address must be text');
  return parseAddress(value);
}

function entriesOf(nested: unknown): readonly (readonly [string, unknown])[] {
  if (nested === undefined || nested === null) return [];
  if (typeof nested !== 'object' || Array.isArray(nested)) throw fieldInvalid('fields', 'must be an object');
  for (const name of Object.keys(nested)) {
    if (leadColumns.includes(name)) throw fieldInvalid(name, 'is not a custom field: put it beside "fields"');
  }
  return Object.entries(nested);
}

/** One error that tells everything: the code of the first problem, the messages of all. */
function combined(problems: readonly TendrilError[]): TendrilError {
  const [first, ...more] = problems;
  if (!first) return new TendrilError('INTERNAL', 'A lead was refused without a reason');
  if (more.length === 0) return first;
  const messages = problems.map((problem) => problem.message);
  return new TendrilError(first.code, messages.join('; '), { ...first.details, problems: messages }, first);
}
