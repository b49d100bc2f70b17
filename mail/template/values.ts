/**
 * What the names in a template mean: the values that `{{…}}` prints and the conditions that `{{#if (…)}}` asks. Used when
 * a mail is filled and, for the names alone, when a template is read. Pure; a helper sees the state of one rendering and
 * the constants that the template gives it, and prints plain text: escaping is the caller's.
 */
import { TendrilError } from '../../domain/errors.ts';
import type { LeadFacts } from '../../domain/lead.ts';
import type { Zone } from '../../domain/time.ts';
import { hasInk, oneLine } from '../one-line.ts';
import type { PlanArgument } from '../ports.ts';
import { dateText, moneyText, numberText, pluralForm } from './formatted-values.ts';
import { type DateStyle, dateStyles, leadFacts } from './language.ts';

/** What one rendering sees and notes down. */
export interface RenderState {
  readonly lead: LeadFacts;
  /** Purposes for which the lead's consent is in force. */
  readonly consents: readonly string[];
  readonly organisation: { readonly name: string; readonly postalAddress: string; readonly website: string };
  readonly unsubscribeUrl: string;
  readonly preferencesUrl: string;
  /** The page of a form, by its name, as the reader of this very mail opens it. */
  readonly formUrl: (name: string) => string;
  /** BCP 47, well-formed: for dates, numbers and plurals. That of the mail, with the lead's region where it has one. */
  readonly language: string;
  /** The lead's zone, else the organisation's. */
  readonly zone: Zone;
  /** The address that stands in the mail for the n-th link, which leads to `url`. */
  readonly clickUrl: (index: number, url: string) => string;
  /** Index in the click tokens of each link of the template that was rendered. */
  readonly indexes: Map<number, number>;
  readonly links: { readonly name: string; readonly url: string }[];
}

export type ValueHelper = (state: RenderState, args: readonly PlanArgument[]) => string;
export type ConditionHelper = (state: RenderState, args: readonly PlanArgument[]) => boolean;

const known = new Set<string>(leadFacts);

/** The value as text on one line; empty when there is none, or nothing of it would be seen. Only own properties count, so no name reaches a prototype. */
function fieldText(lead: LeadFacts, name: string): string {
  const from = known.has(name) ? lead : lead.fields;
  const value: unknown = Object.hasOwn(from, name) ? from[name as keyof typeof from] : null;
  if (typeof value === 'string') return hasInk(value) ? oneLine(value) : '';
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** The value as a number; null when there is none. */
function fieldNumber(lead: LeadFacts, name: string): number | null {
  const value: unknown = name === 'score' ? lead.score : Object.hasOwn(lead.fields, name) ? lead.fields[name] : null;
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** @throws TEMPLATE_VARIABLE: the lead has no such value and the template says nothing instead of it. */
function missing(name: string): never {
  throw new TendrilError('TEMPLATE_VARIABLE', `The lead has no ${name} and the template no fallback for it`, {
    field: name,
  });
}

/** What is said instead of a value that the lead has not. @throws TEMPLATE_VARIABLE when nothing is. */
const instead = (name: PlanArgument | undefined, fallback: PlanArgument | undefined): string =>
  typeof fallback === 'string' ? fallback : missing(String(name));

/** What can be printed, by its name in a plan. Each may throw TEMPLATE_VARIABLE. */
export const valueHelpers: Readonly<Record<string, ValueHelper>> = {
  field({ lead }, [name, fallback]) {
    const text = fieldText(lead, String(name));
    if (text !== '') return text;
    return instead(name, fallback);
  },
  /** `date NAME STYLE FALLBACK` */
  date({ lead, language, zone }, [name, style, fallback]) {
    const asked = Object.hasOwn(dateStyles, String(style)) ? (String(style) as DateStyle) : 'long';
    return dateText(fieldText(lead, String(name)), asked, language, zone) ?? instead(name, fallback);
  },
  /** `number NAME FALLBACK` */
  number({ lead, language }, [name, fallback]) {
    const value = fieldNumber(lead, String(name));
    return value === null ? instead(name, fallback) : numberText(value, language);
  },
  /** `money NAME CURRENCY FALLBACK` */
  money({ lead, language }, [name, currency, fallback]) {
    const value = fieldNumber(lead, String(name));
    return value === null ? instead(name, fallback) : moneyText(value, String(currency), language);
  },
  /** `plural NAME FALLBACK FORM TEXT FORM TEXT …`; `#` in a text is the number. */
  plural({ lead, language }, [name, fallback, ...forms]) {
    const value = fieldNumber(lead, String(name));
    if (value === null) return instead(name, fallback);
    const textOf = (form: string) => {
      const place = forms.findIndex((one, index) => index % 2 === 0 && one === form);
      return place < 0 ? null : String(forms[place + 1]);
    };
    const text = textOf(pluralForm(value, language)) ?? textOf('other');
    return text === null ? instead(name, fallback) : text.replaceAll('#', numberText(value, language));
  },
  'organisation.name': ({ organisation }) => organisation.name,
  'organisation.postalAddress': ({ organisation }) => organisation.postalAddress,
  'organisation.website': ({ organisation }) => organisation.website,
  unsubscribeUrl: ({ unsubscribeUrl }) => unsubscribeUrl,
  preferencesUrl: ({ preferencesUrl }) => preferencesUrl,
  formUrl: ({ formUrl }, [name]) => formUrl(String(name)),
};

/** What can be asked, by its name in a plan. */
export const conditionHelpers: Readonly<Record<string, ConditionHelper>> = {
  has: ({ lead }, [name]) => fieldText(lead, String(name)) !== '',
  consent: ({ consents }, [purpose]) => consents.includes(String(purpose)),
  is: ({ lead }, [name, value]) => fieldText(lead, String(name)) === String(value),
};
