/**
 * The nurture workflow: one enrollment of one lead, from its first mail to its end. A thin shell around the sequence
 * machine; which step follows, and what an event means, is decided in `domain/machine.ts`.
 */
import { continueAsNew, defineQuery, defineSignal, setHandler } from '@temporalio/workflow';
import { advance, type EnrollmentState, type Input, initialState, standsAt, wakeAt } from '../domain/machine.ts';
import type { Program } from '../domain/program.ts';
import { converse } from './calls.ts';
import { drive } from './drive.ts';
import {
  type EventSignal,
  type NurtureInput,
  type PositionAnswer,
  queryNames,
  type StopSignal,
  signalNames,
} from './messages.ts';

export const eventSignal = defineSignal<EventSignal>(signalNames.event);
export const stopSignal = defineSignal<StopSignal>(signalNames.stop);
export const positionQuery = defineQuery<PositionAnswer>(queryNames.position);

export interface NurtureResult {
  readonly outcome: string;
  readonly reason: string;
}

export async function nurture(input: NurtureInput): Promise<NurtureResult> {
  const { enrollmentId, sequenceVersionId } = input;
  const inbox: Input[] = [];
  let state: EnrollmentState = input.state ?? initialState;
  let program: Program | null = null;

  // Signals never reject: one that does not fit is ignored by the machine.
  setHandler(eventSignal, (event) => void inbox.push({ kind: 'event', event }));
  setHandler(stopSignal, (reason) => void inbox.push({ kind: 'stop', reason }));
  setHandler(positionQuery, () => positionOf(state));

  state = await drive<EnrollmentState, Input>(
    {
      // Only a conversation brings the program, and nothing is applied before the first one.
      advance: (current, next) => (program ? advance(program, current, next) : current),
      asking: (current) => program === null || current.phase.kind === 'asking',
      ended: (current) => current.phase.kind === 'ended',
      wakeAt,
      due: (at) => ({ kind: 'due', at }),
      async converse(current, now) {
        const wantProgram = program === null;
        const answer = await converse({ enrollmentId, sequenceVersionId, state: current, now, wantProgram });
        program ??= answer.program;
        return answer.inputs;
      },
      moved: (current) => {
        state = current;
      },
      carryOn: (current) => continueAsNew<typeof nurture>({ enrollmentId, sequenceVersionId, state: current }),
    },
    state,
    inbox,
  );
  const { phase } = state;
  return phase.kind === 'ended' ? { outcome: phase.outcome, reason: phase.reason } : { outcome: 'failed', reason: '' };
}

function positionOf(state: EnrollmentState): PositionAnswer {
  return { phase: state.phase.kind, stepId: standsAt(state), until: wakeAt(state), visits: state.visits };
}
