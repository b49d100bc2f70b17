/**
 * The whole message as it travels (RFC 5322, MIME): every header once, text before HTML, both parts as they were encoded
 * when they were rendered. The same mail makes the same bytes, so a second try is a copy and not a twin. Knows no relay.
 */
import { TendrilError } from '../domain/errors.ts';
import { msOf } from '../domain/instant.ts';
import { isMessageId } from '../domain/mail-names.ts';
import { mailboxField, phraseField, plainField, textField } from './header-field.ts';
import type { MailBody, OutgoingMail } from './ports.ts';

/**
 * Makes the message. What the lead's data put into names, subject and addresses stays there.
 * @throws ADDRESS_INVALID and ADDRESS_MULTIPLE for an address that is not exactly one
 * @throws INTERNAL for what is ours to make and is made wrong
 */
export function mimeOf(mail: OutgoingMail): Buffer {
  const boundary = boundaryOf(mail.messageId);
  const head = [
    plainField('Date', dateTime(mail)),
    mailboxField('From', mail.from),
    mailboxField('To', mail.to),
    mailboxField('Reply-To', { name: mail.from.name, address: mail.replyTo }),
    textField('Subject', mail.subject),
    plainField('Message-ID', checkedMessageId(mail.messageIdHeader)),
    ...answerFields(mail),
    ...writerFields(mail),
    ...listFields(mail),
    'MIME-Version: 1.0',
    `Content-Type: multipart/alternative;\r\n boundary="${boundary}"`,
  ].join('\r\n');
  const message = `${head}\r\n\r\n${part(boundary, 'plain', mail.text)}${part(boundary, 'html', mail.html)}--${boundary}--\r\n`;
  // One octet a character: what is not ASCII would be mangled.
  if (Buffer.byteLength(message) !== message.length) {
    throw new TendrilError('INTERNAL', `The body of the mail ${mail.messageId} is not quoted-printable`);
  }
  return Buffer.from(message, 'latin1');
}

/** The last CRLF belongs to the boundary that follows (RFC 2046 §5.1.1). */
const part = (boundary: string, subtype: string, { quotedPrintable }: MailBody): string =>
  `--${boundary}\r\nContent-Type: text/${subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${quotedPrintable}\r\n`;

/** `=_` never occurs in quoted-printable (RFC 2045 §6.7), so no body can hold it. */
function boundaryOf(messageId: string): string {
  if (/^[\w-]{1,60}$/.test(messageId)) return `=_${messageId}`;
  throw new TendrilError('INTERNAL', `${JSON.stringify(messageId)} is not the id of a message`);
}

/** RFC 5322 §3.3, in UTC. */
function dateTime({ messageId, date }: OutgoingMail): string {
  const at = msOf(date);
  if (Number.isNaN(at)) throw new TendrilError('INTERNAL', `The mail ${messageId} has no date, but ${date}`);
  return new Date(at).toUTCString().replace('GMT', '+0000');
}

/** RFC 5322 §3.6.4. */
const answerFields = ({ inReplyTo, references = [] }: OutgoingMail): readonly string[] =>
  inReplyTo === null
    ? []
    : [
        plainField('In-Reply-To', checkedForeignId(inReplyTo)),
        plainField('References', (references.length === 0 ? [inReplyTo] : references).map(checkedForeignId).join(' ')),
      ];

function writerFields({ unsubscribe, byHand = false }: OutgoingMail): readonly string[] {
  if (unsubscribe !== null) return unsubscribeFields(unsubscribe);
  return byHand ? [] : machineFields;
}

/** RFC 3834 §5: a mail that a machine wrote to a colleague must not be answered by another machine. */
const machineFields = ['Auto-Submitted: auto-generated', 'X-Auto-Response-Suppress: All'];

/** RFC 8058 §3.1: one field with both ways; one click needs https, with http a reader opens the page or writes the mail. */
function unsubscribeFields({ url, mailto }: NonNullable<OutgoingMail['unsubscribe']>): readonly string[] {
  // Broken by hand: a fold right after the name leaves a line without content, which some readers take for an empty field.
  const both = `List-Unsubscribe: <${checkedUri(url, /^https?:/i)}>,\r\n <${checkedUri(mailto, /^mailto:/)}>`;
  return /^https:/i.test(url) ? [both, 'List-Unsubscribe-Post: List-Unsubscribe=One-Click'] : [both];
}

function listFields({ list, feedbackId }: OutgoingMail): readonly string[] {
  return [
    ...(list === null ? [] : [phraseField('List-Id', list.name, checkedListId(list.id))]),
    ...(feedbackId === null ? [] : [`Feedback-ID: ${checkedFeedbackId(feedbackId)}`]),
  ];
}

function checkedMessageId(header: string): string {
  if (/^<[\w.+-]{1,128}@[\w.-]{1,253}>$/.test(header)) return header;
  throw new TendrilError('INTERNAL', `${JSON.stringify(header)} is not a Message-ID`);
}

/** Made by somebody else's program: any visible ASCII, if it fits into a line (RFC 5322 §2.1.1). */
function checkedForeignId(id: string): string {
  if (isMessageId(id)) return id;
  throw new TendrilError('INTERNAL', `${JSON.stringify(id)} is not a Message-ID`);
}

function checkedUri(uri: string, scheme: RegExp): string {
  if (scheme.test(uri) && uri.length <= 900 && /^[\x21\x23-\x3b\x3d\x3f-\x7e]+$/.test(uri)) return uri;
  throw new TendrilError('INTERNAL', `${JSON.stringify(uri)} cannot stand in a List-Unsubscribe header`);
}

/** RFC 2919 §3: like a host name, of at most 255 characters. */
function checkedListId(id: string): string {
  if (id.length <= 255 && /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+$/.test(id)) return id;
  throw new TendrilError('INTERNAL', `${JSON.stringify(id)} is not a List-Id`);
}

/** Gmail reads four fields from the right; the last one names the sender, in 5 to 15 characters. */
function checkedFeedbackId(id: string): string {
  if (id.length <= 200 && /^(?:[\w.-]+:){3}[\w.-]{5,15}$/.test(id)) return id;
  throw new TendrilError('INTERNAL', `${JSON.stringify(id)} is not a Feedback-ID`);
}
