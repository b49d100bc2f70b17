/**
 * A form that visitors of a site fill in: its steps and questions, and which of them a visitor sees. Pure. What is asked
 * depends on the answers to earlier steps alone, so that a page can be made without a script.
 */
import { TendrilError } from './errors.ts';
import { didYouMean, nearest } from './suggestion.ts';
import type { WordedText } from './worded-text.ts';

/** The facts of a lead that a form may ask for; the rest are custom fields. */
export const formFacts = [
  'email',
  'firstName',
  'lastName',
  'company',
  'title',
  'phone',
  'country',
  'language',
] as const;
export type FormFact = (typeof formFacts)[number];

export const isFormFact = (name: string): name is FormFact => (formFacts as readonly string[]).includes(name);

/** How a question looks. */
export const questionLooks = [
  'text',
  'long',
  'choice',
  'radio',
  'checkbox',
  'number',
  'date',
  'email',
  'tel',
  'country',
] as const;
export type QuestionLook = (typeof questionLooks)[number];

/** A checked answer, in the type of its field. */
export type Answer = string | number | boolean;
export type Answers = Readonly<Record<string, Answer>>;

/** What an earlier answer must be: one of these, and within these bounds (numbers, or dates such as `2026-12-24`). */
export interface AnswerTest {
  readonly anyOf: readonly Answer[] | null;
  readonly atLeast: number | string | null;
  readonly atMost: number | string | null;
}

export interface QuestionOption {
  readonly value: Answer;
  /** Null: the value itself. */
  readonly label: WordedText | null;
}

export interface FormQuestion {
  /** The fact or the custom field that the answer is. */
  readonly field: string;
  /** Null: what the field is called. */
  readonly label: WordedText | null;
  readonly help: WordedText | null;
  readonly required: boolean;
  readonly as: QuestionLook;
  /** Of a choice: what can be chosen, where the form or the field says so. */
  readonly options: readonly QuestionOption[] | null;
  /** It is asked when each of these questions, all of earlier steps, was answered so. */
  readonly when: Readonly<Record<string, AnswerTest>>;
}

export interface FormStep {
  readonly title: WordedText | null;
  readonly questions: readonly FormQuestion[];
}

export interface FormConsent {
  /** The purposes of mails that are agreed to. */
  readonly purposes: readonly string[];
  readonly wording: WordedText;
  /** Whether the form is not taken without it. */
  readonly required: boolean;
  /** Whether it counts only after a link in a mail was followed (double opt-in). */
  readonly confirm: boolean;
}

/** What follows when the form was taken. */
export interface FormFollows {
  /** The sequence that the lead enters: after it has confirmed where that is asked for, else at once. */
  readonly enroll: string | null;
  readonly thanks: WordedText | null;
  /** The page that is shown instead of the thanks. */
  readonly redirect: string | null;
}

export interface Form {
  readonly form: string;
  readonly title: WordedText;
  readonly text: WordedText | null;
  readonly button: WordedText | null;
  /** The source of leads that come by it; null: the name of the form. */
  readonly source: string | null;
  readonly steps: readonly FormStep[];
  /** At most so many questions besides the address are asked in one visit; null: all. */
  readonly ask: number | null;
  readonly consent: FormConsent | null;
  readonly follows: FormFollows;
  /** Origins of the sites that may show it in a frame. */
  readonly sites: readonly string[];
}

/** By name. */
export type Forms = Readonly<Record<string, Form>>;

/** The form of that name; undefined when there is none. Names such as `constructor` are nobody's. */
export const formIn = (forms: Forms, name: string): Form | undefined =>
  Object.hasOwn(forms, name) ? forms[name] : undefined;

/** The same for who names it. @throws FORM_UNKNOWN with what was meant */
export function formNamed(forms: Forms, name: string): Form {
  const form = formIn(forms, name);
  if (form) return form;
  const meant = didYouMean(nearest(name, Object.keys(forms)));
  throw new TendrilError('FORM_UNKNOWN', `There is no form ${JSON.stringify(name)}${meant}`, { form: name });
}

export const allQuestions = ({ steps }: Pick<Form, 'steps'>): readonly FormQuestion[] =>
  steps.flatMap(({ questions }) => questions);

function passes({ anyOf, atLeast, atMost }: AnswerTest, answer: Answer): boolean {
  if (anyOf !== null && !anyOf.includes(answer)) return false;
  if (atLeast !== null && !(typeof answer === typeof atLeast && answer >= atLeast)) return false;
  return atMost === null || (typeof answer === typeof atMost && answer <= atMost);
}

/** Whether a question is to be asked; an answer that is not there passes no test. */
const isWanted = ({ when }: Pick<FormQuestion, 'when'>, answers: Answers): boolean =>
  Object.entries(when).every(([name, test]) => {
    const answer = Object.hasOwn(answers, name) ? answers[name] : undefined;
    return answer !== undefined && passes(test, answer);
  });

/**
 * The questions of each step that this visitor is asked. The address is asked of everybody: who opens a mail that was passed on
 * is not the one it was written to.
 * @param answers what was answered so far; answers to what is not asked count for nothing
 * @param known what is known of a lead that has shown who it is: not asked again, and the next questions in order are
 */
export function questionsFor(form: Form, answers: Answers, known: Answers = {}): readonly (readonly FormQuestion[])[] {
  let left = form.ask ?? Number.POSITIVE_INFINITY;
  let before: Answers = known;
  return form.steps.map(({ questions }) => {
    const asked = questions.filter((question) => {
      if (question.field === 'email') return true;
      if (left <= 0 || Object.hasOwn(known, question.field) || !isWanted(question, before)) return false;
      left -= 1;
      return true;
    });
    const given = asked.flatMap(({ field }) => (Object.hasOwn(answers, field) ? [[field, answers[field]]] : []));
    before = { ...before, ...Object.fromEntries(given) };
    return asked;
  });
}

/** Whether a step is shown: it asks something, or it is the last one of a form that asks for a consent. */
const isShown = (form: Form, step: number, asked: readonly (readonly FormQuestion[])[]): boolean =>
  (asked[step]?.length ?? 0) > 0 || (step === form.steps.length - 1 && form.consent !== null);

/** The next step that is shown after a step (-1: the first one); null when there is none. */
export function stepAfter(form: Form, step: number, asked: readonly (readonly FormQuestion[])[]): number | null {
  for (let next = step + 1; next < form.steps.length; next += 1) if (isShown(form, next, asked)) return next;
  return null;
}

export function stepBefore(form: Form, step: number, asked: readonly (readonly FormQuestion[])[]): number | null {
  for (let former = step - 1; former >= 0; former -= 1) if (isShown(form, former, asked)) return former;
  return null;
}
