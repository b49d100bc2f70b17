/** Up to a thousand events in one call: each for itself, once, in one transaction; what attacks come to; and its speed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventsOf, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const post = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  server.call('POST /v1/events:batch', { as: 'events', body, headers });
type Result = {
  readonly status: number;
  readonly event?: { leadId: string };
  readonly error?: { code: string; detail: string };
};
const shown = (results: readonly Result[]) => results.map(({ status, error }) => [status, error?.code ?? null]);
const many = (length: number, lead: string, tag: string) =>
  Array.from({ length }, (_, i) => ({ id: `${tag}-${i}`, lead, event: 'visited' }));

describe('a batch of a thousand', () => {
  test('reports each in its order, and a wrong one refuses no other', async () => {
    const [ann, ben] = [await server.addLead(), await server.addLead()];
    const erased = await server.addLead();
    await server.call(`POST /v1/leads/${erased.id}/erasure`, { body: { reason: 'asked by mail' } });
    const before = { id: 'm-1', source: 'crm', lead: ann.id, event: 'one' };
    await post({ events: [before] });
    const { status, body } = await post({
      events: [
        { id: 'm-0', lead: ann.email.toUpperCase(), event: 'demo_requested' },
        before,
        { ...before, event: 'other' },
        { id: 'm-3', lead: 'nobody@customer.example', event: 'e' },
        { id: 'm-4', lead: erased.id, event: 'e' },
        { id: 'm-5', lead: 'no address', event: 'e' },
        'nonsense',
        { lead: ben.id, event: 'e' },
        { id: 'm-8', lead: ben.id, kind: 'form', name: 'contact' },
        { id: 'm-8', lead: ben.id, kind: 'form', name: 'contact' },
        { id: 'm-8', lead: ben.id, kind: 'form', name: 'another' },
        { id: 'm-11', lead: ben.id, event: 'e', occurredAt: '2027-01-01T00:00:00Z' },
      ],
    });
    expect(status).toBe(207);
    expect(shown(body.results)).toEqual([
      [201, null],
      [200, null],
      [409, 'EVENT_ID_REUSED'],
      [404, 'LEAD_UNKNOWN'],
      [404, 'LEAD_UNKNOWN'],
      [404, 'LEAD_UNKNOWN'],
      [400, 'REQUEST_INVALID'],
      [400, 'REQUEST_INVALID'],
      [201, null],
      [200, null],
      [409, 'EVENT_ID_REUSED'],
      [400, 'REQUEST_INVALID'],
    ]);
    expect(body.results[4].error.detail).toContain('was erased');
    expect(body.results[7].error.detail).toContain('body.events[7].id');
    expect(body.results[0].event).toMatchObject({ leadId: ann.id, stage: 'prospect' });
    expect(await eventsOf(server.store, ann.id)).toHaveLength(2);
    expect(await eventsOf(server.store, ben.id)).toHaveLength(1);
  });

  test('sent again whole, at the same moment or with its Idempotency-Key, counts once', async () => {
    const { id } = await server.addLead();
    const events = many(1000, id, 'again');
    const answers = await Promise.all([post({ events }), post({ events }), post({ events })]);
    const fresh = answers.flatMap(({ body }) => body.results.filter((one: Result) => one.status === 201));
    expect([answers.map(({ status }) => status), fresh.length]).toEqual([[200, 200, 200], 1000]);
    const nameless = { events: events.map(({ id: _, ...rest }) => rest) };
    const headers = { 'Idempotency-Key': 'nameless' };
    const [first, second] = [await post(nameless, headers), await post(nameless, headers)];
    expect(second.body).toEqual(first.body);
    expect(await eventsOf(server.store, id)).toHaveLength(2000);
  });

  test.each([
    ['1,001 events', () => ({ events: many(1001, 'a@b.example', 'x') }), 400, 'REQUEST_INVALID'],
    ['none', () => ({ events: [] }), 400, 'REQUEST_INVALID'],
    ['one event that is no batch', () => many(1, 'a@b.example', 'x')[0], 400, 'REQUEST_INVALID'],
    ['more than 2 MB', () => `{"events":["${'x'.repeat(2 * 1024 * 1024)}"]}`, 413, 'BODY_TOO_LARGE'],
    ['JSON a thousand deep', () => `{"events":${'['.repeat(1000)}${']'.repeat(1000)}}`, 400, 'REQUEST_INVALID'],
    ['what is no JSON', () => '{"events":', 400, 'REQUEST_INVALID'],
  ])('with %s is refused whole', async (_, body, status, code) => {
    const answer = await post(body());
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test('of wrong types alone says so of each, and asks the database for nobody', async () => {
    const events = [
      null,
      7,
      [],
      { id: {}, lead: [], event: 1 },
      { id: 'w', lead: 'a@b.example', event: 'e', __proto__x: 1 },
    ];
    const { status, body } = await post({ events });
    expect([status, shown(body.results)]).toEqual([207, events.map(() => [400, 'REQUEST_INVALID'])]);
  });

  test('is several times as fast as a hundred single ones', async () => {
    const leads = await Promise.all(Array.from({ length: 50 }, () => server.addLead()));
    const lead = (i: number) => leads[i % leads.length]?.email ?? '';
    const singles = Array.from({ length: 100 }, (_, i) => ({ id: `s-${i}`, lead: lead(i), event: 'visited' }));
    const batch = Array.from({ length: 1000 }, (_, i) => ({ id: `t-${i}`, lead: lead(i), event: 'visited' }));
    const timed = async (work: () => Promise<unknown>) => {
      const began = performance.now();
      await work();
      return (performance.now() - began) / 1000;
    };
    const alone = await timed(async () => {
      for (const body of singles) await server.call('POST /v1/events', { as: 'events', body });
    });
    const together = await timed(() => post({ events: batch }));
    const [slow, fast] = [100 / alone, 1000 / together];
    console.log(`events a second: ${Math.round(slow)} one by one, ${Math.round(fast)} in a batch of 1,000`);
    expect(fast).toBeGreaterThan(3 * slow);
  });
});

describe('a touch', () => {
  const touch = (lead: string, payload: object, name = 'call') =>
    server.call('POST /v1/events', { as: 'events', body: { lead, kind: 'touch', name, payload } });

  test('by the lead makes a name engaged, and stands on the timeline in words; one by us does not', async () => {
    const [ann, ben] = [await server.addLead(), await server.addLead()];
    const called = await touch(ann.id, { direction: 'in', outcome: 'reached', text: 'Wants an offer', seconds: 90 });
    expect([called.status, called.body.stage, called.body.undeclared]).toEqual([201, 'engaged', false]);
    expect((await touch(ben.id, { direction: 'out' }, 'meeting')).body.stage).toBe('name');
    expect(await eventsOf(server.store, ann.id)).toMatchObject([
      { event: 'touch', name: 'call', text: 'Wants an offer' },
    ]);
  });

  test.each([
    [{ direction: 'in' }, 'fax', 'body.name'],
    [{}, 'call', 'body.payload.direction'],
    [{ direction: 'up' }, 'call', 'body.payload.direction'],
    [{ direction: 'in', text: 'x'.repeat(2001) }, 'call', 'body.payload.text'],
    [{ direction: 'in', seconds: -1 }, 'call', 'body.payload.seconds'],
    [{ direction: 'in', recording: 'a.mp3' }, 'call', 'body.payload'],
  ])('%j named %s is refused at %s', async (payload, name, place) => {
    const { status, body } = await touch('a@b.example', payload, name);
    expect([status, body.code]).toEqual([400, 'REQUEST_INVALID']);
    expect(body.detail).toContain(place);
  });
});
