/** Which language a lead's mail is in, and which one its dates and numbers follow. Pure. */
import type { CompiledVariant } from './ports.ts';

/**
 * The variant for a lead: the one of the lead's language or of the nearest wider one (RFC 4647 §3.4: `de-AT`, then
 * `de`), else the one for everybody. Case does not count.
 */
export function variantFor(
  variants: readonly [CompiledVariant, ...CompiledVariant[]],
  language: string | null,
): CompiledVariant {
  if (language === null || variants.length === 1) return variants[0];
  for (let range = language.toLowerCase(); range !== ''; range = range.slice(0, Math.max(0, range.lastIndexOf('-')))) {
    const variant = variants.find((candidate) => candidate.language?.toLowerCase() === range);
    if (variant) return variant;
  }
  return variants[0];
}

/**
 * The language that dates and numbers of a mail follow: the lead's own where it is the mail's language with a region
 * (`en-GB` in an English mail), else the mail's. An English date in a German sentence would help nobody.
 */
export function formatLanguage(mail: string, lead: string | null): string {
  const own = lead !== null && primary(lead) === primary(mail) && isWellFormed(lead);
  return own ? lead : isWellFormed(mail) ? mail : 'en';
}

const primary = (language: string): string => language.split('-', 1)[0]?.toLowerCase() ?? '';

const checked = new Map<string, boolean>();

/** Whether formatters take it: they throw for what is no BCP 47 tag. Remembered, as there are few languages. */
function isWellFormed(language: string): boolean {
  const known = checked.get(language);
  if (known !== undefined) return known;
  let wellFormed = true;
  try {
    Intl.getCanonicalLocales(language);
  } catch {
    wellFormed = false;
  }
  if (checked.size < 1000) checked.set(language, wellFormed);
  return wellFormed;
}
