/** How much an API key may ask for: what is counted, what is answered, and that it is the affair of that key alone. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventsOf, startTestServer, type TestServer } from './test-server.ts';

const perMinute = 10;
const minuteMs = 60_000;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ apiLimit: perMinute });
});
afterAll(() => server.close());
// Every test finds a minute in which nobody has asked for anything, and what was taken too much before is paid for.
beforeEach(() => server.advance(100 * minuteMs));

const ask = (as: 'leads' | 'events' | 'admin' = 'leads') => server.call('GET /v1/leads', { as });
const statuses = async (times: number, as: 'leads' | 'events' | 'admin' = 'leads') => {
  const answers = [];
  for (let n = 0; n < times; n += 1) answers.push((await ask(as)).status);
  return answers;
};
const batch = (lead: string, count: number) =>
  server.call('POST /v1/events:batch', {
    as: 'events',
    body: { events: Array.from({ length: count }, () => ({ id: randomUUID(), lead, event: 'seen' })) },
  });

describe('an API key', () => {
  test('that asks too often is told so, and when to ask again; the others do not feel it', async () => {
    expect(await statuses(perMinute)).toEqual(Array(perMinute).fill(200));
    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('6');
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(refused.body).toMatchObject({ code: 'RATE_LIMITED', status: 429, perMinute, retryAfterSeconds: 6 });
    expect(await statuses(perMinute, 'admin')).toEqual(Array(perMinute).fill(200));

    server.advance(5_900);
    expect(await statuses(1)).toEqual([429]);
    server.advance(100);
    expect(await statuses(2)).toEqual([200, 429]);
    server.advance(minuteMs);
    expect(await statuses(perMinute + 1)).toEqual([...Array(perMinute).fill(200), 429]);
  });

  test('is counted for what it may not do, too, but nobody without a key is', async () => {
    expect(await statuses(perMinute + 1, 'events')).toEqual([...Array(perMinute).fill(403), 429]);
    for (let n = 0; n < 2 * perMinute; n += 1) {
      expect((await server.call('GET /v1/leads', { as: 'td_wrong' })).status).toBe(401);
    }
  });

  test('has each event of a batch counted, and a batch is never taken by halves', async () => {
    const lead = await server.addLead();
    expect((await batch(lead.email, perMinute - 1)).status).toBe(200);
    expect((await batch(lead.email, 3)).status).toBe(200);
    const refused = await batch(lead.email, 1);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '18']);
    expect(await eventsOf(server.store, lead.id)).toHaveLength(perMinute + 2);
    server.advance(18_000);
    expect((await batch(lead.email, 1)).status).toBe(200);

    // One that is larger than a whole minute is taken as well, and paid for afterwards.
    server.advance(100 * minuteMs);
    expect((await batch(lead.email, 3 * perMinute)).status).toBe(200);
    expect((await batch(lead.email, 1)).headers.get('retry-after')).toBe('126');
  });

  test('has each score of a call counted', async () => {
    const lead = await server.addLead();
    const put = (count: number) =>
      server.call('PUT /v1/scores/bureau', {
        as: 'admin',
        body: { scores: Array.from({ length: count }, () => ({ lead: lead.email, score: 10 })) },
      });
    expect((await put(perMinute + 2)).status).toBeLessThan(300);
    const refused = await put(1);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '18']);
  });

  test('is told to the operator once a minute, by its name', async () => {
    const before = server.log.length;
    await statuses(perMinute + 5, 'admin');
    const told = server.log.slice(before).filter(({ level }) => level === 'warn');
    expect(told).toEqual([
      { level: 'warn', fields: { key: 'admin', perMinute }, message: 'an API key asks for more than it may' },
    ]);
  });

  test('finds the limit in the description of every route that needs a key', async () => {
    const { body } = await server.call('GET /v1/openapi.json', { as: null });
    const operations = Object.values<Record<string, { security?: unknown[]; responses: Record<string, unknown> }>>(
      body.paths,
    ).flatMap((path) => Object.values(path));
    const guarded = operations.filter(({ security }) => security?.length === 1);
    expect(guarded.length).toBeGreaterThan(50);
    expect(guarded.filter(({ responses }) => !('429' in responses))).toEqual([]);
  });
});
