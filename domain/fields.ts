/**
 * The custom fields of a lead, as an organisation declares them: what type of value each takes, which values, how people
 * call it, and whether it is shown to everybody. Whether a value fits is asked of `field-values.ts`.
 */
import type { FieldValue } from './lead.ts';

export const fieldTypes = ['string', 'number', 'boolean', 'date'] as const;
export type FieldType = (typeof fieldTypes)[number];

export interface FieldDeclaration {
  readonly type: FieldType;
  /** How people call it, on forms and in lists; null: by its name. */
  readonly label: string | null;
  /** The only values it takes; null: any of its type. */
  readonly values: readonly Exclude<FieldValue, null>[] | null;
  /** Left out of lists, mails to colleagues and messages to other systems; shown with the lead itself. */
  readonly sensitive: boolean;
}

/** By name. */
export type Fields = Readonly<Record<string, FieldDeclaration>>;

/** What `name: type` says. */
export const plainField = (type: FieldType): FieldDeclaration => ({
  type,
  label: null,
  values: null,
  sensitive: false,
});

/** Fields of which some are told by their type alone, as files write them and older versions stored them. */
export const fieldsOf = (told: Readonly<Record<string, FieldType | FieldDeclaration>>): Fields =>
  Object.fromEntries(
    Object.entries(told).map(([name, one]) => [name, typeof one === 'string' ? plainField(one) : one]),
  );

/** The declaration of a field; undefined when there is none. Names such as `constructor` are nobody's. */
export const declarationOf = (fields: Fields, name: string): FieldDeclaration | undefined =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

/** What people call a field: its label, or else its name in words. */
export const labelOf = (fields: Fields, name: string): string =>
  declarationOf(fields, name)?.label ?? nameInWords(name);

/** `buildingType` → `Building type`. */
export function nameInWords(name: string): string {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * The values that may be shown where more people look than those who work on the lead: in lists, mails to colleagues and
 * messages to other systems. A field that is no longer declared is left out too: nobody can say that it is not sensitive.
 */
export const publicFields = <T>(fields: Fields, values: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => declarationOf(fields, name)?.sensitive === false));
