/** Which of two values of a mapped field stands, and why. Pure. */
import type { Instant } from '../domain/instant.ts';
import { type FieldMapping, isEmpty, isSameValue, type MappedValue } from './mapping.ts';

/** A value on one side. */
export interface Sided {
  readonly value: MappedValue;
  /** When it was last changed there; null when that is not known, or nobody ever set it. */
  readonly at: Instant | null;
}

export type Reason =
  | 'equal'
  /** Nobody has emptied the other side knowingly: that there is nothing does not speak against a value. */
  | 'only_value'
  /** The mapping goes one way. */
  | 'direction'
  /** The mapping names the side. */
  | 'rule'
  | 'newer'
  /** Neither is newer as far as is known: ours, whose history is known. */
  | 'undecided'
  /** Both have a value, and the mapping replaces none. Or the only value may not go to the other side. */
  | 'kept';

/** What each side holds from now on, which of them must be written (null: none), and why. */
export interface Resolved {
  readonly ours: Sided;
  readonly theirs: Sided;
  readonly write: 'ours' | 'theirs' | null;
  readonly because: Reason;
}

/**
 * The values that stand. Resolving what came of it again changes nothing. Both sides then hold the same, except where the
 * reason is `kept`.
 */
export function resolve(
  ours: Sided,
  theirs: Sided,
  { direction, wins }: Pick<FieldMapping, 'direction' | 'wins'>,
): Resolved {
  if (isSameValue(ours.value, theirs.value)) return { ours, theirs, write: null, because: 'equal' };
  const [winner, because] = decided(ours, theirs, wins, direction);
  const mayWrite = winner === 'ours' ? direction !== 'in' : direction !== 'out';
  if (because === 'kept' || !mayWrite) return { ours, theirs, write: null, because: 'kept' };
  return winner === 'ours'
    ? { ours, theirs: ours, write: 'theirs', because }
    : { ours: theirs, theirs, write: 'ours', because };
}

type Winner = 'ours' | 'theirs';

function decided(
  ours: Sided,
  theirs: Sided,
  wins: FieldMapping['wins'],
  direction: FieldMapping['direction'],
): readonly [Winner, Reason] {
  if (isUnset(ours)) return ['theirs', 'only_value'];
  if (isUnset(theirs)) return ['ours', 'only_value'];
  if (wins === 'empty') {
    if (isEmpty(ours.value)) return ['theirs', 'only_value'];
    if (isEmpty(theirs.value)) return ['ours', 'only_value'];
    return ['ours', 'kept'];
  }
  if (direction !== 'both') return [direction === 'out' ? 'ours' : 'theirs', 'direction'];
  if (wins !== 'newest') return [wins, 'rule'];
  if (ours.at === null || theirs.at === null || ours.at === theirs.at) {
    // A side of which the time is known has surely been changed by somebody.
    if (ours.at === null && theirs.at !== null) return ['theirs', 'newer'];
    return ['ours', ours.at !== null && theirs.at === null ? 'newer' : 'undecided'];
  }
  return [ours.at > theirs.at ? 'ours' : 'theirs', 'newer'];
}

const isUnset = ({ value, at }: Sided): boolean => isEmpty(value) && at === null;
