/**
 * The languages in which pages speak to leads, and which of them a lead gets: its own, else the first that its browser
 * asks for, else that of the organisation. All of them are written from left to right; what others have written, such as
 * the name of a topic, brings its own direction.
 */
import { cs } from './cs.ts';
import { da } from './da.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fi } from './fi.ts';
import { fr } from './fr.ts';
import { hu } from './hu.ts';
import { it } from './it.ts';
import type { LeadWords } from './lead-words.ts';
import { nb } from './nb.ts';
import { nl } from './nl.ts';
import { pl } from './pl.ts';
import { pt } from './pt.ts';
import { sv } from './sv.ts';

export const leadWords = { en, de, fr, es, it, nl, pt, pl, sv, da, nb, fi, cs, hu } as const satisfies Readonly<
  Record<string, LeadWords>
>;
export type PageLanguage = keyof typeof leadWords;

/** Other names of languages that can read one of ours. */
const sameAs: Readonly<Record<string, PageLanguage>> = { no: 'nb', nn: 'nb' };

/** The page language for a language tag (BCP 47), whatever its region; null when there is none. */
function pageLanguage(tag: string | null | undefined): PageLanguage | null {
  const primary = (tag ?? '').trim().toLowerCase().split(/[-_]/)[0] ?? '';
  if (Object.hasOwn(leadWords, primary)) return primary as PageLanguage;
  return (Object.hasOwn(sameAs, primary) && sameAs[primary]) || null;
}

/** A header has a few languages; more than so many characters of it are not looked at. */
const mostHeader = 500;

/** @param accept the Accept-Language of a browser (RFC 9110 §12.5.4); what is not wanted has `q=0` */
export function languageFor(
  lead: string | null,
  accept: string | undefined,
  organisation: string | null,
): PageLanguage {
  const asked = (accept ?? '')
    .slice(0, mostHeader)
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';');
      const weight = parameters.map((parameter) => /^\s*q\s*=\s*([\d.]+)\s*$/i.exec(parameter)?.[1]).find(Boolean);
      return { tag, weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  for (const tag of [lead, ...asked.map(({ tag }) => tag), organisation]) {
    const language = pageLanguage(tag);
    if (language !== null) return language;
  }
  return 'en';
}

/** Puts values where a text has `{name}`. */
export const filledIn = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);

/** A label before what it names. French sets a narrow space before the colon. */
export const labelled = (label: string, language: PageLanguage): string =>
  `${label}${language === 'fr' ? '\u202f' : ''}:`;

/** A day (`2027-03-31`) in words. */
export const dayInWords = (date: string, language: PageLanguage): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${date}T12:00:00Z`));
