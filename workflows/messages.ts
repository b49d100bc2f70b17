/**
 * The wire of the workflows: their names, inputs, signals, updates and queries. Shared by the workflows and by whoever
 * starts and tells them. Everything here is plain JSON and a promise to running executions.
 * Long, because the wire of all workflows stands in one place.
 */
import type { Awaited } from '../domain/awaiting.ts';
import type { EnrollmentState, Input, Phase, Question } from '../domain/enrollment.ts';
import type { EventFact, StopReason } from '../domain/events.ts';
import type {
  HandoffDecision,
  HandoffInput,
  HandoffProgress,
  HandoffReassigned,
  HandoffState,
} from '../domain/handoff.ts';
import type { Instant } from '../domain/instant.ts';
import type { StepMoves } from '../domain/migration.ts';
import type { Program, StepId } from '../domain/program.ts';
import type { RetentionKind } from '../domain/retention.ts';

/** Pointers only: what a step needs of the lead is looked up when it runs. */
export interface NurtureInput {
  readonly enrollmentId: string;
  readonly sequenceVersionId: string;
  /** Carried over when a run continues as new; may be of an older format. */
  readonly state?: EnrollmentState;
  /** Its end is recorded within the workflow task; the histories of older enrollments have an activity for it. */
  readonly endsNearby?: boolean;
  /** Ids of the newest updates that were done: the server forgets them when a run continues as new. */
  readonly answered?: readonly string[];
}

export interface HandoffWorkflowInput {
  readonly handoffId: string;
  readonly state?: HandoffState;
}

export interface MassEnrollmentInput {
  readonly batchId: string;
}

export interface RecomputeInput {
  readonly recomputeId: string;
}

export interface MigrationInput {
  readonly migrationId: string;
}

export interface BroadcastInput {
  readonly broadcastId: string;
}

export interface LetterInput {
  readonly letterId: string;
}

export interface ErasureInput {
  readonly erasureId: string;
  /** When it began, in milliseconds since 1970; carried over when it goes on as new. */
  readonly since?: number;
}

/** The name of the endpoint, and nothing else: what waits for it is in the database. */
export interface WebhooksInput {
  readonly endpoint: string;
}

export const workflowNames = {
  nurture: 'nurture',
  handoff: 'handoff',
  massEnrollment: 'massEnrollment',
  recompute: 'recompute',
  migration: 'migration',
  broadcast: 'broadcast',
  letter: 'letter',
  erasure: 'erasure',
  retention: 'retention',
  sources: 'sources',
  deskDigest: 'deskDigest',
  webhooks: 'webhooks',
  crm: 'crm',
  crmPull: 'crmPull',
} as const;

export const signalNames = {
  event: 'event',
  stop: 'stop',
  pause: 'pause',
  resume: 'resume',
  replan: 'replan',
  decision: 'decision',
  look: 'look',
} as const;
export const updateNames = { move: 'move', migrate: 'migrate' } as const;
export const queryNames = { position: 'position' } as const;

export type EventSignal = [EventFact];
export type StopSignal = [StopReason];
export type DecisionSignal = [HandoffDecision | HandoffReassigned | HandoffProgress];

/** By hand, to a step of the version it goes by. Refused: ENROLLMENT_ENDED, STEP_MISSING. */
export interface MoveRequest {
  readonly stepId: StepId;
}

/** To another version of its sequence. Refused: ENROLLMENT_ENDED, VERSION_CHANGED (it goes by neither of the two). */
export interface MigrateRequest {
  readonly fromVersionId: string;
  readonly toVersionId: string;
  readonly moves: StepMoves;
  /** Steps whose enrollments enter the step they go to as a new visit; those of older migrations have none. */
  readonly anew?: readonly StepId[];
  /** Those of them whose place a person has named; older migrations say none. */
  readonly placed?: readonly StepId[];
  /** Mails that no enrollment gets a second time; older migrations say none. */
  readonly once?: readonly StepId[];
}

/** `stayed`: the step at which it stands is gone, and no other was named. */
export type MigrateAnswer = 'moved' | 'stayed';

/** Where an enrollment stands, for support: "why did nothing happen?". */
export interface PositionAnswer {
  readonly phase: Phase['kind'];
  readonly paused: boolean;
  readonly sequenceVersionId: string;
  readonly stepId: StepId | null;
  /** Of that step. */
  readonly visit: number | null;
  /** When it wakes by itself; null while it is paused, asks or has ended. */
  readonly until: Instant | null;
  /** What it asks at present, or would ask if it were not paused. */
  readonly asks: Question['kind'] | null;
  /** The events that it still waits for. */
  readonly awaits: Awaited | null;
  /** When the present step was due. */
  readonly dueAt: Instant | null;
  readonly visits: Readonly<Record<StepId, number>>;
}

export interface ConverseRequest {
  readonly enrollmentId: string;
  readonly sequenceVersionId: string;
  readonly state: EnrollmentState;
  /** The workflow's time: activities never decide what time it is. What is begun late gets it moved on (`boundary.ts`). */
  readonly now: Instant;
  /** True when the workflow does not know the program yet. */
  readonly wantProgram: boolean;
}

export interface ConverseResult {
  readonly program: Program | null;
  readonly inputs: readonly Input[];
}

export interface ConverseHandoffRequest {
  readonly handoffId: string;
  readonly state: HandoffState;
  readonly now: Instant;
}

export interface ConverseHandoffResult {
  readonly inputs: readonly HandoffInput[];
}

/** What one turn of a paced workflow did. */
export interface Turn {
  /** How many were done with. */
  readonly done: number;
  /** Something was done that does not count for the pace. */
  readonly busy?: boolean;
  readonly more: boolean;
  /** So many per second at most. */
  readonly pace: number;
}

export interface EnrollBatchRequest extends MassEnrollmentInput {
  readonly limit: number;
  readonly now: Instant;
}

export interface RecomputeBatchRequest extends RecomputeInput {
  readonly limit: number;
  readonly now: Instant;
}

export interface MigrateBatchRequest extends MigrationInput {
  readonly limit: number;
  readonly now: Instant;
  /** Enrollments that do not answer this time either are reported as failed. */
  readonly giveUp: boolean;
}

export interface MigrateBatchResult extends Turn {
  /** How many did not answer in time and are asked again. */
  readonly late: number;
}

export interface SendBroadcastRequest extends BroadcastInput {
  /** Mails at most. */
  readonly limit: number;
  readonly now: Instant;
}

export interface SendBroadcastResult extends Turn {
  /** When there is no more now: when to look again; null when it is over. */
  readonly nextAt: Instant | null;
}

export interface SendLetterRequest extends LetterInput {
  readonly now: Instant;
}

/** `unknown`: it may have arrived, and is not sent again. */
export type LetterOutcome = 'sent' | 'unknown' | 'undelivered';

export type SendLetterResult =
  | { readonly kind: 'ended'; readonly outcome: LetterOutcome }
  | { readonly kind: 'later'; readonly until: Instant };

export interface EraseExecutionsRequest {
  readonly erasureId: string;
  /** Those that still run are ended. */
  readonly force: boolean;
  readonly now: Instant;
}

export interface EraseExecutionsResult {
  /** How many there still are, or will be. */
  readonly left: number;
}

/** How many people, whose day has begun, have been told of their leads by now. */
export interface DeskDigestReport {
  readonly told: number;
}

/** How many sources turned bad, and how many are good again. */
export interface SourcesReport {
  readonly opened: number;
  readonly closed: number;
}

/** What a run of the retention took away, by period, and the codes of the errors that ended some of them early. */
export interface RetentionReport {
  readonly rows: Readonly<Partial<Record<RetentionKind, number>>>;
  readonly failures: Readonly<Partial<Record<RetentionKind, string>>>;
}

export interface KeepRetentionRequest {
  /** What this run has taken away before. */
  readonly before: RetentionReport['rows'];
  /** What has failed in this run before; absent in runs of an older version. */
  readonly failures?: RetentionReport['failures'];
  readonly now: Instant;
}

export interface KeepRetentionResult extends RetentionReport {
  readonly more: boolean;
}

export interface DeliverWebhooksRequest extends WebhooksInput {
  readonly now: Instant;
}

export interface DeliverWebhooksResult {
  /** There is more to do at once. */
  readonly more: boolean;
  /** When to look again; null: nothing waits, or nothing may be sent. */
  readonly nextAt: Instant | null;
}

/** There is one CRM, and all that is to be told stands in the database. */
export interface TellCrmRequest {
  readonly now: Instant;
}

export interface TellCrmResult {
  /** There is more to do at once. */
  readonly more: boolean;
  /** When to look again; null: nothing waits. */
  readonly nextAt: Instant | null;
}

/** How many changes were new. */
export interface ReadCrmResult {
  readonly taken: number;
}

/** What the workflows call; implemented by activities/. */
export interface Activities {
  converse(request: ConverseRequest): Promise<ConverseResult>;
  converseHandoff(request: ConverseHandoffRequest): Promise<ConverseHandoffResult>;
  enrollBatch(request: EnrollBatchRequest): Promise<Turn>;
  recomputeBatch(request: RecomputeBatchRequest): Promise<Turn>;
  migrateBatch(request: MigrateBatchRequest): Promise<MigrateBatchResult>;
  sendBroadcast(request: SendBroadcastRequest): Promise<SendBroadcastResult>;
  sendLetter(request: SendLetterRequest): Promise<SendLetterResult>;
  eraseExecutions(request: EraseExecutionsRequest): Promise<EraseExecutionsResult>;
  keepRetention(request: KeepRetentionRequest): Promise<KeepRetentionResult>;
  /** Looks at all sources, and opens and closes their alerts. */
  reviewSources(request: { readonly now: Instant }): Promise<SourcesReport>;
  /** Tells those whose working day has begun of their leads, once a day. */
  deskDigest(request: { readonly now: Instant }): Promise<DeskDigestReport>;
  deliverWebhooks(request: DeliverWebhooksRequest): Promise<DeliverWebhooksResult>;
  tellCrm(request: TellCrmRequest): Promise<TellCrmResult>;
  readCrm(request: TellCrmRequest): Promise<ReadCrmResult>;
}
