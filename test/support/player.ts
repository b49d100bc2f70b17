/**
 * One enrollment, played by hand: conversations at instants of choice, and the machine's own state between them. What a
 * workflow does, without one.
 */
import { randomBytes } from 'node:crypto';
import { type Answer, type EnrollmentState, type Input, initialState } from '../../domain/enrollment.ts';
import type { Instant } from '../../domain/instant.ts';
import type { LeadInput } from '../../domain/lead.ts';
import { advance } from '../../domain/machine.ts';
import type { Program, ProgramStep } from '../../domain/program.ts';
import { defaultSettings, type ProgramSettings } from '../../domain/program-settings.ts';
import { now, type Workbench } from './workbench.ts';

export interface Player {
  readonly leadId: string;
  readonly email: string;
  readonly enrollmentId: string;
  readonly versionId: string;
  readonly sequence: string;
  readonly program: Program;
  readonly state: EnrollmentState;
  /** Applies an input as a workflow does between conversations. */
  tell(input: Input): void;
  /** Lets the time come, holds a conversation at this instant, and returns its answers. */
  at(instant: Instant): Promise<readonly Answer[]>;
  /** Holds the conversation of the present state again without taking note of it, as a second try does. */
  again(instant: Instant): Promise<readonly Answer[]>;
}

/** A program of these steps in their order; the first is the entry. */
export function programOfSteps(
  steps: readonly ProgramStep[],
  settings: Partial<ProgramSettings> = {},
  sequence = `sequence-${randomBytes(4).toString('hex')}`,
): Program {
  const table = Object.fromEntries(steps.map((step) => [step.id, step]));
  const entry = steps[0]?.id ?? null;
  return { format: 2, sequence, entry, steps: table, settings: { ...defaultSettings, ...settings }, renamed: {} };
}

export const sendStep = (id: string, next: string | null = null, sender: string | null = null): ProgramStep => ({
  kind: 'send',
  id,
  template: id,
  sender,
  next,
});

/** Publishes the steps as a sequence of their own and enrolls a lead in it. */
export async function playerOf(
  bench: Workbench,
  steps: readonly ProgramStep[],
  {
    settings = {},
    lead = {},
  }: { readonly settings?: Partial<ProgramSettings>; readonly lead?: Partial<LeadInput> } = {},
): Promise<Player> {
  const program = programOfSteps(steps, settings);
  const { sequence } = program;
  const versionId = await bench.publishProgram(program);
  const { id: leadId, email } = await bench.addLead(lead);
  const { id: enrollmentId } = await bench.store.enrollments.enroll(leadId, sequence, 'test', now());
  let state: EnrollmentState = initialState;
  const tell = (input: Input): void => {
    state = advance(program, state, input);
  };
  const inputsAt = async (instant: Instant): Promise<readonly Input[]> => {
    const request = { enrollmentId, sequenceVersionId: versionId, state, now: instant, wantProgram: false };
    return (await bench.converse(request)).inputs;
  };
  return {
    leadId,
    email,
    enrollmentId,
    versionId,
    sequence,
    program,
    get state() {
      return state;
    },
    tell,
    async at(instant) {
      tell({ kind: 'due', at: instant });
      const inputs = await inputsAt(instant);
      inputs.forEach(tell);
      return answersIn(inputs);
    },
    again: async (instant) => answersIn(await inputsAt(instant)),
  };
}

const answersIn = (inputs: readonly Input[]): readonly Answer[] =>
  inputs.flatMap((input) => (input.kind === 'answer' ? [input.answer] : []));
