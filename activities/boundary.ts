/**
 * The boundary between activities and the engine: a heartbeat while the work runs, the time it is when work begins late,
 * and the one place where an error becomes a Temporal failure.
 */
import { Context, type Info } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { type ErrorCode, errorCode } from '../domain/errors.ts';
import { type Instant, plusMs } from '../domain/instant.ts';

const heartbeatMs = 3000;
/** Work that begins so much later than it was asked for is as good as on time. */
const leewayMs = 5000;

/**
 * Errors that no retry can mend, because the thing itself is gone (an erased lead). Everything else is retried for as
 * long as it takes: a lead is parked by a fault, never ejected.
 */
const gone: ReadonlySet<ErrorCode> = new Set([
  'LEAD_UNKNOWN',
  'ENROLLMENT_UNKNOWN',
  'HANDOFF_UNKNOWN',
  'BROADCAST_UNKNOWN',
  'LETTER_UNKNOWN',
  'ERASURE_UNKNOWN',
]);

/** When it was asked for, and when this attempt was due, by the server's clock. */
type Attempt = Pick<Info, 'scheduledTimestampMs' | 'currentAttemptScheduledTimestampMs'>;

/** Every request says what time it was in the workflow when it asked. */
interface Timed {
  readonly now: Instant;
}

/**
 * Wraps an activity: beats its heart, moves its time on when it begins late, and maps what it throws to a failure whose
 * type is the error's code. Work that is done in pieces is told by the signal that the worker is about to stop.
 * @param clock milliseconds since 1970, as the machine knows them
 */
export function guarded<Request extends Timed, Result>(
  work: (request: Request, stopping: AbortSignal) => Promise<Result>,
  clock: () => number = () => Date.now(),
): (request: Request) => Promise<Result> {
  return async function guardedActivity(request) {
    const context = Context.current();
    const beat = setInterval(() => context.heartbeat(), heartbeatMs);
    try {
      return await work(upToDate(request, context.info, clock()), context.cancellationSignal);
    } catch (error) {
      throw asFailure(error);
    } finally {
      clearInterval(beat);
    }
  };
}

/**
 * What is tried again after an outage, or was waiting for a worker, must not take the time of its asking for that of its
 * doing: a window may have closed meanwhile. How late an attempt is, the server knows of one that is repeated, and the
 * machine of one that waited. The machine's clock counts only as far as it is ahead: where time is skipped, it is behind.
 */
export function upToDate<Request extends Timed>(request: Request, info: Attempt, machineMs: number): Request {
  const { scheduledTimestampMs: asked, currentAttemptScheduledTimestampMs: tried } = info;
  const lateMs = Math.max(tried, machineMs) - asked;
  return lateMs < leewayMs ? request : { ...request, now: plusMs(request.now, lateMs) };
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
