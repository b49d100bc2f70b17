/** Reports as tests write them. */
import type { InboundReading, RecipientReport } from '../../domain/inbound-reading.ts';
import { instantFromMs } from '../../domain/instant.ts';

export const receivedAt = instantFromMs(Date.UTC(2026, 5, 1));

/** What a reading says of recipients; fails for anything but a bounce. */
export function bounce(reading: InboundReading): readonly RecipientReport[] {
  if (reading.kind !== 'bounce') throw new Error(`It was read as ${JSON.stringify(reading)}`);
  return reading.recipients;
}

interface Status {
  readonly status: string;
  readonly diagnostic: string;
  readonly action?: string;
}

/** RFC 3464, about ann@lead.test. */
export function statusReport({ status, diagnostic, action = 'failed' }: Status): Uint8Array {
  return mailOf([
    'From: MAILER-DAEMON@mx.ours.test (Mail Delivery System)',
    'Subject: Undelivered Mail Returned to Sender',
    'To: us@ours.test',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'The mail could not be delivered to one or more destinations.',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.ours.test',
    '',
    'Final-Recipient: rfc822; ann@lead.test',
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: ${diagnostic}`,
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    'From: us@ours.test',
    'To: ann@lead.test',
    'Message-ID: <m.1@ours.test>',
    '',
    '--b--',
  ]);
}

/** A report for people, from a mail system. */
export const plainReport = (
  subject: string,
  text: readonly string[],
  headers: readonly string[] = ['From: MAILER-DAEMON@mx.ours.test'],
): Uint8Array => mailOf([...headers, `Subject: ${subject}`, 'To: us@ours.test', '', ...text]);

export const mailOf = (lines: readonly string[]): Uint8Array => new TextEncoder().encode(`${lines.join('\r\n')}\r\n`);
