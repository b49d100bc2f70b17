/**
 * What an incoming mail is, and which of our messages it is about. Pure: reads the mail, touches no state, so that a
 * stored mail can be explained or classified again. Reports come first, since they quote what they report about; then
 * machines; what is left was written by a human.
 */
import PostalMime, { type Email } from 'postal-mime';
import type { InboundMail } from '../../domain/inbound-mail.ts';
import type { Signer } from '../../domain/tokens.ts';
import { autoReplySign } from './auto-reply.ts';
import { header, type Match, matchMail, tokensIn } from './matching.ts';
import { asksToStop, replyText } from './reply-text.ts';
import {
  type DeliveryOutcome,
  deliveryOutcome,
  feedbackType,
  partText,
  plainBounce,
  type ReportKind,
  reportKind,
} from './reports.ts';

/**
 * @param raw The mail as it arrived (RFC 5322).
 * @param envelopeTo Recipients of the SMTP transaction; empty for a mail from a file, whose headers are asked then.
 */
export async function classify(raw: Uint8Array, envelopeTo: readonly string[], signer: Signer): Promise<InboundMail> {
  let mail: Email;
  try {
    // Copied: the parser keeps the buffer it is given. Returned mails stay whole: their text is not the sender's.
    mail = await PostalMime.parse(new Uint8Array(raw), { forceRfc822Attachments: true });
  } catch (error) {
    return { kind: 'other', reason: `it cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
  const match = matchMail(signer, mail, envelopeTo);
  const report = reportKind(mail);
  if (report) return reported(report, mail, match, signer);
  if (!match) return { kind: 'other', reason: 'it names no message of ours' };
  const { messageId, via } = match;
  if (via === 'unsubscribe') return { kind: 'unsubscribe', messageId };
  const bounce = via === 'bounce' && fromMailSystem(mail) ? plainBounce(mail) : null;
  if (bounce) return bounced(messageId, bounce);
  const sign = autoReplySign(mail);
  if (sign) return { kind: 'auto-reply', messageId, reason: sign };
  // Nobody writes to a return path by hand: what comes there and is no report was sent by a responder.
  if (via === 'bounce') return { kind: 'auto-reply', messageId, reason: 'sent to the return path' };
  if (mail.attachments.some(({ mimeType, method }) => mimeType === 'text/calendar' && method)) {
    return { kind: 'other', reason: 'it is an answer of a calendar' };
  }
  return written(mail, messageId);
}

function written(mail: Email, messageId: string): InboundMail {
  const text = replyText(mail);
  const subject = (mail.subject ?? '').slice(0, 1000);
  if (asksToStop(text, subject)) return { kind: 'unsubscribe', messageId };
  const from = mail.from && 'address' in mail.from ? (mail.from.address ?? '') : '';
  return { kind: 'reply', messageId, text, subject, from: from.slice(0, 320) };
}

function reported(kind: ReportKind, mail: Email, match: Match | null, signer: Signer): InboundMail {
  switch (kind) {
    case 'delivery': {
      // Without a signed token it is backscatter, or a forgery that would silence a lead.
      if (!match || match.via === 'reference') return { kind: 'other', reason: 'it reports on no message of ours' };
      const outcome = deliveryOutcome(mail);
      if (!outcome) return { kind: 'other', reason: 'its delivery report cannot be read' };
      if (!outcome.failed) return { kind: 'other', reason: `it reports no failure (${outcome.status || 'no status'})` };
      return bounced(match.messageId, outcome);
    }
    case 'abuse': {
      const type = feedbackType(mail);
      if (type !== 'abuse') return { kind: 'other', reason: `it is feedback of the type ${type || 'unknown'}` };
      // The recipient is redacted as a rule (RFC 6590): the tokens of the returned mail say whom it is about.
      const returned = tokensIn(signer, partText(mail, /^(?:message\/rfc822|text\/rfc822-headers)$/))[0];
      const about = match && match.via !== 'reference' ? match : returned;
      // A complaint stops everything that an unsubscription stops.
      return about
        ? { kind: 'unsubscribe', messageId: about.messageId }
        : { kind: 'other', reason: 'it complains about no message of ours' };
    }
    case 'read-receipt':
      return { kind: 'other', reason: 'it is a read receipt' };
  }
}

const bounced = (messageId: string, { failed: _, ...outcome }: DeliveryOutcome): InboundMail => ({
  kind: 'bounce',
  messageId,
  ...outcome,
});

const fromMailSystem = (mail: Email): boolean =>
  /mailer-daemon|postmaster|mail delivery (?:sub)?system/i.test(header(mail, 'from')) ||
  /^\s*<\s*>\s*$/.test(header(mail, 'return-path'));
