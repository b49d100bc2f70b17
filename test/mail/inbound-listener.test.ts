/** The listener over real sockets: whom it takes mail for, and when it says 250. */
import { connect } from 'node:net';
import { createTransport } from 'nodemailer';
import { afterEach, describe, expect, it } from 'vitest';
import type { InboundMail } from '../../domain/inbound-mail.ts';
import { createInboundListener, type InboundListenerOptions } from '../../mail/inbound/listener.ts';
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

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function listening(deliver?: InboundListenerOptions['deliver'], port = 0) {
  const taken: { readonly mail: InboundMail; readonly raw: string }[] = [];
  const errors: object[] = [];
  const listener = await createInboundListener({
    host: '127.0.0.1',
    port,
    signer,
    mailDomain,
    deliver: deliver ?? (async (mail, raw) => void taken.push({ mail, raw: Buffer.from(raw).toString() })),
    log: { info: () => undefined, error: (details) => void errors.push(details) },
  });
  closers.push(() => listener.close());
  const transport = createTransport({ host: '127.0.0.1', port: listener.port, ignoreTLS: true });
  const send = (
    to: string | readonly string[],
    raw: Uint8Array = rawMail({}, 'Yes, call me'),
    from = 'ann@lead.test',
  ) => transport.sendMail({ envelope: { from, to: [to].flat() }, raw: Buffer.from(raw) });
  return { listener, taken, errors, send };
}

describe('the inbound listener', () => {
  it('takes replies, bounces and unsubscriptions and says what they are', async () => {
    const { taken, send } = await listening();
    await send(replyTo);
    await send(
      bounceTo,
      deliveryReport([['Final-Recipient: rfc822; ann@lead.test', 'Action: failed', 'Status: 5.1.1']]),
      '',
    );
    await send(unsubscribeTo.toUpperCase());
    expect(taken.map(({ mail }) => mail)).toEqual([
      { kind: 'reply', messageId, text: 'Yes, call me', subject: 'Re: How to start', from: 'ann@lead.test' },
      {
        kind: 'bounce',
        messageId,
        hard: true,
        class: 'mailbox',
        rule: 'no such mailbox',
        status: '5.1.1',
        diagnostic: '',
      },
      { kind: 'unsubscribe', messageId },
    ]);
  });

  it('keeps the envelope in the raw mail, and knows a null sender for a machine', async () => {
    const { taken, send } = await listening();
    await send(replyTo);
    await send(replyTo, rawMail({}, 'Out until Monday'), '');
    expect(taken[0]?.raw).toMatch(
      new RegExp(`^Return-Path: <ann@lead\\.test>\r\nDelivered-To: ${replyTo.replaceAll('+', '\\+')}\r\nFrom:`),
    );
    expect(taken[1]?.mail).toMatchObject({ kind: 'auto-reply' });
  });

  it('delivers a mail once for each of its recipients', async () => {
    const { taken, send } = await listening();
    const other = '018f2b7e-9999-7222-8333-444455556666';
    await send([replyTo, addressFor('reply', other)]);
    expect(taken.map(({ mail }) => ('messageId' in mail ? mail.messageId : null))).toEqual([messageId, other]);
  });

  it.each([
    ['another domain', replyTo.replace('mail.acme', 'mail.evil')],
    ['no tag', `hello@${mailDomain}`],
    ['another tag', replyTo.replace(/^r/, 'x')],
    ['the tag of another purpose', replyTo.replace(/^r/, 'b')],
    ['a forged token', addressFor('reply', messageId, stranger)],
    ['a cut token', replyTo.replace(/.@/, '@')],
    ['percent routing', `${replyTo.split('@')[0]}%evil.test@${mailDomain}`],
  ])('refuses a recipient with %s: no mailbox, no relaying', async (_what, to) => {
    const { taken, send } = await listening();
    await expect(send(to)).rejects.toMatchObject({ responseCode: 550, response: expect.stringContaining('5.1.1') });
    expect(taken).toEqual([]);
  });

  it('says 250 only after the mail has been kept', async () => {
    let keep = () => {};
    const kept = new Promise<void>((resolve) => {
      keep = resolve;
    });
    let asked = () => {};
    const began = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const { send } = await listening(() => {
      asked();
      return kept;
    });
    let accepted = false;
    const sending = send(replyTo).then(() => {
      accepted = true;
    });
    await began;
    expect(accepted).toBe(false);
    keep();
    await sending;
    expect(accepted).toBe(true);
  });

  it('says 451 when the mail cannot be kept, and takes it the next time', async () => {
    let down = true;
    const taken: InboundMail[] = [];
    const { send, errors } = await listening(async (mail) => {
      if (down) throw new Error('the database is away');
      taken.push(mail);
    });
    await expect(send(replyTo)).rejects.toMatchObject({ responseCode: 451 });
    expect(errors).toHaveLength(1);
    down = false;
    await send(replyTo);
    expect(taken).toHaveLength(1);
  });

  it('refuses a mail over ten megabytes, announced or not', async () => {
    const { taken, send, listener } = await listening();
    const large = rawMail({}, 'x'.repeat(998).concat('\r\n').repeat(10_600));
    await expect(send(replyTo, large)).rejects.toMatchObject({ responseCode: 552 });
    expect(
      await talk(listener.port, [
        'EHLO x',
        'MAIL FROM:<a@b.test>',
        `RCPT TO:<${replyTo}>`,
        'DATA',
        `${Buffer.from(large)}\r\n.`,
      ]),
    ).toContain('\r\n552 ');
    expect(taken).toEqual([]);
  });

  it('offers neither log-in nor forwarding commands', async () => {
    const { listener } = await listening();
    const said = await talk(listener.port, ['EHLO x', 'AUTH PLAIN AAAA', 'VRFY root', 'EXPN all']);
    expect(said).not.toMatch(/250[- ](?:AUTH|STARTTLS)/);
    expect(said).not.toMatch(/\r\n235/);
  });

  it('names the port when it is taken', async () => {
    const { listener } = await listening();
    await expect(listening(undefined, listener.port)).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      details: { port: listener.port },
    });
  });
});

/** Speaks lines one after the other, each after an answer, and returns all that was answered. */
function talk(port: number, lines: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const waiting = [...lines, 'QUIT'];
    let said = '';
    socket.on('data', (chunk) => {
      said += chunk.toString();
      if (!/(?:^|\r\n)\d{3} [^\r\n]*\r\n$/.test(said)) return;
      const next = waiting.shift();
      if (next) socket.write(`${next}\r\n`);
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(said));
  });
}
