/**
 * The endpoints that providers report to, as an installation sets them up. Read by `config/webhook-endpoints.ts`, used by
 * `mail/provider/webhooks/adapters.ts`.
 */
import type { Secret } from './secret.ts';

interface Endpoint {
  readonly name: string;
  /** Whole mails come in here as well, so bodies may be large. */
  readonly inbound: boolean;
}

/** Amazon SES by way of SNS. */
export interface SesEndpoint extends Endpoint {
  readonly provider: 'ses';
  /** ARNs; whoever has an AWS account can sign messages of topics of their own. */
  readonly topics: readonly string[];
}

/** Postmark signs nothing: HTTP Basic (RFC 7617), a header that only the two sides know, or both. */
export interface PostmarkEndpoint extends Endpoint {
  readonly provider: 'postmark';
  readonly basic: { readonly user: string; readonly password: Secret } | null;
  readonly header: { readonly name: string; readonly value: Secret } | null;
}

export interface SendGridEndpoint extends Endpoint {
  readonly provider: 'sendgrid';
  /** Of the Event Webhook: base64 of a SubjectPublicKeyInfo on P-256; null when only mails come in. */
  readonly publicKey: string | null;
  /** Stands in the URL as `?key=…` of the Inbound Parse, which is not signed. */
  readonly inboundKey: Secret | null;
}

export interface MailgunEndpoint extends Endpoint {
  readonly provider: 'mailgun';
  /** The HTTP webhook signing key of the account; the older ones too while it is changed. */
  readonly signingKeys: readonly Secret[];
}

export type ProviderEndpoint = SesEndpoint | PostmarkEndpoint | SendGridEndpoint | MailgunEndpoint;
