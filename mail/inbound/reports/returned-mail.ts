/** The mail that a report returns, or the header of it, whether it stands in a part of its own or below the text. */
import type { Email } from 'postal-mime';
import type { ReturnedMail } from '../../../domain/inbound-reading.ts';
import { addressesIn } from './address.ts';
import { fieldsOf, partText } from './mail-parts.ts';

const returnedPart =
  /^(?:message\/(?:rfc822|global|global-headers|rfc822-headers?|partial)|text\/(?:rfc822|rfc822-headers?))$/;
const maxHeader = 64 * 1024;

/** Lines after which the mail that is returned begins; each stands alone but for ornaments. */
const markers = new RegExp(
  `^[ \\t>|]*[-=*_+]{0,80} ?(?:${[
    '(?:the )?(?:original|returned|unsent|undelivered) (?:message|mail)(?: (?:headers?|text))?(?: (?:is )?(?:follows?|below|following|as follows|attached))?',
    '(?:the )?(?:message|mail) headers?(?: (?:follows?|is following))?',
    'the headers? of the original message is following',
    '(?:this is|below is|below this line is|here is|included is|enclosed is|the following is) (?:a copy of )?(?:the|your) (?:original )?(?:message|mail)(?: headers?)?(?:,? including all the headers| text| body)?',
    'original (?:mail|message) as follows',
    '(?:start|begin) of (?:the )?(?:returned|original|message).{0,30}',
    '(?:body|text|header)s? of (?:the |your )?original (?:message|mail)',
  ].join('|')})\\W{0,80}$`,
  'im',
);
const headerLine = /^[ \t>|]*(?:Received: (?:from|by|\()|Return-Path: ?<|DKIM-Signature: ?\S|X-Received: by)/im;

export interface Split {
  /** What the report says, without the mail it returns. */
  readonly said: string;
  readonly returned: string;
}

/** Cuts a text where the mail that it returns begins. */
export function splitReturned(text: string): Split {
  const marker = markers.exec(text);
  const header = headerLine.exec(text);
  const at = Math.min(marker?.index ?? text.length, header?.index ?? text.length);
  const from = marker && marker.index === at ? at + marker[0].length : at;
  return { said: text.slice(0, at), returned: text.slice(from) };
}

/** @param below what stands below the text of the report. */
export function returnedMail(mail: Email, below: string): ReturnedMail {
  const header = headerOf(partText(mail, returnedPart)) || headerOf(below.replace(/^[ \t]*>[ \t]?/gm, ''));
  const ids = fieldsOf(header)
    .filter(([name]) => name === 'message-id')
    .flatMap(([, value]) => /[^\s<>]{1,500}/.exec(value)?.[0] ?? []);
  return { messageIds: [...new Set(ids)].slice(0, 20), header };
}

const headerOf = (text: string): string => {
  const start = text.replace(/^[\s\n]+/, '').slice(0, maxHeader);
  const end = /\n[ \t]*\n/.exec(start)?.index ?? start.length;
  const header = start.slice(0, end);
  return /^[A-Za-z][\w-]*[ \t]*:/m.test(header) ? header : '';
};

/** Whom the returned mail was for. */
export function returnedRecipients({ header }: ReturnedMail): readonly string[] {
  const fields = fieldsOf(header);
  const named = ['x-envelope-to', 'x-hmxmroriginalrecipient', 'delivered-to', 'x-original-to', 'to'];
  for (const name of named) {
    const found = fields.filter(([each]) => each === name).flatMap(([, value]) => addressesIn(value));
    if (found.length > 0) return [...new Set(found)].slice(0, 20);
  }
  const forWhom = /\bfor <([^<>\s]{3,320})>/.exec(header)?.[1];
  return forWhom ? addressesIn(forWhom) : [];
}
