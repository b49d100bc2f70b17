/** Why who gets a lead, and why the others do not, in words. */

import type { Demand } from './lead-demand.ts';
import type { Unsuited, Verdict } from './routing.ts';
import { listed } from './suggestion.ts';

export const unsuitedWords: Readonly<Record<Unsuited, string>> = {
  'not-meant': 'not among those whom a rule names for it',
  'had-it': 'had it already',
  territory: 'sells in other countries',
  language: 'speaks other languages',
  product: 'sells other products',
  skills: 'lacks a skill that it asks for',
  full: 'has as many leads as may be',
  away: 'does not work in the next three days',
};

/** `It asks for: country DE; language de.`; null: for nothing. */
export function demandInWords({ country, language, product, skills, among }: Demand): string | null {
  const asks = [
    country && `country ${country}`,
    language && `language ${language}`,
    product && `product ${product}`,
    skills.length > 0 && `skills ${skills.join(', ')}`,
    among && `among ${among.join(', ')}`,
  ].filter((one) => typeof one === 'string');
  return asks.length === 0 ? null : `It asks for: ${asks.join('; ')}.`;
}

/** `Ines speaks other languages; Tom and Lea have …`: one clause for each reason. */
export function verdictsInWords(verdicts: readonly Verdict[]): string {
  const reasons = new Map<Unsuited, string[]>();
  for (const verdict of verdicts) {
    if (verdict.kind === 'unsuited') reasons.set(verdict.why, [...(reasons.get(verdict.why) ?? []), verdict.key]);
  }
  if (reasons.size === 0) return 'Nobody sells at present.';
  return `${[...reasons].map(([why, keys]) => `${listed(keys, 'and')}: ${unsuitedWords[why]}`).join('; ')}.`;
}
