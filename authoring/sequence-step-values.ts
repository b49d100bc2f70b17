/**
 * What a `set` step gives a lead: each value is read as one that comes in with a lead, with the same fields, types and
 * words for what is wrong.
 */
import { type ErrorCode, errorCode } from '../domain/errors.ts';
import type { Fields } from '../domain/fields.ts';
import type { FieldValue } from '../domain/lead.ts';
import { didYouMean } from '../domain/suggestion.ts';
import { checkLead, leadColumns } from './lead.ts';
import type { Place } from './sequence-step.ts';

/**
 * The values by the names that a program has for them, `country` and `fields.employees`; those that are wrong are reported
 * and left out.
 */
export function fieldValues(
  place: Place,
  set: Readonly<Record<string, FieldValue>>,
  fields: Fields | null,
): Readonly<Record<string, FieldValue>> {
  const values: Record<string, FieldValue> = {};
  const names = Object.keys(set);
  const wrong = (code: ErrorCode, message: string, name?: string) => {
    const { yaml, findings, path } = place;
    const at = name === undefined ? yaml.at([...path, 'set']) : yaml.keyAt([...path, 'set', name]);
    findings.add(code, message, at);
  };
  if (names.length === 0) wrong('AUTHORING_SHAPE', '"set" names no field: write { NAME: value }');
  for (const name of names) {
    const own = name.replace(/^(lead\.)?fields\.|^lead\./, '');
    if (own !== name) wrong('FIELD_INVALID', `fields are set by their bare names${didYouMean(own)}`, name);
    else if (name === 'email') wrong('FIELD_INVALID', 'the e-mail address of a lead cannot be set: leave it out', name);
    else if (name === 'fields' || name === 'tags') wrong('FIELD_INVALID', `"${name}" is no field of a lead`, name);
    else if (set[name] === '') wrong('FIELD_INVALID', `"${name}" is set to nothing: write null to empty it`, name);
    else
      Object.assign(
        values,
        readValue(name, set[name] ?? null, fields, (code, why) => wrong(code, why, name)),
      );
  }
  return values;
}

function readValue(
  name: string,
  value: FieldValue,
  fields: Fields | null,
  wrong: (code: ErrorCode, message: string) => void,
): Readonly<Record<string, FieldValue>> {
  // Without the declared fields nothing can be said about one.
  if (!fields) return { [leadColumns.includes(name) ? name : `fields.${name}`]: value };
  try {
    const lead = checkLead({ email: 'lead@example.com', [name]: value }, fields);
    if (lead.fields && Object.hasOwn(lead.fields, name)) return { [`fields.${name}`]: lead.fields[name] ?? null };
    return { [name]: (lead as unknown as Readonly<Record<string, FieldValue>>)[name] ?? null };
  } catch (error) {
    wrong(errorCode(error), (error as Error).message);
    return {};
  }
}
