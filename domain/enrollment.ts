/**
 * An enrollment as its machine knows it: where it stands, what it asks, what it can be told. Plain JSON throughout: it
 * travels through histories and continue-as-new. What older versions wrote is brought into this form by `formats.ts`.
 */
import type { Act } from './act.ts';
import type { Awaited } from './awaiting.ts';
import type { EventFact, MailRef, StopReason } from './events.ts';
import type { Instant } from './instant.ts';
import type { SplitArm, StepId, WebhookCall, WinnerRule } from './program.ts';
import type { Duration } from './time.ts';
import type { WaitRule } from './wait-rule.ts';

/** `converted`: it ended early as a success, by a goal or by an exit that counts as one. */
export const outcomes = ['completed', 'converted', 'exited', 'stopped', 'failed'] as const;
export type Outcome = (typeof outcomes)[number];

/** Whose question it is: the n-th visit of a step. */
export interface Asked {
  readonly stepId: StepId;
  readonly visit: number;
}

/** A wait that was under way when the enrollment came from another version. */
interface Edited {
  /** It does not end before, whatever its new time: what follows is late by an outage, never by an edit. */
  readonly notBefore?: Instant;
}

/** What the machine cannot know by itself: it depends on the lead, on the calendar, or on somebody else's system. */
export type Question =
  /** Send the mail. `dueAt`: when the program wanted it to leave. */
  | (Asked & {
      readonly kind: 'send';
      readonly template: string;
      readonly sender: string | null;
      readonly dueAt: Instant;
    })
  /** When does the wait end that began at `from`? */
  | (Asked & Edited & { readonly kind: 'resolve'; readonly rule: WaitRule; readonly from: Instant })
  /** Which of the conditions is the first that is true? */
  | (Asked & { readonly kind: 'decide'; readonly conditions: readonly string[] })
  /** Which arm is the lead's? */
  | (Asked & {
      readonly kind: 'split';
      readonly arms: readonly Omit<SplitArm, 'next'>[];
      readonly winner: WinnerRule | null;
    })
  | (Asked &
      Edited & {
        readonly kind: 'arm';
        readonly awaited: Awaited;
        readonly timeout: Duration;
        readonly from: Instant;
        /** Events that an earlier wait has used up. */
        readonly consumed: readonly string[];
      })
  /** The time of a wait is over: has an event come in that its signal has not told yet? */
  | (Asked & {
      readonly kind: 'expire';
      readonly awaited: Awaited;
      readonly until: Instant;
      readonly consumed: readonly string[];
    })
  | (Asked & { readonly kind: 'act'; readonly act: Act })
  | (Asked & { readonly kind: 'call'; readonly call: WebhookCall; readonly dueAt: Instant })
  | { readonly kind: 'close'; readonly outcome: Outcome; readonly reason: string };

export type Answer =
  /**
   * `unknown`: it may have arrived; it counts as sent. `skipped`: this one mail is left out (it is stale). The next wait
   * counts from `at`.
   */
  | { readonly kind: 'sent'; readonly result: 'sent' | 'unknown' | 'skipped'; readonly at: Instant }
  /** Not now: ask again at `until`. */
  | { readonly kind: 'deferred'; readonly until: Instant }
  /** It cannot be done, for a reason that is not the lead's. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** The gate found that the lead must not be mailed any more. */
  | { readonly kind: 'blocked'; readonly reason: StopReason }
  /** The enrollment is paused: nothing is done until it is resumed. */
  | { readonly kind: 'parked' }
  | { readonly kind: 'resolved'; readonly until: Instant }
  /** The date that was to be waited for is not known or over. */
  | { readonly kind: 'missed'; readonly why: 'absent' | 'past' }
  /** The number of the first true condition, from 0; null when none is true. */
  | { readonly kind: 'decided'; readonly index: number | null }
  /** The number of the arm, from 0. */
  | { readonly kind: 'assigned'; readonly arm: number }
  /** `events`: what happened before the wait began and counts for it, oldest first. */
  | { readonly kind: 'armed'; readonly until: Instant; readonly events: readonly EventFact[] }
  /** `events`: what came in time. */
  | { readonly kind: 'expired'; readonly events: readonly EventFact[] }
  | { readonly kind: 'done' }
  | { readonly kind: 'called'; readonly ok: boolean }
  | { readonly kind: 'closed' };

export type Input =
  /** Begins, or goes on where it was placed. */
  | { readonly kind: 'start'; readonly at: Instant }
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'event'; readonly event: EventFact }
  | { readonly kind: 'due'; readonly at: Instant }
  | { readonly kind: 'stop'; readonly reason: StopReason }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  /** By hand, to a step of the program, as a new visit. */
  | { readonly kind: 'move'; readonly stepId: StepId; readonly at: Instant }
  /** The calendar of the lead has changed (its zone): times that are still to come are found anew. */
  | { readonly kind: 'replan' };

export type Phase =
  | { readonly kind: 'new' }
  /**
   * Put at a step that has yet to ask: the enrollment came from another version. `anew`: as a new visit, because it is
   * another step than the one it stood at. `notBefore`: the step, or what follows its wait, was not due before.
   */
  | { readonly kind: 'placed'; readonly stepId: StepId; readonly anew?: true; readonly notBefore?: Instant }
  | { readonly kind: 'asking'; readonly question: Question }
  /** `resume` says what happens at `until`: go on to a step, or ask the same step again without a new visit. */
  | { readonly kind: 'sleeping'; readonly stepId: StepId; readonly until: Instant; readonly resume: 'next' | 'again' }
  | { readonly kind: 'awaiting'; readonly stepId: StepId; readonly until: Instant; readonly awaited: Awaited }
  | { readonly kind: 'ended'; readonly outcome: Outcome; readonly reason: string };

export interface EnrollmentState {
  readonly phase: Phase;
  /** Nothing is asked and no time passes while it is set; what happens to the lead is still noted. */
  readonly paused: boolean;
  readonly visits: Readonly<Record<StepId, number>>;
  /** The newest mail of each send step, by the step's present id. */
  readonly mails: Readonly<Record<StepId, MailRef>>;
  readonly lastMail: MailRef | null;
  /** When the present step was due: what waits count from, and what a late mail is late by. */
  readonly clock: Instant;
  /** Events recorded from here on count for a wait; moves on with every mail and every event used. */
  readonly since: Instant;
  /** Ids of the events used up or applied, newest last; bounded. */
  readonly seen: readonly string[];
  /** Mails that it had before it came from another version, and goes past in this one; absent when there are none. */
  readonly had?: readonly StepId[];
}

export const initialState: EnrollmentState = {
  phase: { kind: 'new' },
  paused: false,
  visits: {},
  mails: {},
  lastMail: null,
  clock: '',
  since: '',
  seen: [],
};

/** The question the machine asks now, if any. One that is paused asks for nothing but its end. */
export const questionOf = ({ phase, paused }: EnrollmentState): Question | null =>
  phase.kind === 'asking' && (!paused || phase.question.kind === 'close') ? phase.question : null;

/** The instant at which the machine wants a `due` input, if any. */
export const wakeAt = ({ phase, paused }: EnrollmentState): Instant | null =>
  !paused && (phase.kind === 'sleeping' || phase.kind === 'awaiting') ? phase.until : null;

/** The step an enrollment stands at, if any. */
export function standsAt({ phase }: EnrollmentState): StepId | null {
  switch (phase.kind) {
    case 'placed':
    case 'sleeping':
    case 'awaiting':
      return phase.stepId;
    case 'asking':
      return phase.question.kind === 'close' ? null : phase.question.stepId;
    case 'new':
    case 'ended':
      return null;
  }
}
