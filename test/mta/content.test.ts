/** Mails that are hard to carry, through two real mail servers: as they were written, for strangers who read them. */
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LeadFacts } from '../../domain/lead.ts';
import type { OutgoingMail } from '../../mail/ports.ts';
import { bodyOf } from '../../mail/quoted-printable.ts';
import { type Postfix, startPostfix } from '../support/postfix.ts';
import { readingsOf, verdictsOf } from './judges.ts';
import { type CompiledExample, composedFor, exampleMail, openPostOffice, type PostOffice } from './post-office.ts';
import { decoded } from './raw-mail.ts';

const ann = 'ann@harthill-retail.example';
/** Of the greatest length, and with what may stand in a local part. */
const long = `${'a'.repeat(58)}+o'b_c@harthill-retail.example`;
const foreign = 'info@xn--bcher-kva.example';

let office: PostOffice;
let postfix: Postfix<'relay'>;
let welcome: CompiledExample;
beforeAll(async () => {
  office = await openPostOffice();
  postfix = await startPostfix({ mailboxes: [ann, long, foreign], hops: { relay: {} } });
  welcome = await exampleMail('welcome-hello');
});
afterAll(async () => {
  await postfix.close();
  await office.close();
});

const mailTo = (change: Partial<LeadFacts>): OutgoingMail => composedFor(welcome, { email: ann, ...change });

async function delivered(mail: OutgoingMail): Promise<Buffer> {
  const result = await office.mailerTo(postfix.hopUrl('relay')).send(mail, async () => {});
  expect(result).toMatchObject({ kind: 'sent' });
  return postfix.delivered(mail.envelope.to, mail.messageIdHeader);
}

/** What all readers agree on, or each of their versions. */
async function told(raw: Buffer) {
  const { from, to, subject, text, html } = await PostalMime.parse(new Uint8Array(raw));
  const [python] = (await readingsOf([raw])) ?? [];
  const [verdicts = {}] = await verdictsOf([raw], office.record);
  const mine = { to: to?.[0]?.name, from: from?.name, subject, texts: [text, html].map((t = '') => t.trimEnd()) };
  const theirs = python && {
    to: python.to.name,
    from: python.from.name,
    subject: python.headers.find(([name]) => name === 'subject')?.[1],
    texts: python.texts.map((t) => t.replaceAll('\r\n', '\n').trimEnd()),
  };
  return {
    mine,
    theirs: theirs ?? mine,
    verdicts: [...new Set(Object.values(verdicts))],
    defects: python?.defects ?? [],
  };
}

const expected = (mail: OutgoingMail, change: { readonly to?: string; readonly subject?: string } = {}) => {
  const texts = [mail.text, mail.html].map((body) => decoded(body).trimEnd());
  const read = { to: mail.to.name, from: mail.from.name, subject: mail.subject, texts, ...change };
  return { mine: read, theirs: read, verdicts: ['pass'], defects: [] };
};

const bodies: Readonly<Record<string, string>> = {
  'lines that begin with dots': '.\n..\n...hidden\n. \nend\n.\n.',
  'a line that looks like the end of a mail and a new one': 'a\n.\nQUIT\nMAIL FROM:<eve@evil.example>\n',
  'lines that look like a header or a boundary': 'From eve\nFrom: eve\n\n--=_x\n--\nSubject: x\n',
  'a line of 20,000 characters': `${'word '.repeat(4_000)}end`,
  'a word of 5,000 characters': 'x'.repeat(5_000),
  'blanks at the ends of lines, tabs, and empty lines at the end': 'a  \n\tb\t\n  \n\n\n',
  'umlauts, emoji, and letters of many languages':
    'Grüße aus Köln – „Zitat“ 👩🏽‍🔧🇩🇰 naïve Ελληνικά Русский 日本語 한국어 हिन्दी ไทย é\n'.repeat(20),
  'writing from right to left': 'שלום יוסף, مرحبا يا يوسف (١٢٣)\n'.repeat(5),
  'what quoted-printable writes with': '=\n==\n=3D =\r\n=20\n3=4',
  'controls that a form let through': 'a\u0000b\u0007c\u001bd\u00a0e\u2028f\ufefff',
};

describe('a body', () => {
  it.each(Object.entries(bodies))('arrives as it is with %s', async (_what, text) => {
    const mail = { ...mailTo({}), text: bodyOf(text), html: bodyOf(`<html><body><pre>${text}</pre></body></html>`) };
    expect(await told(await delivered(mail))).toEqual(expected(mail));
  });

  it('arrives whole with 102 KB of HTML, encoded more than that', async () => {
    const line = '<p style="margin:0">Grüße, lesen Sie weiter &amp; sagen Sie uns, was Sie denken.</p>\n';
    const html = `<html><body>${line.repeat(Math.ceil((102 * 1024) / Buffer.byteLength(line)))}</body></html>`;
    const mail = { ...mailTo({}), html: bodyOf(html) };
    const raw = await delivered(mail);
    expect(raw.length).toBeGreaterThan(102 * 1024);
    expect(await told(raw)).toEqual(expected(mail));
    const [head = '', ...body] = raw.toString('latin1').split('\r\n\r\n');
    const longest = (text: string) => Math.max(...text.split('\r\n').map((each) => each.length));
    // An address with a token has no place where it could be broken.
    expect([longest(head) <= 200, longest(body.join('\r\n\r\n')) <= 76]).toEqual([true, true]);
  });
});

describe('a recipient', () => {
  it.each<[string, string | null, string | null, string]>([
    ['without a name', null, null, ''],
    ['with an empty first name', '', 'Hart', 'Hart'],
    ['with umlauts', 'Jürgen', 'Groß-Öğüt', 'Jürgen Groß-Öğüt'],
    ['with emoji', '🦊', 'Fuchs 👩🏽‍🔧', '🦊 Fuchs 👩🏽‍🔧'],
    ['who writes from right to left', 'يوسف', 'בן־דוד', 'يوسف בן־דוד'],
    ['with a mark that turns the direction of writing', 'Ann\u202e', 'moc.live@eve', 'Ann moc.live@eve'],
    ['whose name is an address', 'Eve <eve@evil.example>,', '"Bob"', 'Eve <eve@evil.example>, "Bob"'],
    ['whose name looks encoded', '=?utf-8?q?Eve?=', 'Hart', '=?utf-8?q?Eve?= Hart'],
    ['whose name holds a header', 'Ann\r\nBcc: eve@evil.example', 'Hart', 'Ann Bcc: eve@evil.example Hart'],
    [
      'with a very long name',
      'Wolfeschlegelsteinhausenbergerdorff '.repeat(8).trim(),
      'Sr',
      `${'Wolfeschlegelsteinhausenbergerdorff '.repeat(8)}Sr`,
    ],
  ])('%s gets the mail, and readers show the name as it is', async (_what, firstName, lastName, to) => {
    const mail = mailTo({ firstName, lastName });
    expect(await told(await delivered(mail))).toEqual(expected(mail, { to }));
  });

  it.each([
    ['of the greatest length', long],
    ['with a domain of other letters than ASCII', foreign],
  ])('with an address %s gets it', async (_what, email) => {
    const mail = mailTo({ email });
    expect(await told(await delivered(mail))).toEqual(expected(mail));
  });

  it('is one, and nobody else has the mail', async () => {
    const mail = mailTo({ firstName: 'Ann', lastName: `, ${foreign}` });
    await delivered(mail);
    expect((await postfix.mailbox(foreign)).filter((raw) => raw.includes(mail.messageIdHeader))).toEqual([]);
  });
});

describe('a subject', () => {
  it.each([
    ['of 400 letters', 'A subject that goes on and on '.repeat(13).trim()],
    ['of emoji', '🌙🔋'.repeat(40)],
    ['of Greek', 'Νυχτερινή κατανάλωση: '.repeat(8).trim()],
    ['that looks encoded', '=?utf-8?B?SGk=?= 50 % =20'],
  ])('%s arrives as it is', async (_what, subject) => {
    const mail = { ...mailTo({}), subject };
    expect(await told(await delivered(mail))).toEqual(expected(mail));
  });
});
