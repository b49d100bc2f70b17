/** Sending over real sockets: what arrives, when the ledger is told, and how the mailer closes. Faults are in smtp-faults. */
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DkimKey, Mailer } from '../../mail/ports.ts';
import type { SmtpSink } from '../support/smtp-sink.ts';
import { outgoingMail } from './outgoing-sample.ts';
import { relay, send } from './sink-and-mailer.ts';

const dkimKey: DkimKey = {
  domain: 'acme.test',
  selector: 'one',
  privateKey: String(
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
  ),
};

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
    // It needs SMTPUTF8 of every server on the way; guessing another address would mail somebody else.
    ['josé@exämple.test', 'ADDRESS_INVALID'],
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

describe('the ledger is told before the body leaves', () => {
  it.each([
    ['unsigned', null],
    ['signed', dkimKey],
  ])('after the 354 and not before, on a new connection and on a used one: %s', async (_how, key) => {
    const { sink, mailer } = await relay({}, { maxConnections: 1, dkim: () => key });
    let told = 0;
    const toldAt: Record<string, number>[] = [];
    sink.behave(({ stage }) => {
      toldAt.push({ [stage]: told });
      return undefined;
    });
    const bodies: number[] = [];
    const tell = async () => {
      told += 1;
      bodies.push(sink.dataCount);
    };
    expect(await mailer.send(outgoingMail(), tell)).toMatchObject({ kind: 'sent' });
    expect(await mailer.send(outgoingMail(), tell)).toMatchObject({ kind: 'sent' });
    // The sink counts a body when it has answered 354.
    expect(bodies).toEqual([1, 2]);
    expect(toldAt).toEqual([
      ...[{ connect: 0 }, { mail: 0 }, { rcpt: 0 }, { data: 0 }, { body: 1 }, { dot: 1 }],
      ...[{ mail: 1 }, { rcpt: 1 }, { data: 1 }, { body: 2 }, { dot: 2 }],
    ]);
    expect(sink.mails.map((mail) => mail.header('dkim-signature') !== undefined)).toEqual(Array(2).fill(key !== null));
  });

  it('lets no byte leave before the ledger has agreed', async () => {
    const { sink, mailer } = await relay();
    let agree = () => {};
    const asked = new Promise<void>((resolve) => {
      const agreed = new Promise<void>((go) => {
        agree = go;
      });
      onTestFinished(async () => agree());
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
    const { sink, mailer } = await relay({}, { timeouts: { socketMs: 700 } });
    const result = await mailer.send(outgoingMail(), () => until(() => sink.openConnections === 0));
    expect(result.kind).toBe('declined');
    expect([sink.mails.length, sink.unacknowledged.length]).toEqual([0, 0]);
  });

  it('tells the ledger once when the pool turns to a second connection meanwhile', async () => {
    const { sink, mailer } = await relay({}, { timeouts: { socketMs: 700 } });
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

describe('many mails', () => {
  it('go over several connections at a time, each of which ends after so many', async () => {
    const { sink, mailer } = await relay({}, { maxConnections: 3, maxMessages: 4 });
    let most = 0;
    sink.behave(() => {
      most = Math.max(most, sink.openConnections);
      return undefined;
    });
    const mails = Array.from({ length: 24 }, (_, i) =>
      outgoingMail({ envelope: { from: 'b@mail.acme.test', to: `lead${i}@lead.test` } }),
    );
    const results = await Promise.all(mails.map((mail) => send(mailer, mail)));
    expect(results.filter(({ kind, hooks }) => kind !== 'sent' || hooks !== 1)).toEqual([]);
    expect(new Set(sink.mails.map(({ envelope }) => envelope.to.join())).size).toBe(24);
    expect(most).toBe(3);
    expect(sink.connectionCount).toBeGreaterThanOrEqual(6);
  });
});

describe('closing', () => {
  it('lets mails under way and mails in the queue arrive, and takes no new ones', async () => {
    const { sink, mailer } = await relay({}, { maxConnections: 1, timeouts: { drainMs: 5000 } });
    const sending = Promise.all(Array.from({ length: 8 }, () => send(mailer)));
    const closed = mailer.close();
    expect(await send(mailer)).toMatchObject({ kind: 'declined', hooks: 0 });
    expect((await sending).map(({ kind }) => kind)).toEqual(Array(8).fill('sent'));
    await closed;
    expect([sink.mails.length, sink.dataCount]).toEqual([8, 8]);
  });

  it('cuts a relay that hangs, and says unknown only of the mail whose body had left', async () => {
    const { sink, mailer } = await relay({}, { maxConnections: 1, timeouts: { drainMs: 200 } });
    const arrived = new Promise<void>((resolve) => {
      sink.behave(({ stage }) => {
        if (stage === 'dot') resolve();
        return stage === 'dot' ? 'hang' : undefined;
      });
    });
    const sending = Promise.all([send(mailer), send(mailer)]);
    await arrived;
    await mailer.close();
    expect((await sending).map(({ kind }) => kind)).toEqual(['unknown', 'declined']);
    expect(sink.dataCount).toBe(1);
  });
});
