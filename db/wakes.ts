/**
 * What an event means to the active enrollments of its lead: pure, over rows that were read under the lead's lock.
 *
 * An event that an enrollment waits for goes to the wait. Any other event of a stopping kind asks the enrollment to
 * stop; from then on the gate lets no mail pass. An MQL crossing stops them all: the lead belongs to sales.
 */
import { type ArmedMatcher, type EventFact, matchesAny, type StopReason, stopReasonOf } from '../domain/events.ts';
import type { Instant } from '../domain/time.ts';
import type { OutboxDraft } from './outbox-writes.ts';

export interface ActiveEnrollment {
  readonly id: string;
  readonly workflow_id: string;
  readonly stop_reason: StopReason | null;
  readonly wait_for: readonly ArmedMatcher[] | null;
  readonly wait_since: Instant | null;
  readonly wait_until: Instant | null;
}

/** The change of one enrollment: its wait is over, and with a reason it must stop. */
export interface WakeWrite {
  readonly id: string;
  readonly stopReason: StopReason | null;
  readonly stopEventId: string | null;
}

export interface Wakes {
  readonly writes: readonly WakeWrite[];
  readonly signals: readonly OutboxDraft[];
}

export interface Happening {
  /** The event, with the step and visit of its mail. */
  readonly fact: EventFact;
  /** The enrollment whose mail it answers. */
  readonly enrollmentId: string | null;
  /** False for an event that says nothing about the lead's present address. */
  readonly stops: boolean;
  readonly mql: boolean;
  readonly now: Instant;
}

export function wakesOf(enrollments: readonly ActiveEnrollment[], happening: Happening): Wakes {
  const writes: WakeWrite[] = [];
  const signals: OutboxDraft[] = [];
  for (const enrollment of enrollments) {
    const wake = happening.mql ? handedOver(enrollment) : wakeOf(enrollment, happening);
    if (wake?.write) writes.push({ id: enrollment.id, ...wake.write });
    if (wake) signals.push({ kind: 'signal_nurture', workflowId: enrollment.workflow_id, payload: wake.signal });
  }
  return { writes, signals };
}

/** All stop because the lead becomes an MQL by something that is not an event. */
export const handOver = (enrollments: readonly ActiveEnrollment[]): Wakes => {
  const stopped = enrollments.map((enrollment) => ({ enrollment, wake: handedOver(enrollment) }));
  return {
    writes: stopped.map(({ enrollment, wake }) => ({ id: enrollment.id, ...wake.write })),
    signals: stopped.map(({ enrollment, wake }) => ({
      kind: 'signal_nurture',
      workflowId: enrollment.workflow_id,
      payload: wake.signal,
    })),
  };
};

interface Wake {
  readonly write: Omit<WakeWrite, 'id'> | null;
  readonly signal: (OutboxDraft & { kind: 'signal_nurture' })['payload'];
}

/** No event id: the stop is not the answer to a wait, so that no wait can lift it. */
const handedOver = (enrollment: ActiveEnrollment) => ({
  write: { stopReason: lasting(enrollment.stop_reason) ?? ('mql' as const), stopEventId: null },
  signal: { kind: 'stop' as const, reason: 'mql' as const },
});

function wakeOf(enrollment: ActiveEnrollment, happening: Happening): Wake | null {
  const fact = factFor(enrollment.id, happening);
  const reason = happening.stops ? stopReasonOf(fact.kind) : null;
  const signal = { kind: 'event', event: fact } as const;
  if (awaits(enrollment, fact, reason, happening.now)) {
    return { write: { stopReason: null, stopEventId: null }, signal };
  }
  if (reason === null) return null;
  // A wait that is about to be armed may use a reply up and lift its stop; the reason that comes next must survive that.
  const known = lasting(enrollment.stop_reason) ?? (reason === 'reply' ? enrollment.stop_reason : null);
  return { write: known ? null : { stopReason: reason, stopEventId: fact.id }, signal };
}

const lasting = (reason: StopReason | null): StopReason | null => (reason === 'reply' ? null : reason);

/** A stopping event after the deadline comes too late for the wait: no mail may follow it. */
function awaits(
  { wait_for, wait_since, wait_until }: ActiveEnrollment,
  fact: EventFact,
  reason: StopReason | null,
  now: Instant,
): boolean {
  if (wait_for === null || wait_since === null) return false;
  if (reason !== null && wait_until !== null && now >= wait_until) return false;
  return matchesAny(wait_for, fact, wait_since);
}

/** The event as one enrollment sees it: step and visit only if the mail was its own. */
const factFor = (enrollmentId: string, { fact, enrollmentId: owner }: Happening): EventFact =>
  owner === enrollmentId ? fact : { ...fact, stepId: null, visit: null };
