/**
 * What happened to a lead, seen by its active enrollments: pure, over rows that were read under the lead's lock. Says the
 * same as the machine will when the signal reaches it, so that the gate shuts in the transaction of the event.
 *
 * A goal comes first: it ends the enrollment. An event that an enrollment waits for goes to the wait. Any other event of
 * a stopping kind asks the enrollment to stop; from then on the gate lets no mail pass. An MQL crossing stops those whose
 * settings say so: the lead belongs to sales.
 */
import { type Awaited, isOver, meet } from '../domain/awaiting.ts';
import { isGoal, stopReasonOf } from '../domain/ending.ts';
import type { EventFact, StopReason } from '../domain/events.ts';
import type { ProgramSettings } from '../domain/program-settings.ts';
import type { Instant } from '../domain/time.ts';
import { ruleMatchers, withHolds } from './event-conditions.ts';
import type { OutboxDraft } from './outbox-writes.ts';

/** That an enrollment was asked to stop, and by which event, if by one. */
export interface Stop {
  readonly reason: StopReason;
  readonly eventId: string | null;
}

export interface ActiveEnrollment {
  readonly id: string;
  readonly workflowId: string;
  readonly stop: Stop | null;
  readonly awaited: Awaited | null;
  readonly waitUntil: Instant | null;
  readonly settings: ProgramSettings;
}

/** The change of one enrollment: what it still awaits, and with a reason it must stop. */
export interface WakeWrite {
  readonly id: string;
  readonly waitFor: Awaited | null;
  readonly stopReason: StopReason | null;
  readonly stopEventId: string | null;
}

export interface Wakes {
  readonly writes: readonly WakeWrite[];
  readonly signals: readonly OutboxDraft[];
}

export interface Happening {
  /** In the order in which they count: an event with the step and visit of its mail, then what it changed of the lead. */
  readonly facts: readonly EventFact[];
  /** The enrollment whose mail the event answers. */
  readonly enrollmentId: string | null;
  /** False for an event that says nothing about the lead's present address. */
  readonly stops: boolean;
  /** Whether the lead was given to sales by it, and by the step of which enrollment, if by one. */
  readonly mql: { readonly by: string | null } | null;
  /** Whether a condition on the payload of the event holds. */
  readonly holds: (condition: string) => boolean;
  readonly now: Instant;
}

export function wakesOf(enrollments: readonly ActiveEnrollment[], happening: Happening): Wakes {
  const courses = enrollments.map((enrollment) => ({ enrollment, course: courseOf(enrollment, happening) }));
  return {
    writes: courses.flatMap(({ enrollment: { id, stop: before }, course: { changed, awaited, stop } }) => {
      const fresh = stop === before ? null : stop;
      return changed
        ? [{ id, waitFor: awaited, stopReason: fresh?.reason ?? null, stopEventId: fresh?.eventId ?? null }]
        : [];
    }),
    signals: courses.flatMap(({ enrollment: { workflowId }, course }) =>
      course.signals.map((payload): OutboxDraft => ({ kind: 'signal_nurture', workflowId, payload })),
    ),
  };
}

/** What becomes of one enrollment, fact by fact. */
interface Course {
  readonly awaited: Awaited | null;
  readonly stop: Stop | null;
  readonly changed: boolean;
  /** True once a goal is reached: nothing counts any more. */
  readonly reached: boolean;
  readonly signals: readonly (OutboxDraft & { kind: 'signal_nurture' })['payload'][];
}

function courseOf(enrollment: ActiveEnrollment, happening: Happening): Course {
  const { settings, awaited, stop } = enrollment;
  const facts = happening.facts.map((fact) => factFor(enrollment, happening, fact));
  const start: Course = { awaited, stop, changed: false, reached: false, signals: [] };
  const stopsAsMql = happening.mql !== null && settings.stops.mql && happening.mql.by !== enrollment.id;
  if (stopsAsMql && !facts.some((fact) => isGoal(settings, fact))) return handedOver(start);
  return facts.reduce((course, fact) => told(course, fact, enrollment, happening), start);
}

/** No event id: the stop is not the answer to a wait, so that no wait can lift it. */
const handedOver = (course: Course): Course => ({
  ...stopped(course, 'mql', null),
  signals: [{ kind: 'stop', reason: 'mql' }],
});

function told(course: Course, fact: EventFact, enrollment: ActiveEnrollment, happening: Happening): Course {
  if (course.reached) return course;
  const { settings } = enrollment;
  const signalled = { ...course, signals: [...course.signals, { kind: 'event' as const, event: fact }] };
  if (isGoal(settings, fact)) return { ...stopped(signalled, 'goal', null), reached: true };
  const reason = happening.stops ? stopReasonOf(settings, fact) : null;
  const left = inTime(enrollment, reason, happening.now) && course.awaited ? meet(course.awaited, fact) : null;
  if (left) return { ...signalled, awaited: isOver(left) ? null : left, changed: true };
  return reason === null ? course : stopped(signalled, reason, fact.id);
}

/** A stopping event after the deadline comes too late for the wait: no mail may follow it. */
const inTime = ({ waitUntil }: ActiveEnrollment, reason: StopReason | null, now: Instant): boolean =>
  reason === null || waitUntil === null || now < waitUntil;

/**
 * A wait that is about to be armed may use an event up and lift the stop that the event had asked for. A reason that no
 * wait can lift must survive that, so it takes the place of one that can be lifted.
 */
function stopped(course: Course, reason: StopReason, eventId: string | null): Course {
  const stop = { reason, eventId };
  if (course.stop && (!liftable(course.stop) || liftable(stop))) return course;
  return { ...course, awaited: null, stop, changed: true };
}

/** A stop by an event that a program can also wait for. */
const liftable = ({ reason, eventId }: Stop): boolean => eventId !== null && (reason === 'reply' || reason === 'rule');

/** The event as one enrollment sees it: step and visit only if the mail was its own, and what it asks of the payload. */
function factFor({ id, awaited, settings }: ActiveEnrollment, happening: Happening, fact: EventFact): EventFact {
  const own = happening.enrollmentId === id ? fact : { ...fact, stepId: null, visit: null };
  return withHolds(own, [...(awaited?.events ?? []), ...ruleMatchers(settings)], happening.holds);
}
