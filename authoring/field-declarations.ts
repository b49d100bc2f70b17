/**
 * The custom fields of a lead as `organisation.yaml` declares them: `employees: number`, or a mapping with the type, a
 * label, the values that it takes, and whether it is sensitive.
 */
import { z } from 'zod';
import { isOfType, typeInWords } from '../domain/field-values.ts';
import { type FieldDeclaration, type Fields, type FieldType, fieldTypes, plainField } from '../domain/fields.ts';
import type { FieldValue } from '../domain/lead.ts';
import { didYouMean, nearest } from '../domain/suggestion.ts';
import { custom, line } from './authored-values.ts';

/** How other languages call the types. */
const foreignTypes: Readonly<Record<string, FieldType>> = {
  text: 'string',
  int: 'number',
  integer: 'number',
  float: 'number',
  double: 'number',
  decimal: 'number',
  bool: 'boolean',
  datetime: 'date',
};

function readType(value: unknown): { readonly value: FieldType } | { readonly wrong: string } {
  const known = fieldTypes.find((type) => type === value);
  if (known) return { value: known };
  const word = String(value).toLowerCase();
  const meant = Object.hasOwn(foreignTypes, word) ? (foreignTypes[word] ?? null) : nearest(word, fieldTypes);
  return { wrong: `must be string, number, boolean or date${didYouMean(meant)}` };
}

/** Words that mean something in a condition, and properties that every object has. */
const reserved =
  /^(true|false|null|in|as|break|const|continue|else|for|function|if|import|let|loop|package|namespace|return|var|void|while|prototype|fields)$/;

const fieldName = z
  .string()
  .max(64)
  .regex(/^[a-z][A-Za-z0-9_]*$/, { error: 'is not a name for a field: write it like "buildingType"' })
  .refine((name) => !reserved.test(name) && !(name in Object.prototype), {
    error: 'is a reserved word: choose another name for the field',
  });

const mostValues = 200;
const longestValue = 200;

/** What is wrong with each of the listed values, by its place. */
function valueProblems(type: FieldType, values: readonly unknown[]): readonly (readonly [number, string])[] {
  const seen = new Set<unknown>();
  return values.flatMap((value, i): readonly (readonly [number, string])[] => {
    if (!isOfType(type, value)) return [[i, `must be ${typeInWords[type]}, ${givenInWords(type, value)}`]];
    if (typeof value === 'string' && (value.trim() !== value || value === '' || value.length > longestValue)) {
      return [[i, `must be a text of 1 to ${longestValue} characters without blanks around it`]];
    }
    // Leads write "Office" and "office" and mean the same.
    const folded = typeof value === 'string' ? value.toLowerCase() : value;
    if (seen.has(folded)) return [[i, `is listed twice: ${JSON.stringify(value)}`]];
    seen.add(folded);
    return [];
  });
}

const givenInWords = (type: FieldType, value: unknown): string =>
  `but is ${JSON.stringify(value) ?? String(value)}${type === 'string' && typeof value !== 'object' ? ': put it in quotes' : ''}`;

const inFull = z
  .strictObject({
    type: custom(readType),
    label: line(80).nullish(),
    values: z.array(z.unknown()).min(1).max(mostValues).nullish(),
    sensitive: z.boolean().default(false),
  })
  .transform(({ type, label = null, values = null, sensitive }, context): FieldDeclaration => {
    const wrong = (path: readonly (string | number)[], message: string) =>
      context.issues.push({ code: 'custom', message, path: [...path], input: values });
    if (values !== null && type === 'boolean') wrong(['values'], 'is not for a boolean, which is true or false');
    else for (const [i, message] of valueProblems(type, values ?? [])) wrong(['values', i], message);
    // What is not of the type was told above.
    return { type, label, values: values as readonly Exclude<FieldValue, null>[] | null, sensitive };
  });

/** One field: its type alone, or all about it. */
const declaration: z.ZodType<FieldDeclaration> = z.preprocess((value, context) => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  const type = readType(value);
  if ('value' in type) return plainField(type.value);
  context.addIssue({ code: 'custom', message: type.wrong });
  return z.NEVER;
}, inFull);

export const declaredFields: z.ZodType<Fields> = z.record(fieldName, declaration).default({});
