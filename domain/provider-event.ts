/**
 * What a sending provider (SES, Postmark, SendGrid, Mailgun) tells by an HTTP request, and the port behind which the ways
 * of each of them lie. Nothing here says what follows from an event.
 */
import type { RecipientReport } from './inbound-reading.ts';
import type { Instant } from './instant.ts';

export const webhookProviders = ['ses', 'postmark', 'sendgrid', 'mailgun'] as const;
export type WebhookProvider = (typeof webhookProviders)[number];

/** A request of which only the head has come. */
export interface WebhookHead {
  readonly method: string;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly query: ReadonlyMap<string, string>;
}

/** A request as it came, before anybody has checked it. */
export interface WebhookRequest extends WebhookHead {
  readonly body: Uint8Array;
}

/** `inbound`: a whole mail came in. `other`: nothing that anybody acts on, or an item that could not be read. */
export const providerEventKinds = [
  'bounce',
  'complaint',
  'delivery',
  'deferral',
  'open',
  'click',
  'unsubscribe',
  'inbound',
  'other',
] as const;
export type ProviderEventKind = (typeof providerEventKinds)[number];

/** One thing that a provider tells of one mail to one recipient. */
export interface ProviderEvent {
  /** The same whenever the provider tells the same thing again; holds no address. At most 200 characters. */
  readonly key: string;
  readonly kind: ProviderEventKind;
  /** What the provider calls it, such as `ses:Bounce`: for the log. */
  readonly name: string;
  /** Of a bounce, a complaint, a delivery and a deferral. */
  readonly report: RecipientReport | null;
  /** UUID of our message: from the metadata that we gave, or from our own Message-ID. */
  readonly messageId: string | null;
  /** What the provider answered when it took the mail; it stands in the ledger's record of that answer. */
  readonly providerMessageId: string | null;
  /** RFC 5322 Message-ID without brackets; the provider may have made its own. */
  readonly messageIdHeader: string | null;
  /** Texts in which our own signed tokens may stand: the return path, Reply-To and other addresses of ours. */
  readonly tokens: readonly string[];
  readonly recipient: string | null;
  /** Of a click. */
  readonly url: string | null;
  readonly userAgent: string | null;
  readonly ip: string | null;
  /** The provider says that a machine opened or clicked. */
  readonly byMachine: boolean;
  /** Never later than when it was told. */
  readonly occurredAt: Instant;
  /** Of `inbound`: the mail, which goes the way of every incoming one. */
  readonly raw: Uint8Array | null;
  /** Of `inbound`: whom the mail was sent to. */
  readonly envelopeTo: readonly string[];
}

export type WebhookVerification =
  | { readonly kind: 'ok' }
  /** `why` is for the log and holds nothing of the request that a stranger could choose freely. */
  | { readonly kind: 'refused'; readonly why: string }
  /** It cannot be told now: the provider should try again. */
  | { readonly kind: 'unavailable'; readonly why: string };

export type WebhookReading =
  | { readonly kind: 'events'; readonly events: readonly ProviderEvent[] }
  | { readonly kind: 'malformed'; readonly why: string };

/** The ways of one provider, with the secrets of one endpoint. Throws for nothing that a request holds. */
export interface WebhookAdapter {
  readonly provider: WebhookProvider;
  /** A body may have so many bytes. */
  readonly mostBytes: number;
  /**
   * Why a request is refused whatever its body holds, for the log; null when the body has to be read. Where the proof stands
   * in the head, whoever has none gets nothing read.
   */
  refusal?(head: WebhookHead): string | null;
  verify(request: WebhookRequest, now: Instant): Promise<WebhookVerification>;
  /** What a request says that has been verified. */
  parse(request: WebhookRequest, now: Instant): WebhookReading;
  /** The address that must be fetched for the provider to go on, when a verified request asks for that. */
  confirmation?(request: WebhookRequest): string | null;
}

/** Where a provider reports to: `POST /webhooks/in/NAME`. */
export interface WebhookEndpoint {
  readonly name: string;
  readonly adapter: WebhookAdapter;
}
