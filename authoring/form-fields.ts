/** What questions of a form make of the fields of a lead: which values they take, and how they can look. */
import { assertNever } from '../domain/errors.ts';
import { declaredValue, isOfType, typeInWords, valuesInWords } from '../domain/field-values.ts';
import { declarationOf, type FieldDeclaration, type Fields, plainField } from '../domain/fields.ts';
import {
  type Answer,
  type FormFact,
  formFacts,
  isFormFact,
  type QuestionLook,
  type QuestionOption,
} from '../domain/form.ts';
import type { WrittenValue } from './form-shape.ts';
import { readCountry, readLanguage } from './lead-values.ts';

/** What a fact takes, as if it were declared. */
const factDeclarations: Readonly<Record<FormFact, FieldDeclaration>> = Object.fromEntries(
  formFacts.map((fact) => [fact, plainField('string')]),
) as Record<FormFact, FieldDeclaration>;

export const declared = (name: string, fields: Fields | null): FieldDeclaration | undefined =>
  isFormFact(name) ? factDeclarations[name] : fields ? declarationOf(fields, name) : undefined;

/** A text from a file as the value of a field; undefined when it is none. */
export function answerOf(field: string, declaration: FieldDeclaration, written: WrittenValue): Answer | undefined {
  const { type } = declaration;
  const typed =
    type === 'number' && typeof written === 'string' && written.trim() !== ''
      ? Number(written)
      : type === 'boolean' && typeof written === 'string' && /^(true|false)$/.test(written)
        ? written === 'true'
        : written;
  if (!isOfType(type, typed)) return undefined;
  const value = declaredValue(declaration, typed);
  if (typeof value !== 'string' || (field !== 'country' && field !== 'language')) return value;
  try {
    return (field === 'country' ? readCountry(field, value) : readLanguage(field, value)) ?? undefined;
  } catch {
    return undefined;
  }
}

export const wanted = ({ type, values }: FieldDeclaration): string =>
  values === null ? `it must be ${typeInWords[type]}` : `it is ${valuesInWords(values)}`;

/** A few options are shown at once, many in a list. */
const fewOptions = 5;

/** How a question looks of which the file does not say it. */
export function lookOf(
  field: string,
  { type }: FieldDeclaration,
  options: readonly QuestionOption[] | null,
): QuestionLook {
  if (options !== null) return options.length <= fewOptions ? 'radio' : 'choice';
  switch (field) {
    case 'email':
      return 'email';
    case 'phone':
      return 'tel';
    case 'country':
      return 'country';
    case 'language':
      return 'choice';
  }
  switch (type) {
    case 'string':
      return 'text';
    case 'number':
      return 'number';
    case 'boolean':
      return 'checkbox';
    case 'date':
      return 'date';
    default:
      return assertNever(type);
  }
}

/** How a question of a field can look. */
export function looksFor(
  field: string,
  { type }: FieldDeclaration,
  options: readonly QuestionOption[] | null,
): readonly QuestionLook[] {
  if (field === 'email') return ['email'];
  if (field === 'phone') return ['tel'];
  if (field === 'language' || (options !== null && type !== 'boolean')) return ['choice', 'radio'];
  if (field === 'country') return ['country'];
  switch (type) {
    case 'string':
      return isFormFact(field) ? ['text'] : ['text', 'long'];
    case 'number':
      return ['number'];
    case 'boolean':
      return ['checkbox', 'radio', 'choice'];
    case 'date':
      return ['date'];
    default:
      return assertNever(type);
  }
}
