/**
 * The listener over real sockets: whom it takes mail for, when it says 250, and what it does to those who attack it.
 * Long, because each way to attack it is one test.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { createTransport } from 'nodemailer';
import { afterEach, describe, expect, it } from 'vitest';
import type { Arrival } from '../../mail/inbound/arrival.ts';
import { createInboundListener, type InboundListenerOptions } from '../../mail/inbound/listener.ts';
import { networkOf } from '../../mail/inbound/smtp/limits.ts';
import { createGrowingMail, createMemoryBudget } from '../../mail/inbound/smtp/memory.ts';
import { openDialogue, openSilently } from '../support/smtp-dialogue.ts';
import { selfSigned } from '../support/tls-server.ts';
import { addressFor, bounceTo, mailDomain, messageId, rawMail, replyTo, signer, stranger } from './inbound-samples.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const instant = '2026-11-21T09:00:00.000Z';

async function listening(options: Partial<InboundListenerOptions> = {}) {
  const arrivals: Arrival[] = [];
  const errors: object[] = [];
  const warnings: string[] = [];
  const listener = await createInboundListener({
    host: '127.0.0.1',
    port: 0,
    signer,
    mailDomain,
    alsoTakes: [],
    tls: null,
    deliver: async (arrival) => void arrivals.push({ ...arrival, raw: Buffer.from(arrival.raw) }),
    now: () => instant,
    log: {
      info: () => undefined,
      warn: (_details, message) => void warnings.push(message),
      error: (details) => void errors.push(details),
    },
    ...options,
  });
  closers.push(() => listener.close());
  const transport = createTransport({ host: '127.0.0.1', port: listener.port, ignoreTLS: true });
  const send = (to: string | readonly string[], raw: Uint8Array = rawMail({}, 'Yes'), from = 'ann@lead.test') =>
    transport.sendMail({ envelope: { from, to: [to].flat() }, raw: Buffer.from(raw) });
  const dialogue = async () => {
    const opened = await openDialogue(listener.port);
    closers.push(opened.end);
    return opened;
  };
  /** A connection that has come as far as the content of a mail. */
  const inData = async () => {
    const open = await dialogue();
    for (const line of ['EHLO x', 'MAIL FROM:<a@b.test>', `RCPT TO:<${replyTo}>`, 'DATA']) await open.say(line);
    return open;
  };
  return { listener, arrivals, errors, warnings, send, dialogue, inData };
}

const textOf = (arrival: Arrival | undefined): string => Buffer.from(arrival?.raw ?? []).toString('latin1');

/** A delivery that waits to be told how it ends. */
function heldDelivery() {
  let keep = (): void => {};
  let begin = (): void => {};
  const kept = new Promise<void>((resolve) => {
    keep = resolve;
  });
  const began = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const deliver = (): Promise<void> => {
    begin();
    return kept;
  };
  return { deliver, began, keep: () => keep() };
}

describe('a mail that is taken', () => {
  it('is handed on once, with all recipients, as it came', async () => {
    const { arrivals, send } = await listening();
    const raw = rawMail({ 'X-Own': 'kept' }, '.leading dot', '..two', 'last');
    await send([replyTo, bounceTo], raw);
    await send(replyTo.toUpperCase(), raw, '');
    expect(arrivals.map(({ raw: _, ...rest }) => rest)).toEqual([
      {
        way: 'smtp',
        wayKey: null,
        envelopeFrom: 'ann@lead.test',
        envelopeTo: [replyTo, bounceTo],
        receivedAt: instant,
      },
      {
        way: 'smtp',
        wayKey: null,
        envelopeFrom: '',
        envelopeTo: [expect.stringMatching(new RegExp(replyTo.replaceAll('+', '\\+'), 'i'))],
        receivedAt: instant,
      },
    ]);
    expect(textOf(arrivals[0]).trimEnd()).toBe(Buffer.from(raw).toString());
  });

  it('is answered with 250 only after it has been kept', async () => {
    const { deliver, began, keep } = heldDelivery();
    const { send } = await listening({ deliver });
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

  it('is put off with 451 when it cannot be kept, and taken the next time', async () => {
    let down = true;
    const { send, errors } = await listening({
      async deliver() {
        if (down) throw new Error('the database is away');
      },
    });
    await expect(send(replyTo)).rejects.toMatchObject({
      responseCode: 451,
      response: expect.stringMatching(/^451 4\.3\.0/),
    });
    expect(errors).toHaveLength(1);
    down = false;
    await send(replyTo);
  });

  it('may have an international sender, an odd one, or come in one write', async () => {
    const { arrivals, dialogue } = await listening();
    const open = await dialogue();
    expect(await open.say('EHLO x')).toMatch(/250-PIPELINING\r\n[\s\S]*250-SMTPUTF8\r\n/);
    expect(await open.say('MAIL FROM:<josé@exämple.test> SMTPUTF8 BODY=8BITMIME')).toMatch(/^250/);
    await open.say('RSET');
    open.write(`MAIL FROM:<odd.@h> SIZE=20\r\nRCPT TO:<${replyTo}>\r\nDATA\r\n`);
    open.write('Subject: zażółć\r\n\r\nHi\r\n.\r\nQUIT\r\n');
    expect(await open.closed).toMatch(/250 2\.6\.0[\s\S]*221/);
    expect(arrivals).toHaveLength(1);
    expect(textOf(arrivals[0])).toBe(Buffer.from('Subject: zażółć\r\n\r\nHi\r\n').toString('latin1'));
  });
});

describe('a recipient', () => {
  it.each([
    ['another domain', replyTo.replace('mail.acme', 'mail.evil'), '5.7.1'],
    ['percent routing', `${replyTo.split('@')[0]}%evil.test@${mailDomain}`, '5.1.1'],
    ['no tag', `hello@${mailDomain}`, '5.1.1'],
    ['another tag', replyTo.replace(/^r/, 'x'), '5.1.1'],
    ['the tag of another purpose', replyTo.replace(/^r/, 'b'), '5.1.1'],
    ['a forged token', addressFor('reply', messageId, stranger), '5.1.1'],
    ['a cut token', replyTo.replace(/.@/, '@'), '5.1.1'],
    ['a plain name of another domain', 'abuse@evil.test', '5.7.1'],
    ['a plain name that was not asked for', `root@${mailDomain}`, '5.1.1'],
  ])('with %s is refused: no mailbox, no relaying', async (_what, to, code) => {
    const { arrivals, send } = await listening({ alsoTakes: ['abuse', 'postmaster'] });
    await expect(send(to)).rejects.toMatchObject({
      responseCode: 550,
      response: expect.stringMatching(`^550 ${code} `),
    });
    expect(arrivals).toEqual([]);
  });

  it('may be one of the plain addresses that were asked for, in any case, and postmaster without a domain', async () => {
    const { arrivals, send, dialogue } = await listening({ alsoTakes: ['Abuse', 'postmaster'] });
    await send(`ABUSE@${mailDomain.toUpperCase()}`);
    const open = await dialogue();
    await open.say('EHLO x');
    await open.say('MAIL FROM:<>');
    expect(await open.say('RCPT TO:<Postmaster>')).toMatch(/^250/);
    expect(arrivals).toHaveLength(1);
  });

  it('is known where the mail domain has letters beyond ASCII, written either way', async () => {
    const { dialogue } = await listening({ mailDomain: 'xn--exmple-cua.test', alsoTakes: ['abuse'] });
    const open = await dialogue();
    await open.say('EHLO x');
    await open.say('MAIL FROM:<> SMTPUTF8');
    expect(await open.say('RCPT TO:<abuse@xn--exmple-cua.test>')).toMatch(/^250/);
    expect(await open.say('RCPT TO:<abuse@exämple.test>')).toMatch(/^250/);
  });

  it('beyond the most that a mail may have is put off, and the others get the mail', async () => {
    const { arrivals, dialogue } = await listening({ limits: { recipients: 2 } });
    const open = await dialogue();
    for (const line of ['EHLO x', 'MAIL FROM:<>', `RCPT TO:<${replyTo}>`, `RCPT TO:<${bounceTo}>`])
      await open.say(line);
    expect(await open.say(`RCPT TO:<${addressFor('unsubscribe')}>`)).toMatch(/^452 4\.5\.3/);
    await open.say('DATA');
    expect(await open.say('Hi\r\n.')).toMatch(/^250/);
    expect(arrivals.map(({ envelopeTo }) => envelopeTo)).toEqual([[replyTo, bounceTo]]);
  });
});

describe('the size of a mail', () => {
  it('is limited, whether announced or not, and the limit is told', async () => {
    const { arrivals, dialogue, inData } = await listening({ limits: { mailBytes: 100_000 } });
    const open = await dialogue();
    expect(await open.say('EHLO x')).toContain('SIZE 100000');
    expect(await open.say('MAIL FROM:<a@b.test> SIZE=100001')).toMatch(/^552 5\.3\.4/);
    const late = await inData();
    expect(await late.say(`${'x'.repeat(998).concat('\r\n').repeat(101)}.`)).toMatch(/^552 5\.3\.4/);
    expect(await late.say('NOOP')).toMatch(/^250/);
    expect(arrivals).toEqual([]);
  });

  it('counts for all mails together: what there is no memory for is put off until there is', async () => {
    const { deliver, began, keep } = heldDelivery();
    const limits = { memoryBytes: 150_000, mailBytes: 100_000 };
    const { inData, warnings } = await listening({ deliver, limits });
    const mail = `${'x'.repeat(998).concat('\r\n').repeat(90)}.`;
    const first = await inData();
    const answered = first.say(mail);
    await began;
    const second = await inData();
    expect(await second.say(mail)).toMatch(/^452 4\.3\.1/);
    expect(warnings).toEqual(['No memory for an incoming mail']);
    keep();
    expect(await answered).toMatch(/^250/);
    for (const line of ['MAIL FROM:<a@b.test>', `RCPT TO:<${replyTo}>`, 'DATA']) await second.say(line);
    expect(await second.say(mail)).toMatch(/^250/);
  });

  it('is what a mail takes in memory, into however many pieces it is cut', () => {
    const budget = createMemoryBudget(1_000_000);
    const mail = createGrowingMail(budget, 400_000);
    for (let i = 0; i < 300_000; i += 1) mail.add(Uint8Array.of(i % 251));
    expect(mail.bytes()).toHaveLength(300_000);
    expect(mail.bytes()[299_999]).toBe(299_999 % 251);
    expect(budget.used).toBeLessThanOrEqual(400_000);
    expect(mail.add(new Uint8Array(200_000))).toBe(false);
    expect(budget.used).toBe(0);
    mail.release();
    expect(budget.used).toBe(0);
  });

  it('gives its memory back when the connection breaks, and nothing is handed on', async () => {
    const { arrivals, inData, errors } = await listening({ limits: { memoryBytes: 150_000, mailBytes: 100_000 } });
    for (let i = 0; i < 3; i += 1) {
      const open = await inData();
      open.write('x'.repeat(998).concat('\r\n').repeat(90));
      open.socket.end();
      await open.closed;
    }
    const open = await inData();
    expect(await open.say(`${'x'.repeat(998).concat('\r\n').repeat(90)}.`)).toMatch(/^250/);
    expect(arrivals).toHaveLength(1);
    expect(errors).toEqual([]);
  });
});

describe('a second mail hidden in the first', () => {
  const hidden = `MAIL FROM:<ceo@acme.test>\r\nRCPT TO:<${replyTo}>\r\nDATA\r\nSubject: forged\r\n\r\nPay!\r\n`;

  it.each(['\n.\n', '\n.\r\n', '\r\n.\n', '\r.\r', '\r\n.\r', '\r\n\0.\r\n', '\r\n.\0\r\n', '\n..\r\n', '\r\n..\r\n'])(
    'stays part of it behind %j',
    async (end) => {
      const { arrivals, inData } = await listening();
      const open = await inData();
      open.write(`Subject: first\r\n\r\nHi${end}`);
      // In a packet of its own as well as at once.
      open.write(`${hidden}.\r\nQUIT\r\n`);
      expect((await open.closed).match(/^250 2\.6\.0/gm)).toHaveLength(1);
      expect(arrivals).toHaveLength(1);
      expect(textOf(arrivals[0])).toContain(hidden);
    },
  );

  it('is not made by cutting the end into single bytes, and an end so cut is one', async () => {
    const { arrivals, inData } = await listening();
    const open = await inData();
    for (const byte of '..\r\nHi\r\n..\r\nall\r\n.\r\n') {
      open.write(byte);
      await delay(1);
    }
    expect(await open.reply()).toMatch(/^250/);
    expect(arrivals.map(textOf)).toEqual(['.\r\nHi\r\n.\r\nall\r\n']);
  });
});

describe('STARTTLS', () => {
  /** Files of a new certificate for the name. */
  async function certificateFiles(name: string) {
    const folder = await mkdtemp(join(tmpdir(), 'tendril-certificate-'));
    closers.unshift(() => rm(folder, { recursive: true, force: true }));
    const files = { key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') };
    const write = async (made: { readonly key: string; readonly certificate: string }) => {
      await writeFile(files.key, made.key);
      await writeFile(files.cert, made.certificate);
    };
    const first = selfSigned([name]);
    await write(first);
    return { files, write, first };
  }

  /** Who the server says it is. */
  async function peerName(port: number): Promise<string> {
    const open = await openDialogue(port);
    await open.say('EHLO x');
    await open.say('STARTTLS');
    open.socket.removeAllListeners('data');
    const secure = connectTls({ socket: open.socket, rejectUnauthorized: false });
    await new Promise((resolve) => secure.once('secureConnect', resolve));
    const { subjectaltname } = secure.getPeerCertificate();
    secure.destroy();
    return subjectaltname ?? '';
  }

  it('is offered with a certificate, and the mail comes encrypted', async () => {
    const { files, first } = await certificateFiles('mx.acme.test');
    const { arrivals, listener } = await listening({ tls: files });
    const transport = createTransport({
      host: '127.0.0.1',
      port: listener.port,
      requireTLS: true,
      tls: { ca: first.certificate, servername: 'mx.acme.test' },
    });
    await transport.sendMail({ envelope: { from: 'a@b.test', to: [replyTo] }, raw: 'Subject: x\r\n\r\nHi' });
    expect(arrivals).toHaveLength(1);
  });

  it('is not offered without one', async () => {
    const { dialogue } = await listening();
    const open = await dialogue();
    expect(await open.say('EHLO x')).not.toMatch(/STARTTLS/);
    expect(await open.say('STARTTLS')).toMatch(/^500/);
  });

  it('takes a renewed certificate without a restart, and keeps the old one while the files do not fit', async () => {
    const { files, write, first } = await certificateFiles('old.test');
    const { listener, errors } = await listening({ tls: files });
    expect(await peerName(listener.port)).toBe('DNS:old.test');
    await write({ key: selfSigned(['other.test']).key, certificate: first.certificate });
    expect(await peerName(listener.port)).toBe('DNS:old.test');
    expect(await peerName(listener.port)).toBe('DNS:old.test');
    expect(errors).toHaveLength(1);
    await write(selfSigned(['new.test']));
    expect(await peerName(listener.port)).toBe('DNS:new.test');
  });

  it('forgets what was said before it, so that nobody on the way can put words into it', async () => {
    const { files } = await certificateFiles('mx.acme.test');
    const { arrivals, dialogue } = await listening({ tls: files });
    const open = await dialogue();
    await open.say('EHLO x');
    open.write(`STARTTLS\r\nMAIL FROM:<evil@b.test>\r\nRCPT TO:<${replyTo}>\r\nDATA\r\nHi\r\n.\r\n`);
    expect(await open.reply()).toMatch(/^220/);
    open.socket.removeAllListeners('data');
    const secure = connectTls({ socket: open.socket, rejectUnauthorized: false });
    await new Promise((resolve) => secure.once('secureConnect', resolve));
    secure.write('RCPT TO:<x@y.test>\r\n');
    const [answer] = await new Promise<Buffer[]>((resolve) => secure.once('data', (...chunks) => resolve(chunks)));
    expect(String(answer)).toMatch(/^503/);
    expect(arrivals).toEqual([]);
    secure.destroy();
  });

  it('does not begin with files that are no certificate', async () => {
    const { files } = await certificateFiles('mx.acme.test');
    await writeFile(files.key, 'no key');
    await expect(listening({ tls: files })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });
});

describe('too much of one sender', () => {
  it('is refused: connections at a time', async () => {
    const { listener, dialogue } = await listening({ limits: { connectionsOfOne: 2 } });
    const first = await dialogue();
    await dialogue();
    const third = await openSilently(listener.port);
    expect(await third.closed).toMatch(/^421 4\.7\.0/);
    first.end();
    await first.closed;
    await expect.poll(async () => (await openSilently(listener.port)).reply()).toMatch(/^220/);
  });

  it('is refused: connections of all together', async () => {
    const { listener, dialogue } = await listening({ limits: { connections: 1 } });
    await dialogue();
    expect(await (await openSilently(listener.port)).closed).toMatch(/^421/);
  });

  it('is put off: mails a minute, until the next minute', async () => {
    let now = instant;
    const { dialogue } = await listening({ now: () => now, limits: { mailsOfOnePerMinute: 2 } });
    const open = await dialogue();
    await open.say('EHLO x');
    const asked = async () => {
      const answer = await open.say('MAIL FROM:<a@b.test>');
      await open.say('RSET');
      return answer.slice(0, 9);
    };
    expect([await asked(), await asked(), await asked()]).toEqual(['250 2.1.0', '250 2.1.0', '450 4.7.0']);
    now = '2026-11-21T09:01:00.000Z';
    expect(await asked()).toBe('250 2.1.0');
  });

  it.each([
    ['errors', { errors: 5 }, `RCPT TO:<nobody@${mailDomain}>`],
    ['commands without a mail', { replies: 12 }, 'NOOP'],
  ])('is cut off: %s', async (_what, limits, line) => {
    const { dialogue } = await listening({ limits });
    const open = await dialogue();
    await open.say('EHLO x');
    await open.say('MAIL FROM:<a@b.test>');
    open.write(`${line}\r\n`.repeat(500));
    const said = await open.closed;
    expect(said).toMatch(/421 4\.7\.0 [^\r\n]*\r\n$/);
    expect(said.split('\r\n').length).toBeLessThan(200);
  });

  it.each([
    ['says nothing', { silenceMs: 150 }, '', ''],
    ['says nothing of use for ever', { sessionMs: 150 }, '', 'NOOP\r\n'],
    ['trickles a mail', { dataMs: 150 }, 'DATA\r\n', 'x'],
  ])('is cut off when it %s', async (_what, limits, first, again) => {
    const { dialogue, arrivals } = await listening({ limits });
    const open = await dialogue();
    await open.say('EHLO x');
    await open.say('MAIL FROM:<a@b.test>');
    await open.say(`RCPT TO:<${replyTo}>`);
    open.write(first);
    const drip = setInterval(() => open.write(again), 10);
    const said = await open.closed.finally(() => clearInterval(drip));
    expect(said).toMatch(/421 4\.4\.2 [^\r\n]*\r\n$/);
    expect(arrivals).toEqual([]);
  });

  it('is one sender for all addresses of an IPv6 network', () => {
    expect(networkOf('192.0.2.7')).toBe('192.0.2.7');
    expect(networkOf('2001:db8:1:2:aaaa::1')).toBe('2001:db8:1:2::/64');
    expect(networkOf('2001:0db8:0001:0002:0:0:0:9')).toBe('2001:db8:1:2::/64');
    expect(networkOf('2001:db8::9')).toBe('2001:db8:0:0::/64');
    expect(networkOf('::1')).toBe('0:0:0:0::/64');
  });
});

describe('the listener', () => {
  it('offers neither log-in nor what smtp-server has besides mail', async () => {
    const { dialogue } = await listening();
    const open = await dialogue();
    expect(await open.say('EHLO x')).not.toMatch(/AUTH|XCLIENT|DSN/);
    for (const line of ['AUTH PLAIN AAAA', 'WIZ x', 'SHELL', 'KILL', 'EXPN all', 'XCLIENT NAME=x']) {
      expect(await open.say(line)).toMatch(/^500/);
    }
  });

  it('when closing tells idle connections, and lets what is coming in end', async () => {
    const { deliver, began, keep } = heldDelivery();
    const { listener, inData, dialogue } = await listening({ deliver });
    const idle = await dialogue();
    const busy = await inData();
    const answered = busy.say('Hi\r\n.');
    await began;
    const closing = listener.close();
    expect(await idle.closed).toMatch(/421 4\.3\.2/);
    keep();
    expect(await answered).toMatch(/^250/);
    busy.end();
    await closing;
  });

  it('names the port when it is taken', async () => {
    const { listener } = await listening();
    await expect(listening({ port: listener.port })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      details: { port: listener.port },
    });
  });
});
