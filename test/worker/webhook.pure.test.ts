/** One signed request to a real server on this machine, and what its answers come to. */
import type { Socket } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { WebhookRequest } from '../../activities/ports.ts';
import { isPublicAddress } from '../../worker/public-address.ts';
import { createWebhooks, type WebhookOptions } from '../../worker/webhook.ts';
import {
  jsonAnswer,
  type ReceivedWebhook,
  startWebhookReceiver,
  type WebhookReceiver,
} from '../support/webhook-receiver.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const older = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;

let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await startWebhookReceiver();
});
afterAll(() => receiver?.close());
afterEach(() => receiver.answer());

const post = (path = '/'): WebhookRequest => ({
  id: 'step/e-1/ask/1',
  url: receiver.url + path,
  method: 'POST',
  body: '{"type":"tendril.step","lead":{"firstName":"Zoë"}}',
});

/** As an operator allows it who runs the receiver on the same machine. */
const send = (request: WebhookRequest, options: Partial<WebhookOptions> = {}) =>
  createWebhooks({ secrets: [secret], allowHttp: true, allowPrivate: true, ...options }).send(request);

const lastReceived = (): ReceivedWebhook => {
  const last = receiver.received.at(-1);
  if (last === undefined) throw new Error('Nothing was received');
  return last;
};

const verified = ({ body, headers }: ReceivedWebhook, by: string, payload = body): boolean => {
  try {
    new Webhook(by).verify(payload, headers as Record<string, string>, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
};

describe('a request', () => {
  it('carries the body as it is, an id that stays, and a signature that receivers verify with a library', async () => {
    await send(post());
    const first = lastReceived();
    await send(post());
    expect(lastReceived().headers['webhook-id']).toBe('step/e-1/ask/1');
    expect(first.headers['webhook-id']).toBe('step/e-1/ask/1');
    expect(first).toMatchObject({ method: 'POST', url: '/', body: post().body });
    expect(first.headers['content-type']).toBe('application/json');
    expect(verified(first, secret)).toBe(true);
    expect(verified(first, older)).toBe(false);
    expect(verified({ ...first, body: first.body.replace('Zoë', 'Eve') }, secret)).toBe(false);
  });

  it('is signed with every secret, so that receivers can change over one by one', async () => {
    await send(post(), { secrets: [secret, older] });
    expect([verified(lastReceived(), secret), verified(lastReceived(), older)]).toEqual([true, true]);
  });

  it('without a body is signed over its query', async () => {
    await send({ ...post('/check?plan=pro&seats=3'), method: 'GET', body: null });
    const { method, url, headers } = lastReceived();
    expect([method, url, headers['content-type']]).toEqual(['GET', '/check?plan=pro&seats=3', undefined]);
    expect(verified(lastReceived(), secret, 'plan=pro&seats=3')).toBe(true);
    expect(verified(lastReceived(), secret, 'plan=pro&seats=4')).toBe(false);
  });
});

describe('an answer', () => {
  it('of JSON is parsed, with its status', async () => {
    receiver.answer(jsonAnswer({ fit: true, seats: [1, 2] }, 201));
    expect(await send(post())).toEqual({
      kind: 'answered',
      status: 201,
      body: { fit: true, seats: [1, 2] },
      retryAfterMs: null,
    });
    receiver.answer({
      status: 422,
      headers: { 'content-type': 'application/problem+json; charset=utf-8' },
      body: '{}',
    });
    expect(await send(post())).toMatchObject({ status: 422, body: {} });
  });

  it('that is no JSON, damaged JSON, too deep or too large has a status and no body', async () => {
    const json = { 'content-type': 'application/json' };
    const answers = [
      { status: 200, headers: { 'content-type': 'text/html' }, body: '{"a":1}' },
      { status: 200, headers: json, body: '{"a":' },
      { status: 200, headers: json, body: '['.repeat(40) + ']'.repeat(40) },
      { status: 200, headers: json, body: JSON.stringify('x'.repeat(64 * 1024)) },
      { status: 204 },
    ];
    for (const answer of answers) {
      receiver.answer(answer);
      const isCut = (answer.body?.length ?? 0) > 64 * 1024;
      expect(await send(post())).toEqual({
        ...{ kind: 'answered', status: answer.status, body: null, retryAfterMs: null },
        ...(isCut ? { cut: true } : {}),
      });
    }
    receiver.answer({ status: 200, headers: json, body: JSON.stringify('x'.repeat(64 * 1024 - 2)) });
    expect(await send(post())).toMatchObject({ body: 'x'.repeat(64 * 1024 - 2) });
  });

  it('without an end is read no further than its limit', async () => {
    let connection: Socket | null = null;
    receiver.answer((response) => {
      connection = response.socket;
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = (): void => {
        while (!response.destroyed && response.write('0'.repeat(16 * 1024)));
      };
      response.on('drain', more);
      more();
    });
    expect(await send(post())).toMatchObject({ kind: 'answered', status: 200, body: null });
    const socket = connection as Socket | null;
    if (socket && !socket.destroyed) await new Promise((resolve) => socket.once('close', resolve));
  });

  it('of a redirect is not followed', async () => {
    const before = receiver.received.length;
    receiver.answer({ status: 307, headers: { location: `${receiver.url}/elsewhere` } });
    expect(await send(post())).toMatchObject({ kind: 'answered', status: 307 });
    expect(receiver.received.length).toBe(before + 1);
  });

  it('may ask for a pause, in seconds or until a date', async () => {
    receiver.answer({ status: 429, headers: { 'retry-after': '90' } });
    expect(await send(post())).toMatchObject({ status: 429, retryAfterMs: 90_000 });
    const soon = new Date(Date.now() + 120_000).toUTCString();
    receiver.answer({ status: 503, headers: { 'retry-after': soon } });
    const reply = await send(post());
    const pause = reply.kind === 'answered' ? (reply.retryAfterMs ?? 0) : 0;
    expect(pause).toBeGreaterThan(60_000);
    expect(pause).toBeLessThanOrEqual(120_000);
    receiver.answer({ status: 503, headers: { 'retry-after': 'soon' } });
    expect(await send(post())).toMatchObject({ retryAfterMs: null });
  });
});

describe('no answer', () => {
  it('is told when the time is over, before the answer begins and in the middle of it', async () => {
    const late = { kind: 'unanswered', why: 'no answer within 0.15 seconds' };
    receiver.answer(() => undefined);
    expect(await send(post(), { timeoutMs: 150 })).toEqual(late);
    receiver.answer((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"a":');
    });
    expect(await send(post(), { timeoutMs: 150 })).toEqual(late);
  });

  it('is told when the connection breaks, or nobody listens', async () => {
    receiver.answer((response) => response.socket?.destroy());
    expect(await send(post())).toEqual({ kind: 'unanswered', why: 'ECONNRESET' });
    const gone = await startWebhookReceiver();
    await gone.close();
    expect(await send({ ...post(), url: gone.url })).toEqual({ kind: 'unanswered', why: 'ECONNREFUSED' });
  });
});

describe('what only the worker can reach', () => {
  it('is refused, whether it is written as an address or a name stands for it', async () => {
    const before = receiver.received.length;
    const { port } = receiver;
    const hosts = ['127.0.0.1', 'localhost', '[::1]', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', '0.0.0.0'];
    for (const host of hosts) {
      const reply = await send({ ...post(), url: `http://${host}:${port}/` }, { allowPrivate: false });
      expect([host, reply]).toEqual([
        host,
        { kind: 'unanswered', why: 'the address is not a public one; TENDRIL_CALLS_ALLOW_PRIVATE=true allows it' },
      ]);
    }
    expect(receiver.received.length).toBe(before);
  });

  it('is reached when the operator allows it, by name too', async () => {
    expect(await send({ ...post(), url: `http://localhost:${receiver.port}/` })).toMatchObject({ status: 204 });
  });

  it('without https needs leave of its own', async () => {
    const why = 'only https is allowed; TENDRIL_CALLS_ALLOW_HTTP=true allows http';
    expect(await send(post(), { allowHttp: false })).toEqual({ kind: 'unanswered', why });
    expect(await send({ ...post(), url: 'file:///etc/passwd' })).toEqual({ kind: 'unanswered', why });
    expect(await send({ ...post(), url: 'nowhere' })).toEqual({ kind: 'unanswered', why: 'the URL cannot be read' });
  });

  it.each([
    ['93.184.216.34', true],
    ['2606:2800:220:1:248:1893:25c8:1946', true],
    ['10.1.2.3', false],
    ['100.64.0.1', false],
    ['169.254.169.254', false],
    ['172.31.255.255', false],
    ['172.32.0.1', true],
    ['192.168.1.1', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['::', false],
    ['::1', false],
    ['fe80::1', false],
    ['fe80::1%eth0', false],
    ['fd00::1', false],
    ['ff02::1', false],
    ['64:ff9b::a00:1', false],
    ['2002:7f00:1::', false],
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', false],
    ['::ffff:8.8.8.8', false],
  ])('%s is public: %s', (address, expected) => {
    expect(isPublicAddress(address)).toBe(expected);
  });
});
