/** The contract of the database: the allowances that all workers share. */
import type { Allowance, Hold, Wanted } from '../../domain/pace-bucket.ts';
import type { Instant } from '../../domain/time.ts';

/** A bucket by its key, with what it allows at present. */
export interface PaceAsk {
  readonly key: string;
  readonly allowance: Allowance;
}

export interface PaceLease {
  readonly granted: Wanted;
  /** From when on another mail of each kind would pass; not before now. */
  readonly next: { readonly urgent: Instant; readonly bulk: Instant };
  /** How far apart mails pass in the long run. */
  readonly everyMs: number;
  /** The key of the bucket that makes bulk wait longest, and why; null when the next mail passes at once. */
  readonly held: { readonly key: string; readonly by: Hold } | null;
}

/** What workers need to know to tell which mails have to ask at all. */
export interface PaceState {
  /** Keys of the buckets whose receiver has asked for less, until they have recovered. */
  readonly slowed: ReadonlySet<string>;
  /** Since when sending domains warm up. */
  readonly warmUps: ReadonlyMap<string, Instant>;
}

export interface PaceBuckets {
  /**
   * Takes so many mails' worth from all the buckets at once, as many as all of them have room for. What is not used is
   * lost. However many workers ask, no bucket gives more than its allowance.
   * @param from at least one, each key once
   */
  lease(from: readonly PaceAsk[], wanted: Wanted, now: Instant): Promise<PaceLease>;
  /** A receiver has asked for less; a sending domain that warms up goes back a day, once a day. */
  slow(key: string, fromDomain: string, now: Instant): Promise<void>;
  state(now: Instant): Promise<PaceState>;
}
