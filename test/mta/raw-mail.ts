/** Raw mails taken apart by hand: no parser of anybody in between. */
import type { MailBody } from '../../mail/ports.ts';
import { decodedBody } from '../../mail/quoted-printable.ts';

export interface RawField {
  /** In lower case. */
  readonly name: string;
  /** Unfolded (RFC 5322 §2.2.3). */
  readonly value: string;
}

/** The fields of a head in their order. */
export function fieldsOf(raw: Buffer): readonly RawField[] {
  const text = raw.toString('latin1');
  const head = text.slice(0, text.indexOf('\r\n\r\n')).replace(/\r\n(?=[ \t])/g, '');
  return head.split('\r\n').map((line) => {
    const colon = line.indexOf(':');
    return { name: line.slice(0, colon).toLowerCase(), value: line.slice(colon + 1).trim() };
  });
}

/** The value of a field that occurs once; all of them, each on a line, when it does not. */
export const headerOf = (raw: Buffer, wanted: string): string =>
  fieldsOf(raw)
    .filter(({ name }) => name === wanted)
    .map(({ value }) => value)
    .join('\n');

/** What was rendered, with plain line ends. */
export const decoded = (body: MailBody): string => decodedBody(body).replaceAll('\r\n', '\n');
