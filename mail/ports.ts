/**
 * The shapes of mail: what a compiled template is, what composing needs, what a relay answers, what comes in.
 */
import type { Finding } from '../domain/errors.ts';
import type { Instant } from '../domain/instant.ts';
import type { LeadFacts } from '../domain/lead.ts';
import type { SendResult } from '../domain/send-result.ts';
import type { Organisation } from '../domain/workspace.ts';

/** A piece of a template: text as it is, or something that depends on the lead. Plain JSON; runs no code. */
export type PlanNode =
  | string
  /** A value: what a helper of the language gives, e.g. `field` with its name and fallback. */
  | { readonly kind: 'value'; readonly helper: string; readonly args: readonly PlanArgument[]; readonly inUrl?: true }
  | {
      readonly kind: 'if';
      readonly helper: string;
      readonly args: readonly PlanArgument[];
      readonly then: Plan;
      readonly otherwise: Plan;
    }
  /** Where a link that counts clicks leads: `url` gives the destination, the mail gets the click address. */
  | { readonly kind: 'link'; readonly id: number; readonly name: string; readonly url: Plan }
  /** The click address of a link that the HTML has, once more in the text part. */
  | { readonly kind: 'linkAgain'; readonly id: number }
  /** A whole address that depends on the lead and counts no clicks: it must turn out to be one of the web. */
  | { readonly kind: 'address'; readonly url: Plan };
export type PlanArgument = string | number | boolean;
export type Plan = readonly PlanNode[];

/** A template in one language. */
export interface CompiledVariant {
  /** BCP 47, in lower case, of `NAME.LANGUAGE.mjml`; null for `NAME.mjml`, which is for everybody else. */
  readonly language: string | null;
  readonly subject: Plan;
  readonly preheader: Plan;
  /** MJML is done; the text is made from the HTML before its links were marked. */
  readonly html: Plan;
  readonly text: Plan;
}

/** A template, compiled once at publish; plain JSON, versioned by content. */
export interface CompiledTemplate {
  readonly format: 2;
  readonly name: string;
  /** The one with language null comes first and always exists. */
  readonly variants: readonly [CompiledVariant, ...CompiledVariant[]];
  /** Lead fields that the template reads, in any language. */
  readonly fields: readonly string[];
  /** Names of the links that clicks can be waited for, in any language. */
  readonly links: readonly string[];
}

/** What a template sees of a lead besides `LeadFacts`. */
export interface RenderContext {
  readonly lead: LeadFacts;
  /** Purposes for which the lead's consent is in force. */
  readonly consents: readonly string[];
  readonly organisation: Organisation;
  /** `open`: the pixel; null when nobody may be told that the mail was opened. `trap`: a link that no person sees. */
  readonly urls: {
    readonly unsubscribe: string;
    readonly preferences: string;
    readonly open: string | null;
    readonly trap?: string | null;
    /** The page of a form as the reader of this mail opens it, by the form's name. Without it no form can be linked to. */
    readonly form?: (name: string) => string;
  };
}

/**
 * A body as it travels: UTF-8 in quoted-printable (RFC 2045 §6.7), lines of at most 76 characters that end with CRLF.
 * What is constant in a template is encoded once. `mail/quoted-printable.ts` makes one from a text and reads it back.
 */
export interface MailBody {
  readonly quotedPrintable: string;
}

export interface RenderedMail {
  /** BCP 47, of the variant that was chosen; null for the one for everybody else. */
  readonly language: string | null;
  readonly subject: string;
  readonly html: MailBody;
  readonly text: MailBody;
  /** Destination of each link in order of its index in the click tokens. */
  readonly links: readonly { readonly name: string; readonly url: string }[];
}

/** A mail ready for the relay: one recipient, checked. */
export interface OutgoingMail {
  readonly messageId: string;
  /** The relay that is to take it, by its name in the settings. */
  readonly relay: string;
  readonly envelope: { readonly from: string; readonly to: string };
  readonly from: { readonly name: string; readonly address: string };
  readonly to: { readonly name: string; readonly address: string };
  readonly replyTo: string;
  readonly subject: string;
  readonly html: MailBody;
  readonly text: MailBody;
  /** RFC 5322 Message-ID with angle brackets. */
  readonly messageIdHeader: string;
  /** When it was made. */
  readonly date: Instant;
  /** One-click unsubscribe (RFC 8058), only for marketing mail. */
  readonly unsubscribe: { readonly url: string; readonly mailto: string } | null;
  /** RFC 2919: what it is a mail of, e.g. a sequence; `id` is a host name. Null for work mail. */
  readonly list: { readonly name: string; readonly id: string } | null;
  /** Gmail's Feedback-ID, `campaign:kind:organisation:sender` without anything of the lead; null for work mail. */
  readonly feedbackId: string | null;
  /** Message-ID with brackets of the mail that this one answers. */
  readonly inReplyTo: string | null;
  /** Of the conversation so far, the oldest first, the answered mail last (RFC 5322 §3.6.4); default: only that one. */
  readonly references?: readonly string[];
  /** A person wrote it, so that it neither names a machine nor an unsubscribe address; default: false. */
  readonly byHand?: boolean;
  /** Goes before others that wait for a connection to the relay; default: false. */
  readonly urgent?: boolean;
}

export type { SendResult };

export interface Mailer {
  /**
   * Sends one mail. `beforeBody` is awaited at the last moment at which it surely has not left (SMTP: after the server's
   * 354, before the first body byte; an HTTP API: before the request is written); if it rejects, nothing is sent and the
   * rejection is thrown. Never throws for what the relay does.
   */
  send(mail: OutgoingMail, beforeBody: () => Promise<void>): Promise<SendResult>;
  close(): Promise<void>;
}

/** A key that mails of a domain are signed with (RFC 6376). */
export interface DkimKey {
  readonly domain: string;
  readonly selector: string;
  /** PEM, PKCS #8, RSA of at least 2048 bits (RFC 8301 §3.2). */
  readonly privateKey: string;
}

/** A sample lead that a template is tried with: `NAME.fixture.json` or `NAME.WHAT.fixture.json` beside the template. */
export interface TemplateFixture {
  /** What tells it from others of the same template; `default` for `NAME.fixture.json`. */
  readonly name: string;
  readonly file: string;
  readonly lead: LeadFacts;
  readonly consents: readonly string[];
}

export type TemplateCompilation =
  | {
      readonly kind: 'compiled';
      readonly template: CompiledTemplate;
      /** What it was tried with, in every language; not part of what is published. */
      readonly fixtures: readonly TemplateFixture[];
      /** What stands against nothing, but a person should know. */
      readonly warnings: readonly Finding[];
    }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };
