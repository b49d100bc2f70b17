/** The way in for a CRM of one's own: who is heard, what is answered when, and that nothing is taken twice. */
import { OpenAPIHono } from '@hono/zod-openapi';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import type { CrmChange } from '../../crm/port.ts';
import { changesOf } from '../../crm/webhook/incoming.ts';
import { plusMs } from '../../domain/instant.ts';
import { secret } from '../../domain/secret.ts';
import { addCrmWebhook, type CrmWebhook } from '../../server/crm-webhook.ts';

const [newer, older, stranger] = [1, 2, 3].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`) as [
  string,
  string,
  string,
];
const start = '2026-11-23T10:00:00.000Z';
const handoff = '0199b5c0-0000-7000-8000-000000000009';
const won = { handoff, kind: 'won' };
const message = (...changes: readonly unknown[]) => JSON.stringify({ type: 'crm.changes', data: { changes } });

function server(given: Partial<CrmWebhook<CrmChange>> = {}) {
  const kept = new Map<string, CrmChange>();
  const lines: object[] = [];
  const line = (fields: object, words: string) => void lines.push({ ...fields, words });
  const clock = { now: start };
  const app = new OpenAPIHono();
  addCrmWebhook(app, {
    ...{ secrets: [secret(newer), secret(older)], read: changesOf },
    async take(changes) {
      const before = kept.size;
      for (const change of changes) kept.set(change.key, change);
      return kept.size - before;
    },
    now: () => clock.now,
    ...{ publicUrl: 'https://tendril.example', log: { debug: line, info: line, warn: line, error: line } },
    ...given,
  });
  const post = (body: string | Uint8Array | ReadableStream, headers: Record<string, string>) =>
    app.request(new Request('http://x/webhooks/crm', { method: 'POST', body, headers, duplex: 'half' } as RequestInit));
  return { app, post, kept, lines, clock };
}

const signed = (body: string | Buffer, by = newer, id = 'msg_1', at = start) => ({
  'webhook-id': id,
  'webhook-timestamp': String(Date.parse(at) / 1000),
  'webhook-signature': new Webhook(by).sign(id, new Date(at), body),
});

const seen = async (answer: Response | Promise<Response>) => {
  const response = await answer;
  return `${response.status} ${await response.text()}|${response.headers.get('retry-after') ?? ''}`;
};

describe('what a CRM tells', () => {
  it('is answered when it is kept, with how much of it is new and what was wrong', async () => {
    let commit = (): void => {};
    const committed = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let asked = (): void => {};
    const taking = new Promise<void>((resolve) => {
      asked = resolve;
    });
    let given: readonly unknown[] = [];
    const { post } = server({
      async take(changes, id) {
        given = [id, ...changes.map(({ key, at }) => [key, at])];
        asked();
        await committed;
        return changes.length;
      },
    });
    let answered = false;
    const body = message(won, { handoff, kind: 'stage', stage: 'nearly' });
    const answer = Promise.resolve(post(body, signed(body))).then((response) => {
      answered = true;
      return response;
    });
    await taking;
    await new Promise(setImmediate);
    expect(answered).toBe(false);
    commit();
    const response = await answer;
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await response.json()).toEqual({
      taken: 1,
      problems: [{ path: 'data.changes.1.stage', message: expect.stringContaining('offered, accepted') }],
    });
    expect(given).toEqual(['msg_1', ['message/msg_1/0', start]]);
  });

  it('is taken once under one id, whenever it is told again', async () => {
    const { post, kept, clock } = server();
    const body = message(won, { handoff, kind: 'amount', amount: null });
    expect(await seen(post(body, signed(body)))).toBe('200 {"taken":2,"problems":[]}|');
    clock.now = plusMs(start, 3_600_000);
    const again = signed(body, newer, 'msg_1', clock.now);
    expect(await seen(post(body, again))).toBe('200 {"taken":0,"problems":[]}|');
    expect(kept.size).toBe(2);
    expect(await seen(post(body, signed(body, newer, 'msg_2', clock.now)))).toBe('200 {"taken":2,"problems":[]}|');
  });

  it('may be signed with any of the secrets, beside signatures of others', async () => {
    const { post } = server();
    const body = message(won);
    const [mine, others] = [older, stranger].map((by) => signed(body, by)['webhook-signature']);
    const headers = { ...signed(body), 'webhook-signature': `v2,abc ${others} ${mine}` };
    expect(await seen(post(body, headers))).toBe('200 {"taken":1,"problems":[]}|');
  });

  it('is told again while the database is away, and the log has no address', async () => {
    const { post, lines } = server({ take: () => Promise.reject(new Error('no database for ann@lead.test')) });
    const body = message(won);
    expect(await seen(post(body, signed(body)))).toBe('503 |30');
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toContain('ann@lead.test');
  });

  it('is asked of no database when it has nothing to take', async () => {
    const { post } = server({ take: () => Promise.reject(new Error('asked')) });
    for (const body of [message(), '{"type":"crm.ping"}']) {
      expect(await seen(post(body, signed(body)))).toBe('200 {"taken":0,"problems":[]}|');
    }
  });

  it.each([
    ['{', 'body'],
    ['{"type":"crm.deals"}', 'type'],
    [message(...Array.from({ length: 501 }, () => won)), 'data.changes'],
  ])('is a problem when it cannot be read', async (body, path) => {
    const { post, kept } = server();
    const response = await post(body, signed(body));
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ code: 'REQUEST_INVALID', errors: [{ path }] });
    expect(kept.size).toBe(0);
  });

  it.each([true, false])('is refused above a megabyte, its length being told: %s', async (isTold) => {
    const { post } = server({ take: () => Promise.reject(new Error('asked')) });
    const body = (bytes: number) => `{"type":"crm.ping","x":"${'x'.repeat(bytes - 26)}"}`;
    const sent = (text: string) => (isTold ? text : new Blob([text]).stream());
    const lengthOf = (text: string): Record<string, string> => (isTold ? { 'content-length': `${text.length}` } : {});
    const [most, more] = [body(1024 * 1024), body(1024 * 1024 + 1)];
    expect(most).toHaveLength(1024 * 1024);
    expect(await seen(post(sent(most), { ...signed(most), ...lengthOf(most) }))).toMatch(/^200/);
    const response = await post(sent(more), { ...signed(more), ...lengthOf(more) });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: 'BODY_TOO_LARGE' });
  });
});

describe('somebody who is not the CRM', () => {
  const body = message(won);
  const good = signed(body);
  const without = (name: string) => Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));
  it.each<[string, Record<string, string>]>([
    ['without an id', without('webhook-id')],
    ['without a timestamp', without('webhook-timestamp')],
    ['without a signature', without('webhook-signature')],
    ['with another secret', signed(body, stranger)],
    ['with the signature of another body', { ...good, ...signed(message()) }],
    ['with the signature of another id', { ...good, 'webhook-id': 'msg_2' }],
    [
      'with the signature of another time',
      { ...good, 'webhook-timestamp': String(Number(good['webhook-timestamp']) + 1) },
    ],
    [
      'with a signature of another scheme',
      { ...good, 'webhook-signature': good['webhook-signature'].replace('v1', 'v2') },
    ],
    ['with half a signature', { ...good, 'webhook-signature': good['webhook-signature'].slice(0, -4) }],
    ['of five minutes and a second ago', signed(body, newer, 'msg_1', plusMs(start, -301_000))],
    ['of five minutes and a second to come', signed(body, newer, 'msg_1', plusMs(start, 301_000))],
    ['with a time written otherwise', { ...good, 'webhook-timestamp': `0${good['webhook-timestamp']}` }],
    ['with an id that is too long', signed(body, newer, 'x'.repeat(201))],
  ])('%s is refused without a word about why', async (_, headers) => {
    const { post, kept } = server();
    const response = await post(body, headers);
    expect([response.status, await response.text(), kept.size]).toEqual([401, '', 0]);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('is heard within five minutes', async () => {
    for (const ms of [-300_000, 300_000]) {
      expect(await seen(server().post(body, signed(body, newer, 'msg_1', plusMs(start, ms))))).toMatch(/^200/);
    }
  });

  it('cannot pass bytes off for others that read the same', async () => {
    const text = `{"type":"crm.ping","x":"\ufffd"}`;
    expect(await seen(server().post(text, signed(text)))).toMatch(/^200/);
    const bytes = Buffer.from(text.replace('\ufffd', '?'));
    bytes[bytes.indexOf('?')] = 0xff;
    expect(await seen(server().post(bytes, signed(text)))).toBe('401 |');
  });

  it('has nothing read of what it sends without a timestamp of today', async () => {
    let isRead = false;
    const watched = new ReadableStream(
      {
        pull(controller) {
          isRead = true;
          controller.close();
        },
      },
      { highWaterMark: 0 },
    );
    await server().post(watched, signed(body, newer, 'msg_1', plusMs(start, -301_000)));
    expect(isRead).toBe(false);
  });

  it('makes one line in the log a minute', async () => {
    const { post, lines, clock } = server();
    for (let time = 0; time < 4; time += 1) await post(body, signed(body, stranger));
    await post(body, {});
    clock.now = plusMs(start, 60_000);
    await post(body, signed(body, stranger));
    expect(lines).toEqual([
      expect.objectContaining({ endpoint: 'crm', why: 'no signature fits', refusedSinceTheLastLine: 0 }),
      expect.objectContaining({ endpoint: 'crm', refusedSinceTheLastLine: 4 }),
    ]);
  });

  it('has no other method', async () => {
    expect((await server().app.request('/webhooks/crm', { headers: good })).status).toBe(404);
  });
});
