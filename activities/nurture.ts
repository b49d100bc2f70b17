/**
 * Holds the conversations of enrollments: what depends on the lead, on the calendar, on the relay or on somebody else's
 * system is found out here, question by question. One conversation is one activity; every answer is idempotent, because
 * a conversation that broke off is held again from its start.
 */
import { converse } from '../domain/conversation.ts';
import { type EnrollmentState, type Input, type Question, questionOf } from '../domain/enrollment.ts';
import { currentState } from '../domain/formats.ts';
import { sequenceMachine } from '../domain/machine.ts';
import type { ConverseRequest, ConverseResult } from '../workflows/messages.ts';
import { answer } from './answers.ts';
import { createInquiry } from './inquiry.ts';
import type { ConversationDeps } from './ports.ts';
import { remembered } from './remembered.ts';

/** An organisation has dozens of versions and templates in use, not hundreds. */
const mostVersions = 200;

/** Holds the conversation of an enrollment from `request.state` to where it waits. */
export function createConverse(deps: ConversationDeps): (request: ConverseRequest) => Promise<ConverseResult> {
  const { enrollments, publications } = deps.store;
  const versionOf = remembered(mostVersions, (id) => enrollments.runnable(id));
  const template = remembered(mostVersions, async (id) => deps.composer.template(await publications.template(id)));

  return async function converseActivity({ enrollmentId, sequenceVersionId, state: from, now, wantProgram }) {
    const version = await versionOf(sequenceVersionId);
    const { program } = version;
    const machine = sequenceMachine(program);
    const before = currentState(from);
    const opening = openingOf(before, now);
    const state = opening.reduce((current, input) => machine.advance(current, input), before);
    const inquiry = createInquiry({ deps, enrollmentId, version, template, now });
    const parked = await isParked(deps, enrollmentId, questionOf(state));
    const inputs = parked
      ? [machine.answered({ kind: 'parked' })]
      : await converse(machine, state, (question) => answer(inquiry, question));
    return { program: wantProgram ? program : null, inputs: [...opening, ...inputs] };
  };
}

/** An enrollment that is new, or was put at a step by a migration, begins. */
export const openingOf = ({ phase }: EnrollmentState, at: string): readonly Input[] =>
  phase.kind === 'new' || phase.kind === 'placed' ? [{ kind: 'start', at }] : [];

/**
 * Whether a pause holds the enrollment, looked at when it is about to do something. Its end is recorded all the same,
 * and the gate looks by itself, in the transaction that claims a mail.
 */
async function isParked(deps: ConversationDeps, enrollmentId: string, question: Question | null): Promise<boolean> {
  if (question === null || question.kind === 'close' || question.kind === 'send') return false;
  return deps.store.enrollments.park(enrollmentId);
}
