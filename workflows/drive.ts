/**
 * The loop that every workflow here is: let the machine's questions be answered by an activity, apply what came in by
 * signal, else sleep until the machine's instant or the next signal. Decides nothing.
 *
 * Signals only fill the inbox; inputs are applied one at a time between conversations, so that the machine in the
 * activity and the machine in the workflow take the same steps.
 */
import { condition, workflowInfo } from '@temporalio/workflow';
import { type Instant, instantFromMs, msOf } from '../domain/instant.ts';

export interface Driven<State, Input> {
  advance(state: State, input: Input): State;
  asking(state: State): boolean;
  ended(state: State): boolean;
  wakeAt(state: State): Instant | null;
  due(at: Instant): Input;
  /** Holds a conversation from this state; the returned inputs bring the machine to where it waits. */
  converse(state: State, now: Instant): Promise<readonly Input[]>;
  /** Told after every change. */
  moved(state: State): void;
  /** Goes on in a new run with a short history. */
  carryOn(state: State): Promise<never>;
}

/** The time of the workflow, which the server decides and a replay repeats. */
const workflowNow = (): Instant => instantFromMs(Date.now());

/** Runs the machine to its end and returns the last state. `inbox` is filled by signal handlers meanwhile. */
export async function drive<State, Input>(machine: Driven<State, Input>, from: State, inbox: Input[]): Promise<State> {
  let state = from;
  while (!machine.ended(state)) {
    // Handlers only push to the inbox, so an empty inbox means that nothing would be lost.
    if (workflowInfo().continueAsNewSuggested && inbox.length === 0) await machine.carryOn(state);
    const inputs = machine.asking(state)
      ? await machine.converse(state, workflowNow())
      : await nextInputs(machine, state, inbox);
    state = inputs.reduce((current, input) => machine.advance(current, input), state);
    machine.moved(state);
  }
  return state;
}

async function nextInputs<State, Input>(
  machine: Driven<State, Input>,
  state: State,
  inbox: Input[],
): Promise<readonly Input[]> {
  const until = machine.wakeAt(state);
  const arrived = () => inbox.length > 0;
  if (until === null) await condition(arrived);
  else if (!arrived()) await condition(arrived, Math.max(1, msOf(until) - Date.now()));
  const first = inbox.shift();
  return [first ?? machine.due(workflowNow())];
}
