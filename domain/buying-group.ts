/**
 * Leads of one company that are ready for sales at the same time are one buying group: the hand-off of the first of them leads, those
 * of the others are attached to it, so that one salesperson talks to the company about one thing. Pure: what of the leading hand-off
 * holds for the others.
 */
import type { BackReason } from './handoff.ts';
import type { DeskStep } from './handoff-steps.ts';

/** What the organisation wants: `apart` has each lead offered by itself. */
export const groupings = ['attach', 'apart'] as const;
export type Grouping = (typeof groupings)[number];

/** Why one person comes back and a colleague of theirs need not: the next one of the group leads then. */
export const personalReasons: readonly BackReason[] = ['no_authority', 'bad_data', 'duplicate', 'unreachable'];

/** What a step with the leading hand-off is for one that is attached to it; null: nothing. Only what leads has the amount. */
export function stepForAttached(step: DeskStep): DeskStep | null {
  switch (step.kind) {
    case 'contacted':
    case 'planned':
      return null;
    case 'returned':
      return personalReasons.includes(step.reason) ? null : step;
    case 'meeting':
      return { ...step, at: null };
    case 'won':
      return { ...step, amount: null, currency: null };
    default:
      return step;
  }
}

/** Whether what was attached goes on without it. */
export const leavesGroup = (step: DeskStep): boolean =>
  step.kind === 'returned' && personalReasons.includes(step.reason);

/** What can be done with an attached one alone: that it is not, or no longer, one of the group. */
export const isOwnStep = ({ kind }: DeskStep): boolean => kind === 'returned' || kind === 'lost';
