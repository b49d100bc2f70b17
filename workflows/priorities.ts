/**
 * What goes first when more waits than workers can do: a hand-off to sales and what people write, then leads that are hot, then the usual,
 * then those enrolled in masses, then the work that enrolls and moves them. Set where a workflow starts; its activities
 * inherit it. Among equals, sequences take turns.
 */
import type { Priority } from '@temporalio/common';

/** Smaller goes first, from 1 to 5; 3 is what workflows of older versions have. */
export const priorityKeys = { handoff: 1, hot: 2, usual: 3, bulk: 4, background: 5 } as const;

/** Of enrollments: the lead was hot when it entered, or came with many others. */
type Urgency = 'hot' | 'bulk';

/** Those of one sequence share a turn, so that a large one does not keep the others waiting. */
export const nurturePriority = (sequence: string, urgency: Urgency | null): Priority => ({
  priorityKey: priorityKeys[urgency ?? 'usual'],
  fairnessKey: sequence,
});

export const handoffPriority: Priority = { priorityKey: priorityKeys.handoff, fairnessKey: 'handoff' };

/** Other systems want to know soon; a flood of it takes turns with the sequences. */
export const webhooksPriority: Priority = { priorityKey: priorityKeys.usual, fairnessKey: 'webhooks' };

/** Somebody waits for what somebody wrote, as for a hand-off. */
export const letterPriority: Priority = { priorityKey: priorityKeys.handoff, fairnessKey: 'letter' };

/** Of mass enrollments, migrations and broadcasts. */
export const backgroundPriority: Priority = { priorityKey: priorityKeys.background, fairnessKey: 'background' };
