/**
 * The conditions that programs put on the payload of a custom event: which of them hold is part of the event as an
 * enrollment sees it, so that the payload itself stays out of the histories.
 */

import type { Conditions, PostedEvent } from '../domain/conditions.ts';
import type { EndingRules } from '../domain/ending.ts';
import type { ArmedMatcher, EventFact, EventMatcher } from '../domain/events.ts';

type Matcher = ArmedMatcher | EventMatcher;

/** The goals and stop rules of a program. */
export const ruleMatchers = ({ goals, stops }: EndingRules): readonly Matcher[] => [...goals, ...stops.on];

/** The event with those of the matchers' conditions on it that hold. */
export function withHolds(
  fact: EventFact,
  matchers: readonly Matcher[],
  holds: (condition: string) => boolean,
): EventFact {
  if (fact.kind !== 'custom') return fact;
  const asked = matchers.flatMap((matcher) =>
    matcher.kind === 'custom' && matcher.name === fact.name && matcher.where !== null ? [matcher.where] : [],
  );
  const held = [...new Set(asked)].filter(holds);
  return held.length === 0 ? fact : { ...fact, holds: held };
}

/** Looks every condition up once for one event. @throws CONDITION_INVALID; publishing checks the conditions. */
export function conditionsOn(conditions: Conditions, event: PostedEvent): (condition: string) => boolean {
  const known = new Map<string, boolean>();
  return (condition) => {
    const answer = known.get(condition) ?? conditions.holds(condition, event);
    known.set(condition, answer);
    return answer;
  };
}
