/** The contract of the database: what happened to leads, written once. */
import type { Hit } from '../../domain/engagement/hit.ts';
import type { EventKind } from '../../domain/events.ts';
import type { Stage } from '../../domain/lifecycle.ts';
import type { Instant } from '../../domain/time.ts';

export interface EventInput {
  /** Unique name of this very event at its source; a second one with the same key is the same event. */
  readonly dedupeKey: string;
  readonly kind: EventKind;
  /** Either the lead, or the message it answers. */
  readonly lead: { readonly id: string } | { readonly messageId: string };
  readonly name?: string | null;
  /** The name of the link; of a click that came in by a tracked address, `hit` says which, and this is found out. */
  readonly link?: string | null;
  /** Of an open or a click at an address of ours: what was seen of the request. Such a click is judged before it counts. */
  readonly hit?: TrackedHit;
  /** Small JSON; reply text goes to `text`. */
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly occurredAt: Instant;
}

/** A request at a tracked address, as far as it tells a person from a machine. No address of the caller is kept. */
export type TrackedHit = Omit<Hit, 'id' | 'kind' | 'at'>;

/** What became of one of many. `refused`: it is about nobody, or cannot be stored; the others are not touched by that. */
export type IngestOutcome =
  | ({ readonly kind: 'ingested' } & IngestResult)
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

/** A lead by a name: its id; `erased`: there was one, as an id tells for ever. */
export type NamedLead = { readonly kind: 'known'; readonly id: string } | { readonly kind: 'erased' };

export interface IngestResult {
  readonly eventId: string;
  /** False when the event was known; then nothing else happened. */
  readonly recorded: boolean;
  readonly leadId: string;
  readonly score: number;
  readonly stage: Stage;
  /** The hand-off that this event opened. */
  readonly handoffId: string | null;
  /** Of an event that was known: what it is. */
  readonly known?: { readonly kind: EventKind; readonly name: string | null };
}

export interface RejudgeRequest {
  /** Requests from then on; null: all. */
  readonly since: Instant | null;
  /** False: only say what would change. */
  readonly apply: boolean;
}

/** How many requests are judged otherwise than they were. */
export interface VerdictChange {
  readonly before: { readonly kind: EventKind; readonly verdict: string | null };
  readonly after: { readonly kind: EventKind; readonly verdict: string | null };
  readonly count: number;
}

export interface Rejudgement {
  readonly judged: number;
  readonly changes: readonly VerdictChange[];
  /** Of so many clicks the points were set right. */
  readonly corrected: number;
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
  /**
   * The same for many (up to 1,000) in one transaction and a handful of statements, whatever their number: all that were
   * not refused are committed, or none. Outcomes in the order of the inputs. Inputs of one lead count in their order.
   */
  ingestMany(inputs: readonly EventInput[], now: Instant): Promise<readonly IngestOutcome[]>;
  /** The leads of these ids and addresses, by the names as they were given; those of nobody are not in it. */
  namedLeads(names: readonly string[]): Promise<ReadonlyMap<string, NamedLead>>;
  /**
   * Judges the held clicks of a mail whose time has come, seeing everything that was fetched of that mail: those that count
   * are recorded as clicks, with all that follows (points, stage, signals); the others are machines'. Idempotent.
   * Returns when the next one of this mail is due; null when none is held any more.
   */
  judgeClicks(messageId: string, now: Instant): Promise<Instant | null>;
  /**
   * Judges requests of the past anew, by the rules of today and all that is known by now. With `apply` it writes the
   * verdicts and sets points right by rows of the ledger of their own; stages, hand-offs and waits stay as they are.
   * May be stopped and repeated: a second time nothing changes.
   */
  rejudge(request: RejudgeRequest, now: Instant, onProgress?: (judged: number) => void): Promise<Rejudgement>;
}
