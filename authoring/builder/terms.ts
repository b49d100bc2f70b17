/**
 * Conditions in code: terms over the declared fields and over what is known of a lead, with the comparisons that each
 * type allows. What they make is the text of a condition, checked like any other.
 */
import { assertNever, TendrilError } from '../../domain/errors.ts';
import type { FieldType } from '../../domain/fields.ts';
import type { LeadKind } from '../../domain/lead.ts';
import type { Stage } from '../../domain/lifecycle.ts';
import type { Grade, Temperature } from '../../domain/scoring.ts';
import { didYouMean, listed, nearest } from '../../domain/suggestion.ts';
import { callSite } from './call-site.ts';

/** The text of a condition. A type of its own, so that a text that is none is not taken for one by mistake. */
export interface Condition {
  readonly condition: string;
}

/** The declared custom fields, as `organisation.yaml` has them. */
export type DeclaredFields = Readonly<Record<string, FieldType>>;

const of = (condition: string): Condition => ({ condition });
/** CEL reads the escapes that JSON writes. */
const literal = (value: string | number | boolean): string => JSON.stringify(value);
const list = (values: readonly (string | number)[]): string => `[${values.map(literal).join(', ')}]`;

interface Known {
  readonly isKnown: Condition;
  readonly isUnknown: Condition;
}
export interface NumberTerm extends Known {
  is(value: number): Condition;
  atLeast(value: number): Condition;
  atMost(value: number): Condition;
  above(value: number): Condition;
  below(value: number): Condition;
}
export interface TextTerm<T extends string = string> extends Known {
  is(value: T): Condition;
  isNot(value: T): Condition;
  isOneOf(...values: readonly [T, ...T[]]): Condition;
  contains(part: string): Condition;
  startsWith(part: string): Condition;
  endsWith(part: string): Condition;
}
export interface TruthTerm extends Known {
  readonly isTrue: Condition;
  readonly isFalse: Condition;
}
/** `day`: `YYYY-MM-DD`. */
export interface DateTerm extends Known {
  before(day: string): Condition;
  after(day: string): Condition;
  is(day: string): Condition;
}

/** The term that the declared type of a field has. */
export type TermOf<T extends FieldType> = T extends 'number'
  ? NumberTerm
  : T extends 'boolean'
    ? TruthTerm
    : T extends 'date'
      ? DateTerm
      : TextTerm;

const known = (name: string): Known => ({ isKnown: of(`${name} != null`), isUnknown: of(`${name} == null`) });

const numberTerm = (name: string): NumberTerm => ({
  ...known(name),
  is: (value) => of(`${name} == ${literal(value)}`),
  atLeast: (value) => of(`${name} >= ${literal(value)}`),
  atMost: (value) => of(`${name} <= ${literal(value)}`),
  above: (value) => of(`${name} > ${literal(value)}`),
  below: (value) => of(`${name} < ${literal(value)}`),
});

const textTerm = <T extends string = string>(name: string): TextTerm<T> => ({
  ...known(name),
  is: (value) => of(`${name} == ${literal(value)}`),
  isNot: (value) => of(`${name} != ${literal(value)}`),
  isOneOf: (...values) => of(`${name} in ${list(values)}`),
  contains: (part) => of(`${name}.contains(${literal(part)})`),
  startsWith: (part) => of(`${name}.startsWith(${literal(part)})`),
  endsWith: (part) => of(`${name}.endsWith(${literal(part)})`),
});

const truthTerm = (name: string): TruthTerm => ({
  ...known(name),
  isTrue: of(`${name} == true`),
  isFalse: of(`${name} == false`),
});

const dateTerm = (name: string): DateTerm => ({
  ...known(name),
  before: (day) => of(`${name} < ${literal(day)}`),
  after: (day) => of(`${name} > ${literal(day)}`),
  is: (day) => of(`${name} == ${literal(day)}`),
});

/** Counts of what happened, over the lead's whole life or in this enrollment. */
export interface LedgerTerms extends CountTerms {
  /** Of the time until now alone, such as `30 days`. */
  within(time: string): CountTerms;
}

export interface CountTerms {
  clicks(link?: string): NumberTerm;
  replies(replyClass?: string): NumberTerm;
  forms(name?: string): NumberTerm;
  pages(path: string): NumberTerm;
  custom(event: string): NumberTerm;
}

const ledgerTerms = (ledger: 'events' | 'here'): LedgerTerms => ({
  ...countTerms(ledger),
  within: (time) => countTerms(`${ledger}.within(${literal(time)})`),
});

function countTerms(ledger: string): CountTerms {
  const count = (kind: string, name?: string) =>
    numberTerm(`${ledger}.${kind}(${name === undefined ? '' : literal(name)})`);
  return {
    clicks: (link) => count('clicks', link),
    replies: (replyClass) => count('replies', replyClass),
    forms: (name) => count('forms', name),
    pages: (path) => count('pages', path),
    custom: (event) => count('custom', event),
  };
}

/** What a condition in code can speak of. */
export interface Terms<F extends DeclaredFields> {
  readonly lead: {
    readonly email: TextTerm;
    readonly firstName: TextTerm;
    readonly lastName: TextTerm;
    readonly company: TextTerm;
    readonly title: TextTerm;
    readonly country: TextTerm;
    readonly language: TextTerm;
    readonly timeZone: TextTerm;
    readonly source: TextTerm;
    readonly phone: TextTerm;
    readonly kind: TextTerm<LeadKind>;
    hasTag(tag: string): Condition;
  };
  /** @throws CONDITION_INVALID when the field is not declared, with the place of the call */
  field<K extends keyof F & string>(name: K): TermOf<F[K]>;
  readonly score: NumberTerm;
  readonly grade: TextTerm<Grade>;
  readonly stage: TextTerm<Stage>;
  readonly temperature: TextTerm<Temperature>;
  readonly handoff: { readonly status: TextTerm<'open' | 'accepted' | 'returned'>; readonly reason: TextTerm };
  readonly account: { readonly leads: NumberTerm; readonly engaged: NumberTerm; readonly score: NumberTerm };
  readonly events: LedgerTerms;
  readonly here: LedgerTerms;
  consentTo(purpose: string): Condition;
  /** The HTTP status that a `call` step was answered with. */
  answered(stepId: string): NumberTerm;
  /** A condition written out. */
  text(condition: string): Condition;
}

/** The terms over these declared fields. @param file the code, for messages where the engine does not tell the place. */
export function termsOver<F extends DeclaredFields>(fields: F, file: string): Terms<F> {
  return {
    lead: {
      email: textTerm('lead.email'),
      firstName: textTerm('lead.firstName'),
      lastName: textTerm('lead.lastName'),
      company: textTerm('lead.company'),
      title: textTerm('lead.title'),
      country: textTerm('lead.country'),
      language: textTerm('lead.language'),
      timeZone: textTerm('lead.timeZone'),
      source: textTerm('lead.source'),
      phone: textTerm('lead.phone'),
      kind: textTerm<LeadKind>('lead.kind'),
      hasTag: (tag) => of(`${literal(tag)} in lead.tags`),
    },
    // The type of the field is known to the compiler by its name; here by its declaration.
    field: <K extends keyof F & string>(name: K) =>
      termFor(`lead.fields.${name}`, declaredType(fields, name, file)) as TermOf<F[K]>,
    score: numberTerm('score'),
    grade: textTerm<Grade>('grade'),
    stage: textTerm<Stage>('stage'),
    temperature: textTerm<Temperature>('temperature'),
    handoff: { status: textTerm('handoff.status'), reason: textTerm('handoff.reason') },
    account: {
      leads: numberTerm('account.leads'),
      engaged: numberTerm('account.engaged'),
      score: numberTerm('account.score'),
    },
    events: ledgerTerms('events'),
    here: ledgerTerms('here'),
    consentTo: (purpose) => of(`${literal(purpose)} in consent`),
    answered: (stepId) => numberTerm(`answers[${literal(stepId)}].status`),
    text: of,
  };
}

/** Not every author lets the compiler look first. @throws CONDITION_INVALID */
function declaredType(fields: DeclaredFields, name: string, file: string): FieldType {
  const type = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (type !== undefined) return type;
  const names = Object.keys(fields);
  const declared = names.length === 0 ? '"fields" of the sequence is empty' : `"fields" has ${listed(names, 'and')}`;
  const message = `the field "${name}" is not declared: ${declared}${didYouMean(nearest(name, names))}`;
  throw new TendrilError('CONDITION_INVALID', message, { ...callSite(file) });
}

function termFor(name: string, type: FieldType): NumberTerm | TextTerm | TruthTerm | DateTerm {
  switch (type) {
    case 'number':
      return numberTerm(name);
    case 'boolean':
      return truthTerm(name);
    case 'date':
      return dateTerm(name);
    case 'string':
      return textTerm(name);
    default:
      return assertNever(type);
  }
}

type Several = readonly [Condition, Condition, ...Condition[]];

const joined = (operator: '&&' | '||', conditions: Several): Condition =>
  of(conditions.map(({ condition }) => `(${condition})`).join(` ${operator} `));

export const allOf = (...conditions: Several): Condition => joined('&&', conditions);
export const anyOf = (...conditions: Several): Condition => joined('||', conditions);
export const not = ({ condition }: Condition): Condition => of(`!(${condition})`);
