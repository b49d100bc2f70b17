/**
 * Single values of a lead, from a cell of a file or a value of JSON to what is stored. Each reader returns null for
 * "not given" and throws FIELD_INVALID with the reason, never with more of the value than a person needs to find it.
 */
import { assertNever, TendrilError } from '../domain/errors.ts';
import { declaredValue, valuesInWords } from '../domain/field-values.ts';
import type { FieldDeclaration, FieldType } from '../domain/fields.ts';
import { type FieldValue, type LeadKind, leadKinds } from '../domain/lead.ts';
import { didYouMean, nearest } from '../domain/suggestion.ts';
import { isZone } from '../domain/time.ts';

/** Characters in a name, company, title or source, and in a custom text. */
const longestName = 200;
const longestText = 2000;

/**
 * What must not be in a value that is shown and put into headers: control characters (line breaks too), marks that turn
 * the direction of writing, halves of characters, and U+FFFD, which stands where a text was read in the wrong encoding.
 */
const forbidden = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffd]/u;

export const fieldInvalid = (name: string, why: string): TendrilError =>
  new TendrilError('FIELD_INVALID', `${name} ${why}`, { field: name });

export const shown = (value: unknown): string =>
  JSON.stringify(typeof value === 'string' && value.length > 60 ? `${value.slice(0, 60)}…` : value) ?? String(value);

/** A trimmed text of bounded length; null when it is empty. */
export function readText(name: string, value: unknown, longest = longestName, kind = 'text'): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'string') throw fieldInvalid(name, `must be ${kind}, not ${shown(value)}`);
  const text = value.trim();
  const bad = forbidden.exec(text)?.[0];
  if (bad === '\ufffd') throw fieldInvalid(name, 'has unreadable characters: save the file as UTF-8');
  if (bad !== undefined) {
    const point = bad.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
    throw fieldInvalid(name, `has a line break or another character that is not allowed (U+${point})`);
  }
  if (text.length > longest) throw fieldInvalid(name, `is longer than ${longest} characters`);
  return text === '' ? null : text;
}

/** An ISO 3166-1 country code in upper case. */
export function readCountry(name: string, value: unknown): string | null {
  const text = readText(name, value);
  if (text === null) return null;
  const code = text.toUpperCase();
  if (/^[A-Z]{2}$/.test(code) && regionName(code)) return code;
  const meant = codeOfCountry(text);
  throw fieldInvalid(name, `${shown(text)} is not a two-letter country code (ISO 3166)${didYouMean(meant)}`);
}

const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
const regionName = (code: string): string | undefined => regions.of(code);

/** The code of a country that is named in English, or whose name is nearest. */
function codeOfCountry(text: string): string | null {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const codes = letters.flatMap((a) => letters.map((b) => a + b));
  const byName = new Map(codes.map((code) => [regionName(code) ?? '', code]));
  byName.delete('');
  return byName.get(nearest(text, byName.keys()) ?? '') ?? null;
}

/** A language tag of the common form: language, perhaps script, perhaps region (BCP 47), e.g. `de`, `pt-BR`. */
export function readLanguage(name: string, value: unknown): string | null {
  const text = readText(name, value)?.replaceAll('_', '-') ?? null;
  if (text === null) return null;
  if (!/^[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?$/i.test(text)) {
    throw fieldInvalid(name, `${shown(text)} is not a language tag such as "en" or "de-AT" (BCP 47)`);
  }
  return Intl.getCanonicalLocales(text)[0] ?? text;
}

/** Whether a person was found by what it is, or for this organisation alone. */
export function readKind(name: string, value: unknown): LeadKind | null {
  const text = readText(name, value);
  if (text === null) return null;
  const kind = leadKinds.find((one) => one === text.toLowerCase());
  if (kind) return kind;
  throw fieldInvalid(name, `${shown(text)} is neither consumer nor target${didYouMean(nearest(text, leadKinds))}`);
}

/** A time zone of the IANA database. */
export function readZone(name: string, value: unknown): string | null {
  const text = readText(name, value);
  if (text === null || isZone(text)) return text;
  const meant = nearest(text, Intl.supportedValuesOf('timeZone'));
  throw fieldInvalid(name, `${shown(text)} is not a time zone such as "Europe/Berlin"${didYouMean(meant)}`);
}

/** The value of a custom field, in its declared type and, where values are listed, in their spelling. */
export function readField(name: string, value: unknown, declaration: FieldDeclaration): FieldValue {
  const read = readTyped(name, value, declaration.type);
  const { values } = declaration;
  if (read === null || values === null) return read;
  const declared = declaredValue(declaration, read);
  if (declared !== undefined) return declared;
  const near = typeof read === 'string' ? nearest(read, values.map(String)) : null;
  throw fieldInvalid(name, `is never ${shown(read)} (it is ${valuesInWords(values)})${didYouMean(near)}`);
}

function readTyped(name: string, value: unknown, type: FieldType): FieldValue {
  const written = (kind: string) => readText(name, value, longestText, kind);
  switch (type) {
    case 'string':
      return typeof value === 'number' ? String(value) : written('text');
    case 'number':
      return readNumber(name, typeof value === 'number' ? String(value) : written('a number'));
    case 'boolean':
      return typeof value === 'boolean' ? value : readBoolean(name, written('true or false'));
    case 'date':
      return readDate(name, written('a date'));
    default:
      return assertNever(type);
  }
}

function readNumber(name: string, text: string | null): number | null {
  if (text === null) return null;
  const number = /^[+-]?\d+(\.\d+)?(e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : Number.NaN;
  // A comma is a decimal mark in one country and a thousands mark in the next: guessing could be wrong by a thousand.
  if (!Number.isFinite(number)) throw fieldInvalid(name, `${shown(text)} is not a number such as 1200 or 12.5`);
  return number;
}

function readBoolean(name: string, text: string | null): boolean | null {
  if (text === null) return null;
  const word = text.toLowerCase();
  if (['true', 'yes', '1'].includes(word)) return true;
  if (['false', 'no', '0'].includes(word)) return false;
  throw fieldInvalid(name, `${shown(text)} is neither true nor false (yes and no, 1 and 0 do as well)`);
}

function readDate(name: string, text: string | null): string | null {
  if (text === null) return null;
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  if (!date || Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text) {
    throw fieldInvalid(name, `${shown(text)} is not a date such as "2026-11-21"`);
  }
  return text;
}
