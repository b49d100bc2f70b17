/** What incoming mails are taken for. Long, because it is a list of cases that share their samples. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { InboundMail } from '../../domain/inbound-mail.ts';
import { classify } from '../../mail/inbound/classification.ts';
import {
  addressFor,
  bounceTo,
  deliveryReport,
  mailDomain,
  messageId,
  rawMail,
  replyTo,
  signer,
  stranger,
  unsubscribeTo,
} from './inbound-samples.ts';

const fixture = (name: string) => readFile(new URL(`./fixtures/${name}`, import.meta.url));
const kindOf = (mail: Uint8Array, ...to: readonly string[]): Promise<InboundMail> => classify(mail, to, signer);
const group = (recipient: string, action: string, status: string, ...more: readonly string[]) => [
  `Final-Recipient: rfc822; ${recipient}`,
  `Action: ${action}`,
  `Status: ${status}`,
  ...more,
];

describe('a delivery report', () => {
  it('is a hard bounce when the mailbox does not exist', async () => {
    const mail = deliveryReport([
      group(
        'ann@lead.test',
        'failed',
        '5.1.1',
        'Diagnostic-Code: smtp; 550 5.1.1 <ann@lead.test>:',
        '    Recipient address rejected: User unknown',
      ),
    ]);
    expect(await kindOf(mail, bounceTo)).toEqual({
      kind: 'bounce',
      messageId,
      rule: 'no such mailbox',
      hard: true,
      class: 'mailbox',
      status: '5.1.1',
      diagnostic: '550 5.1.1 <ann@lead.test>: Recipient address rejected: User unknown',
    });
  });

  it.each([
    ['delayed', '4.4.1'],
    ['delivered', '2.0.0'],
    ['relayed', '2.0.0'],
    ['Expanded', '2.0.0'],
  ])('is no bounce when the action is %s', async (action, status) => {
    expect(await kindOf(deliveryReport([group('ann@lead.test', action, status)]), bounceTo)).toMatchObject({
      kind: 'other',
    });
  });

  it.each([
    ['5.1.1', 'smtp; 550 5.1.1 user unknown', true],
    ['5.1.10', 'smtp; 556 5.1.10 null MX', true],
    ['5.2.1 (mailbox disabled)', 'smtp; 550 mailbox disabled', true],
    ['5.0.0', 'smtp; 550 5.1.1 rejected', true],
    ['5.0.0', 'smtp; 550 5.7.1 no such user', false],
    ['5.0.0', 'smtp; 550 no such user', true],
    ['4.4.7', 'smtp; 451 retry time ran out', false],
    ['5.2.2', 'smtp; 552 5.2.2 mailbox full', false],
    ['5.7.1', 'smtp; 550 5.7.1 blocked, user unknown', false],
    ['5.4.6', 'smtp; 554 5.4.6 too many hops', false],
    ['550', 'smtp; 550 refused', false],
    ['5.0.0', 'smtp; 554 transaction failed', false],
    ['5.1.1', 'smtp; 550 5.1.1 <us@acme.test>: Sender address rejected: User unknown', false],
    ['5.1.1', 'smtp; 550 5.1.1 <ann@lead.test>: Recipient address rejected: User unknown, back to sender', true],
    ['5.2.1', 'smtp; 550 5.2.1 The recipient account is disabled; this goes to the sender', true],
  ])('with status %s and diagnostic %s is hard: %s', async (status, diagnostic, hard) => {
    const mail = deliveryReport([group('ann@lead.test', 'failed', status, `Diagnostic-Code: ${diagnostic}`)]);
    expect(await kindOf(mail, bounceTo)).toMatchObject({ kind: 'bounce', hard });
  });

  it('counts the failed one of two recipients, but not as hard when the other was reached', async () => {
    const failed = group('old@lead.test', 'failed', '5.1.1');
    const fine = group('new@lead.test', 'delivered', '2.0.0');
    const late = group('late@lead.test', 'delayed', '4.4.1');
    expect(await kindOf(deliveryReport([fine, failed]), bounceTo)).toMatchObject({
      kind: 'bounce',
      hard: false,
      status: '5.1.1',
    });
    expect(await kindOf(deliveryReport([late, failed]), bounceTo)).toMatchObject({ kind: 'bounce', hard: true });
  });

  it('is read in its UTF-8 form too', async () => {
    const mail = deliveryReport([group('ünn@lead.test', 'failed', '5.1.1')], 'message/global-delivery-status');
    expect(await kindOf(mail, bounceTo)).toMatchObject({ kind: 'bounce', hard: true });
  });

  it('is never acted on without a valid token, not even when it names our Message-ID', async () => {
    const mail = deliveryReport([group('ann@lead.test', 'failed', '5.1.1')]);
    for (const address of [addressFor('bounce', messageId, stranger), `b+nonsense@${mailDomain}`, 'hello@acme.test']) {
      expect(await kindOf(mail, address)).toMatchObject({ kind: 'other' });
    }
    const named = Buffer.concat([Buffer.from(`In-Reply-To: <m.${messageId}@${mailDomain}>\r\n`), mail]);
    expect(await kindOf(named, 'hello@acme.test')).toMatchObject({ kind: 'other' });
  });

  it.each([
    ['qmail.eml', true],
    ['exchange-plain.eml', true],
    ['plain-full.eml', false],
  ])('that an old server wrote as plain text (%s) is a bounce, hard: %s', async (name, hard) => {
    expect(await kindOf(await fixture(name), bounceTo)).toMatchObject({ kind: 'bounce', messageId, hard });
  });
});

describe('other reports', () => {
  it('takes an abuse complaint with a redacted recipient as the end of all mail', async () => {
    const text = (await fixture('abuse.eml')).toString().replace('UNSUBSCRIBE_ADDRESS', unsubscribeTo);
    expect(await kindOf(Buffer.from(text), 'fbl@acme.test')).toEqual({ kind: 'unsubscribe', messageId });
    expect(
      await kindOf(Buffer.from(text.replace('Feedback-Type: abuse', 'Feedback-Type: not-spam')), 'fbl@acme.test'),
    ).toMatchObject({ kind: 'other' });
  });

  it('takes a read receipt for nothing', async () => {
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
    expect(await kindOf(mail, replyTo)).toEqual({ kind: 'other', reason: 'it is a read receipt' });
  });

  it('takes the answer of a calendar for nothing', async () => {
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
    expect(await kindOf(mail, replyTo)).toMatchObject({ kind: 'other' });
  });
});

describe('a machine that answers', () => {
  it.each([
    [{ 'Auto-Submitted': 'auto-replied; owner-email="x=y"' }],
    [{ 'Auto-Submitted': 'Auto-Generated (vacation)' }],
    [{ 'X-Autoreply': 'yes' }],
    [{ 'X-Auto-Response-Suppress': 'All' }],
    [{ Precedence: 'auto_reply' }],
    [{ Precedence: 'bulk' }],
    [{ 'X-Mailer': 'Acme Autoresponder 3' }],
    [{ 'Return-Path': '<>' }],
  ])('is known by %j', async (headers) => {
    expect(await kindOf(rawMail(headers, 'I am back on Monday.'), replyTo)).toMatchObject({
      kind: 'auto-reply',
      messageId,
    });
  });

  it('is known by its subject only if its text says so too', async () => {
    const subject = { Subject: 'Automatische Antwort: How to start' };
    expect(await kindOf(rawMail(subject, 'Ich bin bis Montag nicht im Büro.'), replyTo)).toMatchObject({
      kind: 'auto-reply',
    });
    expect(await kindOf(rawMail(subject, 'Yes, please call me.'), replyTo)).toMatchObject({ kind: 'reply' });
    expect(
      await kindOf(rawMail({ Subject: 'Auto: insurance' }, 'We leave on vacation; call me after.'), replyTo),
    ).toMatchObject({ kind: 'reply' });
  });

  it('is presumed of what comes to the return path and is no report', async () => {
    expect(await kindOf(rawMail({}, 'Thanks for your mail.'), bounceTo)).toMatchObject({ kind: 'auto-reply' });
  });

  it('is not presumed when the mail says Auto-Submitted: no', async () => {
    for (const submitted of ['no', 'No (by hand)', 'no; x=y']) {
      const mail = rawMail({ 'Auto-Submitted': submitted }, 'Yes, please call me.');
      expect(await kindOf(mail, replyTo)).toMatchObject({ kind: 'reply', text: 'Yes, please call me.' });
    }
  });
});

describe('a human reply', () => {
  it.each([
    ['German', 'Ja, gerne! Rufen Sie mich an.', 'Am Mo., 16. Nov. 2026 um 10:00 Uhr schrieb Acme <hello@acme.test>:'],
    ['French', 'Oui, appelez-moi.', 'Le lun. 16 nov. 2026 à 10:00, Acme <hello@acme.test> a écrit :'],
    ['English', 'Yes, call me.', 'On Mon, Nov 16, 2026 at 10:00 AM Acme <hello@acme.test> wrote:'],
  ])('in %s is its top text, without what it quotes', async (_language, text, quote) => {
    const mail = rawMail(
      { 'Content-Type': 'text/plain; charset=utf-8' },
      text,
      '',
      quote,
      '',
      '> Hello Ann',
      '> unsubscribe here',
    );
    expect(await kindOf(mail, replyTo)).toEqual({
      kind: 'reply',
      messageId,
      text,
      subject: 'Re: How to start',
      from: 'ann@lead.test',
    });
  });

  it('is found through a recipient whose case was folded', async () => {
    const mail = rawMail({}, 'Yes');
    for (const address of [replyTo.toLowerCase(), replyTo.toUpperCase()]) {
      expect(await kindOf(mail, address)).toMatchObject({ kind: 'reply', messageId });
    }
  });

  it('is found through In-Reply-To or References when the tag was stripped', async () => {
    const id = `<m.${messageId}@${mailDomain}>`;
    expect(await kindOf(rawMail({ 'In-Reply-To': id }, 'Yes'), 'hello@acme.test')).toMatchObject({
      kind: 'reply',
      messageId,
    });
    const references = rawMail({ References: `<x@y> ${id} <z@w>` }, 'Yes');
    expect(await kindOf(references, 'hello@acme.test')).toMatchObject({ kind: 'reply', messageId });
  });

  it('belongs to the message of the token, whoever it claims to be from and whatever it refers to', async () => {
    const other = '018f2b7e-9999-7222-8333-444455556666';
    const mail = rawMail({ From: 'boss@acme.test', 'In-Reply-To': `<m.${other}@${mailDomain}>` }, 'Yes');
    expect(await kindOf(mail, replyTo)).toMatchObject({ kind: 'reply', messageId, from: 'boss@acme.test' });
  });

  it('with a token that we did not sign, or for another purpose, is nobody’s', async () => {
    const mail = rawMail({}, 'Yes');
    const swapped = replyTo.replace(/^r/, 'u');
    for (const address of [addressFor('reply', messageId, stranger), swapped, `r+${'a'.repeat(58)}@${mailDomain}`]) {
      expect(await kindOf(mail, address)).toMatchObject({ kind: 'other' });
    }
  });

  it('from a file is matched by the headers of its delivery', async () => {
    expect(await kindOf(rawMail({ 'Delivered-To': replyTo }, 'Yes'))).toMatchObject({ kind: 'reply', messageId });
    expect(await kindOf(rawMail({ To: `Acme <${replyTo}>` }, 'Yes'))).toMatchObject({ kind: 'reply', messageId });
  });

  it('in HTML alone is read as text', async () => {
    const html = '<div>Yes, <b>call</b> me</div><div class="gmail_quote"><blockquote>unsubscribe</blockquote></div>';
    expect(await kindOf(rawMail({ 'Content-Type': 'text/html' }, html), replyTo)).toMatchObject({
      kind: 'reply',
      text: 'Yes, call me',
    });
  });

  it('with a broken character set keeps what can be read', async () => {
    const mail = rawMail({ 'Content-Type': 'text/plain; charset=x-no-such-thing' }, 'Yes, call me');
    expect(await kindOf(mail, replyTo)).toMatchObject({ kind: 'reply', text: 'Yes, call me' });
  });
});

describe('an opt-out', () => {
  it('is a mail to the unsubscribe address, whatever it says', async () => {
    expect(await kindOf(rawMail({ Subject: 'unsubscribe' }), unsubscribeTo)).toEqual({
      kind: 'unsubscribe',
      messageId,
    });
  });

  it.each([
    'STOP',
    'unsubscribe',
    'Please remove me.',
    'Unsubscribe me, please!',
    'Abmelden',
    'Stop\n\n-- \nAnn Lee',
    'Remove me from your list',
    'unsubscribe\n\nSent from my iPhone',
  ])('is a reply that says nothing but %j', async (text) => {
    const mail = rawMail(
      { 'Content-Type': 'text/plain; charset=utf-8' },
      text,
      '',
      'On Mon, Nov 16, 2026 at 10:00 AM Acme <hello@acme.test> wrote:',
      '> Hello',
    );
    expect(await kindOf(mail, replyTo)).toEqual({ kind: 'unsubscribe', messageId });
  });

  it.each(['Stop by on Monday!', 'How do I unsubscribe my colleague?', 'We want to stop wasting energy.'])(
    'is not %j',
    async (text) => {
      expect(await kindOf(rawMail({}, text), replyTo)).toMatchObject({ kind: 'reply' });
    },
  );
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
    expect(await kindOf(nested(100), replyTo)).toMatchObject({ kind: 'reply', text: 'Yes, deep down' });
    expect(await kindOf(nested(300), replyTo)).toMatchObject({ kind: 'other' });
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
    const mail = await kindOf(rawMail({ 'Content-Type': 'text/plain; charset=utf-8' }, body), replyTo);
    expect(cpuMs() - start).toBeLessThan(3000);
    expect(mail).toMatchObject({ kind: 'reply', text: expect.stringMatching(/^Yes/) });
    expect(mail.kind === 'reply' ? mail.text.length : Number.POSITIVE_INFINITY).toBeLessThanOrEqual(64 * 1024);
  });

  it('ends soon with 20,000 nested elements', async () => {
    const start = cpuMs();
    const html = `Yes${'<div>'.repeat(20_000)}`;
    expect(await kindOf(rawMail({ 'Content-Type': 'text/html' }, html), replyTo)).toMatchObject({ kind: 'reply' });
    expect(cpuMs() - start).toBeLessThan(3000);
  });

  it('is put aside when it is empty or binary', async () => {
    expect(await kindOf(new Uint8Array(0), replyTo)).toMatchObject({ kind: 'reply', text: '' });
    expect(await kindOf(new Uint8Array([0, 255, 13, 10, 0, 1]), 'x@y.test')).toMatchObject({ kind: 'other' });
  });
});
