/** What a page of a form shows: the words and values, before they become markup. */
import type { RawAnswers } from '../../authoring/form-answers.ts';
import { type Fields, labelOf } from '../../domain/fields.ts';
import { type Form, type FormQuestion, isFormFact, type QuestionOption } from '../../domain/form.ts';
import { type WordedText, wordedFor } from '../../domain/worded-text.ts';
import type { Visitor } from '../pages/visitor.ts';
import { leadWords, type PageLanguage } from '../pages/words/languages.ts';
import type { FormWords, ShownProblem } from './words/form-words.ts';
import { formWords } from './words/languages.ts';

/** The name of the box that is ticked to agree. */
export const consentField = '_consent';

export interface ShownStep {
  readonly form: Form;
  readonly fields: Fields;
  readonly visitor: Visitor;
  readonly step: number;
  readonly questions: readonly FormQuestion[];
  readonly raw: RawAnswers;
  readonly problems: ReadonlyMap<string, ShownProblem>;
  /** Another address that was perhaps meant. */
  readonly meant: string | null;
  readonly note: 'again' | 'waitMinute' | 'away' | null;
  /** The visit whose calculation is to be done before it is sent. */
  readonly work: string | null;
  readonly state: string;
  readonly hasBack: boolean;
  /** The site that shows it in a frame. */
  readonly site: string | null;
}

export const wordsOf = ({ language }: Visitor): FormWords => formWords[language];

/** A text of the form in the language of the page. */
export const said = (text: WordedText, { language, organisation }: Visitor): string =>
  wordedFor(text, language, organisation?.language ?? 'en');

export function labelFor({ field, label }: FormQuestion, fields: Fields, visitor: Visitor): string {
  if (label !== null) return said(label, visitor);
  return isFormFact(field) ? wordsOf(visitor).facts[field] : labelOf(fields, field);
}

export interface ShownOption {
  readonly value: string;
  readonly label: string;
}

/** What can be chosen, with what people call it. */
export function optionsOf({ field, as, options }: FormQuestion, visitor: Visitor): readonly ShownOption[] {
  if (options !== null) return options.map((option) => optionIn(option, visitor));
  if (as === 'country') return countriesIn(visitor.language);
  if (field === 'language')
    return Object.keys(leadWords).map((tag) => ({ value: tag, label: nameIn(tag, 'language') }));
  const { yes, no } = wordsOf(visitor);
  return [
    { value: 'true', label: yes },
    { value: 'false', label: no },
  ];
}

function optionIn({ value, label }: QuestionOption, visitor: Visitor): ShownOption {
  const { yes, no } = wordsOf(visitor);
  const plain = typeof value === 'boolean' ? (value ? yes : no) : String(value);
  return { value: String(value), label: label === null ? plain : said(label, visitor) };
}

/** A language by its own name. */
function nameIn(tag: string, type: 'language'): string {
  const name = new Intl.DisplayNames([tag], { type }).of(tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}

/** Codes that are no country: groups of them, what is reserved, and what is only for tests. */
const noCountries: ReadonlySet<string> = new Set([
  'EU',
  'EZ',
  'UN',
  'XA',
  'XB',
  'ZZ',
  'QO',
  'CP',
  'AC',
  'TA',
  'DG',
  'EA',
  'IC',
  'CQ',
]);
const countries = new Map<PageLanguage, readonly ShownOption[]>();

function countriesIn(language: PageLanguage): readonly ShownOption[] {
  const known = countries.get(language);
  if (known) return known;
  const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const made = letters
    .flatMap((a) => letters.map((b) => a + b))
    // A code that was replaced is called by the name of its successor.
    .filter((code) => !noCountries.has(code) && Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`)
    .flatMap((code) => {
      const label = names.of(code);
      return label === undefined ? [] : [{ value: code, label }];
    })
    .toSorted((a, b) => a.label.localeCompare(b.label, language));
  countries.set(language, made);
  return made;
}

/** Of a field that only programs see: a name that they like and that the form does not use. */
export const trapName = ({ steps }: Form): string => {
  const used = new Set(steps.flatMap(({ questions }) => questions.map(({ field }) => field)));
  return ['website', 'homepage', 'url', 'fax'].find((name) => !used.has(name)) ?? '_url';
};
