/** `consent:` of `organisation.yaml`: which consent marketing mail needs, by the country of the lead. */
import { z } from 'zod';
import { type ConsentLevel, type ConsentPolicy, consentLevels } from '../domain/consent.ts';
import { didYouMean, nearest } from '../domain/suggestion.ts';
import { custom } from './authored-values.ts';
import { readCountry } from './lead-values.ts';

const level: z.ZodType<ConsentLevel> = custom((value) => {
  const known = consentLevels.find((name) => name === value);
  if (known) return { value: known };
  return { wrong: `must be none, any or express${didYouMean(nearest(String(value), consentLevels))}` };
});

const country: z.ZodType<string> = custom((value) => {
  const wanted = 'must be a country code such as "DE"';
  if (typeof value !== 'string') return { wrong: wanted };
  try {
    const code = readCountry('it', value);
    return code === null ? { wrong: wanted } : { value: code };
  } catch (error) {
    return { wrong: `${wanted}: ${(error as Error).message.replace(/^it /, '')}` };
  }
});

const countries = z.array(country).max(300).default([]);

/**
 * `{ express: [DE, AT], any: [CA], otherwise: none, unknown: express }`. Where nothing is said of leads whose country is
 * not known, they might be from any: the strictest level that is named holds for them.
 */
export const consent: z.ZodType<ConsentPolicy> = z
  .strictObject({
    express: countries,
    any: countries,
    none: countries,
    otherwise: level.default('none'),
    unknown: level.optional(),
  })
  .transform(({ otherwise, unknown, ...lists }, context): ConsentPolicy => {
    const byCountry = new Map<string, ConsentLevel>();
    for (const name of consentLevels) {
      for (const [i, code] of lists[name].entries()) {
        const other = byCountry.get(code);
        if (other !== undefined) {
          const where = other === name ? 'twice' : `under "${other}" and under "${name}"`;
          context.addIssue({ code: 'custom', message: `has ${code} ${where}`, path: [name, i] });
        }
        byCountry.set(code, name);
      }
    }
    const named = new Set([otherwise, ...byCountry.values()]);
    const strictest = consentLevels.findLast((name) => named.has(name)) ?? 'none';
    return { countries: Object.fromEntries(byCountry), otherwise, unknown: unknown ?? strictest };
  });
