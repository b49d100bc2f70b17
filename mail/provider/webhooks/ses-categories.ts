/** What the bounce types and delay types of Amazon SES mean. Data; the names are those of AWS's documentation. */
import type { Categories } from './bounce-verdict.ts';

export const sesCategories: Categories = {
  'Undetermined/Undetermined': { class: 'unsure', vague: true },
  // "Hard bounce" of whatever kind, blocks by the receiver among them.
  'Permanent/General': { class: 'hard', vague: true },
  'Permanent/NoEmail': { class: 'hard' },
  // SES has not even tried: the address bounced before, for somebody or for us.
  'Permanent/Suppressed': { class: 'hard' },
  'Permanent/OnAccountSuppressionList': { class: 'hard' },
  // Absence notes are among these, which say nothing of the address.
  'Transient/General': { class: 'deferred', vague: true },
  'Transient/MailboxFull': { class: 'mailbox-full' },
  'Transient/MessageTooLarge': { class: 'content' },
  'Transient/CustomTimeoutExceeded': { class: 'expired' },
  'Transient/ContentRejected': { class: 'content' },
  'Transient/AttachmentRejected': { class: 'content' },
  // Not sent, because SES found a virus in it.
  Reject: { class: 'content' },
};

/** Refused by SES, because its subscription management has an opt-out: a wish, and no bounce. */
export const sesOptOut = 'Permanent/UnsubscribedRecipient';
