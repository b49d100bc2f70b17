/** The contract of the database: what a person may ask for: all that is known, and to be forgotten. */
import type { RetentionPeriods } from '../../domain/retention.ts';
import type { Instant } from '../../domain/time.ts';

/** Everything that is known about a lead, by table, as plain JSON in the words of the API. */
export interface LeadExport {
  readonly format: 1;
  readonly exportedAt: Instant;
  readonly sections: readonly {
    readonly name: string;
    /** What it is, for the person. */
    readonly about: string;
    readonly rows: readonly Readonly<Record<string, unknown>>[];
  }[];
}

export interface ErasureView {
  readonly id: string;
  readonly leadId: string;
  readonly actor: string;
  /** Without the addresses and the name of the person. */
  readonly reason: string | null;
  readonly requestedAt: Instant;
  /** When nothing was left, Temporal included. */
  readonly doneAt: Instant | null;
  readonly counts: Readonly<Record<string, number>>;
}

export interface Rights {
  /** @throws LEAD_UNKNOWN */
  export(leadId: string, now: Instant): Promise<LeadExport>;
  /**
   * Takes away everything that is known of the person, in one transaction: what is left of the lead has no name and no
   * address and counts in reports only. Its enrollments stop; a mail that is leaving at this moment still settles. The keyed
   * hash of its addresses stays suppressed (`legal`). Then the outbox starts the workflow that sees to Temporal.
   * Idempotent: asked again it returns the same. @throws LEAD_UNKNOWN
   */
  erase(leadId: string, actor: string, reason: string | null, now: Instant): Promise<ErasureView>;
  /** Workflow ids of all that ever ran for the lead. @throws ERASURE_UNKNOWN */
  workflowsOf(erasureId: string): Promise<readonly string[]>;
  /** How many messages to these workflows still wait in the outbox: one may start what is not there yet. @throws ERASURE_UNKNOWN */
  untold(erasureId: string): Promise<number>;
  /** Nothing is left, Temporal included; an enrollment whose workflow never said that it ended has ended. */
  erased(erasureId: string, counts: Readonly<Record<string, number>>, now: Instant): Promise<void>;
  erasures(limit: number): Promise<readonly ErasureView[]>;
}

export interface SweepView {
  readonly kind: keyof RetentionPeriods;
  /** Older than this was taken away. */
  readonly before: Instant;
  readonly at: Instant;
  readonly rows: number;
  /** The code of the error that ended it early; null: it was kept. */
  readonly failure: string | null;
}

export interface Retention {
  /** Takes away up to `limit` rows of one kind whose time is over; returns how many there were. */
  sweep(kind: keyof RetentionPeriods, before: Instant, limit: number, now: Instant): Promise<number>;
  /** Notes what a run took away of one kind. */
  swept(sweep: SweepView): Promise<void>;
  /** The last run of each kind that ever ran. */
  sweeps(): Promise<readonly SweepView[]>;
}
