/**
 * The mail that asks whether somebody meant it (double opt-in): who asks, the wording, one link to a page with a button, until
 * when, and what to do when it was somebody else. No pixel, no counted link, no picture, no offer. Everything is escaped.
 */
import { messageIdHeader } from '../domain/identity.ts';
import type { Instant } from '../domain/instant.ts';
import { makeToken, type Signer } from '../domain/tokens.ts';
import type { Organisation, SenderIdentity } from '../domain/workspace.ts';
import { type ConfirmationWords, confirmationWords } from './confirmation-words.ts';
import { oneLine } from './one-line.ts';
import type { OutgoingMail } from './ports.ts';
import { bodyOf } from './quoted-printable.ts';

export interface ConfirmationMailInput {
  /** UUIDs of the message, and of the request that its link confirms. */
  readonly messageId: string;
  readonly requestId: string;
  readonly recipient: string;
  /** Of the lead; null when it is not known. */
  readonly language: string | null;
  /** What is asked for, word for word. */
  readonly wording: string;
  readonly expiresAt: Instant;
  readonly sender: SenderIdentity;
  readonly organisation: Organisation;
  readonly relay: string;
  readonly now: Instant;
  readonly mailDomain: string;
  readonly publicUrl: string;
  readonly signer: Signer;
}

interface Content {
  readonly language: string;
  readonly words: ConfirmationWords;
  readonly wording: string;
  readonly link: string;
  readonly until: string;
  readonly organisation: Organisation;
}

export function composeConfirmationMail(input: ConfirmationMailInput): {
  readonly mail: OutgoingMail;
  readonly links: readonly [];
} {
  const { messageId, requestId, recipient, sender, organisation, signer, mailDomain, relay, now } = input;
  const { language, words } = confirmationWords([input.language, organisation.language]);
  const token = (purpose: 'bounce' | 'reply') => makeToken(signer, { purpose, id: messageId, index: 0 });
  const confirm = makeToken(signer, { purpose: 'confirm', id: requestId, index: 0 });
  const content: Content = {
    language,
    words,
    wording: input.wording.replace(control, ' ').trim(),
    link: `${input.publicUrl.replace(/\/+$/, '')}/confirm/${confirm}`,
    until: words.until.replace('{date}', dayOf(input.expiresAt, language, organisation.timeZone)),
    organisation,
  };
  return {
    links: [],
    mail: {
      messageId,
      relay,
      envelope: { from: `b+${token('bounce')}@${mailDomain}`, to: recipient },
      from: { name: oneLine(sender.name), address: sender.address },
      to: { name: '', address: recipient },
      replyTo: `r+${token('reply')}@${mailDomain}`,
      messageIdHeader: messageIdHeader(messageId, mailDomain),
      date: now,
      inReplyTo: null,
      subject: oneLine(`${words.subject} (${organisation.name})`),
      html: bodyOf(htmlOf(content)),
      text: bodyOf(textOf(content)),
      unsubscribe: null,
      list: null,
      feedbackId: null,
    },
  };
}

/** Control characters that are no line breaks. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const control = /[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]/g;

const dayOf = (at: Instant, language: string, timeZone: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone }).format(new Date(at));

const linesOf = (text: string): readonly string[] => text.split(/\r\n|\r|\n/).map((line) => line.trim());

const textOf = ({ words, wording, link, until, organisation }: Content): string =>
  `${[
    words.asked,
    linesOf(wording)
      .map((line) => `> ${line}`)
      .join('\n'),
    `${words.please}\n${link}`,
    until,
    words.ignore,
    `-- \n${organisation.name}\n${linesOf(organisation.postalAddress).join('\n')}\n${organisation.website}`,
  ].join('\n\n')}\n`;

const escaped = (text: string): string => text.replace(/[&<>"'`=]/g, (letter) => `&#${letter.charCodeAt(0)};`);
const escapedLines = (text: string): string => linesOf(text).map(escaped).join('<br>\n');

const font = "-apple-system,BlinkMacSystemFont,'Segoe UI',Helvetica,Arial,sans-serif";
const paragraph = 'margin:0 0 16px;';

const htmlOf = ({ language, words, wording, link, until, organisation }: Content): string => `<!doctype html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(words.subject)}</title>
</head>
<body style="margin:0;padding:24px 16px;font-family:${font};font-size:16px;line-height:24px;color:#1b1f24;">
<div style="max-width:560px;margin:0 auto;">
<p style="${paragraph}font-weight:600;">${escaped(organisation.name)}</p>
<p style="${paragraph}">${escaped(words.asked)}</p>
<blockquote style="margin:0 0 16px;padding:0 0 0 12px;border-left:3px solid #c9ced6;" dir="auto">${escapedLines(wording)}</blockquote>
<p style="margin:0 0 20px;"><a href="${escaped(link)}" style="display:inline-block;padding:12px 20px;border-radius:6px;background:#1b4fd8;color:#ffffff;text-decoration:none;font-weight:600;">${escaped(words.button)}</a></p>
<p style="${paragraph}word-break:break-all;font-size:13px;line-height:20px;">${escaped(link)}</p>
<p style="${paragraph}">${escaped(until)}</p>
<p style="${paragraph}">${escaped(words.ignore)}</p>
<p style="margin:24px 0 0;font-size:13px;line-height:20px;color:#57606a;">${escaped(organisation.name)}<br>
${escapedLines(organisation.postalAddress)}<br>
<a href="${escaped(organisation.website)}" style="color:#57606a;">${escaped(organisation.website)}</a></p>
</div>
</body>
</html>
`;
