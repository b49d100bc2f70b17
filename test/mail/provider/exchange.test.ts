/** The moment at which a request begins to leave, and what the answers mean that no provider documents. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { SendResult } from '../../../mail/ports.ts';
import { createProviderMailer } from '../../../mail/provider/provider-mailer.ts';
import { sesProvider } from '../../../mail/provider/ses.ts';
import type { ProviderFault } from '../../support/provider-server.ts';
import { type SesServer, startSesServer } from '../../support/ses-server.ts';
import { outgoingMail } from '../outgoing-sample.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function mailerTo(server: SesServer, endpoint = server.endpoint) {
  const timeouts = { connectionMs: 300, answerMs: 2000, drainMs: 500 };
  const mailer = createProviderMailer(sesProvider(server.relay({ endpoint })), { timeouts });
  closers.push(mailer.close);
  return mailer;
}

async function send(fault: ProviderFault, endpoint?: string): Promise<SendResult & { taken: number; hooks: number }> {
  const server = await startSesServer();
  closers.push(server.close);
  server.behave(fault);
  let hooks = 0;
  const result = await mailerTo(server, endpoint).send(outgoingMail(), async () => {
    hooks += 1;
  });
  return { ...result, taken: server.mails.length, hooks };
}

const declined = (means: string) => ({ kind: 'declined', class: means, taken: 0, hooks: 1 });

describe('an answer that only HTTP explains', () => {
  it.each([
    [302, declined('setup')],
    [401, declined('credentials')],
    [404, declined('setup')],
    [413, declined('content')],
    [429, declined('throttled')],
    [503, declined('passing')],
    [500, { kind: 'unknown' }],
    [502, { kind: 'unknown' }],
    [504, { kind: 'unknown' }],
    [200, { kind: 'unknown' }],
  ])('%i', async (status, expected) => {
    const headers = { 'content-type': 'text/html', location: 'http://127.0.0.1:1/' };
    expect(await send({ status, headers, body: '<html>gateway</html>' })).toMatchObject(expected);
  });

  it('is not read to its end when it is larger than any answer', async () => {
    const body = JSON.stringify({ message: 'x'.repeat(5_000_000) });
    expect(await send({ status: 429, body })).toMatchObject(declined('throttled'));
  });

  it('counts by its status when it breaks off', async () => {
    expect(await send('break-off')).toMatchObject({
      kind: 'unknown',
      response: 'HTTP 200 without a MessageId',
      taken: 1,
    });
  });

  it('is none when the connection is reset before the body has arrived: it has begun to leave', async () => {
    expect(await send('reset-before-body')).toMatchObject({ kind: 'unknown', taken: 0, hooks: 1 });
  });
});

describe('without a connection the ledger is not told, and nothing was sent', () => {
  it.each([
    ['a name that does not resolve', () => 'https://ses.invalid'],
    ['a server that does not speak TLS', (plain: string) => plain.replace('http:', 'https:')],
  ])('%s', async (_what, endpoint) => {
    const plain = await startSesServer();
    closers.push(plain.close);
    expect(await send({ status: 503 }, endpoint(plain.endpoint))).toMatchObject({
      kind: 'declined',
      class: 'unreachable',
      taken: 0,
      hooks: 0,
    });
  });

  it('a server that never finishes the TLS handshake', async () => {
    const silent = createServer(() => undefined);
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    closers.push(async () => void silent.close());
    const { port } = silent.address() as AddressInfo;
    expect(await send({ status: 503 }, `https://127.0.0.1:${port}`)).toMatchObject({
      class: 'unreachable',
      response: `no connection to 127.0.0.1:${port}: no answer in time`,
      hooks: 0,
    });
  });
});
