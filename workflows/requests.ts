/**
 * Requests: what a workflow is asked by an update. Unlike a signal it has an answer, so it waits in the inbox like any
 * other message, is applied between conversations, and the answer goes back then.
 */
import { ApplicationFailure, allHandlersFinished, condition } from '@temporalio/workflow';
import type { ErrorCode } from '../domain/errors.ts';

export interface Request<State> {
  readonly kind: 'request';
  /** Does what was asked and answers; a refusal leaves the state as it is. */
  apply(state: State): State;
  refuse(why: ApplicationFailure): void;
}

/** Why a request is not done: the failure that whoever asked gets. */
export const refusal = (type: ErrorCode, message: string, details?: Readonly<Record<string, string>>) =>
  ApplicationFailure.create({ type, message, nonRetryable: true, ...(details && { details: [details] }) });

/** Puts a request into the inbox and resolves with its answer. `work` may throw a refusal. */
export function request<State, Answer>(
  inbox: { push(request: Request<State>): unknown },
  work: (state: State) => { readonly state: State; readonly answer: Answer },
): Promise<Answer> {
  return new Promise<Answer>((resolve, reject) => {
    const apply = (before: State): State => {
      try {
        const { state, answer } = work(before);
        resolve(answer);
        return state;
      } catch (error) {
        reject(error);
        return before;
      }
    };
    inbox.push({ kind: 'request', apply, refuse: reject });
  });
}

/** Answers what came too late, so that a workflow never ends with a question open. */
export async function refuseAll(
  inbox: readonly (Request<never> | { readonly kind: string })[],
  why: ApplicationFailure,
): Promise<void> {
  for (const message of inbox) if ('refuse' in message) message.refuse(why);
  if (!allHandlersFinished()) await condition(allHandlersFinished);
}
