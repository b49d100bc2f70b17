/**
 * The loop that every workflow with a machine is: let the machine's questions be answered by an activity, apply what
 * came in by signal or update, else sleep until the machine's instant or the next message. Decides nothing.
 *
 * Messages only fill the inbox; they are applied one at a time between conversations, so that the machine in the
 * activity and the machine in the workflow take the same steps.
 */
import { allHandlersFinished, CancellationScope, condition, sleep, workflowInfo } from '@temporalio/workflow';
import { type Instant, instantFromMs, msOf } from '../domain/instant.ts';

export interface Driven<State, Message> {
  advance(state: State, message: Message): State;
  asking(state: State): boolean;
  ended(state: State): boolean;
  wakeAt(state: State): Instant | null;
  due(at: Instant): Message;
  /** Holds a conversation from this state; the returned inputs bring the machine to where it waits. */
  converse(state: State, now: Instant): Promise<readonly Message[]>;
  /** Told after every change. */
  moved(state: State): void;
  /** Told before it waits. */
  settled?(state: State): void;
  /** True when it must go on in a new run as soon as nothing is under way. */
  leaving?(): boolean;
  /** Goes on in a new run with a short history. */
  carryOn(state: State): Promise<never>;
}

/** The time of the workflow, which the server decides and a replay repeats. */
export const workflowNow = (): Instant => instantFromMs(Date.now());

/** Runs the machine to its end and returns the last state. `inbox` is filled by the handlers of messages meanwhile. */
export async function drive<State, Message>(
  machine: Driven<State, Message>,
  from: State,
  inbox: Message[],
): Promise<State> {
  let state = from;
  while (!machine.ended(state)) {
    if ((workflowInfo().continueAsNewSuggested || machine.leaving?.()) && inbox.length === 0) {
      // Handlers only push to the inbox and wait, so with an empty inbox and no handler nothing is lost.
      if (allHandlersFinished()) await machine.carryOn(state);
      await condition(allHandlersFinished);
      continue;
    }
    const messages = machine.asking(state)
      ? await machine.converse(state, workflowNow())
      : await nextMessages(machine, state, inbox);
    state = messages.reduce((current, message) => machine.advance(current, message), state);
    machine.moved(state);
  }
  return state;
}

async function nextMessages<State, Message>(
  machine: Driven<State, Message>,
  state: State,
  inbox: Message[],
): Promise<readonly Message[]> {
  if (inbox.length === 0) {
    machine.settled?.(state);
    await arrivedBy(machine.wakeAt(state), inbox);
  }
  const first = inbox.shift();
  return [first ?? machine.due(workflowNow())];
}

/**
 * Waits until something is in the inbox or the instant has come; without an instant, for the inbox alone. The commands
 * are those of `condition` with a timeout, which however cancels its timer also after it has fired: an error with its
 * stack for each wait, a tenth of what a workflow task costs the worker.
 */
async function arrivedBy(until: Instant | null, inbox: readonly unknown[]): Promise<void> {
  const arrived = () => inbox.length > 0;
  if (until === null) return condition(arrived);
  let due = false;
  const timer = new CancellationScope();
  const fired = timer.run(() => sleep(Math.max(1, msOf(until) - Date.now())));
  // Cancelled with the timer; the wait below says what is to be said.
  fired.then(
    () => {
      due = true;
    },
    () => undefined,
  );
  await condition(() => due || arrived());
  if (!due) timer.cancel();
}
