/**
 * What the activities need of the outside, given to them once by the composition root. No clock is among it: "now"
 * comes from the workflow with every call.
 */
import type { FieldMapping, ValueCodec } from '../crm/mapping.ts';
import type { Crm } from '../crm/port.ts';
import type { Store } from '../db/store.ts';
import type { PublicHolidays } from '../domain/calendar.ts';
import type { Conditions } from '../domain/conditions.ts';
import type { Instant } from '../domain/instant.ts';
import type { Signer } from '../domain/tokens.ts';
import type { Composer } from '../mail/composer.ts';
import type { Mailer } from '../mail/ports.ts';
import type { RunningEnrollments } from './running-enrollments.ts';

export interface Log {
  info(facts: Readonly<Record<string, unknown>>, message: string): void;
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
  error(facts: Readonly<Record<string, unknown>>, message: string): void;
}

/** One try of a `call` step. */
export interface WebhookRequest {
  /** The same on every try, so that a receiver can tell a repeat. Without full stops. */
  readonly id: string;
  readonly url: string;
  readonly method: 'POST' | 'GET';
  /** JSON; null for GET. */
  readonly body: string | null;
}

export type WebhookReply =
  /** `body`: parsed when it is JSON of a size that can be kept, else null. `retryAfterMs`: the pause that it asks for. */
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: unknown;
      readonly retryAfterMs: number | null;
      /** There was more of a body than is read. */
      readonly cut?: boolean;
    }
  /** It may have arrived all the same. `why` holds nothing of what was sent. */
  | { readonly kind: 'unanswered'; readonly why: string };

export interface Webhooks {
  /** Sends one signed request. Never throws for what the network or the receiver does. */
  send(request: WebhookRequest): Promise<WebhookReply>;
}

/** An endpoint of webhooks as it is reached. */
export interface WebhookTarget {
  /** Tells its URL from another one, and nothing else of it. */
  readonly urlHash: string;
  /** Posts one signed message. Never throws for what the network or the receiver does. */
  send(id: string, body: string): Promise<WebhookReply>;
}

export interface OutgoingWebhooks {
  /** Null: the settings of this worker have no such endpoint, or it is disabled. */
  of(endpoint: string): WebhookTarget | null;
}

/** The CRM that sales works in, with what of a lead is which of its fields. */
export interface CrmAccess {
  readonly crm: Crm;
  readonly mappings: readonly FieldMapping[];
  readonly codec: ValueCodec;
  /** Names of its fields that the adapter writes itself. */
  readonly reserved: readonly string[];
}

/** What a sending domain may send to a receiving provider, shared by all workers. */
export interface Pace {
  /**
   * Asks for so many mails' worth; what is granted has to be used within some seconds. Urgent mail (to a person of one's
   * own, to a hot lead) goes before the rest.
   */
  admit(mail: PacedMail, now: Instant): Promise<Admission>;
  /** The receiver wants less for a while. */
  slow(mail: Omit<PacedMail, 'urgent'>, now: Instant): Promise<void>;
}

export interface PacedMail {
  readonly fromDomain: string;
  readonly recipient: string;
  readonly urgent: boolean;
}

export type Admission =
  | { readonly kind: 'now' }
  /** `why` is for people. */
  | { readonly kind: 'later'; readonly until: Instant; readonly why: string };

/** What conversations need. */
export interface ConversationDeps {
  readonly store: Store;
  /** Takes every mail to the relay that it names. */
  readonly mailer: Mailer;
  /** Whether a relay takes mails off this machine; their domain must have been activated then. */
  leavesMachine(relay: string): boolean;
  readonly pace: Pace;
  readonly webhooks: Webhooks;
  readonly isPublicHoliday: PublicHolidays;
  readonly composer: Composer;
  readonly conditions: Conditions;
  readonly signer: Signer;
  /** Links in mails start with it. */
  readonly publicUrl: string;
  /** Domain of Message-IDs, replies and bounces. */
  readonly mailDomain: string;
  readonly log: Log;
}

/** The histories of workflows, as far as an erasure needs them. */
export interface Executions {
  /**
   * Deletes all runs of a workflow with their histories, if it has ended; one that runs is ended first when `force` says
   * so. `running`: it still does; `gone`: there was none (any more).
   */
  erase(workflowId: string, force: boolean): Promise<'running' | 'erased' | 'gone'>;
}

export interface Deps extends ConversationDeps {
  /** The workflows of enrollments, for migrations. */
  readonly running: RunningEnrollments;
  /** The workflows of a person, for its erasure. */
  readonly executions: Executions;
  /** The endpoints of webhooks; without it, nothing is sent to any. */
  readonly outgoing?: OutgoingWebhooks;
  /** Without it, no CRM is told anything or read. */
  readonly crm?: CrmAccess;
}
