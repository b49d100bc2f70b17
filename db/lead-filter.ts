/**
 * Who is meant by a filter, of a mass enrollment as of a broadcast: leads that fit all that is given.
 */

import type { Conditions } from '../domain/conditions.ts';
import { TendrilError } from '../domain/errors.ts';
import type { LeadFacts, Surroundings } from '../domain/lead.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { BatchFilter } from './store.ts';

/** The conditions of a filter, that of its segment included. @throws SEGMENT_UNKNOWN when the organisation has no such segment (any more) */
export function filterConditions({ when, segment }: BatchFilter, workspace: Workspace | null): readonly string[] {
  const segments = workspace?.organisation.segments ?? {};
  const named = segment !== null && Object.hasOwn(segments, segment) ? segments[segment] : undefined;
  if (segment !== null && named === undefined) {
    const known = Object.keys(segments).join(', ') || 'none';
    throw new TendrilError('SEGMENT_UNKNOWN', `There is no segment "${segment.slice(0, 80)}"; there are: ${known}`);
  }
  return [when, named ?? null].filter((condition) => condition !== null);
}

/** @param conditions those of the filter */
export const isMeant = (
  { facts, around }: { readonly facts: LeadFacts; readonly around: Partial<Surroundings> },
  { source, tag }: BatchFilter,
  conditions: readonly string[],
  evaluator: Conditions,
): boolean =>
  (source === null || facts.source === source) &&
  (tag === null || facts.tags.includes(tag)) &&
  conditions.every((condition) => evaluator.evaluate(condition, facts, around));
