/** The contract of the database: the ledger of outgoing mail, and who gets none. */
import type { ConsentEntry, ConsentPolicy } from '../../domain/consent.ts';
import type { DeliveryClass } from '../../domain/delivery-class.ts';
import type { StopReason } from '../../domain/events.ts';
import type { LeadFacts } from '../../domain/lead.ts';
import type { Stage } from '../../domain/lifecycle.ts';
import type { StepId } from '../../domain/program.ts';
import type { Cap } from '../../domain/program-settings.ts';
import type { Slot } from '../../domain/send-slot.ts';
import type { Instant } from '../../domain/time.ts';
import type { Page, PageRequest } from './pages.ts';

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
  /** How the last refusal was judged. */
  readonly verdict: DeliveryClass | null;
  readonly fromDomain: string | null;
  readonly relay: string | null;
  readonly broadcastId: string | null;
  /** The person who said what became of it, when nobody could know. */
  readonly resolvedBy: string | null;
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
  /** What a person wrote to a lead, or (`internal`) the engine to a person of one's own about a lead. */
  | { readonly kind: 'letter'; readonly letterId: string; readonly recipient: string; readonly internal: boolean }
  /** A note to a person of one's own about the lead of an enrollment: work mail, not marketing. */
  | {
      readonly kind: 'notice';
      readonly enrollmentId: string;
      readonly stepId: StepId;
      readonly visit: number;
      readonly recipient: string;
    };

/** The domain that a mail is sent from and the relay that takes it: a pause of either holds the mail. */
export interface SendRoute {
  readonly fromDomain: string;
  readonly relay: string;
  /** The relay takes mails off this machine: a domain that nobody has activated is paused by its first mail. */
  readonly mustBeActivated?: boolean;
}

/** What the gate holds a nurture mail to; looked at in the transaction that claims. */
export interface SendRules extends SendRoute {
  readonly stages: readonly Stage[];
  readonly priority: number;
  /** Of the organisation and of the sequence. Mails that left or may have left count, of all sequences. */
  readonly caps: readonly Cap[];
  /** What the lead must have agreed to, e.g. `marketing`; and which consent that takes, by its country. */
  readonly purpose: string;
  readonly consent: ConsentPolicy;
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
      /** Purposes for which the lead's consent is in force. */
      readonly consents: readonly string[];
      /** What the lead said to being tracked. */
      readonly trackingConsents: readonly ConsentEntry[];
      /** When it was tried first. */
      readonly firstTriedAt: Instant;
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
  | { readonly kind: 'deferred'; readonly detail: string; readonly verdict: DeliveryClass }
  /** `verdict` null: it could not even be made. */
  | { readonly kind: 'failed'; readonly detail: string; readonly verdict: DeliveryClass | null };

export interface Messages {
  /**
   * Makes the message's row if it is new and claims it, in one transaction that locks the lead's row and runs the gate:
   * enrollment still active, not paused and not asked to stop, address not suppressed, stage one of the rules', slot and
   * caps allow it, the lead's consents allow it, and its sender is not paused; sequence mail only to the lead's present
   * address. A hand-off mail or a notice is stopped only when the recipient's address is suppressed by hand, and put off
   * while its sender is paused; for these `rules` are the route, or null when it is not known.
   * While it is judged the message is CLAIMED and counts as a mail that may leave. An expired CLAIMED lease is claimed again; an expired IN_FLIGHT lease becomes UNKNOWN.
   */
  claim(
    key: string,
    owner: MessageOwner,
    rules: SendRules | SendRoute | null,
    leaseMs: number,
    now: Instant,
  ): Promise<Claim>;
  /**
   * The point of no return, awaited before the first body byte leaves: CLAIMED → IN_FLIGHT with subject and links.
   * Not so when the enrollment was asked to stop meanwhile, the address was suppressed or is another one: the claim is
   * given back then, and the next one meets the gate.
   * @throws CLAIM_LOST when the claim is no longer ours.
   */
  markInFlight(
    messageId: string,
    claimToken: string,
    content: { readonly subject: string; readonly links: readonly MessageLink[] },
  ): Promise<void>;
  /** Ends the attempt. Idempotent for the same claim; a later SENT may overwrite UNKNOWN, nothing overwrites SENT. */
  settle(messageId: string, claimToken: string, settlement: Settlement): Promise<void>;
  /** Gives a claim back before anything left: the mail is DEFERRED and says why. @throws CLAIM_LOST */
  putOff(messageId: string, claimToken: string, why: string): Promise<void>;
  /**
   * A person says what became of a mail of unknown fate: `arrived` makes it SENT, `lost` makes it FAILED. It is not sent
   * again by itself. Idempotent. @throws MESSAGE_UNKNOWN, MESSAGE_SETTLED (its fate is known)
   */
  resolve(messageId: string, fate: 'arrived' | 'lost', actor: string, now: Instant): Promise<MessageView>;
  /** Null when there is no such message. */
  find(messageId: string): Promise<MessageView | null>;
  /** The newest message of a lead that has been sent (or may have been), for threading and demos. */
  newestSent(leadId: string): Promise<MessageView | null>;
  list(
    filter: { readonly state?: MessageState; readonly leadId?: string; readonly broadcastId?: string },
    page: PageRequest,
  ): Promise<Page<MessageView>>;
}
