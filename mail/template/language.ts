/**
 * The language of templates: what may stand between `{{` and `}}`. Publishing checks templates against it and rendering
 * implements it; nothing else of Handlebars is open to authors.
 */

import type { FieldType } from '../../domain/fields.ts';
import { leadProfile } from '../../domain/lead.ts';

/** Facts about a lead; every other name is a custom field of the workspace. */
export const leadFacts = [...leadProfile, 'stage', 'score', 'grade', 'temperature'] as const;

/** The type of a fact about a lead; null when the name is none. */
export const factType = (name: string): FieldType | null =>
  name === 'score' ? 'number' : (leadFacts as readonly string[]).includes(name) ? 'string' : null;

/** Facts that every lead has, so that `{{field "email"}}` needs no fallback. */
export const certainFacts: ReadonlySet<string> = new Set(['email', 'stage', 'score', 'grade', 'temperature']);

/** Addresses that are the reader's own: each must be a whole link, and is never rewritten nor counted. */
const wayOutUrls = ['unsubscribeUrl', 'preferencesUrl'] as const;

export const isWayOutUrl = (name: string): boolean => (wayOutUrls as readonly string[]).includes(name);

/** The one that stands in a tag. */
export const wayOutIn = (tag: string): string | undefined => wayOutUrls.find((name) => tag.includes(name));

/** The page of a form: it must be a whole link as well, and its clicks count. */
export const formUrl = 'formUrl';

const formTag = new RegExp(`^\\{\\{~?\\s*${formUrl}\\b`);

/** How a tag is written that must be a whole link; undefined for one that need not be. */
export function wholeLinkIn(tag: string): string | undefined {
  const wayOut = wayOutIn(tag);
  if (wayOut !== undefined) return `{{${wayOut}}}`;
  return formTag.test(tag) ? `{{${formUrl} "NAME"}}` : undefined;
}

/** Paths that stand by themselves. */
export const paths: ReadonlySet<string> = new Set([
  'organisation.name',
  'organisation.postalAddress',
  'organisation.website',
  ...wayOutUrls,
]);

/** How `{{date}}` writes a day, e.g. 31 March 2027 in English of Britain. */
export const dateStyles = {
  /** 31/03/2027 */
  short: { dateStyle: 'short' },
  /** 31 Mar 2027 */
  medium: { dateStyle: 'medium' },
  /** 31 March 2027 */
  long: { dateStyle: 'long' },
  /** Wednesday 31 March 2027 */
  full: { dateStyle: 'full' },
  /** Wednesday */
  weekday: { weekday: 'long' },
  /** 31 March */
  day: { day: 'numeric', month: 'long' },
  /** March 2027 */
  month: { month: 'long', year: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;
export type DateStyle = keyof typeof dateStyles;

/** Forms of a plural, by Unicode CLDR; which of them a language has differs. */
export const pluralForms = ['zero', 'one', 'two', 'few', 'many', 'other'] as const;
export type PluralForm = (typeof pluralForms)[number];

/** Helpers of the compiler's own, put around links: authors cannot write them. */
export const trackedLink = 'trackedLink';
export const linkUrl = 'linkUrl';
export const inUrl = 'inUrl';
export const webAddress = 'webAddress';

/** What a Handlebars tag looks like in a source, comments and strings included. */
export const tagPattern =
  /\{\{(?:!--[\s\S]*?--\}\}|!(?!--)[\s\S]*?\}\}|(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^"'}]|\}(?!\}))*\}\}\}?)/g;
