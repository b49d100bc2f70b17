/**
 * What an event that no wait uses up means to an enrollment: that its goal is reached, that it must stop, or nothing.
 * Asked by the machine, and by ingest, which shuts the gate in the transaction that records the event.
 */
import { armForAll, type EventFact, matchesAny, type StopReason } from './events.ts';
import type { ProgramSettings } from './program-settings.ts';

/** The settings that an ending depends on. */
export type EndingRules = Pick<ProgramSettings, 'goals' | 'stops'>;

/** Whether the event is a goal of the program. A goal comes first: even a wait for this very event ends with it. */
export const isGoal = ({ goals }: EndingRules, event: EventFact): boolean =>
  matchesAny(goals.map(armForAll), event, '');

/** The reason for which an event stops an enrollment, or null if it does not stop it. */
export function stopReasonOf({ stops }: EndingRules, event: EventFact): StopReason | null {
  switch (event.kind) {
    case 'unsubscribe':
    case 'bounce_hard':
    case 'complaint':
      return event.kind;
    case 'reply':
      if (stops.reply) return 'reply';
      break;
    default:
      break;
  }
  return matchesAny(stops.on.map(armForAll), event, '') ? 'rule' : null;
}
