/**
 * How many steps of a program the machine takes in a second on one core: it feeds the simulator, so it must not be what a
 * simulation waits for. The reference is a loop that makes a new state of the same size for each of the same inputs: the
 * least that any machine with plain immutable JSON can do.
 */
import { type EnrollmentState, type Input, initialState, wakeAt } from '../domain/enrollment.ts';
import type { Instant } from '../domain/instant.ts';
import { advance } from '../domain/machine.ts';
import type { Program } from '../domain/program.ts';
import { programOf } from '../test/support/programs.ts';
import { inputAtOnce } from './answers-at-once.ts';
import type { Benchmark, Measured } from './benchmark.ts';

const start: Instant = '2026-03-02T09:00:00.000Z';
const enrollments = 20_000;
const rounds = 5;

/** Twenty steps of the common kinds: half a year of a nurture program. */
const authored = `
sequence: machine
steps:
  - send: one
  - wait: 3 days
  - score: 5
    reason: stayed
  - send: two
  - waitFor: { any: [ { click: two }, { event: demo_requested } ] }
    timeout: 5 days
  - branch: score > 10
    then: [ { tag: warm } ]
  - send: three
  - wait: 1 week
  - set: { region: north }
  - send: four
  - wait: 2 weeks
  - split:
      a: { weight: 1, steps: [ { send: five-a } ] }
      b: { weight: 1, steps: [ { send: five-b } ] }
  - wait: 2 weeks
  - send: six
  - wait: 1 month
  - send: seven
  - exit: done
`;

export const machine: Benchmark = {
  name: 'machine',
  about: 'steps a second of the pure machine on one core',
  run: async (say) => {
    const program = programOf(authored);
    const measured = Array.from({ length: rounds }, (_, round) => {
      const ours = timed(() => livesOf(program));
      const bare = timed(() => copies(ours.result.last, ours.result.inputs));
      const perSecond = (ours.result.steps / ours.ms) * 1000;
      say(`round ${round + 1}: ${Math.round(perSecond)} steps/s`);
      return { perSecond, ratio: bare.ms / ours.ms, inputsPerStep: ours.result.inputs / ours.result.steps };
    });
    return inFigures(measured.toSorted((a, b) => a.perSecond - b.perSecond));
  },
};

function inFigures(
  sorted: readonly { readonly perSecond: number; readonly ratio: number; readonly inputsPerStep: number }[],
): Measured {
  const middle = sorted[Math.floor(sorted.length / 2)];
  const [slowest] = sorted;
  if (!middle || !slowest) throw new Error('Nothing was measured');
  return {
    ratio: middle.ratio,
    reference: 'copying a state of the same size for each of the same inputs',
    figures: {
      stepsPerSecond: Math.round(middle.perSecond),
      slowestRound: Math.round(slowest.perSecond),
      enrollments: enrollments * rounds,
      inputsPerStep: Math.round(middle.inputsPerStep * 100) / 100,
    },
  };
}

function timed<T>(work: () => T): { readonly ms: number; readonly result: T } {
  const began = performance.now();
  const result = work();
  return { ms: performance.now() - began, result };
}

interface Lives {
  readonly steps: number;
  readonly inputs: number;
  readonly last: EnrollmentState;
}

function livesOf(program: Program): Lives {
  let steps = 0;
  let inputs = 0;
  let state = initialState;
  for (let n = 0; n < enrollments; n += 1) {
    state = advance(program, initialState, { kind: 'start', at: start });
    for (inputs += 1; state.phase.kind !== 'ended'; inputs += 1) state = advance(program, state, nextInput(state, n));
    if (state.phase.outcome !== 'exited') throw new Error(`An enrollment ended ${state.phase.outcome}`);
    for (const visits of Object.values(state.visits)) steps += visits;
  }
  return { steps, inputs, last: state };
}

function nextInput(state: EnrollmentState, n: number): Input {
  const wake = wakeAt(state);
  return wake === null ? inputAtOnce(state, n) : { kind: 'due', at: wake };
}

function copies(last: EnrollmentState, inputs: number): EnrollmentState {
  let state = last;
  for (let n = 0; n < inputs; n += 1) {
    state = { ...state, phase: { kind: 'placed', stepId: 'one' }, visits: { ...state.visits, one: n } };
  }
  return state;
}
