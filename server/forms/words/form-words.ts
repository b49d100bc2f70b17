/** What forms say by themselves. One file a language holds nothing but these texts; `{address}`, `{step}` and `{steps}` stand for values. */
import type { AnswerProblem } from '../../../authoring/form-answers.ts';
import type { FormFact } from '../../../domain/form.ts';

/** What can be wrong with an answer; `noMail`: nothing takes mail there; `meant`: one of two addresses is to be chosen. */
export type ShownProblem = AnswerProblem | 'noMail' | 'meant' | 'consent';

export interface FormWords {
  readonly facts: Readonly<Record<FormFact, string>>;
  readonly next: string;
  readonly back: string;
  readonly send: string;
  /** Behind the label of a question that need not be answered. */
  readonly optional: string;
  readonly stepOf: string;
  /** In a list of which nothing is chosen yet. */
  readonly choose: string;
  readonly yes: string;
  readonly no: string;
  /** Above the list of wrong answers. */
  readonly check: string;
  readonly problems: Readonly<Record<ShownProblem, string>>;
  /** With `{address}`. */
  readonly didYouMean: string;
  readonly thanksTitle: string;
  readonly thanksText: string;
  /** A mail asks for a confirmation. */
  readonly mailTitle: string;
  readonly mailText: string;
  /** The link to the page that follows. */
  readonly goOn: string;
  /** The form was open for too long. */
  readonly again: string;
  /** A calculation shows that it is no program that sends a lot. */
  readonly waitTitle: string;
  readonly waitText: string;
  /** The same where no script runs, and when too much comes from a network. */
  readonly waitMinute: string;
  /** The answers are not lost. */
  readonly away: string;
  /** Of a field that only programs see. */
  readonly leaveEmpty: string;
  readonly goneTitle: string;
  readonly goneText: string;
}
