/** One question as markup: label, help, field and what is wrong, each tied to the others. All text is escaped by the tag. */
import { html } from 'hono/html';
import { longestAnswer } from '../../authoring/form-answers.ts';
import type { FormQuestion, QuestionLook } from '../../domain/form.ts';
import type { Markup } from '../pages/layout.ts';
import { filledIn } from '../pages/words/languages.ts';
import { consentField, labelFor, optionsOf, type ShownStep, said, wordsOf } from './shown-form.ts';

/** What a browser may fill in by itself (WCAG 2.1, 1.3.5). */
const autocomplete: Readonly<Record<string, string>> = {
  email: 'email',
  firstName: 'given-name',
  lastName: 'family-name',
  company: 'organization',
  title: 'organization-title',
  phone: 'tel',
  country: 'country',
  language: 'language',
};

interface Asked {
  readonly question: FormQuestion;
  readonly shown: ShownStep;
  readonly value: string;
  readonly problem: string | null;
  /** Where the reader begins: the first that is wrong. */
  readonly first: boolean;
}

/** The first question of a step that is wrong; null when none is. */
const firstProblem = ({ problems }: ShownStep): string | null => [...problems.keys()][0] ?? null;

export function questionMarkup(question: FormQuestion, shown: ShownStep): Markup {
  const { field, as } = question;
  const problem = shown.problems.get(field);
  const asked: Asked = {
    question,
    shown,
    value: (Object.hasOwn(shown.raw, field) ? shown.raw[field] : undefined) ?? '',
    problem: problem ? wordsOf(shown.visitor).problems[problem] : null,
    first: firstProblem(shown) === field,
  };
  const markup = as === 'radio' ? radios(asked) : as === 'checkbox' ? tick(asked) : line(asked);
  return field === 'email' && shown.meant !== null
    ? html`${markup}${meantChoice(shown, shown.meant, asked.value)}`
    : markup;
}

const label = ({ question, shown }: Asked): Markup =>
  html`<span dir="auto">${labelFor(question, shown.fields, shown.visitor)}</span>${
    question.required || question.as === 'checkbox'
      ? ''
      : html` <span class="soft">(${wordsOf(shown.visitor).optional})</span>`
  }`;

const help = ({ question, shown }: Asked): Markup =>
  question.help === null
    ? html``
    : html`<p class="soft" id="h-${question.field}" dir="auto">${said(question.help, shown.visitor)}</p>`;

const wrong = ({ question, problem }: Asked): Markup =>
  problem === null ? html`` : html`<p class="error" id="e-${question.field}">${problem}</p>`;

/** What ties a field to its help and its problem. */
function ties({ question: { field, help: about }, problem, first }: Asked): Markup {
  const ids = [about === null ? '' : `h-${field}`, problem === null ? '' : `e-${field}`].filter(Boolean).join(' ');
  return html`${ids && html` aria-describedby="${ids}"`}${problem !== null && html` aria-invalid="true"`}${first && html` autofocus`}`;
}

const types: Readonly<Partial<Record<QuestionLook, string>>> = { email: 'email', tel: 'tel', date: 'date' };

function line(asked: Asked): Markup {
  const { question, value } = asked;
  const { field, as, required } = question;
  const id = `q-${field}`;
  const same = html` id="${id}" name="${field}"${required && html` required`}${ties(asked)}`;
  const fill = autocomplete[field];
  const filled = fill === undefined ? html`` : html` autocomplete="${fill}"`;
  const input =
    as === 'choice' || as === 'country'
      ? html`<select${same}${filled}>${choices(asked)}</select>`
      : as === 'long'
        ? html`<textarea${same} maxlength="${longestAnswer(as)}">${value}</textarea>`
        : html`<input type="${types[as] ?? 'text'}"${same}${filled} value="${value}"${
            as === 'date' ? '' : html` maxlength="${longestAnswer(as)}"`
          }${as === 'number' && html` inputmode="decimal"`}>`;
  return html`<div><label for="${id}">${label(asked)}</label>${help(asked)}${wrong(asked)}${input}</div>`;
}

const choices = ({ question, shown, value }: Asked): Markup =>
  html`<option value="">${wordsOf(shown.visitor).choose}</option>${optionsOf(question, shown.visitor).map(
    (option) =>
      html`<option value="${option.value}"${option.value === value && html` selected`}>${option.label}</option>`,
  )}`;

function radios(asked: Asked): Markup {
  const { question, shown, value, problem, first } = asked;
  const { field, required } = question;
  const state = ties({ ...asked, first: false });
  return html`<fieldset role="radiogroup"${state}${required && html` aria-required="true"`}><legend>${label(asked)}</legend>${help(asked)}${wrong(asked)}
${optionsOf(question, shown.visitor).map(
  (
    option,
    i,
  ) => html`<div class="choice"><input type="radio" id="q-${field}${i === 0 ? '' : `-${i}`}" name="${field}" value="${option.value}"${
    option.value === value && html` checked`
  }${problem !== null && first && i === 0 && html` autofocus`}>
<label for="q-${field}${i === 0 ? '' : `-${i}`}" dir="auto">${option.label}</label></div>`,
)}</fieldset>`;
}

const tick = (
  asked: Asked,
): Markup => html`<div>${wrong(asked)}<div class="choice"><input type="checkbox" id="q-${asked.question.field}" name="${
  asked.question.field
}" value="true"${asked.value !== '' && html` checked`}${asked.question.required && html` required`}${ties(asked)}>
<label for="q-${asked.question.field}">${label(asked)}</label>${help(asked)}</div></div>`;

/** Never ticked beforehand: a consent is given by an act of its own. */
export function consentMarkup(shown: ShownStep): Markup {
  const { form, visitor, problems, raw } = shown;
  if (form.consent === null) return html``;
  const problem = problems.get(consentField);
  const isFirst = firstProblem(shown) === consentField;
  return html`<div>${problem && html`<p class="error" id="e-consent">${wordsOf(visitor).problems[problem]}</p>`}
<div class="choice"><input type="checkbox" id="q-${consentField}" name="${consentField}" value="yes"${raw[consentField] === 'yes' && html` checked`}${
    form.consent.required && html` required`
  }${problem && html` aria-invalid="true" aria-describedby="e-consent"`}${isFirst && html` autofocus`}>
<label for="q-${consentField}" dir="auto">${said(form.consent.wording, visitor)}</label></div></div>`;
}

/** Of two addresses one is to be chosen; what is typed above may be changed as well. */
function meantChoice({ visitor }: ShownStep, meant: string, typed: string): Markup {
  const option = (
    id: string,
    address: string,
  ) => html`<div class="choice"><input type="radio" id="${id}" name="_meant" value="${address}">
<label for="${id}"><bdi>${address}</bdi></label></div>`;
  return html`<fieldset><legend>${filledIn(wordsOf(visitor).didYouMean, { address: meant })}</legend>
${option('meant-other', meant)}${option('meant-typed', typed)}</fieldset>`;
}
