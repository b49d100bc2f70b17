/**
 * What an incoming mail is, read from the mail alone: a report on mails of ours, an answer by a person or by a machine,
 * or something else. Which message of ours it is about is another question (it takes the keys of the engine), and so is
 * what follows from it; so a stored mail can be read again at any time.
 */
import type { BounceClass } from './bounce-class.ts';
import type { Instant } from './instant.ts';

/** What a report says of one recipient. */
export interface RecipientReport {
  /** As the report names it, without brackets and comments; null when it is redacted or not told. */
  readonly address: string | null;
  /** The address that the mail was sent to (RFC 3464 §2.3.1), where the report names it besides another one. */
  readonly original?: string;
  readonly class: BounceClass;
  /**
   * By all that this report says nobody is there: no such mailbox, or no such domain and not only for now. What follows is
   * in `bounce-acts.ts`: a missing domain is believed the second time.
   */
  readonly hard: boolean;
  /** Enhanced status code (RFC 3463), such as `5.1.1`; empty when none is told or follows. */
  readonly status: string;
  /** The name of the rule that gave the class. */
  readonly rule: string;
  /** What the server that refused it said, at most 1,000 characters; empty when it is not told. */
  readonly diagnostic: string;
}

/** The mail that a report returns, or quotes the header of: by it the report is matched when its recipient is no token. */
export interface ReturnedMail {
  /** Message-IDs without brackets, at most 20. */
  readonly messageIds: readonly string[];
  /** Its header as text, at most 64 KB; empty when nothing is returned. */
  readonly header: string;
}

/** What kind of answer somebody, or something, wrote. */
export const answerKinds = [
  'human',
  'out-of-office',
  'left-company',
  'auto-reply',
  'challenge',
  'calendar',
  'notice',
] as const;
export type AnswerKind = (typeof answerKinds)[number];
/** Those that a responder writes. */
export type ResponderKind = Extract<AnswerKind, 'out-of-office' | 'left-company' | 'auto-reply' | 'challenge'>;

/** What the words of an answer ask for, as far as it matters. */
export const replyIntents = [
  'unsubscribe',
  'not_interested',
  'later',
  'wrong_person',
  'referral',
  'call_me',
  'interested',
  'question',
] as const;
export type ReplyIntent = (typeof replyIntents)[number];

/** A mail that answers one of ours, or looks like it. */
export interface AnswerReading {
  readonly class: AnswerKind;
  /** By what it was told: a header, a rule. */
  readonly sign: string;
  /** Of a human: as what its words alone would do, which counts only where hardly anybody writes by hand. */
  readonly resembles?: ResponderKind;
  readonly subject: string;
  /** The address in From; empty when there is none. */
  readonly from: string;
  /** What was newly written: without quotes and signature, at most 64 KB. */
  readonly text: string;
  /** Null when no rule applies. */
  readonly intent: ReplyIntent | null;
  /** The name of the rule that gave the intent. */
  readonly intentRule: string | null;
  /** The calendar day (YYYY-MM-DD) on which somebody who is away is back. */
  readonly returnsOn: string | null;
  /** Whom to write to instead, when the text names an address. */
  readonly referral: { readonly address: string; readonly name: string | null } | null;
}

export type InboundReading =
  | { readonly kind: 'bounce'; readonly recipients: readonly RecipientReport[]; readonly returned: ReturnedMail }
  | {
      readonly kind: 'complaint';
      /** RFC 5965 §3.1 Feedback-Type, such as `abuse` or `not-spam`. */
      readonly feedback: string;
      readonly recipients: readonly RecipientReport[];
      readonly returned: ReturnedMail;
    }
  | { readonly kind: 'reply'; readonly answer: AnswerReading }
  | { readonly kind: 'auto-reply'; readonly answer: AnswerReading }
  /** `unreadable`: nothing is known of what it says, so that it may be anything. */
  | { readonly kind: 'other'; readonly reason: string; readonly unreadable?: true };

/** What reports on mails of ours. */
export type InboundReport = Extract<InboundReading, { readonly kind: 'bounce' | 'complaint' }>;

/** An incoming mail together with when it came: an absence that names no year is reckoned from there. */
export interface ReadingContext {
  readonly receivedAt: Instant;
}
