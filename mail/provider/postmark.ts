/**
 * Postmark: `POST /email`. It takes the parts of a mail, not our MIME, and makes and signs its own; the header fields that
 * are ours are read off our MIME, so that no relay's mail lacks one. Our Message-ID stays (`X-PM-KeepID`). Postmark
 * chooses the envelope sender itself: bounces stay with it, and show as error 406 at the next mail.
 * By its own word it has no idempotency keys.
 */
import { parseAddress } from '../../domain/address.ts';
import type { PostmarkRelay } from '../../domain/relay.ts';
import { mimeOf } from '../mime.ts';
import { oneLine } from '../one-line.ts';
import type { OutgoingMail, SendResult } from '../ports.ts';
import { decodedBody } from '../quoted-printable.ts';
import { firstText, jsonFields } from './json-answer.ts';
import { postmarkRules } from './postmark-errors.ts';
import type { Answer, Provider } from './provider-mailer.ts';
import { verdictOf } from './verdict.ts';

export function postmarkProvider(relay: PostmarkRelay): Provider {
  const url = new URL('/email', relay.endpoint);
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    'x-postmark-server-token': relay.serverToken.reveal(),
  };
  return {
    requestOf: (mail) => ({
      url,
      body: Buffer.from(JSON.stringify(requestBody(mail, relay.messageStream))),
      headers: () => headers,
    }),
    resultOf,
  };
}

function requestBody(mail: OutgoingMail, messageStream: string) {
  return {
    // The address that counts is that of the envelope; Postmark has no other recipient than `To`.
    From: mailbox(mail.from),
    To: mailbox({ name: mail.to.name, address: mail.envelope.to }),
    ReplyTo: mailbox({ name: mail.from.name, address: mail.replyTo }),
    Subject: oneLine(mail.subject),
    HtmlBody: decodedBody(mail.html),
    TextBody: decodedBody(mail.text),
    Headers: [...ownHeaders(mail), { Name: 'X-PM-KeepID', Value: 'true' }],
    MessageStream: messageStream,
    Metadata: { 'tendril-message': mail.messageId },
    TrackOpens: false,
    TrackLinks: 'None',
  };
}

/** A name is always quoted, and without what could end the quotes: Postmark reads the field as a list of addresses. */
function mailbox({ name, address }: { readonly name: string; readonly address: string }): string {
  const shown = oneLine(name.toWellFormed())
    .replace(/["\\<>]/g, ' ')
    .trim();
  return shown === '' ? parseAddress(address) : `"${shown}" <${parseAddress(address)}>`;
}

/** What Postmark makes itself, from fields of its own. */
const madeByPostmark = new Set(['date', 'from', 'to', 'reply-to', 'subject', 'mime-version', 'content-type']);

function ownHeaders(mail: OutgoingMail): readonly { readonly Name: string; readonly Value: string }[] {
  const [head = ''] = mimeOf(mail).toString('latin1').split('\r\n\r\n', 1);
  return head
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .map((field) => ({ Name: field.slice(0, field.indexOf(':')), Value: field.slice(field.indexOf(':') + 1).trim() }))
    .filter(({ Name }) => !madeByPostmark.has(Name.toLowerCase()));
}

function resultOf({ status, body }: Answer): SendResult {
  const fields = jsonFields(body);
  const code = firstText(fields, 'ErrorCode');
  if (status >= 200 && status < 300 && (code === null || code === '0')) {
    const id = firstText(fields, 'MessageID');
    if (id !== null) return { kind: 'sent', response: `HTTP ${status} ${id}` };
    return { kind: 'unknown', response: `HTTP ${status} without a MessageID` };
  }
  return verdictOf(postmarkRules, { status, code, text: firstText(fields, 'Message') ?? '' });
}
