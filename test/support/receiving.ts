/** The receiving of mail as the server puts it together, over a store; and mails to hand to it, built line by line. */
import type { Store } from '../../db/store.ts';
import type { Arrival } from '../../domain/arrival.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Signer } from '../../domain/tokens.ts';
import { createMailReaders } from '../../mail/inbound/mail-readers.ts';
import { createMailReading } from '../../mail/inbound/mail-reading.ts';
import type { ReceivingDeps } from '../../server/inbound/ports.ts';
import { createReceiving, type Receiving } from '../../server/inbound/receiving.ts';
import type { Log } from '../../server/log.ts';

export interface ReceivingGround {
  readonly store: Store;
  readonly signer: Signer;
  readonly now: () => Instant;
  readonly log: Log;
}

/** Of this process: a thread costs a second to start. It keeps no process alive. */
const readers = createMailReaders();

export const receivingParts = ({ store, signer, now, log }: ReceivingGround): ReceivingDeps => ({
  store,
  ...createMailReading({ signer, readers }),
  now,
  log,
});

export const receivingOver = (ground: ReceivingGround): Receiving => createReceiving(receivingParts(ground));

export interface WrittenMail {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: readonly string[];
}

/** A mail as its sender's server brings it. */
export function rawMail({ headers = {}, body }: WrittenMail): Uint8Array {
  const all = {
    From: 'Ann Lee <ann@customer.example>',
    Subject: 'Re: Hello',
    'Message-ID': '<1@customer.example>',
    ...headers,
  };
  return Buffer.from(
    [...Object.entries(all).map(([name, value]) => `${name}: ${value}`), '', ...body, ''].join('\r\n'),
  );
}

/** A delivery report (RFC 3464) on one recipient. */
export const bounceMail = (
  group: Readonly<Record<string, string>>,
  { returned = [], id = '<b1@mx.example>' }: { readonly returned?: readonly string[]; readonly id?: string } = {},
): Uint8Array =>
  rawMail({
    headers: {
      From: 'Mail Delivery System <MAILER-DAEMON@mx.example>',
      Subject: 'Undelivered Mail Returned to Sender',
      'Message-ID': id,
      'MIME-Version': '1.0',
      'Content-Type': 'multipart/report; report-type=delivery-status; boundary="part"',
    },
    body: [
      '--part',
      'Content-Type: text/plain',
      '',
      'Your mail could not be delivered.',
      '--part',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example',
      '',
      ...Object.entries(group).map(([name, value]) => `${name}: ${value}`),
      '',
      '--part',
      'Content-Type: text/rfc822-headers',
      '',
      'Subject: Hello',
      ...returned,
      '',
      '--part--',
    ],
  });

/** A complaint (RFC 5965) whose recipient is redacted (RFC 6590). */
export const complaintMail = (feedback: string, returned: readonly string[]): Uint8Array =>
  rawMail({
    headers: {
      From: 'Feedback loop <fbl@provider.example>',
      Subject: 'Abuse report',
      'Message-ID': `<${feedback}@provider.example>`,
      'MIME-Version': '1.0',
      'Content-Type': 'multipart/report; report-type=feedback-report; boundary="part"',
    },
    body: [
      '--part',
      'Content-Type: text/plain',
      '',
      'This is an email abuse report.',
      '--part',
      'Content-Type: message/feedback-report',
      '',
      `Feedback-Type: ${feedback}`,
      'User-Agent: Loop/1.0',
      'Version: 1',
      'Original-Rcpt-To: redacted@redacted.invalid',
      '',
      '--part',
      'Content-Type: message/rfc822',
      '',
      'Subject: Hello',
      ...returned,
      '',
      'Hello',
      '--part--',
    ],
  });

export const arrival = (raw: Uint8Array, envelopeTo: readonly string[], given: Partial<Arrival> = {}): Arrival => ({
  way: 'smtp',
  wayKey: null,
  envelopeFrom: '',
  envelopeTo,
  raw,
  receivedAt: '2026-11-21T09:00:00.000Z',
  ...given,
});
