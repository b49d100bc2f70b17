/**
 * What each helper of the language takes, and what is told of a call that is not like that. Arguments are literals, so
 * that all of it is known when a template is published.
 */

import type { FieldType } from '../../domain/fields.ts';
import { didYouMean, listed, nearest } from '../../domain/suggestion.ts';
import { currencyCodes, formsOf, isCurrency, neededForms } from './formatted-values.ts';
import { certainFacts, dateStyles, formUrl, pluralForms } from './language.ts';

type Literal = string | number | boolean;

/** A call of a helper, such as `date "contractEnd" "long" "soon"`. */
export interface Call {
  readonly node: hbs.AST.Node;
  readonly name: string;
  /** Null for what is not a literal. */
  readonly args: readonly (Literal | null)[];
  readonly options: readonly { readonly name: string; readonly value: Literal | null; readonly node: hbs.AST.Node }[];
}

export interface Check {
  /** BCP 47: the language that the mail is in. */
  readonly language: string;
  /** The names of the forms; null when they are not known. */
  readonly forms: readonly string[] | null;
  refuse(node: hbs.AST.Node, message: string, code?: 'TEMPLATE_INVALID' | 'TEMPLATE_VARIABLE', remedy?: string): void;
  /** Takes note of a field that the template reads; a name that no field has is a finding. */
  note(node: hbs.AST.Node, field: string): void;
  /** The type of a field; null when it is not known. */
  typeOf(field: string): FieldType | null;
}

interface Signature {
  /** How it is written, for who got it wrong. */
  readonly example: string;
  /** How many arguments stand before the fallback. */
  readonly before: number;
  /** What the field must be; null takes all. */
  readonly type: FieldType | null;
  /** Checks what stands between the field and the fallback. */
  readonly middle?: (call: Call, check: Check) => void;
}

const typeWords = { string: 'a text', number: 'a number', boolean: 'true or false', date: 'a date' } as const;

/** Helpers that print a value: `NAME FIELD … FALLBACK`. */
const signatures: Readonly<Record<string, Signature>> = {
  field: { example: '{{field "firstName" "there"}}', before: 1, type: null },
  number: { example: '{{number "employees" "many"}}', before: 1, type: 'number' },
  date: { example: '{{date "contractEnd" "long" "soon"}}', before: 2, type: 'date', middle: checkStyle },
  money: { example: '{{money "price" "EUR" "a fair price"}}', before: 2, type: 'number', middle: checkCurrency },
};

const pluralExample = '{{plural "sites" one="# site" other="# sites" fallback="your sites"}}';

const formExample = `{{${formUrl} "demo"}}`;

/** Whether the name is a helper that prints a value. */
export const isHelper = (name: string): boolean =>
  name === 'plural' || name === formUrl || Object.hasOwn(signatures, name);

export const helperExamples: readonly string[] = [
  ...Object.values(signatures).map(({ example }) => example),
  pluralExample,
  formExample,
];

/** Tells what is wrong with a call of a helper that prints a value. */
export function checkCall(call: Call, check: Check): void {
  if (call.name === formUrl) {
    checkForm(call, check);
    return;
  }
  const signature = signatures[call.name];
  if (!signature) {
    checkPlural(call, check);
    return;
  }
  const { example, before, type, middle } = signature;
  const [option] = call.options;
  if (option) {
    unknownOption(call, option, [], example, check);
    return;
  }
  const field = call.args[0];
  const fallback = call.args[before];
  const wrong =
    call.args.length > before + 1 || call.args.length < before || call.args.some((arg) => typeof arg !== 'string');
  if (wrong || !isFieldName(field)) {
    check.refuse(call.node, `{{${call.name}}} cannot be read`, undefined, `Write it like ${example}.`);
    return;
  }
  checkField(call, field, type, check);
  middle?.(call, check);
  if (fallback === undefined && !certainFacts.has(field)) noFallback(call, field, example, check);
}

const isFieldName = (value: Literal | null | undefined): value is string =>
  typeof value === 'string' && /^[A-Za-z]\w*$/.test(value);

function checkField(call: Call, field: string, type: FieldType | null, check: Check): void {
  check.note(call.node, field);
  const found = check.typeOf(field);
  if (type === null || found === null || found === type) return;
  check.refuse(
    call.node,
    `the field "${field}" is ${typeWords[found]}, and {{${call.name}}} needs ${typeWords[type]}`,
    undefined,
    `Write {{field "${field}" "…"}}, or declare the field as ${type} in workspace/organisation.yaml.`,
  );
}

function noFallback(call: Call, field: string, example: string, check: Check): void {
  const like = call.name === 'field' ? `{{field "${field}" "…"}}` : `it like ${example}`;
  const message = `${field} may be missing for some leads and has no fallback`;
  check.refuse(call.node, message, 'TEMPLATE_VARIABLE', `Write ${like} with what to say instead.`);
}

function checkForm({ node, args, options }: Call, { forms, refuse }: Check): void {
  const [name] = args;
  if (args.length !== 1 || options.length > 0 || typeof name !== 'string') {
    refuse(node, `{{${formUrl}}} cannot be read`, undefined, `Write it like ${formExample}.`);
    return;
  }
  if (forms === null || forms.includes(name)) return;
  const message = `there is no form "${name}"${didYouMean(nearest(name, forms))}`;
  refuse(node, message, undefined, `Name one of workspace/forms/, as in ${formExample}.`);
}

function checkStyle({ node, args }: Call, { refuse }: Check): void {
  const styles = Object.keys(dateStyles);
  const style = String(args[1]);
  if (styles.includes(style)) return;
  refuse(
    node,
    `there is no style of dates "${style}"${didYouMean(nearest(style, styles))}`,
    undefined,
    `Use ${listed(styles)}.`,
  );
}

function checkCurrency({ node, args }: Call, { refuse }: Check): void {
  const code = String(args[1]);
  if (isCurrency(code)) return;
  const meant = isCurrency(code.toUpperCase()) ? code.toUpperCase() : nearest(code, currencyCodes());
  const message = `"${code}" is not a currency${didYouMean(meant)}`;
  refuse(node, message, undefined, 'Use a code of ISO 4217, such as EUR, USD or GBP.');
}

function checkPlural(call: Call, check: Check): void {
  const { args, options, node } = call;
  const [field] = args;
  const remedy = `Write it like ${pluralExample}.`;
  const forms = formsOf(check.language);
  const stranger = options.find(({ name }) => name !== 'fallback' && !(forms as readonly string[]).includes(name));
  if (stranger) {
    unknownOption(call, stranger, [...forms, 'fallback'], pluralExample, check);
    return;
  }
  const names = options.map(({ name }) => name);
  const twice = names.some((name, index) => names.indexOf(name) !== index);
  if (args.length !== 1 || !isFieldName(field) || twice || options.some(({ value }) => typeof value !== 'string')) {
    check.refuse(node, '{{plural}} cannot be read', undefined, remedy);
    return;
  }
  checkField(call, field, 'number', check);
  const missing = neededForms(check.language).filter((form) => !names.includes(form));
  if (missing.length > 0) {
    const needed = listed(
      missing.map((form) => `${form}="…"`),
      'and',
    );
    check.refuse(node, `a plural in ${languageName(check.language)} needs ${needed}`, undefined, remedy);
  }
  if (!names.includes('fallback') && !certainFacts.has(field)) noFallback(call, field, pluralExample, check);
}

function unknownOption(
  { name: helper }: Call,
  { name, node }: Call['options'][number],
  known: readonly string[],
  example: string,
  check: Check,
): void {
  const foreign = helper === 'plural' && (pluralForms as readonly string[]).includes(name);
  const message = foreign
    ? `${languageName(check.language)} has no plural form "${name}"`
    : `{{${helper}}} has no option "${name}"${didYouMean(nearest(name, known))}`;
  check.refuse(node, message, undefined, `Write it like ${example}.`);
}

const languageNames = new Intl.DisplayNames(['en'], { type: 'language' });

export const languageName = (language: string): string => languageNames.of(language) ?? language;
