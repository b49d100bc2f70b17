/**
 * Who is meant by a filter, of a mass enrollment as of a broadcast: leads that fit all that is given.
 */

import type { Conditions } from '../domain/conditions.ts';
import { TendrilError } from '../domain/errors.ts';
import type { LeadFacts, Surroundings } from '../domain/lead.ts';
import { didYouMean, nearest } from '../domain/suggestion.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { BatchFilter } from './store.ts';

/** The conditions of a filter, that of its segment included. @throws SEGMENT_UNKNOWN when the organisation has no such segment (any more) */
export function filterConditions({ when, segment }: BatchFilter, workspace: Workspace | null): readonly string[] {
  const named = segment === null ? null : segmentCondition(segment, workspace);
  return [when, named].filter((condition) => condition !== null);
}

/** @throws SEGMENT_UNKNOWN with what was meant, if anything is near */
export function segmentCondition(name: string, workspace: Workspace | null): string {
  const segments = workspace?.organisation.segments ?? {};
  const condition = Object.hasOwn(segments, name) ? segments[name] : undefined;
  if (condition !== undefined) return condition;
  const known = Object.keys(segments);
  const near = nearest(name, known);
  const tail = near === null ? `; there are: ${known.join(', ') || 'none'}` : didYouMean(near);
  throw new TendrilError('SEGMENT_UNKNOWN', `There is no segment "${name.slice(0, 80)}"${tail}`);
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
