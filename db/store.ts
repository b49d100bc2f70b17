/**
 * What the rest of the project can ask of the database: the contract of every repository, in the words of the domain.
 * Nothing outside `db/` sees Prisma or SQL. "Now" is always an argument, because activities run beside workflows whose
 * time may be skipped. Every method that changes something is one transaction.
 *
 * Long, because it is the one page on which the whole contract can be read; the repositories behind it are small files.
 */
import type { Act } from '../domain/act.ts';
import type { Awaited } from '../domain/awaiting.ts';
import type { Outcome } from '../domain/enrollment.ts';
import type { EventFact, EventKind, StopReason } from '../domain/events.ts';
import type { HandoffDecision, HandoffStatus } from '../domain/handoff.ts';
import type { CallAnswer, LeadFacts, LeadInput, Need, Surroundings } from '../domain/lead.ts';
import type { Stage } from '../domain/lifecycle.ts';
import type { Transfer } from '../domain/migration.ts';
import type { MigrationEffect } from '../domain/migration-effects.ts';
import type { Program, Rest, SplitArm, StepId, WinnerRule } from '../domain/program.ts';
import type { Cap } from '../domain/program-settings.ts';
import type { Grade, Temperature } from '../domain/scoring.ts';
import type { Slot } from '../domain/send-slot.ts';
import type { Instant } from '../domain/time.ts';
import type { Salesperson, Workspace } from '../domain/workspace.ts';

export interface Store {
  readonly leads: Leads;
  readonly events: Events;
  readonly enrollments: Enrollments;
  readonly pauses: Pauses;
  readonly batches: Batches;
  readonly migrations: Migrations;
  readonly messages: Messages;
  readonly suppressions: Suppressions;
  readonly handoffs: Handoffs;
  readonly publications: Publications;
  readonly outbox: OutboxQueue;
  readonly keys: ApiKeys;
  readonly overview: Overview;
  /** Resolves when the database answers. @throws DATABASE_UNAVAILABLE, SCHEMA_OUTDATED */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** One page of a list, newest first; `next` goes into `after` of the following call. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}
export interface PageRequest {
  readonly limit: number;
  readonly after?: string;
}

// ---------------------------------------------------------------------------------------------------------------- leads

export interface LeadView extends LeadFacts {
  readonly id: string;
  /** The reason if the address is suppressed. */
  readonly suppressed: string | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** One line of "what happened with this lead", oldest first. */
export type TimelineEntry = { readonly at: Instant } & (
  | {
      readonly kind: 'stage';
      readonly from: Stage | null;
      readonly to: Stage;
      readonly actor: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'enrolled';
      readonly sequence: string;
      /** The one it began with, whatever it goes by now. */
      readonly version: number;
      readonly number: number;
      readonly origin: string;
    }
  | { readonly kind: 'ended'; readonly sequence: string; readonly outcome: Outcome; readonly reason: string | null }
  | {
      readonly kind: 'mail';
      readonly messageId: string;
      readonly sequence: string | null;
      readonly stepId: string | null;
      readonly subject: string | null;
      /** Of mail to the lead: what it is made from. */
      readonly template: string | null;
      /** The colleague it went to; null when it is to the lead. */
      readonly colleague: string | null;
      readonly state: MessageState;
      readonly detail: string | null;
    }
  /** Which way a branch went: the condition that led there, and the step; null when no version has the step any more. */
  | {
      readonly kind: 'branch';
      readonly sequence: string;
      readonly stepId: StepId;
      readonly condition: string | null;
      /** Null also when nothing more follows. */
      readonly to: StepId | null;
    }
  | { readonly kind: 'split'; readonly sequence: string; readonly stepId: StepId; readonly arm: string }
  /** A webhook that answered (0: not at all, until it was given up), or whose last try failed and is made again. */
  | {
      readonly kind: 'call';
      readonly sequence: string;
      readonly stepId: StepId;
      readonly status: number | null;
      readonly failure: string | null;
      readonly nextTry: Instant | null;
    }
  /** What a step did to the lead, or asked for: who refuses it says so elsewhere. Points have entries of their own. */
  | {
      readonly kind: 'act';
      readonly sequence: string;
      readonly stepId: StepId;
      readonly act: 'set' | 'tag' | 'start' | 'stop' | 'handoff';
      readonly detail: string;
    }
  /** A person held it or let it go on; `sequence` is null when it was the lead as a whole. */
  | {
      readonly kind: 'pause';
      readonly what: 'paused' | 'resumed';
      readonly scope: PauseScope['kind'];
      readonly sequence: string | null;
      readonly actor: string;
      readonly reason: string | null;
    }
  /** A person asked it to go on at another step, or to stop. Steps are null between two steps. */
  | {
      readonly kind: 'moved';
      readonly sequence: string;
      readonly from: StepId | null;
      readonly to: StepId;
      readonly actor: string;
    }
  | { readonly kind: 'stopping'; readonly sequence: string; readonly actor: string }
  | {
      readonly kind: 'migrated';
      readonly sequence: string;
      readonly fromVersion: number;
      readonly toVersion: number;
      readonly from: StepId | null;
      readonly to: StepId | null;
    }
  | {
      readonly kind: 'event';
      readonly eventId: string;
      readonly event: EventKind;
      readonly name: string | null;
      readonly link: string | null;
      readonly stepId: string | null;
      readonly text: string | null;
    }
  | {
      readonly kind: 'score';
      readonly points: number;
      readonly group: string;
      readonly reason: string;
      readonly scoreAfter: number;
    }
  | {
      readonly kind: 'handoff';
      readonly handoffId: string;
      readonly what: 'opened' | 'offered' | 'lapsed' | 'accepted' | 'returned';
      readonly salesperson: string | null;
      readonly reason: string | null;
    }
);

export interface Leads {
  /**
   * Creates the lead, or fills in what is new about a known address (absent keys keep their value). Recomputes fit.
   * A suppressed address stays suppressed.
   */
  save(input: LeadInput, now: Instant, actor: string): Promise<{ readonly lead: LeadView; readonly created: boolean }>;
  /** By id or by address (any case). @throws LEAD_UNKNOWN */
  get(idOrEmail: string, now: Instant): Promise<LeadView>;
  list(
    filter: { readonly stage?: Stage; readonly search?: string },
    page: PageRequest,
    now: Instant,
  ): Promise<Page<LeadView>>;
  /** @throws LEAD_UNKNOWN */
  timeline(leadId: string): Promise<readonly TimelineEntry[]>;
}

// --------------------------------------------------------------------------------------------------------------- events

export interface EventInput {
  /** Unique name of this very event at its source; a second one with the same key is the same event. */
  readonly dedupeKey: string;
  readonly kind: EventKind;
  /** Either the lead, or the message it answers. */
  readonly lead: { readonly id: string } | { readonly messageId: string };
  readonly name?: string | null;
  readonly link?: string | null;
  /** Small JSON; reply text goes to `text`. */
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly occurredAt: Instant;
}

export interface IngestResult {
  readonly eventId: string;
  /** False when the event was known; then nothing else happened. */
  readonly recorded: boolean;
  readonly leadId: string;
  readonly score: number;
  readonly stage: Stage;
  /** The hand-off that this event opened. */
  readonly handoffId: string | null;
}

export interface Events {
  /**
   * THE ingest transaction: records the event once, adds the points its rule gives (with a ledger row), moves the
   * stage (a click, reply, form or custom event makes a name *engaged*; the prospect threshold a *prospect*; an MQL
   * crossing an *mql* with a hand-off), writes suppressions (unsubscribe, complaint, hard bounce), marks enrollments
   * that must stop, and puts a signal in the outbox for those that wait for it or must stop. Locks the lead's row.
   * An event of a mail about a hand-off is the salesperson's: it is recorded, and changes nothing about the lead or the
   * addresses that may be mailed.
   * @throws LEAD_UNKNOWN when neither lead nor message exist.
   */
  ingest(input: EventInput, now: Instant): Promise<IngestResult>;
}

// ---------------------------------------------------------------------------------------------------------- enrollments

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
  /** True while a pause holds it: of its own, of its lead or of its sequence. */
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
   * the sequence before), LEAD_TAKEN (an exclusive sequence of the same or a higher priority holds the lead)
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

// --------------------------------------------------------------------------------------------------------------- pauses

export type PauseScope =
  | { readonly kind: 'sequence'; readonly sequence: string }
  | { readonly kind: 'lead'; readonly leadId: string }
  | { readonly kind: 'enrollment'; readonly enrollmentId: string };

export interface PauseView {
  readonly scope: PauseScope;
  /** The address of the lead, of a pause of a lead or of one enrollment. */
  readonly email: string | null;
  /** Of a pause of a sequence or of one enrollment. */
  readonly sequence: string | null;
  readonly reason: string | null;
  readonly actor: string;
  readonly since: Instant;
  /** Active enrollments that it holds. */
  readonly holds: number;
}

export interface Pauses {
  /**
   * Parks a sequence, a lead or one enrollment. Nothing happens to those that sleep: each finds the pause when its time
   * comes. Idempotent. Those of a lead and a single one are told at once, through the outbox.
   * @throws SEQUENCE_UNKNOWN, LEAD_UNKNOWN, ENROLLMENT_UNKNOWN
   */
  pause(scope: PauseScope, reason: string | null, actor: string, now: Instant): Promise<PauseView>;
  /** Lifts a pause, and tells the enrollments that had come to a halt, unless another pause holds them. Returns how many. */
  resume(
    scope: PauseScope,
    actor: string,
    now: Instant,
  ): Promise<{ readonly resumed: number; readonly lifted: boolean }>;
  list(): Promise<readonly PauseView[]>;
  /** Those that concern a lead: its own, those of its live enrollments, and of the sequences they are in. */
  holding(leadId: string): Promise<readonly PauseView[]>;
}

// -------------------------------------------------------------------------------------------------- batches, migrations

/** Who a mass enrollment takes: those that fit all that is given. */
export interface BatchFilter {
  readonly when: string | null;
  readonly segment: string | null;
  readonly source: string | null;
  readonly tag: string | null;
}

export interface BatchView {
  readonly id: string;
  readonly sequence: string;
  readonly filter: BatchFilter;
  readonly status: 'running' | 'done' | 'stopped';
  /** Leads per second at most. */
  readonly pace: number;
  /** Leads there were when it began. */
  readonly total: number;
  readonly looked: number;
  readonly enrolled: number;
  /** How many were not enrolled, by error code; `NOT_MEANT` did not fit the filter. */
  readonly refused: Readonly<Record<string, number>>;
  readonly createdAt: Instant;
  readonly endedAt: Instant | null;
}

export interface Batches {
  /** Begins a mass enrollment, carried on by its workflow. @throws SEQUENCE_UNKNOWN, CONDITION_INVALID, SEGMENT_UNKNOWN */
  begin(sequence: string, filter: BatchFilter, pace: number, now: Instant): Promise<BatchView>;
  /** @throws BATCH_UNKNOWN */
  get(id: string): Promise<BatchView>;
  list(): Promise<readonly BatchView[]>;
  /** No more leads are enrolled. @throws BATCH_UNKNOWN */
  stop(id: string, now: Instant): Promise<BatchView>;
  /**
   * Enrolls up to `limit` leads more and moves the cursor on, in one transaction: killed at any moment, no lead is left
   * out and none is enrolled twice. `more` is false when the batch is over.
   */
  carryOn(
    id: string,
    limit: number,
    now: Instant,
  ): Promise<{ readonly looked: number; readonly more: boolean; readonly pace: number }>;
}

export interface MigrationView {
  readonly id: string;
  readonly sequence: string;
  readonly toVersion: number;
  readonly status: 'running' | 'done' | 'stopped';
  readonly total: number;
  readonly moved: number;
  /** Those that stay in their version, because their step is gone and no other was named. */
  readonly stayed: number;
  readonly failed: number;
  readonly createdAt: Instant;
  readonly endedAt: Instant | null;
}

/** One enrollment that a migration did not move; what was erased since is not told. */
export interface UnmovedView {
  readonly enrollmentId: string;
  readonly leadId: string;
  readonly email: string;
  readonly kind: 'stayed' | 'failed';
  /** Where it stands now; null between two steps, and when it has ended. */
  readonly stepId: StepId | null;
  readonly detail: string | null;
  readonly at: Instant;
}

/** One enrollment that a migration is about to move. */
export interface MigrationMove extends Transfer {
  readonly enrollmentId: string;
  readonly workflowId: string;
  readonly fromVersionId: string;
}

export interface Migrations {
  /**
   * What a migration would do now: the active enrollments of older versions by their step, and where they would go on.
   * `to` null: the step is gone, so they would stay; without a `stepId` they stand between steps, and would move.
   * @throws SEQUENCE_UNKNOWN, STEP_MISSING, REQUEST_INVALID (a place for a step that is not gone)
   */
  plan(
    sequence: string,
    places: Readonly<Record<StepId, StepId>>,
  ): Promise<
    readonly {
      readonly version: number;
      readonly stepId: StepId | null;
      readonly to: StepId | null;
      readonly count: number;
    }[]
  >;
  /**
   * What it would do to those that move, besides moving them: what they would notice and what they would lose. How long a
   * wait still lasts is reckoned by its durations, without the calendar of the lead.
   * @throws SEQUENCE_UNKNOWN, STEP_MISSING, REQUEST_INVALID (a place for a step that is not gone)
   */
  effects(
    sequence: string,
    places: Readonly<Record<StepId, StepId>>,
    now: Instant,
  ): Promise<readonly MigrationEffect[]>;
  /**
   * Begins to move the active enrollments of older versions to the newest, carried on by its workflow.
   * `places`: steps that are gone, each with the step to go on at instead.
   * @throws SEQUENCE_UNKNOWN, STEP_MISSING, MIGRATION_RUNNING, REQUEST_INVALID (a place for a step that is not gone)
   */
  begin(sequence: string, places: Readonly<Record<StepId, StepId>>, pace: number, now: Instant): Promise<MigrationView>;
  get(id: string): Promise<MigrationView>;
  list(sequence?: string): Promise<readonly MigrationView[]>;
  /** Whom it did not move, and why, by the newest enrollment first. @throws MIGRATION_UNKNOWN */
  unmoved(id: string, kind: UnmovedView['kind'], page: PageRequest): Promise<Page<UnmovedView>>;
  /** The next enrollments to move, with the version to move to; those whose step is gone are counted as staying. */
  next(
    id: string,
    limit: number,
  ): Promise<{ readonly toVersionId: string; readonly moves: readonly MigrationMove[]; readonly pace: number }>;
  /** Records what became of them: `moved` sets the version of the enrollment. */
  record(
    id: string,
    results: readonly {
      readonly enrollmentId: string;
      readonly kind: 'moved' | 'stayed' | 'failed';
      readonly detail: string | null;
    }[],
    now: Instant,
  ): Promise<void>;
  finish(id: string, now: Instant): Promise<MigrationView>;
}

// ------------------------------------------------------------------------------------------------------------- messages

export const messageStates = [
  'PENDING',
  'CLAIMED',
  'IN_FLIGHT',
  'SENT',
  'DEFERRED',
  'FAILED',
  'SUPPRESSED',
  'SKIPPED',
  'UNKNOWN',
] as const;
export type MessageState = (typeof messageStates)[number];

export interface MessageLink {
  /** The name the template gave it, e.g. `guide`. */
  readonly name: string;
  /** The final destination, http or https. */
  readonly url: string;
}

export interface MessageView {
  readonly id: string;
  readonly key: string;
  readonly leadId: string;
  readonly enrollmentId: string | null;
  readonly stepId: string | null;
  readonly visit: number | null;
  readonly handoffId: string | null;
  readonly recipient: string;
  readonly subject: string | null;
  /** Of mail to a lead: the name of the template it is made from. */
  readonly template: string | null;
  readonly state: MessageState;
  readonly attempts: number;
  readonly detail: string | null;
  readonly links: readonly MessageLink[];
  readonly createdAt: Instant;
  readonly sentAt: Instant | null;
}

export type MessageOwner =
  | {
      readonly kind: 'nurture';
      readonly enrollmentId: string;
      readonly stepId: StepId;
      readonly visit: number;
      readonly templateVersionId: string;
      /** Ids that the step had in other versions: a visit that began under one of them goes on with its message. */
      readonly formerSteps?: readonly StepId[];
    }
  | { readonly kind: 'handoff'; readonly handoffId: string; readonly offer: number; readonly recipient: string }
  /** A note to a person of one's own about the lead of an enrollment: work mail, not marketing. */
  | {
      readonly kind: 'notice';
      readonly enrollmentId: string;
      readonly stepId: StepId;
      readonly visit: number;
      readonly recipient: string;
    };

/** What the gate holds a nurture mail to; looked at in the transaction that claims. */
export interface SendRules {
  readonly stages: readonly Stage[];
  readonly priority: number;
  /** Of the organisation and of the sequence. Mails that left or may have left count, of all sequences. */
  readonly caps: readonly Cap[];
  /** When this mail may leave to this lead; pure. */
  slot(facts: LeadFacts): Slot;
}

/** What the claim decided. */
export type Claim =
  /** The message is ours until the lease ends. `attempt` counts from 1. */
  | {
      readonly kind: 'claimed';
      readonly messageId: string;
      readonly claimToken: string;
      readonly leadId: string;
      readonly recipient: string;
      readonly facts: LeadFacts;
      readonly attempt: number;
    }
  /** It left before (`SENT`), or may have (`UNKNOWN`, also after a lease that ended IN_FLIGHT): never sent again. */
  | {
      readonly kind: 'settled';
      readonly messageId: string;
      readonly state: MessageState;
      readonly at: Instant;
      readonly detail: string | null;
    }
  /** The gate lets no mail pass to this lead any more; the message is SUPPRESSED. */
  | { readonly kind: 'blocked'; readonly messageId: string; readonly reason: StopReason; readonly detail: string }
  /** Not now: outside the send window, or a cap is reached. The message is DEFERRED and says why. */
  | { readonly kind: 'later'; readonly messageId: string; readonly until: Instant; readonly why: string }
  /** It is too late for this mail; the message is SKIPPED for good. */
  | { readonly kind: 'skipped'; readonly messageId: string; readonly at: Instant; readonly why: string }
  /** A pause holds the enrollment; it has been noted that it must be resumed. */
  | { readonly kind: 'parked' }
  /** Another worker holds it until then. */
  | { readonly kind: 'busy'; readonly until: Instant };

/** How an attempt ended. */
export type Settlement =
  | { readonly kind: 'sent'; readonly response: string; readonly at: Instant }
  | { readonly kind: 'unknown'; readonly detail: string }
  | { readonly kind: 'deferred'; readonly detail: string }
  | { readonly kind: 'failed'; readonly detail: string };

export interface Messages {
  /**
   * Makes the message's row if it is new and claims it, in one transaction that locks the lead's row and runs the gate:
   * enrollment still active, not paused and not asked to stop, address not suppressed, stage one of the rules', slot and
   * caps allow it, sequence mail only to the lead's present address. A hand-off mail or a notice is stopped only when the
   * recipient's address is suppressed by hand. `rules` are for nurture mail; null for the others.
   * An expired CLAIMED lease is claimed again; an expired IN_FLIGHT lease becomes UNKNOWN.
   */
  claim(key: string, owner: MessageOwner, rules: SendRules | null, leaseMs: number, now: Instant): Promise<Claim>;
  /**
   * The point of no return, awaited before the first body byte leaves: CLAIMED → IN_FLIGHT with subject and links.
   * @throws CLAIM_LOST when the claim is no longer ours.
   */
  markInFlight(
    messageId: string,
    claimToken: string,
    content: { readonly subject: string; readonly links: readonly MessageLink[] },
  ): Promise<void>;
  /** Ends the attempt. Idempotent for the same claim; a later SENT may overwrite UNKNOWN, nothing overwrites SENT. */
  settle(messageId: string, claimToken: string, settlement: Settlement): Promise<void>;
  /** Null when there is no such message. */
  find(messageId: string): Promise<MessageView | null>;
  /** The newest message of a lead that has been sent (or may have been), for threading and demos. */
  newestSent(leadId: string): Promise<MessageView | null>;
  list(
    filter: { readonly state?: MessageState; readonly leadId?: string },
    page: PageRequest,
  ): Promise<Page<MessageView>>;
}

export interface Suppressions {
  /** Adds an address by hand or by event; the graver reason stays (complaint > unsubscribe > bounce_hard > manual). */
  add(
    address: string,
    reason: 'complaint' | 'unsubscribe' | 'bounce_hard' | 'manual',
    detail: string | null,
    now: Instant,
  ): Promise<void>;
  reasonFor(address: string): Promise<string | null>;
}

// ------------------------------------------------------------------------------------------------------------- handoffs

export interface HandoffView {
  readonly id: string;
  readonly number: number;
  readonly leadId: string;
  readonly email: string;
  readonly leadName: string;
  readonly company: string | null;
  readonly status: HandoffStatus;
  readonly reason: string | null;
  readonly note: string | null;
  readonly score: number;
  readonly grade: Grade;
  readonly temperature: Temperature;
  /** The offer that runs now or ran last. */
  readonly offer: number;
  readonly salesperson: Salesperson | null;
  readonly deadline: Instant | null;
  readonly decidedBy: string | null;
  readonly createdAt: Instant;
  readonly decidedAt: Instant | null;
}

/** Everything a salesperson should know before calling. */
export interface HandoffStory {
  readonly handoff: HandoffView;
  readonly lead: LeadView;
  readonly timeline: readonly TimelineEntry[];
}

export type Recycling =
  | { readonly kind: 'enrolled'; readonly enrollmentId: string }
  /** What is in the way passes: an enrollment that has yet to end, a sequence that is not published. Ask again. */
  | {
      readonly kind: 'not_yet';
      readonly code: 'ALREADY_ENROLLED' | 'SEQUENCE_UNKNOWN' | 'LEAD_TAKEN';
      readonly reason: string;
    }
  /** The lead is not nurtured again; the hand-off's note says why. */
  | {
      readonly kind: 'refused';
      readonly code: 'LEAD_SUPPRESSED' | 'STAGE_ILLEGAL' | 'ENTRY_REFUSED' | 'REENTRY_REFUSED';
      readonly reason: string;
    };

export interface Handoffs {
  list(
    filter: { readonly status?: HandoffView['status']; readonly salesperson?: string },
    page: PageRequest,
  ): Promise<Page<HandoffView>>;
  /** @throws HANDOFF_UNKNOWN */
  story(id: string, now: Instant): Promise<HandoffStory>;
  /**
   * The first decision wins. Accepting moves the lead to *sql*; returning moves it to *recycled* and keeps only a share
   * of its engagement points. Signals the hand-off's workflow through the outbox.
   * `offer`, when given, must be the running one (a link from a lapsed offer decides nothing).
   * @throws HANDOFF_UNKNOWN, HANDOFF_DECIDED, HANDOFF_REASSIGNED
   */
  decide(
    id: string,
    decision: HandoffDecision & { readonly note?: string | null; readonly offer?: number },
    actor: string,
    now: Instant,
  ): Promise<HandoffView>;

  /**
   * For the activities: makes the n-th offer to the next salesperson whose turn it is (never the one before, if there
   * is another). Asked again for the same n it returns the same offer. `decided` when it is too late.
   * Null when there is nobody to offer to.
   */
  offer(
    id: string,
    n: number,
    times: { readonly now: Instant; readonly remindAt: Instant; readonly deadline: Instant },
  ): Promise<
    | {
        readonly kind: 'offered';
        readonly salesperson: Salesperson;
        readonly remindAt: Instant;
        readonly deadline: Instant;
      }
    | { readonly kind: 'decided'; readonly decision: HandoffDecision }
    | null
  >;
  /** Takes the n-th offer back unless a decision was faster. */
  lapse(
    id: string,
    n: number,
    now: Instant,
  ): Promise<{ readonly kind: 'lapsed' } | { readonly kind: 'decided'; readonly decision: HandoffDecision }>;
  /**
   * Takes the n-th offer back because its mail cannot be delivered, unless a decision was faster. `othersLeft`: there is
   * an active salesperson who was not found out of reach in this way since `since`.
   */
  undeliverable(
    id: string,
    n: number,
    now: Instant,
    since: Instant,
  ): Promise<
    | { readonly kind: 'lapsed'; readonly othersLeft: boolean }
    | { readonly kind: 'decided'; readonly decision: HandoffDecision }
  >;
  /** Enrolls a returned lead in the recycle sequence, once per hand-off. */
  recycle(id: string, sequence: string, now: Instant): Promise<Recycling>;
  /** When a returned hand-off was decided, for its cool-down. @throws HANDOFF_UNKNOWN */
  decisionOf(id: string): Promise<{ readonly decision: HandoffDecision; readonly at: Instant } | null>;
}

// --------------------------------------------------------------------------------------------------------- publications

export interface Published {
  readonly id: string;
  readonly name: string;
  readonly number: number;
  /** False when the newest version has this very content already. */
  readonly created: boolean;
}

export interface SequenceSummary {
  readonly name: string;
  readonly version: number;
  readonly publishedAt: Instant;
  readonly active: number;
  readonly ended: number;
  /** Since when a pause holds all of it. */
  readonly pausedSince: Instant | null;
}

export interface SequenceDetail extends SequenceSummary {
  readonly source: string;
  readonly program: Program;
  /** How many active enrollments stand at each step, over all versions. */
  readonly at: Readonly<Record<StepId, number>>;
}

export interface Publications {
  publishWorkspace(workspace: Workspace, now: Instant): Promise<Published>;
  /** The workspace in force; cached for a second. @throws WORKSPACE_EMPTY */
  workspace(): Promise<Workspace>;
  /** `compiled` is opaque JSON made by mail/. */
  publishTemplate(
    template: { readonly name: string; readonly contentHash: string; readonly compiled: unknown },
    now: Instant,
  ): Promise<Published>;
  publishSequence(
    sequence: {
      readonly name: string;
      readonly contentHash: string;
      readonly source: string;
      readonly program: Program;
      readonly templates: Readonly<Record<string, string>>;
    },
    now: Instant,
  ): Promise<Published>;
  /** The compiled form of a template version; immutable. @throws TEMPLATE_UNKNOWN */
  template(templateVersionId: string): Promise<unknown>;
  /** @throws TEMPLATE_UNKNOWN */
  newestTemplate(name: string): Promise<{ readonly id: string; readonly number: number; readonly compiled: unknown }>;
  sequences(): Promise<readonly SequenceSummary[]>;
  /** One version of a sequence, the newest when `number` is not given. @throws SEQUENCE_UNKNOWN */
  version(
    name: string,
    number?: number,
  ): Promise<{ readonly id: string; readonly number: number; readonly source: string; readonly program: Program }>;
  /** @throws SEQUENCE_UNKNOWN */
  sequence(name: string): Promise<SequenceDetail>;
  /** How many active enrollments of one version stand at each step. */
  leadsAt(name: string, number: number): Promise<Readonly<Record<StepId, number>>>;
  /** The ids of the steps that any version of the sequence has, or of all sequences. @throws SEQUENCE_UNKNOWN */
  stepIds(sequence?: string): Promise<readonly StepId[]>;
}

// --------------------------------------------------------------------------------------------------------------- outbox

export type OutboxKind =
  | 'start_nurture'
  | 'start_handoff'
  | 'start_batch'
  | 'start_migration'
  | 'signal_nurture'
  | 'signal_handoff';

/** Payload of each kind: plain ids and facts. */
export interface OutboxPayloads {
  readonly start_nurture: {
    readonly enrollmentId: string;
    readonly sequenceVersionId: string;
    readonly sequence: string;
    /** Where it will come to rest first, if that is known beforehand. */
    readonly rest?: Rest | null;
  };
  readonly start_handoff: { readonly handoffId: string };
  readonly start_batch: { readonly batchId: string };
  readonly start_migration: { readonly migrationId: string };
  readonly signal_nurture:
    | { readonly kind: 'event'; readonly event: EventFact }
    | { readonly kind: 'stop'; readonly reason: StopReason }
    | { readonly kind: 'pause' | 'resume' | 'replan' }
    | { readonly kind: 'move'; readonly stepId: StepId };
  readonly signal_handoff: HandoffDecision;
}

export type OutboxEntry = {
  [K in OutboxKind]: {
    readonly id: string;
    readonly kind: K;
    readonly workflowId: string;
    readonly attempts: number;
    readonly payload: OutboxPayloads[K];
  };
}[OutboxKind];

/** What became of one entry. `gone`: the workflow has ended, the signal has no one to reach. */
export type Delivery =
  | { readonly id: string; readonly kind: 'done' | 'gone' }
  | { readonly id: string; readonly kind: 'failed'; readonly error: string; readonly retryInMs: number }
  | { readonly id: string; readonly kind: 'dead'; readonly error: string };

export interface OutboxQueue {
  /**
   * Takes up to `limit` due entries with `FOR UPDATE SKIP LOCKED` (the oldest undelivered of each workflow only, so
   * that order is kept), hands them to `deliver` and records the deliveries in the same transaction.
   * Returns how many were taken.
   */
  drain(
    limit: number,
    now: Instant,
    deliver: (entries: readonly OutboxEntry[]) => Promise<readonly Delivery[]>,
  ): Promise<number>;
  /** Calls back when entries were written (LISTEN), also right after connecting; reconnects by itself. */
  listen(wake: () => void): Promise<{ stop(): Promise<void> }>;
  pending(): Promise<{ readonly waiting: number; readonly dead: number; readonly oldest: Instant | null }>;
}

// ----------------------------------------------------------------------------------------------------------------- keys

export const scopes = ['leads', 'events', 'sales', 'admin'] as const;
/** `admin` includes the others. */
export type Scope = (typeof scopes)[number];

export interface ApiKeyView {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Instant;
  readonly lastUsedAt: Instant | null;
  readonly revokedAt: Instant | null;
}

export interface ApiKeys {
  /** The key itself is returned once and stored only as a hash. */
  create(
    name: string,
    scopes: readonly Scope[],
    now: Instant,
  ): Promise<{ readonly key: string; readonly view: ApiKeyView }>;
  /** Null when the key is unknown or revoked. */
  verify(key: string, now: Instant): Promise<ApiKeyView | null>;
  list(): Promise<readonly ApiKeyView[]>;
  revoke(id: string, now: Instant): Promise<void>;
  /**
   * Runs `work` once for an Idempotency-Key and stores its answer; a repeat gets the stored answer.
   * @throws IDEMPOTENCY_MISMATCH when the key was used for another request.
   */
  idempotent<T>(
    apiKeyId: string,
    key: string,
    requestHash: string,
    now: Instant,
    work: () => Promise<{ readonly status: number; readonly body: T }>,
  ): Promise<{ readonly status: number; readonly body: T; readonly replayed: boolean }>;
}

// ------------------------------------------------------------------------------------------------------------- overview

export interface StatusReport {
  readonly leads: Readonly<Record<Stage, number>>;
  readonly enrollments: Readonly<Record<EnrollmentView['status'], number>>;
  readonly messages: Readonly<Record<MessageState, number>>;
  readonly handoffs: Readonly<Record<HandoffView['status'], number>>;
  readonly outbox: { readonly waiting: number; readonly dead: number; readonly oldest: Instant | null };
}

export interface Overview {
  status(): Promise<StatusReport>;
  /** True when nothing has ever been stored: no workspace and no lead. */
  isEmpty(): Promise<boolean>;
}
