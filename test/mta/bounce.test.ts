/** What a real mail server says to a mail that it does not want: at once, or in a report that comes back to us. */
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { InboundReading } from '../../domain/inbound-reading.ts';
import type { MailNames } from '../../domain/mail-names.ts';
import { createInboundListener, type InboundListener } from '../../mail/inbound/listener.ts';
import { namesOf, tracesIn } from '../../mail/inbound/names.ts';
import { readMail } from '../../mail/inbound/reading.ts';
import type { OutgoingMail } from '../../mail/ports.ts';
import { type Postfix, startPostfix } from '../support/postfix.ts';
import {
  type CompiledExample,
  composedFor,
  exampleMail,
  mailDomain,
  openPostOffice,
  type PostOffice,
  signer,
} from './post-office.ts';

const ann = 'ann@harthill-retail.example';
const nobody = 'nobody@harthill-retail.example';
/** Refuses what mentions it, once it has read it. */
const strict = { header: ['/^Subject: .*/ REJECT 5.7.1 Spam message rejected'] };

let office: PostOffice;
let welcome: CompiledExample;
let listener: InboundListener;
let postfix: Postfix<'relay' | 'strict'>;
interface Taken {
  readonly reading: InboundReading;
  readonly names: MailNames;
  readonly from: string | null;
  readonly raw: string;
}
const taken: Taken[] = [];

beforeAll(async () => {
  office = await openPostOffice();
  welcome = await exampleMail('welcome-hello');
  listener = await createInboundListener({
    host: '127.0.0.1',
    port: 0,
    signer,
    mailDomain,
    alsoTakes: [],
    tls: null,
    async deliver({ raw, envelopeFrom: from, envelopeTo, receivedAt }) {
      const reading = await readMail(raw, { receivedAt });
      taken.push({
        reading,
        names: namesOf(signer, tracesIn(raw, ''), envelopeTo),
        from,
        raw: Buffer.from(raw).toString('latin1'),
      });
    },
    now: () => '2026-11-21T09:00:00.000Z',
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  postfix = await startPostfix({
    mailboxes: [ann],
    routes: { [mailDomain]: listener.port },
    hops: { relay: {}, strict },
  });
});
afterAll(async () => {
  await postfix.close();
  await listener.close();
  await office.close();
});
beforeEach(() => {
  taken.length = 0;
});

const mailTo = (email: string): OutgoingMail => composedFor(welcome, { email });

async function send(mail: OutgoingMail, url: string) {
  let leaving = 0;
  const result = await office.mailerTo(url).send(mail, async () => {
    leaving += 1;
  });
  return { result, leaving };
}

const cameBack = () => vi.waitFor(() => expect(taken).toHaveLength(1), { timeout: 15_000, interval: 25 });

describe('a mail server', () => {
  it('that knows no such mailbox refuses the mail before it leaves', async () => {
    const { result, leaving } = await send(mailTo(nobody), postfix.url);
    expect(result).toMatchObject({ kind: 'declined', class: 'mailbox', code: 550, enhanced: '5.1.1' });
    expect(leaving).toBe(0);
  });

  it('that does not like what it read refuses the mail for sure, and the address is not to blame', async () => {
    const { result, leaving } = await send(mailTo(ann), postfix.hopUrl('strict'));
    expect(result).toMatchObject({ kind: 'declined', class: 'policy', code: 550, enhanced: '5.7.1' });
    expect(leaving).toBe(1);
  });

  it('that took the mail for nobody reports it to the return path, and the report is matched to the message', async () => {
    const mail = mailTo(nobody);
    expect(await send(mail, postfix.hopUrl('relay'))).toMatchObject({ result: { kind: 'sent' }, leaving: 1 });
    await cameBack();
    const [report] = taken;
    expect(report?.names.tokens).toEqual([{ use: 'bounce', messageId: mail.messageId }]);
    expect(report?.from).toBe('');
    const diagnostic = expect.stringMatching(/^550 5\.1\.1 <nobody@harthill-retail\.example>: .*User unknown/);
    expect(report?.reading).toMatchObject({
      kind: 'bounce',
      recipients: [{ address: nobody, class: 'hard', hard: true, status: '5.1.1', diagnostic }],
    });
    expect(report?.raw).toMatch(/^Reporting-MTA: dns; mx\.postfix\.test\r$/m);
    // The mail itself comes back as well; what is quoted must not be taken for what happened.
    expect(report?.raw).toContain(`Message-ID: ${mail.messageIdHeader}\r\n`);
  });

  it('brings what a human sends to the addresses in the mail, and it is matched to the message', async () => {
    const mail = mailTo(ann);
    const { port } = new URL(postfix.url);
    const post = createTransport({ host: '127.0.0.1', port: Number(port), ignoreTLS: true });
    const write = (to: string, subject: string) =>
      post.sendMail({ from: { name: 'Ann', address: ann }, to, subject, text: 'Yes, please call me.' });
    await write(mail.replyTo, `Re: ${mail.subject}`);
    await cameBack();
    expect(taken[0]?.reading).toMatchObject({ kind: 'reply', answer: { text: 'Yes, please call me.' } });
    expect(taken[0]?.names.tokens).toEqual([{ use: 'reply', messageId: mail.messageId }]);
    taken.length = 0;
    await write(new URL(mail.unsubscribe?.mailto ?? '').pathname, 'unsubscribe');
    await cameBack();
    expect(taken[0]?.names.tokens).toEqual([{ use: 'unsubscribe', messageId: mail.messageId }]);
  });
});
