/** A wait for events: for any one of them, or until all of them have happened. */
import { type ArmedMatcher, type EventFact, matches } from './events.ts';
import type { Instant } from './instant.ts';

/** Plain JSON: in histories and in the enrollment's row. */
export interface Awaited {
  readonly mode: 'any' | 'all';
  /** Those that have not happened yet. */
  readonly events: readonly ArmedMatcher[];
  /** Events recorded from here on count. */
  readonly since: Instant;
  /** Ids of the events that have met it so far; absent when none has. */
  readonly met?: readonly string[];
}

/** What is left of a wait after an event; null when the event is not one of those awaited. No events left: it is over. */
export function meet(awaited: Awaited, event: EventFact): Awaited | null {
  const met = awaited.events.filter((matcher) => matches(matcher, event, awaited.since));
  if (met.length === 0) return null;
  const events = awaited.mode === 'any' ? [] : awaited.events.filter((matcher) => !met.includes(matcher));
  return { ...awaited, events, met: [...(awaited.met ?? []), event.id] };
}

export const isOver = ({ events }: Awaited): boolean => events.length === 0;
