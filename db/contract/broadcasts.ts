/** The contract of the database: one mail to a segment. */
import type { BroadcastSettings, BroadcastStatus } from '../../domain/broadcast.ts';
import type { ConsentEntry } from '../../domain/consent.ts';
import type { DeliveryClass } from '../../domain/delivery-class.ts';
import type { LeadFacts } from '../../domain/lead.ts';
import type { Instant } from '../../domain/time.ts';
import type { BatchFilter } from './batches.ts';
import type { MessageLink, MessageState, SendRules } from './messages.ts';

export interface BroadcastOrder {
  /** Unique; what people call it, and what its reports are under. */
  readonly name: string;
  readonly template: string;
  readonly filter: BatchFilter;
  /** The key of a sender identity; null for the organisation's. */
  readonly sender: string | null;
  readonly settings: BroadcastSettings;
  /** Mails per second at most. */
  readonly pace: number;
  readonly startAt: Instant;
}

export interface BroadcastView extends BroadcastOrder {
  readonly id: string;
  readonly templateVersionId: string;
  readonly templateNumber: number;
  readonly status: BroadcastStatus;
  /** Why it is paused or was stopped. */
  readonly reason: string | null;
  readonly actor: string;
  /** Leads there were when it began, and how many of them have been looked at. */
  readonly total: number;
  readonly looked: number;
  /** Mails by state; leads that do not fit the filter have none. */
  readonly mails: Readonly<Partial<Record<MessageState, number>>>;
  readonly createdAt: Instant;
  readonly endedAt: Instant | null;
}

/** What came back: distinct mails, by what happened to them. */
export interface BroadcastReport extends BroadcastView {
  readonly opened: number;
  readonly clicked: number;
  readonly replied: number;
  readonly bounced: number;
  readonly complained: number;
  readonly unsubscribed: number;
  /** Distinct mails that each link was clicked in. */
  readonly links: Readonly<Record<string, number>>;
  /** Mails that did not leave, by why. */
  readonly heldBack: Readonly<Record<string, number>>;
}

/** Whom a broadcast would meet if it began now. `db/broadcast-forecast.ts` makes it. */
export interface BroadcastForecast {
  /** Leads there are, and how many of them fit the filter. */
  readonly total: number;
  readonly fit: number;
  /** Of those that fit, those that the gate lets no mail pass to, by its reason; the others may get it. */
  readonly heldBack: Readonly<Record<string, number>>;
  /** Of the others, those that wait first, by why. */
  readonly later: Readonly<Record<'paused' | 'cap', number>>;
  /** One that would get it; null when nobody would. */
  readonly sampleLeadId: string | null;
}

/** A mail of a page that may leave. */
export interface BroadcastClaim {
  readonly messageId: string;
  readonly claimToken: string;
  readonly leadId: string;
  readonly recipient: string;
  readonly facts: LeadFacts;
  readonly consents: readonly string[];
  /** What the lead said to being tracked. */
  readonly trackingConsents: readonly ConsentEntry[];
  readonly firstTriedAt: Instant;
  readonly attempt: number;
  /** How often in a row it has been refused for one reason; null: the last try was not refused. */
  readonly refused: { readonly verdict: DeliveryClass; readonly times: number } | null;
}

export interface BroadcastPage {
  readonly claims: readonly BroadcastClaim[];
  /** Leads looked at, mails put off before included. */
  readonly looked: number;
  /** False when there was nothing to look at now; then there are no claims either. */
  readonly more: boolean;
  /**
   * When there is no more now: when to look again, because a mail that was put off is due then, another lane may have lost
   * its mails, or something holds the broadcast. Null: nothing is left.
   */
  readonly nextAt: Instant | null;
  readonly status: BroadcastStatus;
}

/** What holds for all mails of a broadcast; never changes once it is ordered. */
export interface BroadcastTerms {
  readonly id: string;
  readonly name: string;
  readonly templateVersionId: string;
  readonly sender: string | null;
  readonly settings: BroadcastSettings;
  readonly pace: number;
  readonly startAt: Instant;
}

/** What the gate holds each mail of a broadcast to. `seed` is the same for one lead, whenever it is asked. */
export interface BroadcastRules extends Omit<SendRules, 'slot'> {
  slot(facts: LeadFacts, seed: string): ReturnType<SendRules['slot']>;
}

/** How one mail of a page ended; several are booked in one statement. */
export type BroadcastOutcome = { readonly messageId: string; readonly claimToken: string } & (
  | { readonly kind: 'sent'; readonly response: string }
  | { readonly kind: 'unknown'; readonly detail: string }
  /** It was tried, and surely did not leave. */
  | {
      readonly kind: 'deferred';
      readonly detail: string;
      readonly verdict: DeliveryClass | null;
      readonly until: Instant;
    }
  /** It was given back before anybody tried. */
  | { readonly kind: 'put-off'; readonly detail: string; readonly until: Instant }
  | { readonly kind: 'failed'; readonly detail: string; readonly verdict: DeliveryClass | null }
);

export interface Broadcasts {
  /**
   * Looks at all leads as a broadcast would, locks and mails nobody (`forecastBroadcast`). The calendar is not asked.
   * @throws CONDITION_INVALID, SEGMENT_UNKNOWN
   */
  forecast(
    filter: BatchFilter,
    settings: Pick<BroadcastSettings, 'purpose' | 'stages' | 'caps' | 'priority'>,
    now: Instant,
  ): Promise<BroadcastForecast>;
  /**
   * Orders a broadcast and its workflow. It is `scheduled` until its first leads are looked at: then it is fixed which leads
   * there are. @throws TEMPLATE_UNKNOWN, CONDITION_INVALID, SEGMENT_UNKNOWN, SENDER_UNKNOWN, BROADCAST_EXISTS,
   * REQUEST_INVALID (its pace), WORKSPACE_EMPTY
   */
  begin(order: BroadcastOrder, actor: string, now: Instant): Promise<BroadcastView>;
  /** By id or name. @throws BROADCAST_UNKNOWN */
  get(idOrName: string): Promise<BroadcastView>;
  /** @throws BROADCAST_UNKNOWN */
  terms(id: string): Promise<BroadcastTerms>;
  report(idOrName: string): Promise<BroadcastReport>;
  list(): Promise<readonly BroadcastView[]>;
  /** What is under way leaves; nothing else does. @throws BROADCAST_UNKNOWN, BROADCAST_ENDED */
  pause(idOrName: string, reason: string | null, actor: string, now: Instant): Promise<BroadcastView>;
  resume(idOrName: string, actor: string, now: Instant): Promise<BroadcastView>;
  /** For good: what waits is SKIPPED. */
  stop(idOrName: string, actor: string, now: Instant): Promise<BroadcastView>;
  /**
   * Takes up to `limit` leads more, first mails that were put off and are due, and claims their mails, in one transaction
   * that locks the leads and runs the gate for each: killed at any moment, no lead is left out and none is mailed twice.
   * Mails whose lane was lost before they left are taken up again; those that were leaving become UNKNOWN.
   * @throws BROADCAST_UNKNOWN; SEGMENT_UNKNOWN, CONDITION_INVALID when the organisation has changed
   */
  claimPage(
    id: string,
    rules: BroadcastRules,
    page: { readonly limit: number; readonly leaseMs: number },
    now: Instant,
  ): Promise<BroadcastPage>;
  /**
   * The point of no return of several mails, as `Messages.markInFlight`; their lease is renewed. Returns the ids that may
   * leave; the others are given back, also when the broadcast or its sender was paused meanwhile. A crash leaves at most
   * these UNKNOWN.
   */
  markInFlight(
    mails: readonly {
      readonly messageId: string;
      readonly claimToken: string;
      readonly subject: string;
      readonly links: readonly MessageLink[];
    }[],
    leaseUntil: Instant,
  ): Promise<ReadonlySet<string>>;
  /** Ends attempts, and tells the timeline of those that were sent. Idempotent. */
  settle(outcomes: readonly BroadcastOutcome[], now: Instant): Promise<void>;
  /**
   * The relay cannot be reached: what is due, and what it did not take just now, is due together at `until` or some seconds
   * later, which is returned. Those that it did not take come first then, so that the same few try it.
   */
  hold(id: string, until: Instant, now: Instant): Promise<Instant>;
  /** Ends it when nothing is left to do; else nothing happens. */
  finish(id: string, now: Instant): Promise<BroadcastStatus>;
}
