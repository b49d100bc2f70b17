/**
 * A conversation: a pure machine asks, something that can look at the world answers, until the machine waits or ends.
 * An activity holds it, so that a burst of steps costs one activity; the workflow then plays the returned inputs
 * through its own machine and stands at the same place. The simulator and the tests hold it as well.
 */

export interface Machine<State, Question, Answer, Input> {
  advance(state: State, input: Input): State;
  /** What the machine asks now; null while it waits or when it has ended. */
  question(state: State): Question | null;
  answered(answer: Answer): Input;
}

/** How many questions one conversation answers before it hands back: a loop of steps must not hold an activity. */
const questionLimit = 100;

/**
 * Answers question after question and returns the inputs in the order in which they were applied. When an answer
 * fails, the failure is thrown and nothing is returned: the whole conversation is held again, so answers must be
 * idempotent.
 */
export async function converse<State, Question, Answer, Input>(
  machine: Machine<State, Question, Answer, Input>,
  state: State,
  answer: (question: Question) => Promise<Answer>,
): Promise<readonly Input[]> {
  const inputs: Input[] = [];
  let current = state;
  while (inputs.length < questionLimit) {
    const question = machine.question(current);
    if (question === null) break;
    const input = machine.answered(await answer(question));
    inputs.push(input);
    current = machine.advance(current, input);
  }
  return inputs;
}
