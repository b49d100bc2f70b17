/**
 * What a nurture workflow can be told and asked. Signals never reject: one that does not fit is ignored by the machine.
 * Updates are refused by their validators when they cannot be done, and leave no trace in the history then.
 */
import { currentUpdateInfo, defineQuery, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import { type EnrollmentState, type Input, standsAt, wakeAt } from '../domain/enrollment.ts';
import { advance } from '../domain/machine.ts';
import { migrateState } from '../domain/migration.ts';
import type { Program } from '../domain/program.ts';
import { workflowNow } from './drive.ts';
import {
  type EventSignal,
  type MigrateAnswer,
  type MigrateRequest,
  type MoveRequest,
  type PositionAnswer,
  queryNames,
  type StopSignal,
  signalNames,
  updateNames,
} from './messages.ts';
import { type Request, refusal, request } from './requests.ts';

export type Message = Input | Request<EnrollmentState>;

/** What a run knows of its enrollment. */
export interface Enrolled {
  state: EnrollmentState;
  versionId: string;
  /** Null until the first conversation brings it. */
  program: Program | null;
  answered: readonly string[];
}

export const eventSignal = defineSignal<EventSignal>(signalNames.event);
export const stopSignal = defineSignal<StopSignal>(signalNames.stop);
export const pauseSignal = defineSignal(signalNames.pause);
export const resumeSignal = defineSignal(signalNames.resume);
export const replanSignal = defineSignal(signalNames.replan);
export const moveUpdate = defineUpdate<'moved', [MoveRequest]>(updateNames.move);
export const migrateUpdate = defineUpdate<MigrateAnswer, [MigrateRequest]>(updateNames.migrate);
export const positionQuery = defineQuery<PositionAnswer>(queryNames.position);

/** How many updates are remembered; an update is repeated within minutes if ever. */
const answeredLimit = 20;

/** Puts whatever the enrollment is told into the inbox. */
export function receive(enrolled: Enrolled, inbox: Message[]): void {
  setHandler(eventSignal, (event) => void inbox.push({ kind: 'event', event }));
  setHandler(stopSignal, (reason) => void inbox.push({ kind: 'stop', reason }));
  setHandler(pauseSignal, () => void inbox.push({ kind: 'pause' }));
  setHandler(resumeSignal, () => void inbox.push({ kind: 'resume' }));
  setHandler(replanSignal, () => void inbox.push({ kind: 'replan' }));
  setHandler(positionQuery, () => positionOf(enrolled));
  setHandler(
    moveUpdate,
    (asked) => {
      const id = currentUpdateInfo()?.id ?? '';
      return request(inbox, (state) => ({ state: move(enrolled, state, asked, id), answer: 'moved' }));
    },
    { validator: (asked) => checkMove(enrolled, asked, currentUpdateInfo()?.id ?? '') },
  );
  setHandler(migrateUpdate, (asked) => request(inbox, (state) => migrate(enrolled, state, asked)), {
    validator: (asked) => checkMigrate(enrolled, asked),
  });
}

export const tooLate = ({ versionId }: Enrolled) =>
  refusal('ENROLLMENT_ENDED', 'The enrollment has ended', { versionId });

/** True when nothing but its end is still to come. */
const isOver = ({ phase }: EnrollmentState): boolean =>
  phase.kind === 'ended' || (phase.kind === 'asking' && phase.question.kind === 'close');

/** @throws a refusal. */
function checkMove(enrolled: Enrolled, { stepId }: MoveRequest, id: string): void {
  const { state, program, answered } = enrolled;
  if (answered.includes(id)) return;
  if (isOver(state)) throw tooLate(enrolled);
  if (program !== null && !Object.hasOwn(program.steps, stepId)) {
    throw refusal('STEP_MISSING', `The version the enrollment goes by has no step "${stepId}"`, { stepId });
  }
}

/** Moves once per update, also when the update is repeated in a later run. @throws a refusal. */
function move(enrolled: Enrolled, state: EnrollmentState, asked: MoveRequest, id: string): EnrollmentState {
  const { program } = enrolled;
  // Requests wait in the inbox until a conversation has brought the program.
  if (program === null || enrolled.answered.includes(id)) return state;
  checkMove({ ...enrolled, state }, asked, id);
  enrolled.answered = [...enrolled.answered, id].slice(-answeredLimit);
  return advance(program, state, { kind: 'move', stepId: asked.stepId, at: workflowNow() });
}

/** @throws a refusal. */
function checkMigrate(enrolled: Enrolled, { fromVersionId, toVersionId }: MigrateRequest): void {
  const { state, versionId } = enrolled;
  if (isOver(state)) throw tooLate(enrolled);
  if (versionId === fromVersionId || versionId === toVersionId) return;
  throw refusal('VERSION_CHANGED', `The enrollment goes by version ${versionId}`, { versionId });
}

/** Asked again, it has been moved already. @throws a refusal. */
function migrate(
  enrolled: Enrolled,
  state: EnrollmentState,
  asked: MigrateRequest,
): { readonly state: EnrollmentState; readonly answer: MigrateAnswer } {
  checkMigrate({ ...enrolled, state }, asked);
  if (enrolled.versionId === asked.toVersionId) return { state, answer: 'moved' };
  const there = migrateState(state, asked, workflowNow());
  if (there === null) return { state, answer: 'stayed' };
  enrolled.versionId = asked.toVersionId;
  enrolled.program = null;
  return { state: there, answer: 'moved' };
}

function positionOf({ state, versionId }: Enrolled): PositionAnswer {
  const { phase, paused, visits, clock } = state;
  const stepId = standsAt(state);
  return {
    phase: phase.kind,
    paused,
    sequenceVersionId: versionId,
    stepId,
    visit: stepId === null ? null : (visits[stepId] ?? null),
    until: wakeAt(state),
    asks: phase.kind === 'asking' ? phase.question.kind : null,
    awaits: phase.kind === 'awaiting' ? phase.awaited : null,
    dueAt: clock === '' ? null : clock,
    visits,
  };
}
