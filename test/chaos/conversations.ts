/**
 * Holds the conversations of enrollments as their workflows ask for them, as many at a time as a worker has slots. Waits are
 * skipped: what is put off is tried again when the last of it is due.
 */
import type { createConverse } from '../../activities/nurture.ts';
import { type EnrollmentState, initialState } from '../../domain/enrollment.ts';
import { type Instant, plusMs } from '../../domain/instant.ts';
import { advance } from '../../domain/machine.ts';
import type { Program } from '../../domain/program.ts';
import type { ConversationOrder, Enrolled, Report } from './sending-process.ts';

/** As `worker/main.ts`. */
const activitySlots = 20;
/** How often one conversation may throw: Temporal would try again without limit. */
const mostErrors = 5;

export interface ConversationTools {
  readonly converse: ReturnType<typeof createConverse>;
  say(report: Report): void;
}

/** An enrollment as its workflow knows it. */
interface Waiting extends Enrolled {
  /** Null until its first conversation has told it. */
  readonly program: Program | null;
  readonly state: EnrollmentState;
  readonly due: Instant;
  readonly errors: number;
}

/** Resolves when all have ended. @throws what a conversation throws again and again */
export async function holdConversations(tools: ConversationTools, order: ConversationOrder): Promise<void> {
  const { now, enrollments } = order;
  const fresh = { program: null, state: initialState, due: now, errors: 0 };
  let waiting: readonly Waiting[] = enrollments.map((one) => ({ ...one, ...fresh }));
  for (let at = now; waiting.length > 0; at = lastDue(waiting)) waiting = await turn(tools, waiting, at);
}

const lastDue = (waiting: readonly Waiting[]): Instant =>
  waiting
    .map(({ due }) => due)
    .toSorted()
    .at(-1) ?? '';

/** Every enrollment once, at one instant; returns those that have to come again. */
async function turn(tools: ConversationTools, all: readonly Waiting[], at: Instant): Promise<readonly Waiting[]> {
  const again: Waiting[] = [];
  const rest = all.values();
  const slot = async (): Promise<void> => {
    for (const one of rest) {
      const next = await held(tools, one, at);
      if (next === null) tools.say({ kind: 'finished', id: one.id, at });
      else again.push(next);
    }
  };
  await Promise.all(Array.from({ length: activitySlots }, slot));
  return again;
}

/** One conversation; null when the enrollment has ended. */
async function held({ converse }: ConversationTools, one: Waiting, now: Instant): Promise<Waiting | null> {
  const { id: enrollmentId, sequenceVersionId, program: known, errors } = one;
  const state = known === null ? one.state : advance(known, one.state, { kind: 'due', at: now });
  try {
    const result = await converse({ enrollmentId, sequenceVersionId, state, now, wantProgram: true });
    const { program } = result;
    if (program === null) throw new Error('A conversation forgot the program');
    const after = result.inputs.reduce((current, input) => advance(program, current, input), state);
    const { phase } = after;
    if (phase.kind === 'ended') return null;
    if (phase.kind !== 'sleeping') throw new Error(`${enrollmentId} does not go on: ${JSON.stringify(phase)}`);
    return { ...one, program, state: after, due: phase.until, errors: 0 };
  } catch (error) {
    if (errors === mostErrors) throw error;
    return { ...one, due: plusMs(now, 1000), errors: errors + 1 };
  }
}
