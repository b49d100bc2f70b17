/** Whether a value fits a field's declaration. What comes from people is read by authoring; this looks at values. */
import { assertNever } from './errors.ts';
import type { FieldDeclaration, FieldType } from './fields.ts';
import type { FieldValue } from './lead.ts';
import { listed } from './suggestion.ts';
import { isDate } from './time.ts';

type Value = Exclude<FieldValue, null>;

export function isOfType(type: FieldType, value: unknown): value is Value {
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

/** How a value of each type is called in messages. */
export const typeInWords: Readonly<Record<FieldType, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  date: 'a date such as "2026-11-21"',
};

/** The declared value that is meant, without regard to case; undefined when there is none. Any, without a list. */
export function declaredValue({ values }: FieldDeclaration, value: Value): Value | undefined {
  if (values === null) return value;
  return values.find((one) => one === value) ?? values.find((one) => folded(one) === folded(value));
}

const folded = (value: Value): Value => (typeof value === 'string' ? value.trim().toLowerCase() : value);

/** What a value must be to fit a field, in words; null when it fits. */
export function valueRefusal(declaration: FieldDeclaration, value: unknown): string | null {
  const { type, values } = declaration;
  if (!isOfType(type, value)) return typeInWords[type];
  return values === null || values.includes(value) ? null : valuesInWords(values);
}

/** The first of the values that a field takes, for messages: `"office", "hotel" or "school"`. */
export function valuesInWords(values: readonly Value[]): string {
  const most = 12;
  const shown = values.slice(0, most).map((value) => JSON.stringify(value));
  return values.length > most ? `${shown.join(', ')} and ${values.length - most} more` : listed(shown);
}
