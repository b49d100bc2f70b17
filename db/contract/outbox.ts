/** The contract of the database: what is to be told to Temporal. */
import type { EventFact, StopReason } from '../../domain/events.ts';
import type { HandoffDecision, HandoffProgress, HandoffReassigned } from '../../domain/handoff.ts';
import type { Rest, StepId } from '../../domain/program.ts';
import type { Instant } from '../../domain/time.ts';

export type OutboxKind =
  | 'start_nurture'
  | 'start_handoff'
  | 'start_batch'
  | 'start_recompute'
  | 'start_migration'
  | 'start_broadcast'
  | 'start_letter'
  | 'start_erasure'
  /** Something waits for an endpoint of webhooks: its workflow is started, or looks now. */
  | 'wake_webhooks'
  /** Something is to be told to the CRM, or came from it: as with webhooks. */
  | 'wake_crm'
  | 'signal_nurture'
  | 'signal_handoff'
  /** Not for Temporal: clicks of a mail whose hold is over are judged in the database. */
  | 'judge_clicks';

/** Payload of each kind: plain ids and facts. */
export interface OutboxPayloads {
  readonly start_nurture: {
    readonly enrollmentId: string;
    readonly sequenceVersionId: string;
    readonly sequence: string;
    /** Where it will come to rest first, if that is known beforehand. */
    readonly rest?: Rest | null;
    /** It goes before or after the others, because its lead is hot or because it came with many. */
    readonly urgency?: 'hot' | 'bulk';
  };
  readonly start_handoff: { readonly handoffId: string };
  readonly start_batch: { readonly batchId: string };
  readonly start_recompute: { readonly recomputeId: string };
  readonly start_migration: { readonly migrationId: string };
  /** `look`: it may sleep, and is to look again. */
  readonly start_broadcast: { readonly broadcastId: string; readonly look: boolean };
  readonly start_letter: { readonly letterId: string };
  readonly start_erasure: { readonly erasureId: string };
  readonly wake_webhooks: { readonly endpoint: string };
  readonly wake_crm: Readonly<Record<string, never>>;
  readonly judge_clicks: { readonly messageId: string };
  readonly signal_nurture:
    | { readonly kind: 'event'; readonly event: EventFact }
    | { readonly kind: 'stop'; readonly reason: StopReason }
    | { readonly kind: 'pause' | 'resume' | 'replan' }
    | { readonly kind: 'move'; readonly stepId: StepId };
  readonly signal_handoff: HandoffDecision | HandoffReassigned | HandoffProgress;
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

/** `clicks`: the entries of kind `judge_clicks`; `workflows`: all others. */
export type OutboxLane = 'workflows' | 'clicks';

/** What became of one entry. `gone`: the workflow has ended, the signal has no one to reach. */
export type Delivery =
  | { readonly id: string; readonly kind: 'done' | 'gone' }
  | { readonly id: string; readonly kind: 'failed'; readonly error: string; readonly retryInMs: number }
  | { readonly id: string; readonly kind: 'dead'; readonly error: string };

export interface OutboxQueue {
  /**
   * Takes up to `limit` due entries with `FOR UPDATE SKIP LOCKED` (the oldest undelivered of each workflow only, so
   * that order is kept), hands them to `deliver` and records the deliveries in the same transaction.
   * Returns how many were taken. With a lane, only entries of that lane.
   */
  drain(
    limit: number,
    now: Instant,
    deliver: (entries: readonly OutboxEntry[]) => Promise<readonly Delivery[]>,
    lane?: OutboxLane,
  ): Promise<number>;
  /** Calls back when entries were written (LISTEN), also right after connecting; reconnects by itself. */
  listen(wake: () => void): Promise<{ stop(): Promise<void> }>;
  pending(): Promise<{ readonly waiting: number; readonly dead: number; readonly oldest: Instant | null }>;
}
