/** Sending over real sockets: every way in which a relay can answer, refuse, hang or break. Long, for its table of faults. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Mailer, OutgoingMail, SendResult } from '../../mail/ports.ts';
import { createMailer, type MailerOptions } from '../../mail/smtp.ts';
import {
  type SmtpFault,
  type SmtpSink,
  type SmtpSinkOptions,
  type SmtpStage,
  startSmtpSink,
} from '../support/smtp-sink.ts';
import { outgoingMail } from './outgoing-sample.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function relay(sinkOptions: SmtpSinkOptions = {}, options: MailerOptions = {}) {
  const sink = await startSmtpSink(sinkOptions);
  const mailer = createMailer(sink.url, {
    ...options,
    timeouts: { connectionMs: 2000, greetingMs: 300, socketMs: 300, drainMs: 500, ...options.timeouts },
  });
  closers.push(
    () => sink.close(),
    () => mailer.close(),
  );
  return { sink, mailer };
}

/** Sends and counts how often the ledger was told. */
async function send(mailer: Mailer, mail: OutgoingMail = outgoingMail()): Promise<SendResult & { hooks: number }> {
  let hooks = 0;
  const result = await mailer.send(mail, async () => {
    hooks += 1;
  });
  return { ...result, hooks };
}

/** Misbehaves at one stage from the given transaction of a connection on, on every connection. */
const at = (stage: SmtpStage, fault: SmtpFault) => (moment: { stage: SmtpStage }) =>
  moment.stage === stage ? fault : undefined;

/** Lets the mailer send one mail first, so that the fault meets a connection that is used again. */
async function warm(mailer: Mailer, sink: SmtpSink): Promise<void> {
  expect((await send(mailer)).kind).toBe('sent');
  expect(sink.dataCount).toBe(1);
}

describe('what arrives', () => {
  it('has one recipient, the VERP sender, the Message-ID, one List-Unsubscribe and one List-Unsubscribe-Post', async () => {
    const { sink, mailer } = await relay();
    const mail = outgoingMail();
    expect(await send(mailer, mail)).toMatchObject({ kind: 'sent', hooks: 1 });
    const [got] = await sink.waitFor(1);
    expect(got?.envelope).toEqual({ from: mail.envelope.from, to: ['ann@lead.test'] });
    expect(got?.header('message-id')).toBe(mail.messageIdHeader);
    expect(got?.header('list-unsubscribe')).toBe(
      '<https://t.acme.test/u/abc>, <mailto:u+abc@mail.acme.test?subject=unsubscribe>',
    );
    expect(got?.header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(got?.header('auto-submitted')).toBeUndefined();
    expect(got?.header('reply-to')).toContain('<r+token@mail.acme.test>');
    expect(got?.header('from')).toBe('Acme <hello@acme.test>');
    expect([got?.html.trim(), got?.text.trim()]).toEqual(['<p>Hello Ann</p>', 'Hello Ann']);
    expect(got?.parsed.headers.find(({ key }) => key === 'content-type')?.value).toContain('multipart/alternative');
  });

  it('offers one-click unsubscribing only at an https address', async () => {
    const { sink, mailer } = await relay();
    const mailto = 'mailto:u+abc@mail.acme.test?subject=unsubscribe';
    await send(mailer, outgoingMail({ unsubscribe: { url: 'http://127.0.0.1:3000/u/abc', mailto } }));
    expect(sink.mails[0]?.header('list-unsubscribe')).toBe(`<http://127.0.0.1:3000/u/abc>, <${mailto}>`);
    expect(sink.mails[0]?.header('list-unsubscribe-post')).toBeUndefined();
  });

  it('says that a machine wrote it, and offers no unsubscribing, when the mail is not marketing', async () => {
    const { sink, mailer } = await relay();
    await send(mailer, outgoingMail({ unsubscribe: null }));
    expect(sink.mails[0]?.header('auto-submitted')).toBe('auto-generated');
    expect(sink.mails[0]?.header('list-unsubscribe')).toBeUndefined();
    expect(sink.mails[0]?.header('list-unsubscribe-post')).toBeUndefined();
  });

  it('names the message it answers in In-Reply-To and References', async () => {
    const { sink, mailer } = await relay();
    await send(mailer, outgoingMail({ inReplyTo: '<m.1@mail.acme.test>' }));
    expect(sink.mails[0]?.header('in-reply-to')).toBe('<m.1@mail.acme.test>');
    expect(sink.mails[0]?.header('references')).toBe('<m.1@mail.acme.test>');
  });

  it('keeps line breaks in names and subject from becoming headers', async () => {
    const { sink, mailer } = await relay();
    const evil = 'Hi\r\nBcc: eve@evil.test\r\n\r\nbody';
    await send(mailer, outgoingMail({ subject: evil, to: { name: evil, address: 'ann@lead.test' } }));
    expect(sink.mails[0]?.header('bcc')).toBeUndefined();
    expect(sink.mails[0]?.envelope.to).toEqual(['ann@lead.test']);
    expect(sink.mails[0]?.text.trim()).toBe('Hello Ann');
  });
});

describe('one recipient', () => {
  it.each([
    ['a@b.test, d@e.test', 'ADDRESS_MULTIPLE'],
    ['a@b.test;d@e.test', 'ADDRESS_MULTIPLE'],
    ['a@b.test\r\nRCPT TO:<z@z.test>', 'ADDRESS_MULTIPLE'],
    ['Ann <a@b.test>', 'ADDRESS_INVALID'],
  ])('refuses %j before a connection is made', async (address, code) => {
    const { sink, mailer } = await relay();
    const wrongEnvelope = outgoingMail({ envelope: { from: 'b+t@mail.acme.test', to: address } });
    const wrongHeader = outgoingMail({ to: { name: '', address } });
    const wrongReply = outgoingMail({ replyTo: address });
    for (const mail of [wrongEnvelope, wrongHeader, wrongReply]) {
      await expect(send(mailer, mail)).rejects.toMatchObject({ code });
    }
    expect(sink.connectionCount).toBe(0);
  });

  it('refuses a Message-ID and an unsubscribe address that would break out of their headers', async () => {
    const { sink, mailer } = await relay();
    await expect(send(mailer, outgoingMail({ messageIdHeader: '<a@b>\r\nX: y' }))).rejects.toMatchObject({
      code: 'INTERNAL',
    });
    const unsubscribe = { url: 'https://t.test/>,<https://evil.test', mailto: 'mailto:a@b.test' };
    await expect(send(mailer, outgoingMail({ unsubscribe }))).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(sink.connectionCount).toBe(0);
  });
});

/** Faults, each met on a new connection and on one that has sent a mail already. */
const faults: readonly [string, SmtpStage, SmtpFault, Partial<SendResult>, number][] = [
  ['421 instead of the banner', 'connect', { reply: '421 4.3.2 busy' }, { kind: 'deferred', code: 421 }, 0],
  ['554 instead of the banner', 'connect', { reply: '554 no service here' }, { kind: 'deferred', code: 554 }, 0],
  ['450 to MAIL', 'mail', { reply: '450 4.7.1 slow down' }, { kind: 'deferred', code: 450, enhanced: '4.7.1' }, 0],
  ['550 to MAIL', 'mail', { reply: '550 5.1.8 bad sender' }, { kind: 'deferred', code: 550 }, 0],
  ['450 to RCPT (greylisting)', 'rcpt', { reply: '450 4.2.0 greylisted' }, { kind: 'deferred', code: 450 }, 0],
  ['451 to RCPT', 'rcpt', { reply: '451 4.3.0 later' }, { kind: 'deferred', code: 451 }, 0],
  [
    '550 5.1.1 to RCPT',
    'rcpt',
    { reply: '550 5.1.1 no such user' },
    { kind: 'refused', code: 550, enhanced: '5.1.1', hardBounce: true },
    0,
  ],
  [
    '552 5.2.2 to RCPT',
    'rcpt',
    { reply: '552 5.2.2 mailbox full' },
    { kind: 'deferred', code: 552, enhanced: '5.2.2' },
    0,
  ],
  ['550 5.7.1 to RCPT', 'rcpt', { reply: '550 5.7.1 blocked' }, { kind: 'deferred', code: 550, enhanced: '5.7.1' }, 0],
  ['554 to RCPT', 'rcpt', { reply: '554 transaction failed' }, { kind: 'refused', code: 554, hardBounce: false }, 0],
  ['451 to DATA', 'data', { reply: '451 4.3.0 later' }, { kind: 'deferred', code: 451 }, 0],
  ['421 after the dot', 'dot', { reply: '421 4.3.0 shutting down' }, { kind: 'deferred', code: 421 }, 1],
  ['451 after the dot', 'dot', { reply: '451 4.3.0 later' }, { kind: 'deferred', code: 451 }, 1],
  [
    '552 after the dot',
    'dot',
    { reply: '552 5.3.4 message too large' },
    { kind: 'refused', code: 552, hardBounce: false },
    1,
  ],
  ['554 after the dot', 'dot', { reply: '554 5.6.0 content' }, { kind: 'refused', code: 554, hardBounce: false }, 1],
  ['silence before the banner', 'connect', 'hang', { kind: 'deferred', code: null }, 0],
  ['FIN before the banner', 'connect', 'close', { kind: 'deferred', code: null }, 0],
  ['RST before the banner', 'connect', 'reset', { kind: 'deferred', code: null }, 0],
  ['silence at MAIL', 'mail', 'hang', { kind: 'deferred', code: null }, 0],
  ['FIN at RCPT', 'rcpt', 'close', { kind: 'deferred', code: null }, 0],
  ['silence at DATA', 'data', 'hang', { kind: 'deferred', code: null }, 0],
  ['FIN at DATA', 'data', 'close', { kind: 'deferred', code: null }, 0],
  ['RST at DATA', 'data', 'reset', { kind: 'deferred', code: null }, 0],
  ['silence after the dot', 'dot', 'hang', { kind: 'unknown' }, 1],
  ['FIN after the dot', 'dot', 'close', { kind: 'unknown' }, 1],
  ['RST after the dot', 'dot', 'reset', { kind: 'unknown' }, 1],
  ['250 and then FIN', 'dot', 'accept-and-close', { kind: 'sent' }, 1],
];

describe('a fault on a new connection', () => {
  it.each(faults)('%s', async (_name, stage, fault, expected, bodies) => {
    const { sink, mailer } = await relay({ behaviour: at(stage, fault) });
    expect(await send(mailer)).toMatchObject({ ...expected, hooks: bodies });
    expect(sink.dataCount).toBe(bodies);
  });
});

describe('a fault on a connection that is used again', () => {
  it.each(faults.filter(([, stage]) => stage !== 'connect'))('%s', async (_name, stage, fault, expected, bodies) => {
    const { sink, mailer } = await relay();
    await warm(mailer, sink);
    sink.behave(at(stage, fault));
    expect(await send(mailer)).toMatchObject({ ...expected, hooks: bodies });
    expect(sink.dataCount).toBe(1 + bodies);
  });

  it('sends over another connection when the relay closed this one before the body', async () => {
    const { sink, mailer } = await relay();
    await warm(mailer, sink);
    sink.behave(({ stage, connection }) => (stage === 'mail' && connection === 1 ? 'close' : undefined));
    expect(await send(mailer)).toMatchObject({ kind: 'sent', hooks: 1 });
    expect([sink.dataCount, sink.connectionCount, sink.mails.length]).toEqual([2, 2, 2]);
  });

  it('goes on sending after a fault', async () => {
    const { sink, mailer } = await relay();
    sink.behave(at('dot', 'reset'));
    expect((await send(mailer)).kind).toBe('unknown');
    sink.behave();
    expect((await send(mailer)).kind).toBe('sent');
    expect(sink.mails).toHaveLength(1);
  });
});

describe('the ledger is told before the body leaves', () => {
  it('lets no byte leave before the ledger has agreed', async () => {
    const { sink, mailer } = await relay({}, { timeouts: { socketMs: 5000 } });
    let agree = () => {};
    const asked = new Promise<void>((resolve) => {
      const agreed = new Promise<void>((go) => {
        agree = go;
      });
      closers.push(async () => agree());
      void mailer
        .send(outgoingMail(), () => {
          resolve();
          return agreed;
        })
        .then(() => undefined);
    });
    await asked;
    expect(sink.dataCount).toBe(1);
    expect(sink.mails).toHaveLength(0);
    agree();
    await sink.waitFor(1);
  });

  it('sends nothing, throws the refusal and stays usable when the ledger refuses', async () => {
    const { sink, mailer } = await relay();
    const refusal = new Error('another worker holds it');
    await expect(mailer.send(outgoingMail(), () => Promise.reject(refusal))).rejects.toBe(refusal);
    expect([sink.mails.length, sink.unacknowledged.length]).toEqual([0, 0]);
    expect((await send(mailer)).kind).toBe('sent');
    expect(sink.mails).toHaveLength(1);
  });

  it('is deferred, not unknown, when the connection ends while the ledger is being told', async () => {
    const { sink, mailer } = await relay();
    const result = await mailer.send(outgoingMail(), () => until(() => sink.openConnections === 0));
    expect(result.kind).toBe('deferred');
    expect([sink.mails.length, sink.unacknowledged.length]).toEqual([0, 0]);
  });

  it('tells the ledger once when the pool turns to a second connection meanwhile', async () => {
    const { sink, mailer } = await relay();
    await warm(mailer, sink);
    let told = 0;
    const result = await mailer.send(outgoingMail(), async () => {
      told += 1;
      // The time limit of the socket cuts the first connection while the ledger is still busy.
      await until(() => sink.connectionCount === 2);
    });
    expect(told).toBe(1);
    expect(sink.mails.length).toBe(result.kind === 'sent' ? 2 : 1);
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

describe('who is to blame', () => {
  it('defers a refused log-in without touching the lead', async () => {
    const sink = await startSmtpSink({ auth: { user: 'tendril', pass: 'right' } });
    closers.push(() => sink.close());
    const wrong = createMailer(sink.url.replace('right', 'wrong'));
    const none = createMailer(`smtp://127.0.0.1:${sink.port}`);
    const right = createMailer(sink.url);
    closers.push(...[wrong, none, right].map((mailer) => () => mailer.close()));
    expect(await send(wrong)).toMatchObject({ kind: 'deferred', code: 535, hooks: 0 });
    expect(await send(none)).toMatchObject({ kind: 'deferred', code: 530, hooks: 0 });
    expect(await send(right)).toMatchObject({ kind: 'sent' });
  });

  it('defers when nothing listens at the address', async () => {
    const sink = await startSmtpSink();
    await sink.close();
    const mailer = createMailer(sink.url);
    closers.push(() => mailer.close());
    expect(await send(mailer)).toMatchObject({ kind: 'deferred', code: null, hooks: 0 });
  });
});

describe('closing', () => {
  it('lets mails under way and mails in the queue arrive, and takes no new ones', async () => {
    const { sink, mailer } = await relay({}, { maxConnections: 1, timeouts: { drainMs: 5000 } });
    const sending = Promise.all(Array.from({ length: 8 }, () => send(mailer)));
    const closed = mailer.close();
    expect(await send(mailer)).toMatchObject({ kind: 'deferred', hooks: 0 });
    expect((await sending).map(({ kind }) => kind)).toEqual(Array(8).fill('sent'));
    await closed;
    expect([sink.mails.length, sink.dataCount]).toEqual([8, 8]);
  });

  it('cuts a relay that hangs, and says unknown only of the mail whose body had left', async () => {
    const { sink, mailer } = await relay({}, { maxConnections: 1, timeouts: { drainMs: 200, socketMs: 60_000 } });
    sink.behave(at('dot', 'hang'));
    const sending = Promise.all([send(mailer), send(mailer)]);
    await mailer.close();
    expect((await sending).map(({ kind }) => kind)).toEqual(['unknown', 'deferred']);
    expect(sink.dataCount).toBe(1);
  });
});
