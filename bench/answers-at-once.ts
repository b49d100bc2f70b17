/** What the world would answer if nothing took any time: every mail leaves, nothing comes back, waits last three days. */
import { type Answer, type EnrollmentState, type Input, type Question, questionOf } from '../domain/enrollment.ts';
import { assertNever } from '../domain/errors.ts';
import { plusMs } from '../domain/instant.ts';

const dayMs = 86_400_000;

/** `n` tells the enrollments apart: it chooses arms. */
export function answerAtOnce(question: Question, clock: string, n: number): Answer {
  switch (question.kind) {
    case 'send':
      return { kind: 'sent', result: 'sent', at: clock };
    case 'resolve':
      return { kind: 'resolved', until: plusMs(clock, 3 * dayMs) };
    case 'decide':
      return { kind: 'decided', index: n % 2 ? 0 : null };
    case 'split':
      return { kind: 'assigned', arm: n % question.arms.length };
    case 'arm':
      return { kind: 'armed', until: plusMs(clock, 5 * dayMs), events: [] };
    case 'expire':
      return { kind: 'expired', events: [] };
    case 'act':
      return { kind: 'done' };
    case 'call':
      return { kind: 'called', ok: true };
    case 'close':
      return { kind: 'closed' };
    default:
      return assertNever(question);
  }
}

/** The answer to what the state asks, as an input. @throws when it asks nothing. */
export function inputAtOnce(state: EnrollmentState, n: number): Input {
  const question = questionOf(state);
  if (!question) throw new Error(`The machine is ${state.phase.kind} and asks nothing`);
  return { kind: 'answer', answer: answerAtOnce(question, state.clock, n) };
}
