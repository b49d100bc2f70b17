/**
 * The nurture workflow: one enrollment of one lead, from its first mail to its end. A thin shell around the sequence
 * machine; which step follows, and what an event means, is decided in `domain/machine.ts`.
 *
 * A run goes by one version of its sequence: an enrollment that is migrated goes on in a new run.
 */
import { makeContinueAsNewFunc } from '@temporalio/workflow';
import { type EnrollmentState, initialState, questionOf, wakeAt } from '../domain/enrollment.ts';
import { currentInput, currentProgram, currentState } from '../domain/formats.ts';
import { advance } from '../domain/machine.ts';
import { converse, converseNearby } from './calls.ts';
import { type Driven, drive } from './drive.ts';
import { type Enrolled, type Message, receive, tooLate } from './enrollment-messages.ts';
import { attributesIn, listPlace } from './listing.ts';
import type { NurtureInput } from './messages.ts';
import { refuseAll } from './requests.ts';

export interface NurtureResult {
  readonly outcome: string;
  readonly reason: string;
}

export async function nurture(input: NurtureInput): Promise<NurtureResult> {
  const inbox: Message[] = [];
  const enrolled: Enrolled = {
    state: input.state === undefined ? initialState : currentState(input.state),
    versionId: input.sequenceVersionId,
    program: null,
    answered: input.answered ?? [],
  };
  receive(enrolled, inbox);
  const { phase } = await drive(machineOf(input, enrolled), enrolled.state, inbox);
  await refuseAll(inbox, tooLate(enrolled));
  return phase.kind === 'ended' ? { outcome: phase.outcome, reason: phase.reason } : { outcome: 'failed', reason: '' };
}

function machineOf(
  { enrollmentId, sequenceVersionId, endsNearby = false }: NurtureInput,
  enrolled: Enrolled,
): Driven<EnrollmentState, Message> {
  return {
    advance(state, message) {
      if (message.kind === 'request') return message.apply(state);
      // Only a conversation brings the program, and nothing is applied before the first one.
      return enrolled.program === null ? state : advance(enrolled.program, state, currentInput(message));
    },
    asking: (state) => enrolled.program === null || questionOf(state) !== null,
    ended: (state) => state.phase.kind === 'ended',
    wakeAt,
    due: (at) => ({ kind: 'due', at }),
    async converse(state, now) {
      const wantProgram = enrolled.program === null;
      const { versionId } = enrolled;
      const hold = endsNearby && questionOf(state)?.kind === 'close' ? converseNearby : converse;
      const answer = await hold({ enrollmentId, sequenceVersionId: versionId, state, now, wantProgram });
      if (wantProgram && answer.program !== null) enrolled.program = currentProgram(answer.program);
      return answer.inputs;
    },
    moved(state) {
      enrolled.state = state;
    },
    settled: listPlace,
    leaving: () => enrolled.versionId !== sequenceVersionId,
    carryOn(state) {
      const { versionId, answered } = enrolled;
      const attributes = attributesIn(versionId);
      const goOn = makeContinueAsNewFunc<typeof nurture>(attributes && { typedSearchAttributes: attributes });
      return goOn({ enrollmentId, sequenceVersionId: versionId, state, endsNearby, answered });
    },
  };
}
