/**
 * Whether a value may be set for a lead's field, as the organisation declares its fields now: an edit after publishing
 * may have removed a field or changed its type. Authoring checked the value when the sequence was published.
 */
import { assertNever } from '../domain/errors.ts';
import type { FieldValue } from '../domain/lead.ts';
import { leadProfile } from '../domain/lead.ts';
import { isZone } from '../domain/time.ts';
import type { FieldType } from '../domain/workspace.ts';

type Declared = Readonly<Record<string, FieldType>>;

/** Why not, in words; null when it may. `name`: a standard fact by its name, a custom field as `fields.NAME`. */
export function fieldRefusal(name: string, value: FieldValue, declared: Declared): string | null {
  const custom = /^fields\.(.+)$/s.exec(name)?.[1];
  if (custom !== undefined) {
    const type = Object.hasOwn(declared, custom) ? declared[custom] : undefined;
    if (type === undefined) return `the field "${custom}" is not declared any more`;
    return value === null || isOf(type, value) ? null : `the field "${custom}" is a ${type}, not ${said(value)}`;
  }
  if (name === 'email' || !leadProfile.some((fact) => fact === name)) return `"${name}" is nothing a step can set`;
  if (value === null) return null;
  if (typeof value !== 'string') return `"${name}" is a text, not ${said(value)}`;
  return name !== 'timeZone' || isZone(value) ? null : `"timeZone" is a time zone, not ${said(value)}`;
}

const said = (value: FieldValue): string => JSON.stringify(value).slice(0, 80);

function isOf(type: FieldType, value: Exclude<FieldValue, null>): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'date':
      return typeof value === 'string' && isDate(value);
    default:
      return assertNever(type);
  }
}

function isDate(text: string): boolean {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}
