/** Where a visitor stands in a form: what each step asks by the answers so far, and which of those are wrong. Pure. */
import { type AnswerProblem, checkAnswers, type RawAnswers } from '../../authoring/form-answers.ts';
import type { LeadView } from '../../db/store.ts';
import type { Fields } from '../../domain/fields.ts';
import { type Answers, type Form, type FormQuestion, questionsFor } from '../../domain/form.ts';

export interface Progress {
  /** The questions of each step. */
  readonly asked: readonly (readonly FormQuestion[])[];
  /** Of all questions that are asked. */
  readonly answers: Answers;
  /** By step, what is wrong. */
  readonly problems: readonly ReadonlyMap<string, AnswerProblem>[];
}

/** @param home the country of the organisation */
export function progressOf(
  form: Form,
  raw: RawAnswers,
  known: Answers,
  { fields, home }: { readonly fields: Fields; readonly home: string | null },
): Progress {
  let answers: Answers = {};
  const problems: ReadonlyMap<string, AnswerProblem>[] = [];
  for (let step = 0; step < form.steps.length; step += 1) {
    const questions = questionsFor(form, answers, known)[step] ?? [];
    const checked = checkAnswers(questions, raw, { fields, before: { ...known, ...answers }, home });
    answers = { ...answers, ...checked.answers };
    problems.push(checked.problems);
  }
  return { asked: questionsFor(form, answers, known), answers, problems };
}

/** What is known of a lead that the form may ask for. */
export function knownOf(form: Form, lead: LeadView | null): Answers {
  if (lead === null) return {};
  const facts = lead as unknown as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    form.steps
      .flatMap(({ questions }) => questions)
      .flatMap(({ field }) => {
        const value = field === 'email' ? null : (lead.fields[field] ?? facts[field] ?? null);
        const isKnown =
          typeof value === 'string' ? value !== '' : typeof value === 'number' || typeof value === 'boolean';
        return isKnown ? [[field, value as string | number | boolean] as const] : [];
      }),
  );
}
