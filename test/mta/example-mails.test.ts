/** Every mail of the example, for every sample lead, read back from the mailbox that two mail servers brought it to. */
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutgoingMail } from '../../mail/ports.ts';
import { type Postfix, startPostfix } from '../support/postfix.ts';
import { exampleCompilations } from '../workspace/example-files.ts';
import { readingsOf, verdictsOf } from './judges.ts';
import { composed, openPostOffice, type PostOffice } from './post-office.ts';
import { decoded, fieldsOf, headerOf } from './raw-mail.ts';

interface Delivered {
  /** Template and sample lead. */
  readonly name: string;
  readonly mail: OutgoingMail;
  readonly raw: Buffer;
}

let office: PostOffice;
let postfix: Postfix<'relay'>;
let all: readonly Delivered[];

beforeAll(async () => {
  office = await openPostOffice();
  const mails = [...(await exampleCompilations())].flatMap(([name, { template, fixtures }]) =>
    fixtures.map((fixture) => ({ name: `${name} ${fixture.name}`, mail: composed(template, fixture) })),
  );
  postfix = await startPostfix({
    mailboxes: [...new Set(mails.map(({ mail }) => mail.envelope.to))],
    hops: { relay: { header: ['/^From:/ PREPEND X-Scanned: by the relay'] } },
  });
  const mailer = office.mailerTo(postfix.hopUrl('relay'));
  const results = await Promise.all(mails.map(({ mail }) => mailer.send(mail, async () => {})));
  expect(results.filter(({ kind }) => kind !== 'sent')).toEqual([]);
  all = await Promise.all(
    mails.map(async ({ name, mail }) => ({
      name,
      mail,
      raw: await postfix.delivered(mail.envelope.to, mail.messageIdHeader),
    })),
  );
});
afterAll(async () => {
  await postfix.close();
  await office.close();
});

const byName = <T>(make: (delivered: Delivered, index: number) => T) =>
  Object.fromEntries(all.map((delivered, i) => [delivered.name, make(delivered, i)]));

/** In the order of the alphabet; what the servers added stands before what we sent. */
const fields = {
  servers: ['delivered-to', 'received', 'received', 'return-path', 'x-original-to', 'x-scanned'],
  ours: 'content-type date dkim-signature feedback-id from list-id list-unsubscribe list-unsubscribe-post message-id mime-version reply-to subject to'.split(
    ' ',
  ),
};

describe('every example mail that a mail server delivered', () => {
  it('is there', () => {
    expect(all.length).toBeGreaterThan(30);
  });

  it('has a valid signature for every verifier, though a relay added headers', async () => {
    const verdicts = await verdictsOf(
      all.map(({ raw }) => raw),
      office.record,
    );
    const passed = Object.fromEntries(Object.keys(verdicts[0] ?? {}).map((verifier) => [verifier, 'pass']));
    expect(byName((_delivered, i) => verdicts[i])).toEqual(byName(() => passed));
    console.log(`${all.length} mails, each: ${JSON.stringify(passed)}`);
  });

  it('is signed with all headers that receivers ask for', () => {
    const wanted =
      'from to subject date message-id reply-to list-unsubscribe list-unsubscribe-post list-id feedback-id'.split(' ');
    const lacking = ({ raw }: Delivered) => {
      const [, signed = ''] = /\bh=([^;]*)/.exec(headerOf(raw, 'dkim-signature')) ?? [];
      const names = signed.replace(/\s/g, '').split(':');
      return wanted.filter((name) => !names.includes(name));
    };
    expect(byName(lacking)).toEqual(byName(() => []));
  });

  it('has each of its headers once and no others, and the servers added only their own', () => {
    const names = ({ raw }: Delivered) => fieldsOf(raw).map(({ name }) => name);
    expect(byName((delivered) => names(delivered).toSorted())).toEqual(
      byName(() => [...fields.servers, ...fields.ours].toSorted()),
    );
  });

  it('has the headers for machines as they were composed', () => {
    const values = ({ raw }: Delivered) =>
      ['message-id', 'list-unsubscribe', 'list-unsubscribe-post', 'list-id', 'feedback-id', 'mime-version'].map(
        (name) => headerOf(raw, name),
      );
    expect(byName(values)).toEqual(
      byName(({ mail: { messageIdHeader, unsubscribe, list, feedbackId } }) => [
        messageIdHeader,
        `<${unsubscribe?.url}>, <${unsubscribe?.mailto}>`,
        'List-Unsubscribe=One-Click',
        `"${list?.name}" <${list?.id}>`,
        feedbackId,
        '1.0',
      ]),
    );
  });

  it('was sent from the return path of its message to one recipient', () => {
    const envelope = ({ raw }: Delivered) =>
      ['return-path', 'delivered-to', 'x-original-to'].map((n) => headerOf(raw, n));
    expect(byName(envelope)).toEqual(
      byName(
        ({
          mail: {
            envelope: { from, to },
          },
        }) => [`<${from}>`, to, to],
      ),
    );
    for (const { mail } of all) {
      expect(mail.envelope.from).toMatch(/^b\+[a-z2-7]{58}@reply\.lumenfield\.example$/);
      expect(mail.envelope.from.indexOf('@')).toBeLessThanOrEqual(64);
    }
  });

  it('reads the same for postal-mime as it was composed: people, subject, text and HTML', async () => {
    const read = await Promise.all(all.map(({ raw }) => PostalMime.parse(new Uint8Array(raw))));
    expect(
      byName((_delivered, i) => {
        const { from, to, replyTo, subject, date, text, html, attachments } = read[i] ?? {};
        return { from, to, replyTo, subject, date, text: text?.trimEnd(), html: html?.trimEnd(), attachments };
      }),
    ).toEqual(
      byName(({ mail }) => ({
        from: mail.from,
        to: [mail.to],
        replyTo: [{ name: mail.from.name, address: mail.replyTo }],
        subject: mail.subject,
        date: `${mail.date.slice(0, 19)}.000Z`,
        text: decoded(mail.text).trimEnd(),
        html: decoded(mail.html).trimEnd(),
        attachments: [],
      })),
    );
  });

  it('reads the same for Python, octet for octet, and nothing in it is against the rules', async ({ skip }) => {
    const read = await readingsOf(all.map(({ raw }) => raw));
    if (read === null) return skip('there is no python3');
    expect(byName((_delivered, i) => ({ ...read[i], headers: null }))).toEqual(
      byName(({ mail }) => ({
        headers: null,
        from: mail.from,
        to: mail.to,
        replyTo: { name: mail.from.name, address: mail.replyTo },
        dateSeconds: Math.floor(Date.parse(mail.date) / 1000),
        types: ['multipart/alternative', 'text/plain', 'text/html'],
        charsets: ['utf-8', 'utf-8'],
        texts: [mail.text, mail.html].map((body) => decoded(body).replaceAll('\n', '\r\n')),
        defects: [],
      })),
    );
    const subjects = read.map(({ headers }) => headers.find(([name]) => name === 'subject')?.[1]);
    expect(byName((_delivered, i) => subjects[i])).toEqual(byName(({ mail }) => mail.subject));
  });
});
