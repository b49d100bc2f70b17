/** A classifier outside, over real HTTP: what it is asked, and when it is not heard. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { classifiedAnswer, readAnswer } from '../../../mail/inbound/answers/answer.ts';
import { createHttpClassifier } from '../../../mail/inbound/answers/http-classifier.ts';
import { receivedAt, sampleMail } from './sample-mails.ts';

interface Asked {
  readonly method: string | undefined;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

let asked: Asked[] = [];
let round = 0;
let respond: (response: ServerResponse) => void = () => undefined;
const json = (content: unknown) => (response: ServerResponse) => {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(content));
};

const server = createServer(async (request: IncomingMessage, response) => {
  let body = '';
  try {
    for await (const chunk of request) body += String(chunk);
  } catch {
    return; // The asker gave up.
  }
  // One that gave up in an earlier test may arrive late.
  if (request.url !== `/${round}`) return;
  asked.push({ method: request.method, authorization: request.headers.authorization, body: JSON.parse(body) });
  respond(response);
});
beforeAll(() => new Promise<void>((done) => void server.listen(0, '127.0.0.1', done)));
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});
beforeEach(() => {
  asked = [];
  round += 1;
});

const read = async (text: string, timeoutMs = 10_000, headers: Readonly<Record<string, string>> = {}) => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${round}`;
  const classifier = createHttpClassifier({ url, token: 'secret', timeoutMs });
  const { intent, intentRule } = await classifiedAnswer(
    readAnswer(await sampleMail({ text, headers }), { receivedAt }),
    classifier,
  );
  return { intent, by: intentRule };
};

const plain = 'Could you tell me whether the price is for one of us or for all?';

it('is asked with the new text, its language and the token, and is believed when it is sure', async () => {
  respond = json({ intent: 'interested', confidence: 0.92 });
  expect(await read(`${plain}\n\n> Hello`)).toEqual({ intent: 'interested', by: 'classifier' });
  expect(asked).toEqual([
    {
      method: 'POST',
      authorization: 'Bearer secret',
      body: { text: plain, subject: 'Re: How to start', language: 'en' },
    },
  ]);
});

it.each<readonly [string, (response: ServerResponse) => void]>([
  ['is not sure', json({ intent: 'interested', confidence: 0.4 })],
  ['names an intent that there is not', json({ intent: 'buy', confidence: 1 })],
  ['says something else', (response) => void response.end('<html>')],
  ['fails', (response) => void response.writeHead(500).end()],
  ['sends elsewhere', (response) => void response.writeHead(302, { location: '/other' }).end()],
  ['says too much', json({ intent: 'interested', confidence: 1, why: 'x'.repeat(20_000) })],
  ['hangs up', (response) => void response.destroy()],
])('leaves it to the rules when it %s', async (_name, answer) => {
  respond = answer;
  expect(await read(plain)).toMatchObject({ intent: 'question', by: 'en: asks something' });
  expect(asked).toHaveLength(1);
});

it('leaves it to the rules when it does not answer in time', async () => {
  respond = () => undefined;
  expect(await read(plain, 50)).toMatchObject({ intent: 'question' });
});

it('is not asked about a wish to be left alone, nor about a machine', async () => {
  respond = json({ intent: 'interested', confidence: 1 });
  expect(await read('Please remove me from your list.')).toMatchObject({ intent: 'unsubscribe' });
  expect(await read('I am away.', 10_000, { 'Auto-Submitted': 'auto-replied' })).toEqual({ intent: null, by: null });
  expect(asked).toEqual([]);
});
