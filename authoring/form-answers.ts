/**
 * What a visitor typed into a form, as checked values. A problem is named, not worded: who shows it speaks the language of the
 * visitor. Never throws for what was typed.
 */
import { parseAddress } from '../domain/address.ts';
import { errorCode } from '../domain/errors.ts';
import { declarationOf, type Fields } from '../domain/fields.ts';
import { type Answer, type Answers, type FormQuestion, isFormFact, type QuestionLook } from '../domain/form.ts';
import type { FieldValue, LeadInput } from '../domain/lead.ts';
import { readPhone } from './lead-phone.ts';
import { fieldInvalid, readCountry, readField, readLanguage, readText, shown } from './lead-values.ts';
import { plainNumber } from './written-number.ts';

export const answerProblems = ['missing', 'email', 'phone', 'number', 'date', 'choice', 'long', 'characters'] as const;
export type AnswerProblem = (typeof answerProblems)[number];

/** As a page sends it, by the field. */
export type RawAnswers = Readonly<Record<string, string>>;

export interface CheckedAnswers {
  readonly answers: Answers;
  /** By the field, in the order of the questions. */
  readonly problems: ReadonlyMap<string, AnswerProblem>;
}

/** Characters of an answer. */
export const longestAnswer = (look: QuestionLook): number => (look === 'long' ? 2_000 : 200);

/** What is wrong when a question of that look cannot be read. */
const problemOf: Readonly<Record<QuestionLook, AnswerProblem>> = {
  text: 'characters',
  long: 'characters',
  choice: 'choice',
  radio: 'choice',
  checkbox: 'choice',
  number: 'number',
  date: 'date',
  email: 'email',
  tel: 'phone',
  country: 'choice',
};

export interface AnswerContext {
  readonly fields: Fields;
  /** Of earlier steps, and what is known: a national telephone number is of the country that was told. */
  readonly before: Answers;
  /** The country of the organisation. */
  readonly home: string | null;
}

export function checkAnswers(
  questions: readonly FormQuestion[],
  raw: RawAnswers,
  { fields, before, home }: AnswerContext,
): CheckedAnswers {
  const answers: Record<string, Answer> = {};
  const problems = new Map<string, AnswerProblem>();
  // The country first, because how a telephone number is read depends on it; problems stay in their order.
  const inTurn = questions.toSorted((a, b) => Number(b.field === 'country') - Number(a.field === 'country'));
  for (const question of inTurn) {
    const country = answers.country ?? before.country ?? home;
    const read = readAnswer(question, textIn(raw, question), fields, typeof country === 'string' ? country : null);
    if ('problem' in read) problems.set(question.field, read.problem);
    else if (read.answer !== null) answers[question.field] = read.answer;
  }
  const ordered = questions.flatMap(({ field }): [string, AnswerProblem][] => {
    const problem = problems.get(field);
    return problem ? [[field, problem]] : [];
  });
  return { answers, problems: new Map(ordered) };
}

/** A field keeps one line: the lines of a longer text become one. */
function textIn(raw: RawAnswers, { field, as }: FormQuestion): string {
  const text = (Object.hasOwn(raw, field) ? raw[field] : undefined) ?? '';
  return (as === 'long' ? text.replaceAll(/\s*[\r\n]+\s*/g, ' ') : text).trim();
}

type Read = { readonly answer: Answer | null } | { readonly problem: AnswerProblem };

function readAnswer(question: FormQuestion, text: string, fields: Fields, country: string | null): Read {
  const { field, as, required, options } = question;
  if (as === 'checkbox') {
    const ticked = text !== '';
    return required && !ticked ? { problem: 'missing' } : { answer: ticked };
  }
  if (text === '') return required ? { problem: 'missing' } : { answer: null };
  if (text.length > longestAnswer(as)) return { problem: 'long' };
  try {
    const answer = valueOfField(field, text, fields, country);
    if (options !== null && !options.some(({ value }) => value === answer)) return { problem: 'choice' };
    return { answer };
  } catch (error) {
    if (errorCode(error) === 'INTERNAL') throw error;
    return { problem: problemOf[as] };
  }
}

/** @throws FIELD_INVALID, ADDRESS_INVALID, ADDRESS_MULTIPLE */
function valueOfField(field: string, text: string, fields: Fields, country: string | null): FieldValue {
  switch (field) {
    case 'email':
      return parseAddress(text);
    case 'phone':
      return readPhone(field, text, country);
    case 'country':
      return readCountry(field, text);
    case 'language':
      return readLanguage(field, text);
    default: {
      const declaration = isFormFact(field) ? undefined : declarationOf(fields, field);
      if (!declaration) return readText(field, text);
      return readField(field, declaration.type === 'number' ? numberIn(field, text) : text, declaration);
    }
  }
}

/** @throws FIELD_INVALID, also for what may be a number or a thousand times of it */
function numberIn(field: string, text: string): string {
  const number = plainNumber(text);
  if (number === null) throw fieldInvalid(field, `${shown(text)} is no number that has one meaning only`);
  return number;
}

/**
 * The lead that the answers make; null without an address. Answers to what is not asked any more are left out by the caller.
 * @param language of the page, for a lead that was not asked
 */
export function leadOf(answers: Answers, source: string, language: string): LeadInput | null {
  const { email, ...rest } = answers;
  if (typeof email !== 'string') return null;
  const facts: Record<string, Answer> = { language };
  const custom: Record<string, FieldValue> = {};
  for (const [name, value] of Object.entries(rest)) (isFormFact(name) ? facts : custom)[name] = value;
  return { ...facts, email, source, ...(Object.keys(custom).length > 0 ? { fields: custom } : {}) };
}
