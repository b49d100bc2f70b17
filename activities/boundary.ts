/**
 * The boundary between activities and the engine: a heartbeat while the work runs, and the one place where an error
 * becomes a Temporal failure.
 */
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { type ErrorCode, errorCode } from '../domain/errors.ts';

const heartbeatMs = 3000;

/**
 * Errors that no retry can mend, because the thing itself is gone (an erased lead). Everything else is retried for as
 * long as it takes: a lead is parked by a fault, never ejected.
 */
const gone: ReadonlySet<ErrorCode> = new Set([
  'LEAD_UNKNOWN',
  'ENROLLMENT_UNKNOWN',
  'HANDOFF_UNKNOWN',
  'BROADCAST_UNKNOWN',
]);

/**
 * Wraps an activity: beats its heart, and maps what it throws to a failure whose type is the error's code. Work that is
 * done in pieces is told by the signal that the worker is about to stop.
 */
export function guarded<Request, Result>(
  work: (request: Request, stopping: AbortSignal) => Promise<Result>,
): (request: Request) => Promise<Result> {
  return async function guardedActivity(request) {
    const context = Context.current();
    const beat = setInterval(() => context.heartbeat(), heartbeatMs);
    try {
      return await work(request, context.cancellationSignal);
    } catch (error) {
      throw asFailure(error);
    } finally {
      clearInterval(beat);
    }
  };
}

/** The code and what happened, without addresses: a failure is written into a history, which must stay erasable. */
function asFailure(error: unknown): ApplicationFailure {
  const type = errorCode(error);
  const message = (error instanceof Error ? error.message : String(error)).replaceAll(
    /[^\s<>"'(]+@[^\s<>"')]+/g,
    '[address]',
  );
  return ApplicationFailure.create({ type, message, nonRetryable: gone.has(type) });
}
