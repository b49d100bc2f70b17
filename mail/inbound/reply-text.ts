/** What the human wrote above (or between) the quoted mail, and whether it asks for no more mail. */
import vm from 'node:vm';
import EmailReplyParser from 'email-reply-parser';
import { convert } from 'html-to-text';
import type { Email } from 'postal-mime';

const maxText = 64 * 1024;
/** A reply that takes longer is written to stop us: the parser has patterns that back-track for minutes. */
const timeLimitMs = 250;
const readReply = new vm.Script('read()');

/** At most 64 KB, in bounded time. */
export function replyText(mail: Email): string {
  const text = tidy(mail.text?.trim() ? mail.text : fromHtml(mail.html ?? ''));
  try {
    const visible: unknown = readReply.runInNewContext(
      { read: () => new EmailReplyParser().parseReply(text) },
      // Ends even a regular expression under way, which a timer could not.
      { timeout: timeLimitMs },
    );
    return String(visible).trim();
  } catch {
    return aboveQuote(text);
  }
}

const tidy = (text: string): string =>
  text
    .slice(0, 4 * maxText)
    .replace(/\r\n?/g, '\n')
    .replace(/[^\S\n]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .slice(0, maxText);

/** The crude way: everything above the first quoted line. */
function aboveQuote(text: string): string {
  const lines = text.split('\n');
  const quote = lines.findIndex((line) => /^\s*(?:>|-{4,}|_{8,})/.test(line));
  return lines
    .slice(0, quote < 0 ? lines.length : quote)
    .join('\n')
    .trim();
}

function fromHtml(html: string): string {
  const selectors = [
    { selector: 'img', format: 'skip' },
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'blockquote', options: { trimEmptyLines: true } },
    { selector: '.gmail_quote', format: 'skip' },
  ];
  try {
    return convert(html.slice(0, 4 * maxText), { wordwrap: false, selectors, limits: { maxDepth: 60 } });
  } catch {
    // Deep nesting exhausts the stack of the converter.
    return html.slice(0, maxText).replace(/<[^<>]{0,2000}>/g, ' ');
  }
}

const optOut =
  /^(?:please |pls |bitte )?(?:unsubscribe(?: me)?|stop(?: (?:it|this|mailing me|emailing me|sending(?: me)? (?:e?-?mails?|this)))?|(?:please )?(?:remove|delete|take) me(?: (?:off|from)(?: (?:your|this|the) (?:mailing |e?-?mail(?:ing)? )?list)?)?|opt[- ]?out|no more e?-?mails?|abmelden|abbestellen|austragen|désabonner|désinscrire|désinscription|se désabonner|cancelar suscripción|darme de baja|disiscrivi(?:mi)?)(?: please| bitte| thanks| thank you| merci)?$/i;

/** Whether the answer says nothing but "no more": then it counts as an opt-out (16 CFR 316). */
export function asksToStop(text: string, subject: string): boolean {
  const said = normal(text.split(/\n-- ?\n/)[0] ?? '');
  return said === '' ? optOut.test(normal(subject)) : optOut.test(said);
}

const normal = (text: string): string =>
  text
    .replace(/[.!?,;:"'“”„«»()*_]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
