/** The parts of a mail that reports are read from, as text: what is written for people, and what is for machines. */
import type { Email } from 'postal-mime';

const maxPart = 256 * 1024;
const maxHuman = 64 * 1024;

const decoder = new TextDecoder();

const textOf = (content: string | ArrayBuffer | Uint8Array): string =>
  typeof content === 'string' ? content.slice(0, maxPart) : decoder.decode(content.slice(0, maxPart));

/** The text of all parts of a type. */
export function partText(mail: Email, type: RegExp): string {
  return mail.attachments
    .filter(({ mimeType }) => type.test(mimeType))
    .slice(0, 20)
    .map(({ content }) => textOf(content))
    .join('\n\n')
    .slice(0, maxPart)
    .replace(/\r\n?/g, '\n');
}

export const hasPart = (mail: Email, type: RegExp): boolean =>
  mail.attachments.some(({ mimeType }) => type.test(mimeType));

/** What is written for people, whatever part it stands in; without markup, at most 64 KB. */
export function humanText(mail: Email): string {
  const plain = mail.text?.trim() ? mail.text : withoutMarkup(mail.html ?? '');
  const attached = partText(mail, /^text\/plain\b/);
  return `${plain.slice(0, maxHuman)}\n${attached}`.slice(0, maxHuman).replace(/\r\n?/g, '\n');
}

const withoutMarkup = (html: string): string =>
  html
    .slice(0, 4 * maxHuman)
    .replace(/<(style|script|head)\b[^>]{0,2000}>/gi, '\u0000$1>')
    .split('\u0000')
    .map((piece) => piece.replace(/^(style|script|head)>[\s\S]*?<\/\1>/i, ''))
    .join('')
    .replace(/<(?:br|p|div|tr|li|h\d)\b[^<>]{0,2000}>/gi, '\n')
    .replace(/<[^<>]{0,2000}>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&(?:quot|#34);/g, '"')
    .replace(/&(?:#39|apos);/g, "'")
    .replace(/&nbsp;/g, ' ')
    .replace(/&amp;/g, '&');

/** All values of a header of the mail, in order. */
export const headerValues = (mail: Email, name: string): readonly string[] =>
  mail.headers.filter(({ key }) => key === name).map(({ value }) => value);

/** Fields such as `Action: failed`, names in lower case, continued lines joined, at most 500. */
export function fieldsOf(text: string): readonly (readonly [name: string, value: string])[] {
  return unfolded(text)
    .slice(0, 2000)
    .flatMap((line): (readonly [string, string])[] => {
      const [, name, value] = /^([A-Za-z][\w-]{0,60})[ \t]*:(.*)$/.exec(line) ?? [];
      return name ? [[name.toLowerCase(), (value ?? '').trim()]] : [];
    });
}

export const unfolded = (text: string): readonly string[] => text.replace(/\n[ \t]+(?=\S)/g, ' ').split('\n');
