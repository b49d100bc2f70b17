/**
 * The message as it travels, read back by an independent parser; what hostile names and subjects can do to it. Long, because
 * it goes through every header.
 */
import { fc, test } from '@fast-check/vitest';
import PostalMime, { type Email } from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { mimeOf } from '../../mail/mime.ts';
import type { OutgoingMail } from '../../mail/ports.ts';
import { bodyOf } from '../../mail/quoted-printable.ts';
import { outgoingMail } from './outgoing-sample.ts';

const messageId = '0194c2f0-7b1e-7abc-8def-0123456789ab';
const sample = (change: Partial<OutgoingMail> = {}) => outgoingMail({ messageId, ...change });
// Copied: the parser keeps the buffer it is given.
const read = (mail: OutgoingMail): Promise<Email> => PostalMime.parse(Buffer.from(mimeOf(mail)));
const headOf = (mail: OutgoingMail): string => mimeOf(mail).toString('latin1').split('\r\n\r\n')[0] ?? '';
const names = ({ headers }: Email) => headers.map(({ originalKey }) => originalKey);

const marketing = [
  'Date',
  'From',
  'To',
  'Reply-To',
  'Subject',
  'Message-ID',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'List-Id',
  'Feedback-ID',
  'MIME-Version',
  'Content-Type',
];
const work = { unsubscribe: null, list: null, feedbackId: null } as const;

describe('a marketing mail', () => {
  it('has every header that receivers ask for, once', () => {
    expect(headOf(sample())).toMatchInlineSnapshot(`
      "Date: Sun, 22 Nov 2026 09:00:00 +0000
      From: Acme <hello@acme.test>
      To: Ann Lee <ann@lead.test>
      Reply-To: Acme <r+token@mail.acme.test>
      Subject: How to start
      Message-ID: <m.0194c2f0-7b1e-7abc-8def-0123456789ab@mail.acme.test>
      List-Unsubscribe: <https://t.acme.test/u/abc>,
       <mailto:u+abc@mail.acme.test?subject=unsubscribe>
      List-Unsubscribe-Post: List-Unsubscribe=One-Click
      List-Id: Night load <night-load.energy-guide.lists.mail.acme.test>
      Feedback-ID: night-load:nurture:Acme:mail-acme-test
      MIME-Version: 1.0
      Content-Type: multipart/alternative;
       boundary="=_0194c2f0-7b1e-7abc-8def-0123456789ab""
    `);
  });

  it('holds the text before the HTML, each as it was encoded', async () => {
    const text = bodyOf('Grüße = 100 %\n\n.\nFrom here  ');
    const html = bodyOf(`<p>Grüße</p>${'<b>x</b>'.repeat(40)}`);
    const mail = sample({ text, html });
    const message = mimeOf(mail).toString('latin1');
    expect(message).toContain(`\r\n\r\n${text.quotedPrintable}\r\n--=_`);
    expect(message.indexOf('text/plain')).toBeLessThan(message.indexOf('text/html'));
    const parsed = await read(mail);
    expect(parsed.text?.trimEnd()).toBe('Grüße = 100 %\n\n.\nFrom here');
    expect(parsed.html?.trimEnd()).toBe(`<p>Grüße</p>${'<b>x</b>'.repeat(40)}`);
    expect(parsed.attachments).toEqual([]);
  });

  it('is the same bytes every time, and other bytes for another message', () => {
    expect(mimeOf(sample())).toEqual(mimeOf(sample()));
    expect(mimeOf(sample())).not.toEqual(mimeOf(outgoingMail()));
  });

  it('begins every header in the line of its name, however long it is', () => {
    const address = `${'a'.repeat(64)}@${'b'.repeat(60)}.test`;
    const messageIdHeader = `<m.${messageId}@${'mail.'.repeat(20)}test>`;
    const head = headOf(sample({ to: { name: '', address }, replyTo: address, messageIdHeader }));
    expect(head).toContain(`\r\nTo: ${address}\r\n`);
    expect(head).toContain(`\r\nReply-To: Acme\r\n <${address}>\r\n`);
    expect(head).toContain(`\r\nMessage-ID: ${messageIdHeader}\r\n`);
  });

  it('offers one-click unsubscribing only at an https address', () => {
    const mailto = 'mailto:u+abc@mail.acme.test?subject=unsubscribe';
    const head = headOf(sample({ unsubscribe: { url: 'http://127.0.0.1:3000/u/abc', mailto } }));
    expect(head).toContain(`List-Unsubscribe: <http://127.0.0.1:3000/u/abc>,\r\n <${mailto}>\r\n`);
    expect(head).not.toContain('List-Unsubscribe-Post');
  });
});

describe('a work mail', () => {
  it('says that a machine wrote it, and nothing of lists', async () => {
    const mail = sample({ ...work, inReplyTo: '<m.1@mail.acme.test>' });
    expect(names(await read(mail))).toEqual([
      ...marketing.slice(0, 6),
      'In-Reply-To',
      'References',
      'Auto-Submitted',
      'X-Auto-Response-Suppress',
      ...marketing.slice(-2),
    ]);
    expect(headOf(mail)).toContain('Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All');
    expect(headOf(mail)).toContain('In-Reply-To: <m.1@mail.acme.test>\r\nReferences: <m.1@mail.acme.test>');
  });
});

describe('a mail that a person wrote', () => {
  it('names neither a machine nor a list, and the whole conversation that it belongs to', async () => {
    // As other programs name their mails; RFC 5322 §3.2.3 has more signs than we use.
    const references = [
      '<CAO+x=Ab@mail.example>',
      "<a!#$%&'*/?^`{|}~.[1.2]@[192.0.2.1]>",
      ...Array(20).fill('<x@y.example>'),
    ];
    const mail = sample({ ...work, byHand: true, inReplyTo: '<x@y.example>', references });
    expect(names(await read(mail))).toEqual([
      ...marketing.slice(0, 6),
      'In-Reply-To',
      'References',
      ...marketing.slice(-2),
    ]);
    const head = headOf(mail);
    expect(head).toContain('In-Reply-To: <x@y.example>\r\n');
    expect(head.replaceAll('\r\n ', ' ')).toContain(`References: ${references.join(' ')}\r\n`);
    expect(Math.max(...head.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(78);
  });
});

/** Text of a lead as an attacker would write it. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\r\nBcc: eve@evil.test',
        '\n\n<b>',
        '\r',
        '"',
        '\\',
        '<eve@evil.test>',
        ', ',
        ';',
        ':',
        '(',
        ')',
        '@',
      ),
      fc.constantFrom(
        '=?UTF-8?Q?=0D=0ABcc:_eve?=',
        '=?',
        '?=',
        '\u202e',
        '\u2028',
        '\0',
        '\ud800',
        '\udc00',
        '  ',
        '\t',
        '--=_',
      ),
      fc.constantFrom('é', '日本語', '𠮷', '👩‍👩‍👧‍👦', 'ﷺ', 'word ', 'x'.repeat(70)),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.string({ maxLength: 40 }),
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(''));

/** What a person may read of it: one line without what steers terminals or the direction of writing. */
const legible = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/ +/g, ' ')
    .trim();

describe('whatever a lead or an author is called', () => {
  test.prop([hostile, hostile, hostile, hostile], { numRuns: 100 })(
    'the message has these headers, one recipient, and short lines of ASCII',
    async (toName, fromName, subject, listName) => {
      const mail = sample({
        to: { name: toName, address: 'ann@lead.test' },
        from: { name: fromName, address: 'hello@acme.test' },
        subject,
        list: { name: listName, id: 'a.lists.acme.test' },
        html: bodyOf(subject),
        text: bodyOf(toName),
      });
      const message = mimeOf(mail).toString('latin1');
      expect(message).toMatch(/^(?:[\t\x20-\x7e]*\r\n)+$/);
      expect(message.split('\r\n').filter((line) => line.length > 78)).toEqual([]);
      // A line of blanks only would end the header for some readers.
      expect(
        message
          .split('\r\n\r\n')[0]
          ?.split('\r\n')
          .filter((line) => line.trim() === ''),
      ).toEqual([]);
      const parsed = await read(mail);
      expect(names(parsed)).toEqual(marketing);
      expect(parsed.to?.map(({ address }) => address)).toEqual(['ann@lead.test']);
      expect(parsed.from?.address).toBe('hello@acme.test');
      expect(parsed.replyTo?.map(({ address }) => address)).toEqual(['r+token@mail.acme.test']);
      expect(parsed.headers.find(({ key }) => key === 'list-id')?.value).toMatch(/<a\.lists\.acme\.test>$/);
      expect(parsed.subject ?? '').toBe([...legible(subject)].slice(0, 500).join(''));
      expect(parsed.attachments).toEqual([]);
    },
  );

  it.each([
    'Ann Lee',
    'Lee, Ann (Sales) "the boss" \\ <ann@other.test>',
    'Zoë Müller-Lüdenscheidt von und zu Hohenlohe-Waldenburg-Schillingsfürst',
    '日本語の名前がとても長いのでたくさんの行に分かれますよねそう思いませんか',
    '𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷 👩‍👩‍👧‍👦👩‍👩‍👧‍👦',
    '=?UTF-8?Q?not_decoded?=',
    'Ann; Bob: Team,',
    'x'.repeat(300),
  ])('the name %j is read back as it was written', async (name) => {
    const parsed = await read(sample({ to: { name, address: 'ann@lead.test' }, subject: name }));
    expect(parsed.to).toEqual([{ name, address: 'ann@lead.test' }]);
    expect(parsed.subject).toBe(name);
  });

  it('a domain travels as A-labels', async () => {
    const parsed = await read(sample({ to: { name: 'Ann', address: 'Ann@Exämple.COM' } }));
    expect(parsed.to).toEqual([{ name: 'Ann', address: 'Ann@xn--exmple-cua.com' }]);
  });
});

describe('what is not made', () => {
  it.each([
    ['a@b.test, d@e.test', 'ADDRESS_MULTIPLE'],
    ['a@b.test;d@e.test', 'ADDRESS_MULTIPLE'],
    ['a@b.test\r\nBcc: z@z.test', 'ADDRESS_MULTIPLE'],
    ['Ann <a@b.test>', 'ADDRESS_INVALID'],
    ['josé@b.test', 'ADDRESS_INVALID'],
  ])('a mail to, from or with answers to %j', (address, code) => {
    for (const change of [{ to: { name: '', address } }, { from: { name: '', address } }, { replyTo: address }]) {
      expect(() => mimeOf(sample(change))).toThrow(expect.objectContaining({ code }));
    }
  });

  const mailto = 'mailto:u+abc@mail.acme.test';
  it.each<[string, Partial<OutgoingMail>]>([
    ['a Message-ID', { messageIdHeader: '<a@b>\r\nX: y' }],
    ['an In-Reply-To', { inReplyTo: '<a@b> <c@d>' }],
    ['References', { inReplyTo: '<a@b>', references: ['<a@b>', '<c\r\nX: y@d>'] }],
    ['an unsubscribe address', { unsubscribe: { url: 'https://t.test/>,<https://evil.test', mailto } }],
    ['another kind of address', { unsubscribe: { url: 'javascript:alert(1)', mailto } }],
    ['a List-Id', { list: { name: '', id: 'a.b>\r\nX: y' } }],
    ['a Feedback-ID of five fields', { feedbackId: 'a:b:c:d:sender' }],
    ['a Feedback-ID with a short sender', { feedbackId: 'a:b:c:me' }],
    ['an id that could break the boundary', { messageId: 'a"\r\n\r\n' }],
    ['a date', { date: 'soon' }],
    ['a body that is not encoded', { text: { quotedPrintable: 'Grüße' } }],
  ])('a mail with %s that breaks out of its place', (_what, change) => {
    expect(() => mimeOf(sample(change))).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
  });
});
