/** The contract of the database: domains that mails are sent from, and whether they may be. */
import type { SenderCheck } from '../../domain/sender-check.ts';
import type { Instant } from '../../domain/time.ts';

export interface SenderDomainView {
  readonly domain: string;
  /** Null: mails from it wait, unless their relay stands on this machine. */
  readonly activatedAt: Instant | null;
  readonly activatedBy: string | null;
  /** What the preflight found when it was activated. */
  readonly checks: readonly SenderCheck[];
  readonly warmUpSince: Instant | null;
}

/** Who makes the pause of a domain that nobody has activated: `hold_unactivated`, in the transaction of a claim. */
export const activationActor = 'preflight';

export interface Senders {
  /** Those that somebody has ever done something about. */
  list(): Promise<readonly SenderDomainView[]>;
  /**
   * Lets mails leave from a domain, and lifts the pause that its first mail has made; a pause by anybody else stays.
   * `resumed`: how many enrollments had come to a halt and go on.
   */
  activate(
    domain: string,
    by: { readonly actor: string; readonly checks: readonly SenderCheck[] },
    now: Instant,
  ): Promise<{ readonly view: SenderDomainView; readonly resumed: number }>;
  /** From now on its mails wait again. */
  deactivate(domain: string): Promise<void>;
  /** Since when it warms up; null: it does not, or not any more. */
  warmUp(domain: string, since: Instant | null): Promise<SenderDomainView>;
}
