/**
 * Whether a value may be set for a lead's field, as the organisation declares its fields now: an edit after publishing
 * may have removed a field or changed its type. Authoring checked the value when the sequence was published.
 */
import { valueRefusal } from '../domain/field-values.ts';
import { declarationOf, type Fields } from '../domain/fields.ts';
import type { FieldValue } from '../domain/lead.ts';
import { leadKinds, leadProfile } from '../domain/lead.ts';
import { isZone } from '../domain/time.ts';

/** Why not, in words; null when it may. `name`: a standard fact by its name, a custom field as `fields.NAME`. */
export function fieldRefusal(name: string, value: FieldValue, declared: Fields): string | null {
  const custom = /^fields\.(.+)$/s.exec(name)?.[1];
  if (custom !== undefined) {
    const declaration = declarationOf(declared, custom);
    if (declaration === undefined) return `the field "${custom}" is not declared any more`;
    const wanted = value === null ? null : valueRefusal(declaration, value);
    return wanted === null ? null : `the field "${custom}" is ${wanted}, not ${said(value)}`;
  }
  if (name === 'email' || !leadProfile.some((fact) => fact === name)) return `"${name}" is nothing a step can set`;
  if (value === null) return null;
  if (typeof value !== 'string') return `"${name}" is a text, not ${said(value)}`;
  if (name === 'kind' && !leadKinds.some((kind) => kind === value))
    return `"kind" is consumer or target, not ${said(value)}`;
  return name !== 'timeZone' || isZone(value) ? null : `"timeZone" is a time zone, not ${said(value)}`;
}

const said = (value: FieldValue): string => JSON.stringify(value).slice(0, 80);
