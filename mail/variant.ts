/** Which language a lead's mail is in, and which one its dates and numbers follow. Pure. */
import type { CompiledVariant } from './ports.ts';

/**
 * The variant for a lead: the one of the lead's language or of the nearest wider one (RFC 4647 §3.4: `de-AT`, then `de`),
 * else the one for everybody. Case does not count. What is not said is what is likely (`zh-TW` is written in `zh-Hant`),
 * but nothing is narrowed to a region: who says `pt` does not get `pt-BR`.
 */
export function variantFor(
  variants: readonly [CompiledVariant, ...CompiledVariant[]],
  language: string | null,
): CompiledVariant {
  if (language === null || variants.length === 1) return variants[0];
  for (const range of rangesOf(language)) {
    const variant = variants.find((candidate) => candidate.language?.toLowerCase() === range);
    if (variant) return variant;
  }
  return variants[0];
}

/**
 * The language that dates and numbers of a mail follow: the mail's, in the lead's region (`en-IN` in an English mail),
 * else in its own, else in the organisation's, whose readers expect 31/03 of an `en-GB` one. A region of another language
 * or script counts for nothing: an English date in a German sentence would help nobody.
 */
export function formatLanguage(mail: string, lead: string | null, organisation: string): string {
  const base = tagOf(mail);
  if (base === null) return 'en';
  const alike = [lead, mail, organisation].filter((language) => {
    const tag = language === null ? null : tagOf(language);
    return tag !== null && tag.language === base.language && tag.script === base.script;
  });
  const regional = alike.find((language) => language !== null && tagOf(language)?.hasRegion === true);
  return regional ?? alike[0] ?? mail;
}

interface Tag {
  readonly language: string;
  /** The likely one where none is said. */
  readonly script: string;
  readonly hasRegion: boolean;
}

/** Norwegian has a code for all of it and one for each of its two written forms, which readers of the other can read. */
const macrolanguages: Readonly<Record<string, readonly string[]>> = { no: ['nb', 'nn'], nb: ['no'], nn: ['no', 'nb'] };

/** What languages may be looked up as, best first and in lower case. Throws for no text. */
const rangesOf = remembered((language: string): readonly string[] => {
  const own = language.toLowerCase();
  const ranges = [own];
  const locale = localeOf(language);
  if (locale !== null) {
    const likely = locale.maximize();
    const { language: name, script, region } = likely;
    if (locale.region) ranges.push(`${name}-${script}-${region}`);
    ranges.push(`${name}-${script}`);
    // Only where the script goes without saying: Serbian in Latin letters is not what `sr-RS` is written in.
    const unsaid = new Intl.Locale(`${name}-${region}`).maximize().script === script;
    if (locale.region && unsaid) ranges.push(`${name}-${region}`);
  }
  for (let end = own.lastIndexOf('-'); end > 0; end = own.lastIndexOf('-', end - 1)) ranges.push(own.slice(0, end));
  if (locale !== null) ranges.push(locale.language, ...(macrolanguages[locale.language] ?? []));
  return [...new Set(ranges.map((range) => range.toLowerCase()))];
});

const tagOf = remembered((language: string): Tag | null => {
  const locale = localeOf(language);
  if (locale === null) return null;
  return {
    language: locale.language,
    script: locale.maximize().script ?? '',
    hasRegion: locale.region !== undefined,
  };
});

/** Null for what is no tag (BCP 47): formatters throw for it. */
function localeOf(language: string): Intl.Locale | null {
  try {
    return new Intl.Locale(language);
  } catch {
    return null;
  }
}

/** Remembers the first answers, as there are few languages: looking at one costs more than filling a mail. */
function remembered<T>(make: (language: string) => T): (language: string) => T {
  const known = new Map<string, T>();
  return (language) => {
    const found = known.get(language);
    if (found !== undefined) return found;
    const made = make(language);
    if (known.size < 1000) known.set(language, made);
    return made;
  };
}
