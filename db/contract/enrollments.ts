/** The contract of the database: enrollments, and what their steps leave behind. */
import type { Act } from '../../domain/act.ts';
import type { Awaited } from '../../domain/awaiting.ts';
import type { Outcome } from '../../domain/enrollment.ts';
import type { EventFact } from '../../domain/events.ts';
import type { CallAnswer, LeadFacts, Need, Surroundings } from '../../domain/lead.ts';
import type { Program, SplitArm, StepId, WinnerRule } from '../../domain/program.ts';
import type { Instant } from '../../domain/time.ts';
import type { Page, PageRequest } from './pages.ts';

export interface EnrollmentView {
  readonly id: string;
  readonly leadId: string;
  readonly email: string;
  readonly sequence: string;
  readonly version: number;
  readonly number: number;
  readonly workflowId: string;
  readonly status: 'active' | Outcome;
  readonly reason: string | null;
  readonly stepId: StepId | null;
  readonly waitUntil: Instant | null;
  /** Why its step is not done yet: a frequency cap, the send window, what the relay said, why a call failed. */
  readonly heldBy: string | null;
  /** True while a pause holds it: of its own, of its lead or of its sequence, or at its mail of whoever sends that. */
  readonly paused: boolean;
  readonly origin: string;
  readonly createdAt: Instant;
  readonly endedAt: Instant | null;
}

/** Where an enrollment stands: shown to people, and what ingest looks at to decide whether to signal. */
export type Position =
  | { readonly kind: 'sleeping'; readonly stepId: StepId; readonly until: Instant }
  | { readonly kind: 'moving'; readonly stepId: StepId | null };

/** What an enrollment needs to run: immutable, so callers may cache by `sequenceVersionId`. */
export interface RunnableVersion {
  readonly sequenceVersionId: string;
  readonly program: Program;
  /** Template name → template version id. */
  readonly templates: Readonly<Record<string, string>>;
}

/** One visit of a step: what a step does is done once for it, however often the activity is tried. */
export interface StepVisit {
  readonly enrollmentId: string;
  readonly stepId: StepId;
  readonly visit: number;
  /** Ids that the step had before: what its visits did may still stand under them. */
  readonly formerSteps?: readonly StepId[];
}

export interface Enrollments {
  /**
   * Enrolls a lead in the newest version of a sequence and puts the start of its workflow in the outbox.
   * The workflow id is a business key, `nurture/<lead>/<sequence>/<n>`, started with reuse policy "reject duplicate".
   * @throws SEQUENCE_UNKNOWN, LEAD_UNKNOWN, LEAD_SUPPRESSED, ALREADY_ENROLLED (an active enrollment in this sequence),
   * STAGE_ILLEGAL (not one of the stages of the sequence), ENTRY_REFUSED (its entry rule), REENTRY_REFUSED (it was in
   * the sequence before), LEAD_TAKEN (an exclusive sequence of the same or a higher priority holds the lead),
   * COLLEAGUE_WITH_SALES (sales has another lead of its company, and the sequence ends for colleagues of such)
   */
  enroll(leadId: string, sequence: string, origin: string, now: Instant): Promise<EnrollmentView>;
  /** @throws ENROLLMENT_UNKNOWN */
  get(id: string): Promise<EnrollmentView>;
  list(
    filter: {
      readonly leadId?: string;
      readonly sequence?: string;
      /** `active` has those that a pause holds as well. */
      readonly status?: EnrollmentView['status'] | 'paused';
      readonly stepId?: StepId;
    },
    page: PageRequest,
  ): Promise<Page<EnrollmentView>>;
  /** Asks an active enrollment to stop; idempotent. @throws ENROLLMENT_UNKNOWN */
  stop(id: string, actor: string, now: Instant): Promise<EnrollmentView>;
  /**
   * Asks an active enrollment to go to a step of its version, as a new visit; through the outbox.
   * @throws ENROLLMENT_UNKNOWN, ENROLLMENT_ENDED, STEP_MISSING (its version has no such step)
   */
  move(id: string, stepId: StepId, actor: string, now: Instant): Promise<EnrollmentView>;

  /** For the activities; the program in today's form. @throws ENROLLMENT_UNKNOWN */
  runnable(sequenceVersionId: string): Promise<RunnableVersion>;
  /** @throws ENROLLMENT_UNKNOWN */
  leadOf(enrollmentId: string, now: Instant): Promise<{ readonly leadId: string; readonly facts: LeadFacts }>;
  /**
   * What conditions ask beside the lead, for these needs only. An answer of a step that is `renamed` (former ids, each
   * with the present one) is found under its present id. @throws ENROLLMENT_UNKNOWN
   */
  surroundings(
    enrollmentId: string,
    needs: readonly Need[],
    now: Instant,
    renamed?: Readonly<Record<StepId, StepId>>,
  ): Promise<Partial<Surroundings>>;
  /**
   * Whether a pause holds the enrollment. If so it is noted, in the same transaction, that it must be resumed: a pause
   * that is lifted at this moment either is not seen here, or finds the note.
   */
  park(enrollmentId: string): Promise<boolean>;
  /** Records where the enrollment stands when it does not await events. */
  position(enrollmentId: string, position: Position): Promise<void>;
  /**
   * Records the wait and, in the same transaction with the lead's row locked, looks for events that it is for and that
   * are not among `consumed`: the first of each, oldest first. What is still awaited then is armed (nothing, when the
   * wait is over), and a stop that one of these very events had asked for is lifted.
   */
  arm(
    enrollmentId: string,
    wait: {
      readonly stepId: StepId;
      readonly awaited: Awaited;
      readonly until: Instant;
      readonly consumed: readonly string[];
    },
    now: Instant,
  ): Promise<readonly EventFact[]>;
  /**
   * Ends a wait whose time is over, under the lead's lock: returns the events for it that came in and that no signal has
   * told yet (and lifts the stop that such an event had asked for); the enrollment awaits nothing more.
   */
  expire(
    enrollmentId: string,
    wait: { readonly stepId: StepId; readonly awaited: Awaited; readonly consumed: readonly string[] },
    now: Instant,
  ): Promise<readonly EventFact[]>;
  /**
   * Does what a step does to the data of the lead, once per visit: all acts but `notify`, which is a message. May open
   * a hand-off as ingest does. What is refused by a rule (the lead is in that sequence already) is done as far as it
   * goes; the reason is returned, for the log.
   */
  act(
    visit: StepVisit,
    act: Exclude<Act, { readonly kind: 'notify' }>,
    now: Instant,
  ): Promise<{ readonly refused: string | null }>;
  /** Records the case that a branch takes, null for none; the first decision of a visit stays and is returned. */
  decide(visit: StepVisit, index: number | null, now: Instant): Promise<number | null>;
  /**
   * The arm of the lead: always the same for one lead and step, by a hash, in the proportion of the weights; or the
   * winner, once there is one and the lead is not held out. Counts the assignment, looks for a winner when it is time.
   * A step that was renamed draws, counts and decides by the oldest of its ids; an enrollment that comes by again keeps
   * the arm it had, while there is one of that name.
   */
  assign(
    visit: StepVisit,
    split: { readonly arms: readonly Omit<SplitArm, 'next'>[]; readonly winner: WinnerRule | null },
    now: Instant,
  ): Promise<number>;
  /** Records what a webhook answered; the first answer of a visit stays. */
  recordAnswer(visit: StepVisit, answer: CallAnswer, now: Instant): Promise<void>;
  /** Notes why a try of a call failed that is made again, for people: the newest failure, until there is an answer. */
  recordFailure(visit: StepVisit, why: string, now: Instant): Promise<void>;
  /** What it answered for this very visit, if it did. */
  answerOf(visit: StepVisit): Promise<CallAnswer | null>;
  /** Records the end; idempotent: the first end stays. */
  close(enrollmentId: string, outcome: Outcome, reason: string, now: Instant): Promise<void>;
  /** The places of active enrollments that go by another version than the newest. */
  behind(sequence: string): Promise<
    readonly {
      readonly version: number;
      readonly sequenceVersionId: string;
      readonly stepId: StepId | null;
      readonly count: number;
    }[]
  >;
}
