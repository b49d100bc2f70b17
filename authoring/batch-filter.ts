/**
 * Checks who a mass enrollment is to take before it begins: a condition that cannot be right would look at every lead
 * for nothing. The same for the command line and the HTTP API.
 */
import { TendrilError } from '../domain/errors.ts';
import { didYouMean, listed, nearest } from '../domain/suggestion.ts';
import type { Organisation } from '../domain/workspace.ts';
import { checkCondition } from './condition-check.ts';

/** @throws CONDITION_INVALID, SEGMENT_UNKNOWN with what was meant, if anything is near */
export function checkBatchFilter(
  { when, segment }: { readonly when: string | null; readonly segment: string | null },
  { fields, segments }: Pick<Organisation, 'fields' | 'segments'>,
): void {
  if (segment !== null && !Object.hasOwn(segments, segment)) {
    const known = Object.keys(segments);
    const near = nearest(segment, known);
    const tail = near ? didYouMean(near) : known.length > 0 ? `; there are ${listed(known, 'and')}` : '';
    throw new TendrilError('SEGMENT_UNKNOWN', `There is no segment "${segment}"${tail}`, { segment });
  }
  const problem = when === null ? null : checkCondition(when, fields, 'entry');
  if (problem === null) return;
  const place = problem.col === undefined ? '' : ` (at character ${problem.col})`;
  const message = `The condition cannot be used: ${problem.message}${place}${didYouMean(problem.suggestion ?? null)}`;
  throw new TendrilError('CONDITION_INVALID', message, { condition: when });
}
