/**
 * What every relay promises, whatever it speaks: the same cases for SMTP, SES and Postmark, over real sockets. What a
 * refusal means is tested with each of them.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { defaultRelay, type Relay, type SmtpRelay } from '../../domain/relay.ts';
import { secret } from '../../domain/secret.ts';
import { stopRules } from '../../domain/sender-stops.ts';
import type { Mailer, SendResult } from '../../mail/ports.ts';
import { createRelays, type RelaysOptions } from '../../mail/relays.ts';
import { startPostmarkServer } from '../support/postmark-server.ts';
import type { ProviderServer } from '../support/provider-server.ts';
import { startSesServer } from '../support/ses-server.ts';
import { startSmtpSink } from '../support/smtp-sink.ts';
import { outgoingMail } from './outgoing-sample.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** What becomes of a mail after its body: no answer, or the connection ends. */
type Silence = 'hang' | 'close' | 'reset';

interface Receiver {
  readonly relay: Relay;
  /** Mails that arrived whole, answered or not. */
  arrived(): number;
  readonly openConnections: number;
  readonly connectionCount: number;
  behave(silence?: Silence): void;
  /** Ends the connections that are open. */
  hangUp(): void;
  close(): Promise<void>;
}

function smtpRelay(port: number, name = 'smtp'): SmtpRelay {
  const url = secret(`smtp://127.0.0.1:${port}`);
  const limits = { connections: 2, messagesPerConnection: 100, ehloName: null, dkim: 'tendril' } as const;
  return { kind: 'smtp', name, host: '127.0.0.1', port, url, ...limits };
}

async function smtp(): Promise<Receiver> {
  const sink = await startSmtpSink();
  return {
    relay: smtpRelay(sink.port),
    arrived: () => sink.mails.length + sink.unacknowledged.length,
    get openConnections() {
      return sink.openConnections;
    },
    get connectionCount() {
      return sink.connectionCount;
    },
    behave: (silence) => sink.behave(({ stage }) => (stage === 'dot' ? silence : undefined)),
    // smtp-server ends what it leaves idle only; what it is sent at 354 is the mail.
    hangUp: () => void sink.close(),
    close: () => sink.close(),
  };
}

function provider(server: ProviderServer<unknown>, relay: Relay): Receiver {
  return {
    relay,
    arrived: () => server.mails.length,
    get openConnections() {
      return server.openConnections;
    },
    get connectionCount() {
      return server.connectionCount;
    },
    behave: server.behave,
    hangUp: server.hangUp,
    close: server.close,
  };
}

const kinds = {
  smtp,
  ses: async () => {
    const server = await startSesServer();
    return provider(server, server.relay());
  },
  postmark: async () => {
    const server = await startPostmarkServer();
    return provider(server, server.relay());
  },
};

const short = { connectionMs: 2000, socketMs: 300, answerMs: 300, drainMs: 2000 };

async function open(kind: keyof typeof kinds, timeouts: RelaysOptions['timeouts'] = {}) {
  const receiver = await kinds[kind]();
  const relays = createRelays([receiver.relay], { timeouts: { ...short, ...timeouts } });
  closers.push(
    () => receiver.close(),
    () => relays.close(),
  );
  return { receiver, relays };
}

/** Sends and counts how often the ledger was told. */
async function send(relays: Mailer, relay: string): Promise<SendResult & { hooks: number }> {
  let hooks = 0;
  const result = await relays.send(outgoingMail({ relay }), async () => {
    hooks += 1;
  });
  return { ...result, hooks };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

const unreachable = { kind: 'declined', class: 'unreachable', code: null };

describe.each(Object.keys(kinds) as (keyof typeof kinds)[])('a relay of kind %s', (kind) => {
  it('takes a mail once, after the ledger has been told once', async () => {
    const { receiver, relays } = await open(kind);
    expect(await send(relays, kind)).toMatchObject({ kind: 'sent', hooks: 1 });
    expect(receiver.arrived()).toBe(1);
  });

  it('gets nothing before the ledger has agreed, and nothing at all when it refuses', async () => {
    const { receiver, relays } = await open(kind);
    const refusal = new Error('another worker holds it');
    const mail = outgoingMail({ relay: kind });
    const asked = relays.send(mail, async () => {
      await until(() => receiver.openConnections > 0);
      expect(receiver.arrived()).toBe(0);
      throw refusal;
    });
    await expect(asked).rejects.toBe(refusal);
    expect((await send(relays, kind)).kind).toBe('sent');
    expect(receiver.arrived()).toBe(1);
  });

  it.each(['hang', 'close', 'reset'] as const)(
    'leaves the fate of a mail unknown: %s after its body',
    async (silence) => {
      const { receiver, relays } = await open(kind);
      receiver.behave(silence);
      expect(await send(relays, kind)).toMatchObject({ kind: 'unknown', hooks: 1 });
      expect(receiver.arrived()).toBe(1);
    },
  );

  it('surely took nothing when its connection ended while the ledger was told', async () => {
    const { receiver, relays } = await open(kind);
    const result = await relays.send(outgoingMail({ relay: kind }), async () => {
      await until(() => receiver.openConnections > 0);
      receiver.hangUp();
      await until(() => receiver.openConnections === 0);
      await new Promise((resolve) => setImmediate(resolve));
    });
    expect(result).toMatchObject(unreachable);
    expect(receiver.arrived()).toBe(0);
  });

  it('is unreachable when nothing listens there, and the ledger is not even told', async () => {
    const { receiver, relays } = await open(kind);
    await receiver.close();
    expect(await send(relays, kind)).toMatchObject({ ...unreachable, hooks: 0 });
  });

  it.each(['a@b.test, d@e.test', 'a@b.test\r\nBcc: d@e.test'])('is not asked to send to %j', async (to) => {
    const { receiver, relays } = await open(kind);
    const mail = outgoingMail({ relay: kind, envelope: { from: 'b+t@mail.acme.test', to } });
    await expect(relays.send(mail, async () => undefined)).rejects.toMatchObject({ code: 'ADDRESS_MULTIPLE' });
    expect(receiver.connectionCount).toBe(0);
  });

  it('gets what is under way when the engine stops, and nothing new', async () => {
    const { receiver, relays } = await open(kind);
    const sending = Promise.all([send(relays, kind), send(relays, kind), send(relays, kind)]);
    const closed = relays.close();
    expect(await send(relays, kind)).toMatchObject({ ...unreachable, hooks: 0 });
    expect((await sending).map((result) => result.kind)).toEqual(['sent', 'sent', 'sent']);
    await closed;
    expect(receiver.arrived()).toBe(3);
  });

  it('that hangs is cut off when the engine stops, and the fate of its mail is unknown', async () => {
    const { receiver, relays } = await open(kind, { socketMs: 60_000, answerMs: 60_000, drainMs: 200 });
    receiver.behave('hang');
    const sending = send(relays, kind);
    await relays.close();
    expect((await sending).kind).toBe('unknown');
  });
});

describe('several relays', () => {
  it('get the mails that name them, each its own', async () => {
    const [one, other] = await Promise.all([kinds.ses(), kinds.postmark()]);
    const relays = createRelays([one.relay, other.relay]);
    closers.push(one.close, other.close, relays.close);
    for (const name of ['ses', 'postmark', 'postmark']) expect((await send(relays, name)).kind).toBe('sent');
    expect([one.arrived(), other.arrived()]).toEqual([1, 2]);
  });

  it('get none that names another one: that is refused as a matter of setup, which says what is missing', async () => {
    const { receiver, relays } = await open('ses');
    const result = await send(relays, defaultRelay);
    expect(result).toMatchObject({ kind: 'declined', class: 'setup', rule: stopRules.noRelay.name, hooks: 0 });
    expect(result.response).toBe(
      'This engine has no relay "default": add it to the file of TENDRIL_RELAYS, or name another one at the sender; there are ses',
    );
    expect(receiver.connectionCount).toBe(0);
  });
});
