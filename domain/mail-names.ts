/**
 * By what an incoming mail may say which of ours it is about. Only a token, which we have signed, is proof: From, To and
 * subject can be written by anybody.
 */

/** The address that a token stood in tells what the mail is: an answer, a report, or a wish to get no more. */
export type TokenUse = 'reply' | 'bounce' | 'unsubscribe';

export interface MailNames {
  /** Of the envelope and the header, in the order of their weight; then of the mail that a report returns. */
  readonly tokens: readonly { readonly use: TokenUse; readonly messageId: string }[];
  /** Message-IDs without brackets. */
  readonly inReplyTo: readonly string[];
  /** Message-IDs without brackets, the newest first (RFC 5322 §3.6.4 has it last). */
  readonly references: readonly string[];
  /** The mail's own Message-ID without brackets; empty when it has none. */
  readonly ownId: string;
  /** SHA-256 of Message-ID and body in hex: hops add header fields, so those do not count. */
  readonly fingerprint: string;
}

/** Whether a text is a Message-ID with its brackets that can stand in a header of ours. */
export const isMessageId = (text: string): boolean => /^<[!-;=?-~]{3,250}>$/.test(text);
