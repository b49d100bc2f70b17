/** The contract of the database: what other systems are to be told, until they have taken it. */
import type { Instant } from '../../domain/instant.ts';
import type { EndpointHealth } from '../../domain/outgoing-webhook.ts';
import type { Page, PageRequest } from './pages.ts';

export const webhookStates = ['waiting', 'delivered', 'dead'] as const;
export type WebhookState = (typeof webhookStates)[number];

export interface WebhookView {
  /** The same on every try: `webhook-id`. */
  readonly id: string;
  readonly endpoint: string;
  readonly type: string;
  readonly leadId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly state: WebhookState;
  readonly createdAt: Instant;
  readonly attempts: number;
  /** When it is tried next; null when it is not. */
  readonly nextAt: Instant | null;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  /** When it was taken, or given up. */
  readonly settledAt: Instant | null;
}

/** How deliveries to an endpoint go. */
export interface WebhookEndpointView {
  readonly endpoint: string;
  readonly waiting: number;
  readonly dead: number;
  /** Of those that wait. */
  readonly oldest: Instant | null;
  readonly lastDeliveredAt: Instant | null;
  /** Answers since the last good one. */
  readonly failures: number;
  readonly failingSince: Instant | null;
  readonly lastAt: Instant | null;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  /** It said by 410 that it wants nothing more. */
  readonly gone: boolean;
}

/** One to be sent now. */
export interface DueWebhook {
  readonly id: string;
  readonly type: string;
  readonly leadId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly createdAt: Instant;
  /** How often it was tried before. */
  readonly attempts: number;
  /** Since when it is tried. */
  readonly since: Instant;
}

/** What became of one. `later` counts as a try unless the endpoint only asked for a pause. */
export type WebhookSettlement =
  | { readonly id: string; readonly kind: 'delivered'; readonly status: number }
  | {
      readonly id: string;
      readonly kind: 'later';
      readonly at: Instant;
      readonly counts: boolean;
      readonly status: number | null;
      readonly error: string;
    }
  | { readonly id: string; readonly kind: 'dead'; readonly status: number | null; readonly error: string }
  /** It was not tried after all. */
  | { readonly id: string; readonly kind: 'released' };

export interface EndpointState extends EndpointHealth {
  /** The hash of the URL that wants nothing more. */
  readonly goneUrl: string | null;
}

/** Which are sent again. */
export type WebhookSelection =
  | { readonly kind: 'ids'; readonly ids: readonly string[] }
  | { readonly kind: 'dead' }
  /** Whatever became of them. */
  | { readonly kind: 'since'; readonly since: Instant };

export interface Webhooks {
  /** Of each endpoint that is subscribed, or for which there is something. */
  endpoints(): Promise<readonly WebhookEndpointView[]>;
  /** Newest first. */
  list(
    filter: { readonly endpoint?: string; readonly state?: WebhookState },
    page: PageRequest,
  ): Promise<Page<WebhookView>>;
  /** @throws WEBHOOK_UNKNOWN */
  get(id: string): Promise<WebhookView>;
  /** Sends again, from the first try on, and takes the endpoint for well. By time, without messages to try it. Returns how many. */
  replay(endpoint: string, which: WebhookSelection, now: Instant): Promise<number>;
  /** Writes a message to try the endpoint with; returns its id. */
  ping(endpoint: string, now: Instant): Promise<string>;
  /** Wakes the deliveries of these endpoints where something waits; for a start after whatever happened. */
  wake(endpoints: readonly string[], now: Instant): Promise<void>;

  /** How the endpoint is. */
  state(endpoint: string): Promise<EndpointState>;
  /** Notes how it answered last; `goneUrl`: it wants nothing more. */
  note(
    endpoint: string,
    state: EndpointState & { readonly lastStatus: number | null; readonly lastError: string | null },
    now: Instant,
  ): Promise<void>;
  /**
   * Takes up to `limit` that are due, of each lead the oldest only, and keeps them from other takers until `until`. With
   * `probing` those that were tried least come first.
   */
  claim(
    endpoint: string,
    some: { readonly limit: number; readonly probing: boolean },
    until: Instant,
    now: Instant,
  ): Promise<readonly DueWebhook[]>;
  settle(settlements: readonly WebhookSettlement[], now: Instant): Promise<void>;
  /** What waits for its next try is due now. */
  hurry(endpoint: string, now: Instant): Promise<void>;
  /** Gives up what has waited since before then. Returns how many. */
  expire(endpoint: string, before: Instant, now: Instant): Promise<number>;
  /** When the next one that nothing holds back is due; null when nothing waits. */
  nextAt(endpoint: string): Promise<Instant | null>;
}
