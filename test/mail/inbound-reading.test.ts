/** What a mail is taken for, by the mail alone; the formats of reports and the words of answers have tests of their own. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readMail } from '../../mail/inbound/reading.ts';
import { deliveryReport, rawMail } from './inbound-samples.ts';

const read = (raw: Uint8Array) => readMail(raw, { receivedAt: '2026-11-21T09:00:00.000Z' });
const fixture = (name: string) => readFile(new URL(`./fixtures/${name}`, import.meta.url));
const group = (recipient: string, action: string, status: string) => [
  `Final-Recipient: rfc822; ${recipient}`,
  `Action: ${action}`,
  `Status: ${status}`,
];

describe('a report', () => {
  it('tells of each recipient by itself', async () => {
    const mail = deliveryReport([
      group('old@lead.test', 'failed', '5.1.1'),
      group('new@lead.test', 'delivered', '2.0.0'),
      group('late@lead.test', 'delayed', '4.4.1'),
    ]);
    expect(await read(mail)).toMatchObject({
      kind: 'bounce',
      recipients: [
        { address: 'old@lead.test', class: 'hard', hard: true },
        { address: 'new@lead.test', class: 'delivered', hard: false },
        { address: 'late@lead.test', class: 'deferred', hard: false },
      ],
    });
  });

  it('is read in its UTF-8 form too', async () => {
    const mail = deliveryReport([group('ünn@lead.test', 'failed', '5.1.1')], 'message/global-delivery-status');
    expect(await read(mail)).toMatchObject({ kind: 'bounce', recipients: [{ class: 'hard', hard: true }] });
  });

  it.each([
    ['5.1.1', 'smtp; 550 5.1.1 user unknown', true],
    ['5.1.10', 'smtp; 556 5.1.10 null MX', true],
    ['5.2.1 (mailbox disabled)', 'smtp; 550 mailbox disabled', false],
    ['5.0.0', 'smtp; 550 5.1.1 rejected', true],
    ['5.0.0', 'smtp; 550 5.7.1 no such user', false],
    ['5.0.0', 'smtp; 550 no such user', false],
    ['4.4.7', 'smtp; 451 retry time ran out', false],
    ['5.2.2', 'smtp; 552 5.2.2 mailbox full', false],
    ['5.7.1', 'smtp; 550 5.7.1 blocked, user unknown', false],
    ['5.4.6', 'smtp; 554 5.4.6 too many hops', false],
    ['550', 'smtp; 550 refused', false],
    ['5.0.0', 'smtp; 554 transaction failed', false],
    ['5.1.1', 'smtp; 550 5.1.1 <us@acme.test>: Sender address rejected: User unknown', false],
    ['5.1.1', 'smtp; 550 5.1.1 <ann@lead.test>: Recipient address rejected: User unknown, back to sender', true],
    ['5.2.1', 'smtp; 550 5.2.1 The recipient account is disabled; this goes to the sender', false],
  ])('with status %s and diagnostic %s is hard: %s', async (status, diagnostic, hard) => {
    const mail = deliveryReport([[...group('ann@lead.test', 'failed', status), `Diagnostic-Code: ${diagnostic}`]]);
    expect(await read(mail)).toMatchObject({ kind: 'bounce', recipients: [{ hard }] });
  });

  it.each([
    ['qmail.eml', true],
    ['exchange-plain.eml', true],
    ['plain-full.eml', false],
  ])('that an old server wrote as plain text (%s) is a bounce, hard: %s', async (name, hard) => {
    expect(await read(await fixture(name))).toMatchObject({ kind: 'bounce', recipients: [{ hard }] });
  });

  it('of a complaint with a redacted recipient tells its kind and the header that names our mail', async () => {
    const complaint = await read(await fixture('abuse.eml'));
    expect(complaint).toMatchObject({ kind: 'complaint', feedback: 'abuse', recipients: [{ class: 'complaint' }] });
    expect(complaint.kind === 'complaint' && complaint.returned.header).toContain('UNSUBSCRIBE_ADDRESS');
  });

  it('that a mail was displayed is none of ours to act on', async () => {
    const mail = rawMail(
      { 'Content-Type': 'multipart/report; report-type=disposition-notification; boundary=p' },
      '--p',
      'Content-Type: text/plain',
      '',
      'It was displayed.',
      '--p',
      'Content-Type: message/disposition-notification',
      '',
      'Disposition: manual-action/MDN-sent-manually; displayed',
      '--p--',
    );
    expect(await read(mail)).toEqual({ kind: 'other', reason: 'it is a read receipt' });
  });

  it('by a calendar is no reply', async () => {
    const mail = rawMail(
      { 'Content-Type': 'multipart/alternative; boundary=p' },
      '--p',
      'Content-Type: text/plain',
      '',
      'Accepted',
      '--p',
      'Content-Type: text/calendar; method=REPLY',
      '',
      'BEGIN:VCALENDAR',
      '--p--',
    );
    expect(await read(mail)).toMatchObject({ kind: 'other' });
  });
});

describe('a machine that answers', () => {
  it.each([
    { 'Auto-Submitted': 'auto-replied; owner-email="x=y"' },
    { 'Auto-Submitted': 'Auto-Generated (vacation)' },
    { 'X-Autoreply': 'yes' },
    { 'X-Auto-Response-Suppress': 'All' },
    { Precedence: 'auto_reply' },
    { Precedence: 'bulk' },
    { 'X-Mailer': 'Acme Autoresponder 3' },
    { 'X-Apple-Action': 'VACATION' },
    { 'X-MS-Exchange-Generated-Message-Source': 'Mailbox Rules Agent' },
    { 'Return-Path': '<>' },
  ])('is known by %j', async (headers) => {
    expect(await read(rawMail(headers, 'Thank you for your mail.'))).toMatchObject({ kind: 'auto-reply' });
  });

  it('is not presumed by a subject alone, nor of a mail that says Auto-Submitted: no', async () => {
    const subject = { Subject: 'Automatische Antwort: How to start' };
    expect(await read(rawMail(subject, 'Yes, please call me.'))).toMatchObject({ kind: 'reply' });
    for (const submitted of ['no', 'No (by hand)', 'no; x=y']) {
      const mail = rawMail({ 'Auto-Submitted': submitted }, 'Yes, please call me.');
      expect(await read(mail)).toMatchObject({ kind: 'reply', answer: { text: 'Yes, please call me.' } });
    }
  });
});

/** Of this process: what other tests do meanwhile is not counted. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

describe('a mail made to break the reader', () => {
  const nested = (depth: number) => {
    const open = Array.from(
      { length: depth },
      (_, i) => `Content-Type: multipart/mixed; boundary="b${i}"\r\n\r\n--b${i}\r\n`,
    );
    const close = Array.from({ length: depth }, (_, i) => `--b${depth - 1 - i}--\r\n`);
    return Buffer.from(
      `From: ann@lead.test\r\n${open.join('')}Content-Type: text/plain\r\n\r\nYes, deep down\r\n${close.join('')}`,
    );
  };

  it('is read when it nests 100 deep and put aside when it nests 300 deep', async () => {
    expect(await read(nested(99))).toMatchObject({ kind: 'reply', answer: { text: 'Yes, deep down' } });
    expect(await read(nested(300))).toMatchObject({ kind: 'other' });
  });

  it.each([
    ['50,000 quote lines', `Yes\r\n\r\n${'>\r\n'.repeat(50_000)}`],
    ['blank lines', `Yes${'\r\n'.repeat(60_000)}x`],
    ['lines with odd blanks', `Yes${'\u200a\u00a0\r\n'.repeat(20_000)}x`],
    ['one long line of "On"', `Yes\r\n\r\n${'On '.repeat(30_000)}`],
    ['one long line of "Le"', `Yes\r\n\r\n${'Le '.repeat(30_000)}`],
    ['ten megabytes', `Yes\r\n\r\n${'lorem ipsum '.repeat(800_000)}`],
  ])('ends soon with %s, and its text stays under 64 KB', async (_name, body) => {
    const start = cpuMs();
    const reading = await read(rawMail({ 'Content-Type': 'text/plain; charset=utf-8' }, body));
    expect(cpuMs() - start).toBeLessThan(3000);
    expect(reading).toMatchObject({ kind: 'reply', answer: { text: expect.stringMatching(/^Yes/) } });
    expect(reading.kind === 'reply' ? reading.answer.text.length : Number.POSITIVE_INFINITY).toBeLessThanOrEqual(
      65_536,
    );
  });

  it('with a broken character set keeps what can be read', async () => {
    const mail = rawMail({ 'Content-Type': 'text/plain; charset=x-no-such-thing' }, 'Yes, call me');
    expect(await read(mail)).toMatchObject({ kind: 'reply', answer: { text: 'Yes, call me' } });
  });

  it('is put aside, or read as nothing, when it is empty or binary', async () => {
    expect(await read(new Uint8Array(0))).toMatchObject({ kind: 'reply', answer: { text: '' } });
    expect(['reply', 'other']).toContain((await read(new Uint8Array([0, 255, 13, 10, 0, 1]))).kind);
  });
});

describe('an answer of a calendar', () => {
  const calendar = (type: string, method: string, disposition = '') =>
    Buffer.from(
      [
        'From: Ann <ann@x.test>',
        'Subject: Accepted: Demo',
        'Content-Type: multipart/mixed; boundary=p',
        '',
        '--p',
        'Content-Type: text/plain',
        '',
        'See the file.',
        '--p',
        `Content-Type: ${type}`,
        ...(disposition ? [`Content-Disposition: ${disposition}`] : []),
        '',
        'BEGIN:VCALENDAR',
        'PRODID:-//x//EN',
        `METHOD:${method}`,
        'END:VCALENDAR',
        '--p--',
        '',
      ].join('\r\n'),
    );

  it('is told by the METHOD in it where its type names none', async () => {
    const other = { kind: 'other', reason: 'it is an answer of a calendar' };
    expect(await read(calendar('text/calendar', 'REPLY'))).toEqual(other);
    expect(await read(calendar('text/calendar; method=REPLY', 'REPLY'))).toEqual(other);
  });

  it('is none where a person has attached a file', async () => {
    const attached = calendar('text/calendar; name=invite.ics', 'REQUEST', 'attachment; filename=invite.ics');
    expect(await read(attached)).toMatchObject({ kind: 'reply', answer: { text: 'See the file.' } });
  });
});
