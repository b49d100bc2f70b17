/** Who receives the mail of an address: from a real DNS server on this machine, and with answers of every kind. */
import { createSocket, type Socket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { createReceivers, type MailExchangers } from '../../mail/receivers.ts';

const minuteMs = 60_000;
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

/** A resolver that is a table; errors by their code. Counts what it was asked. */
function table(answers: Readonly<Record<string, string | readonly string[]>>) {
  const asked: string[] = [];
  const resolver: MailExchangers = {
    async resolveMx(domain) {
      asked.push(domain);
      const answer = answers[domain] ?? 'ENOTFOUND';
      if (typeof answer === 'string') throw Object.assign(new Error(answer), { code: answer });
      return answer.map((exchange, i) => ({ exchange, priority: (answer.length - i) * 10 }));
    },
  };
  return { asked, resolver };
}

describe('the provider of an address', () => {
  it('is found by the mail exchanger that is asked first, not by the address', async () => {
    const { resolver } = table({
      'acme.de': ['alt1.aspmx.l.google.com', 'aspmx.l.google.com'],
      'firma.de': ['firma-de.mail.protection.outlook.com'],
      'eigen.de': ['MX1.Eigen.de.'],
      'kunde.co.uk': ['in.hosting.co.uk'],
      'shared.fr': ['mx2.kleinhost.net', 'mx1.kleinhost.net'],
      'filter.com': ['mxa-001.gslb.pphosted.com'],
      'addresses-only.com': 'ENODATA',
      'no-mail.com': [''],
      'broken.com': 'ESERVFAIL',
    });
    const { providerOf } = createReceivers({ resolver });
    const of = (domain: string) => providerOf(`ann@${domain}`);
    expect(await of('acme.de')).toBe('google');
    expect(await of('firma.de')).toBe('microsoft');
    expect(await of('EIGEN.de')).toBe('eigen.de');
    expect(await of('kunde.co.uk')).toBe('hosting.co.uk');
    expect(await of('shared.fr')).toBe('kleinhost.net');
    expect(await of('filter.com')).toBe('proofpoint');
    expect(await of('addresses-only.com')).toBe('addresses-only.com');
    for (const domain of ['no-mail.com', 'broken.com', 'nowhere.com']) expect(await of(domain)).toBe('unknown');
  });

  it('is known of the large free services without asking, and never asked for names that nobody can have', async () => {
    const { asked, resolver } = table({});
    const { providerOf } = createReceivers({ resolver });
    const addresses = ['a@Gmail.com', 'a@hotmail.com', 'a@web.de', 'a@x.example', 'a@b.test', 'a@localhost'];
    expect(await Promise.all(addresses.map(providerOf))).toEqual([
      ...['google', 'outlook', 'gmx'],
      ...['unknown', 'unknown', 'unknown'],
    ]);
    expect(asked).toEqual([]);
  });

  it('is remembered for hours, one that was not found for minutes, and the oldest are forgotten', async () => {
    let clockMs = 0;
    const { asked, resolver } = table({ 'a.com': ['mx.a.com'], 'b.com': ['mx.b.com'] });
    const { providerOf } = createReceivers({ resolver, clock: () => clockMs, cache: 2 });
    await Promise.all([providerOf('1@a.com'), providerOf('2@a.com'), providerOf('1@gone.com')]);
    expect(asked).toEqual(['a.com', 'gone.com']);
    clockMs = 11 * minuteMs;
    await Promise.all([providerOf('3@a.com'), providerOf('2@gone.com')]);
    expect(asked).toEqual(['a.com', 'gone.com', 'gone.com']);
    clockMs += 7 * 60 * minuteMs;
    await providerOf('4@a.com');
    await providerOf('1@b.com');
    await providerOf('5@a.com');
    await providerOf('3@gone.com');
    await providerOf('2@b.com');
    expect(asked.slice(3)).toEqual(['a.com', 'b.com', 'gone.com', 'b.com']);
  });
});

describe('without a resolver that answers', () => {
  it('nobody waits after the first failures, and it is found out when one is there again', async () => {
    let clockMs = 0;
    let answers = false;
    const asked: string[] = [];
    const resolver: MailExchangers = {
      resolveMx(domain) {
        asked.push(domain);
        return answers ? Promise.resolve([{ exchange: 'aspmx.l.google.com', priority: 1 }]) : new Promise(() => {});
      },
    };
    const { providerOf } = createReceivers({ resolver, clock: () => clockMs, withinMs: 20 });
    const ask = (i: number) => providerOf(`ann@company${i}.com`);
    expect(await Promise.all([1, 2, 3].map(ask))).toEqual(['unknown', 'unknown', 'unknown']);
    expect(await Promise.all(Array.from({ length: 50 }, (_, i) => ask(i + 4)))).toEqual(Array(50).fill('unknown'));
    expect(asked).toHaveLength(3);
    answers = true;
    clockMs = 6 * minuteMs;
    expect(await ask(60)).toBe('unknown');
    expect([await ask(60), await ask(61)]).toEqual(['google', 'google']);
    expect(asked).toHaveLength(5);
  });

  it('gives up a look-up over a real socket in time', async () => {
    const silent = createSocket('udp4');
    sockets.push(silent);
    silent.bind(0, '127.0.0.1');
    await once(silent, 'listening');
    const resolver = new Resolver({ timeout: 10_000, tries: 1 });
    resolver.setServers([`127.0.0.1:${silent.address().port}`]);
    const { providerOf } = createReceivers({ resolver, withinMs: 50 });
    const question = once(silent, 'message');
    expect(await providerOf('ann@company.com')).toBe('unknown');
    await question;
    resolver.cancel();
  });
});

it('a real resolver and a real server say who receives', async () => {
  const server = createSocket('udp4');
  sockets.push(server);
  server.on('message', (query, from) => server.send(mxAnswer(query, 'aspmx.l.google.com'), from.port, from.address));
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  const resolver = new Resolver({ timeout: 2000, tries: 1 });
  resolver.setServers([`127.0.0.1:${server.address().port}`]);
  expect(await createReceivers({ resolver }).providerOf('ann@company.com')).toBe('google');
});

/** The answer to a question for one MX record (RFC 1035 §4.1): the question again, and the record. */
function mxAnswer(query: Buffer, exchange: string): Buffer {
  const end = query.indexOf(0, 12) + 5;
  const name = Buffer.concat([
    ...exchange.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0]),
  ]);
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8180, 2);
  for (const [offset, count] of [
    [4, 1],
    [6, 1],
    [8, 0],
    [10, 0],
  ] as const)
    header.writeUInt16BE(count, offset);
  // The name of the question, MX, IN, a minute, its length, a preference of 10.
  const record = Buffer.from([0xc0, 0x0c, 0, 15, 0, 1, 0, 0, 0, 60, 0, name.length + 2, 0, 10]);
  return Buffer.concat([header, query.subarray(12, end), record, name]);
}
