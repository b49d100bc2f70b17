/** Incoming mails for the tests, built line by line, and a key to sign their addresses with. */
import { makeKeys } from '../../config/keys.ts';
import { makeToken, type Signer, type TokenPurpose } from '../../domain/tokens.ts';

export const { signer } = makeKeys(`1:${'5e'.repeat(32)}`, 'a1'.repeat(32));
export const stranger: Signer = makeKeys(`1:${'bd'.repeat(32)}`, 'a1'.repeat(32)).signer;
export const messageId = '018f2b7e-1111-7222-8333-444455556666';
export const mailDomain = 'mail.acme.test';

export const addressFor = (purpose: TokenPurpose, id = messageId, by = signer): string =>
  `${purpose[0]}+${makeToken(by, { purpose, id, index: 0 })}@${mailDomain}`;

export const replyTo = addressFor('reply');
export const bounceTo = addressFor('bounce');
export const unsubscribeTo = addressFor('unsubscribe');

export function rawMail(headers: Readonly<Record<string, string>>, ...body: readonly string[]): Uint8Array {
  const all = { From: 'Ann Lee <ann@lead.test>', Subject: 'Re: How to start', ...headers };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([...head, '', ...body].join('\r\n'));
}

/** A delivery report with the given recipient groups. */
export function deliveryReport(groups: readonly (readonly string[])[], type = 'message/delivery-status'): Uint8Array {
  return rawMail(
    {
      From: 'Mail Delivery System <MAILER-DAEMON@mx.lead.test>',
      Subject: 'Undelivered Mail Returned to Sender',
      'Auto-Submitted': 'auto-replied',
      'MIME-Version': '1.0',
      'Content-Type': 'multipart/report; report-type=delivery-status; boundary="part"',
    },
    '--part',
    'Content-Type: text/plain',
    '',
    'I am sorry to have to inform you that your message could not be delivered.',
    '',
    '--part',
    `Content-Type: ${type}`,
    '',
    ['Reporting-MTA: dns; mx.lead.test', ''].join('\r\n'),
    ...groups.flatMap((group) => [...group, '']),
    '--part',
    'Content-Type: text/rfc822-headers',
    '',
    'From: hello@acme.test',
    'Subject: How to start',
    `Message-ID: <m.${messageId}@${mailDomain}>`,
    '',
    '--part--',
  );
}
