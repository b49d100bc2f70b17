/**
 * The hand-off workflow: one MQL, from the first offer to a salesperson until it is accepted, or returned and given
 * back to nurturing. A thin shell around `domain/handoff.ts`.
 */
import { continueAsNew, defineQuery, defineSignal, setHandler } from '@temporalio/workflow';
import {
  advanceHandoff,
  type HandoffInput,
  type HandoffState,
  handoffQuestion,
  handoffWakeAt,
  initialHandoff,
} from '../domain/handoff.ts';
import { converseHandoff } from './calls.ts';
import { drive } from './drive.ts';
import { type DecisionSignal, type HandoffWorkflowInput, queryNames, signalNames } from './messages.ts';

export const decisionSignal = defineSignal<DecisionSignal>(signalNames.decision);
export const handoffQuery = defineQuery<HandoffState>(queryNames.position);

export async function handoff(input: HandoffWorkflowInput): Promise<string> {
  const { handoffId } = input;
  const inbox: HandoffInput[] = [];
  let state: HandoffState = input.state ?? advanceHandoff(initialHandoff, { kind: 'start' });

  // Never rejects: a decision that comes too late is ignored by the machine; the first one is in the database.
  setHandler(decisionSignal, (told) => {
    const isDecision = told.kind !== 'reassigned' && told.kind !== 'progress';
    inbox.push(isDecision ? { kind: 'decision', decision: told } : told);
  });
  setHandler(handoffQuery, () => state);

  state = await drive<HandoffState, HandoffInput>(
    {
      advance: advanceHandoff,
      asking: (current) => handoffQuestion(current) !== null,
      ended: (current) => current.phase.kind === 'ended',
      wakeAt: handoffWakeAt,
      due: (at) => ({ kind: 'due', at }),
      converse: async (current, now) => (await converseHandoff({ handoffId, state: current, now })).inputs,
      moved: (current) => {
        state = current;
      },
      carryOn: (current) => continueAsNew<typeof handoff>({ handoffId, state: current }),
    },
    state,
    inbox,
  );
  return state.phase.kind === 'ended' ? state.phase.outcome : '';
}
