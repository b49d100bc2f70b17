/**
 * The shapes of mail: what a compiled template is, what composing needs, what a relay answers, what comes in.
 */
import type { Finding } from '../domain/errors.ts';
import type { LeadFacts } from '../domain/lead.ts';
import type { Organisation } from '../domain/workspace.ts';

/** A template, compiled once at publish; plain JSON, versioned by content. */
export interface CompiledTemplate {
  readonly name: string;
  readonly subject: string;
  readonly preheader: string;
  /** Handlebars source of each part: MJML is done, HTML has click-link markers, text is made from untracked HTML. */
  readonly html: string;
  readonly text: string;
  /** Lead fields that the template reads. */
  readonly fields: readonly string[];
  /** Names of the links that clicks can be waited for. */
  readonly links: readonly string[];
}

/** What a template sees of a lead besides `LeadFacts`. */
export interface RenderContext {
  readonly lead: LeadFacts;
  readonly organisation: Organisation;
  readonly urls: { readonly unsubscribe: string; readonly open: string };
}

export interface RenderedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Destination of each link in order of its index in the click tokens. */
  readonly links: readonly { readonly name: string; readonly url: string }[];
}

/** A mail ready for the relay: one recipient, checked. */
export interface OutgoingMail {
  readonly messageId: string;
  readonly envelope: { readonly from: string; readonly to: string };
  readonly from: { readonly name: string; readonly address: string };
  readonly to: { readonly name: string; readonly address: string };
  readonly replyTo: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** RFC 5322 Message-ID with angle brackets. */
  readonly messageIdHeader: string;
  /** One-click unsubscribe (RFC 8058), only for marketing mail. */
  readonly unsubscribe: { readonly url: string; readonly mailto: string } | null;
  readonly inReplyTo: string | null;
}

/** How the relay took it. `code`/`enhanced` are the SMTP reply codes, if there was a reply. */
export type SendResult =
  | { readonly kind: 'sent'; readonly response: string }
  /** Surely not accepted; trying again may help. */
  | {
      readonly kind: 'deferred';
      readonly response: string;
      readonly code: number | null;
      readonly enhanced: string | null;
    }
  /** Surely not accepted, and not worth trying again. `hardBounce`: the address does not exist. */
  | {
      readonly kind: 'refused';
      readonly response: string;
      readonly code: number | null;
      readonly enhanced: string | null;
      readonly hardBounce: boolean;
    }
  /** The body had begun to leave and no reply came: it may have arrived. */
  | { readonly kind: 'unknown'; readonly response: string };

export interface Mailer {
  /**
   * Sends one mail. `beforeBody` is awaited after the server's 354 and before the first body byte; if it rejects,
   * nothing is sent and the rejection is thrown. Never throws for an SMTP failure.
   */
  send(mail: OutgoingMail, beforeBody: () => Promise<void>): Promise<SendResult>;
  close(): Promise<void>;
}

export type TemplateCompilation =
  | { readonly kind: 'compiled'; readonly template: CompiledTemplate }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };
