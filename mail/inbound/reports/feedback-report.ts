/** Complaints: abuse reports (RFC 5965, 6591), also the older ones that have no part for machines. */
import type { Email } from 'postal-mime';
import type { BounceClass } from '../../../domain/bounce-class.ts';
import type { RecipientReport, ReturnedMail } from '../../../domain/inbound-reading.ts';
import { addressInField, addressOfField } from './address.ts';
import { fieldsOf, hasPart, partText } from './mail-parts.ts';
import { returnedRecipients } from './returned-mail.ts';

const feedbackPart = /^message\/feedback-report$/;

export interface Feedback {
  readonly feedback: string;
  readonly recipients: readonly RecipientReport[];
}

/** RFC 5965 §3.1, §7.3; RFC 6591 §3.1. Whatever else a person complains of is a complaint. */
const feedbackClasses: Readonly<Record<string, BounceClass>> = {
  'not-spam': 'not-spam',
  'auth-failure': 'blocked-authentication',
};

export function readFeedback(mail: Email, reportType: string | null, returned: ReturnedMail): Feedback | null {
  if (reportType === 'feedback-report' || hasPart(mail, feedbackPart)) {
    const fields = fieldsOf(partText(mail, feedbackPart));
    const named = fields
      .filter(([name]) => name === 'original-rcpt-to' || name === 'removal-recipient')
      .flatMap(([, value]) => addressOfField(value) ?? addressInField(value) ?? []);
    const type = fields.find(([name]) => name === 'feedback-type')?.[1].toLowerCase() || 'abuse';
    return feedbackOf(type.slice(0, 40), named, returned);
  }
  // Hotmail's reports of before 2011: the mail alone, and this subject.
  if (/^\s*complaint about message from\b/i.test(mail.subject ?? '') && hasPart(mail, /^message\/rfc822$/)) {
    return feedbackOf('abuse', [], returned);
  }
  return null;
}

/** The recipient is redacted as a rule (RFC 6590): then the returned mail may still name it. */
export function feedbackOf(type: string, named: readonly string[], returned: ReturnedMail): Feedback {
  const found = Object.hasOwn(feedbackClasses, type) ? (feedbackClasses[type] ?? 'complaint') : 'complaint';
  const addresses = [...new Set(named.length > 0 ? named : returnedRecipients(returned))].slice(0, 100);
  const about = { class: found, hard: false, status: '', rule: `feedback: ${type}`, diagnostic: '' };
  return {
    feedback: type,
    recipients: (addresses.length > 0 ? addresses : [null]).map((address) => ({ address, ...about })),
  };
}
