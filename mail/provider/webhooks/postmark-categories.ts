/**
 * What the bounce types of Postmark mean, by their codes. Data; codes and meanings are those of its documentation.
 */
import type { Categories } from './bounce-verdict.ts';

export const postmarkCategories: Categories = {
  // HardBounce: unknown user, unknown mailbox, and now and then a block.
  1: { class: 'hard', vague: true },
  // Transient: delayed, Postmark goes on trying.
  2: { class: 'deferred' },
  // AutoResponder.
  64: { class: 'auto-reply' },
  // AddressChange: an answer that somebody has moved.
  128: { class: 'auto-reply' },
  // DnsError: no mail server found for the domain.
  256: { class: 'hard-domain' },
  // SpamNotification: blocked as spam, or by the sender's reputation.
  512: { class: 'blocked-reputation', vague: true },
  // OpenRelayTest.
  1024: { class: 'configuration' },
  // Unknown.
  2048: { class: 'unsure', vague: true },
  // SoftBounce: out of order for a while, or full.
  4096: { class: 'expired', vague: true },
  // VirusNotification.
  8192: { class: 'content' },
  // ChallengeVerification: a machine asks for a proof that a person has written.
  16384: { class: 'auto-reply' },
  // BadEmailAddress.
  100000: { class: 'hard' },
  100001: { class: 'complaint' },
  // ManuallyDeactivated: by somebody in the account.
  100002: { class: 'hard' },
  // Unconfirmed.
  100003: { class: 'configuration' },
  // Blocked: refused by a policy of the receiver, or by a list.
  100006: { class: 'blocked-policy', vague: true },
  // SMTPApiError, InboundError, TemplateRenderingFailed.
  100007: { class: 'configuration' },
  100008: { class: 'configuration' },
  100010: { class: 'content' },
  // DMARCPolicy.
  100009: { class: 'blocked-authentication' },
};

/** Unsubscribe: somebody answered by asking not to be mailed. */
export const postmarkOptOut = '16';
/** Postmark goes on trying. */
export const postmarkTransient = '2';
