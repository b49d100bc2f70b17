import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plusMs } from '../../domain/instant.ts';
import { testWorkspace } from '../support/workspace.ts';
import { eventsOf, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const post = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  server.call('POST /v1/events', { as: 'events', body, headers });

describe('one event', () => {
  test('is recorded, gives its points and says what came of it', async () => {
    const lead = await server.addLead();
    const answer = await post({ id: 'crm-1', lead: lead.email, event: 'demo_requested', payload: { plan: 'team' } });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ recorded: true, leadId: lead.id, stage: 'prospect', handoffId: null });
    expect(answer.body.score).toBeCloseTo(50);
  });

  test('of a name that the workspace does not declare is recorded all the same, and the answer says so', async () => {
    const lead = await server.addLead();
    const undeclared = async (body: object) => (await post({ lead: lead.id, ...body })).body.undeclared;
    expect(await undeclared({ event: 'demo_requestd' })).toBe(false);
    const organisation = { ...testWorkspace.organisation, events: ['demo_requested'] };
    await server.store.publications.publishWorkspace({ ...testWorkspace, organisation }, server.now());
    expect(await undeclared({ event: 'demo_requestd' })).toBe(true);
    expect(await undeclared({ event: 'demo_requested' })).toBe(false);
    expect(await undeclared({ kind: 'form', name: 'demo_requestd' })).toBe(false);
    await server.store.publications.publishWorkspace(testWorkspace, server.now());
    expect(await eventsOf(server.store, lead.id)).toHaveLength(4);
  });

  test('sent twice with its id and source counts once, whoever sends it again and however', async () => {
    const lead = await server.addLead();
    const event = { id: 'crm-2', source: 'crm', lead: lead.id, event: 'demo_requested' };
    const first = await post(event);
    const second = await post({ ...event, lead: lead.email });
    const third = await server.call('POST /v1/events', { as: 'admin', body: { events: [event] } });
    expect([first.status, second.status, third.status]).toEqual([201, 200, 200]);
    expect(second.body).toMatchObject({ recorded: false, eventId: first.body.eventId });
    expect(await eventsOf(server.store, lead.id)).toHaveLength(1);
  });

  test('with the id of another lead, source or API key is an event of its own', async () => {
    const [lead, other] = [await server.addLead(), await server.addLead()];
    const event = { id: 'crm-4', lead: lead.id, event: 'e' };
    const first = await post(event);
    const ofOther = await post({ ...event, lead: other.id });
    expect([first.status, ofOther.status]).toEqual([201, 201]);
    expect(ofOther.body).toMatchObject({ recorded: true, leadId: other.id });
    expect((await post({ ...event, source: 'forms' })).status).toBe(201);
    expect((await server.call('POST /v1/events', { as: 'admin', body: event })).status).toBe(201);
    expect((await post(event)).body).toMatchObject({ recorded: false, eventId: first.body.eventId });
    expect(await eventsOf(server.store, lead.id)).toHaveLength(3);
  });

  test.each([{ event: 'other' }, { kind: 'form', name: 'e' }, { kind: 'page_view' }])(
    'with the id of another event of its lead is refused: %j',
    async (said) => {
      const lead = await server.addLead();
      await post({ id: 'crm-5', lead: lead.id, event: 'e' });
      const answer = await post({ id: 'crm-5', lead: lead.id, ...said });
      expect([answer.status, answer.body.code]).toEqual([409, 'EVENT_ID_REUSED']);
      const { status, body } = await post({ events: [{ id: 'crm-5', lead: lead.id, ...said }] });
      expect([status, body.results[0].status, body.results[0].error.code]).toEqual([207, 409, 'EVENT_ID_REUSED']);
      expect(await eventsOf(server.store, lead.id)).toHaveLength(1);
    },
  );

  test.each([
    [
      { kind: 'form', name: 'contact' },
      { event: 'form', name: 'contact' },
    ],
    [
      { kind: 'page_view', name: 'pricing' },
      { event: 'page_view', name: 'pricing' },
    ],
    [{ kind: 'page_view' }, { event: 'page_view', name: null }],
    [
      { kind: 'custom', name: 'trial' },
      { event: 'custom', name: 'trial' },
    ],
    [
      { kind: 'custom', event: 'trial' },
      { event: 'custom', name: 'trial' },
    ],
  ])('may be %j', async (said, shown) => {
    const lead = await server.addLead();
    expect((await post({ lead: lead.id, ...said })).status).toBe(201);
    expect(await eventsOf(server.store, lead.id)).toMatchObject([shown]);
  });

  test('opens the hand-off when it lifts the lead over the threshold', async () => {
    const lead = await server.addLead();
    await post({ lead: lead.id, event: 'demo_requested' });
    server.advance(1_000);
    await server.store.events.ingest(
      { dedupeKey: 'reply-1', kind: 'reply', lead: { id: lead.id }, occurredAt: server.now() },
      server.now(),
    );
    const { body } = await server.call('GET /v1/handoffs?status=open', { as: 'sales' });
    expect(body.items.map(({ leadId }: { leadId: string }) => leadId)).toContain(lead.id);
  });

  test('may have happened before, and up to five minutes ahead of our clock', async () => {
    const lead = await server.addLead();
    const at = (ms: number) => plusMs(server.now(), ms);
    const statuses: number[] = [];
    for (const occurredAt of ['2026-11-20T10:00:00+02:00', at(299_000), at(301_000)]) {
      statuses.push((await post({ lead: lead.id, event: 'e', occurredAt })).status);
    }
    expect(statuses).toEqual([201, 201, 400]);
  });

  test('of an unknown lead is 404 and changes nothing', async () => {
    const { status, body } = await post({ id: 'crm-3', lead: 'nobody@customer.example', event: 'e' });
    expect([status, body.code]).toEqual([404, 'LEAD_UNKNOWN']);
  });

  test.each([
    [{ event: 'e' }, 'body.lead'],
    [{ lead: 'a@b.example' }, 'body.event'],
    [{ lead: 'a@b.example', kind: 'custom' }, 'body.name'],
    [{ lead: 'a@b.example', kind: 'custom', name: 'has space' }, 'body.name'],
    [{ lead: 'a@b.example', kind: 'form', event: 'e' }, 'body.event'],
    [{ lead: 'a@b.example', event: 'e', name: 'f' }, 'body.name'],
    [{ lead: 'a@b.example', kind: 'click' }, 'body.kind'],
    [{ lead: 'a@b.example', kind: 'unsubscribe' }, 'body.kind'],
    [{ lead: 'a@b.example', event: 'has space' }, 'body.event'],
    [{ lead: 'a@b.example', event: 'e', payload: [] }, 'body.payload'],
    [{ lead: 'a@b.example', event: 'e', payload: { x: 'y'.repeat(8_200) } }, 'body.payload'],
    [{ lead: 'a@b.example', event: 'e', payload: { x: '\u0000' } }, 'body.payload.x'],
    [{ lead: 'a@b.example', event: 'e', payload: { x: '\ud800' } }, 'body.payload.x'],
    [{ lead: 'a@b.example', event: 'e', occurredAt: 'yesterday' }, 'body.occurredAt'],
    [{ lead: 'a@b.example', event: 'e', id: '' }, 'body.id'],
    [{ lead: 'a@b.example', event: 'e', id: '1', source: 'a/b' }, 'body.source'],
    [{ lead: 'a@b.example', event: 'e', more: 1 }, 'more'],
  ])('%j is refused at %s', async (body, where) => {
    const answer = await post(body);
    expect([answer.status, answer.body.code]).toEqual([400, 'REQUEST_INVALID']);
    expect(answer.body.detail).toContain(where);
  });

  test('nested a thousand deep is refused, not run into', async () => {
    const body = `{"lead":"a@b.example","event":"e","payload":${'{"x":'.repeat(1_000)}1${'}'.repeat(1_000)}}`;
    const answer = await post(body);
    expect([answer.status, answer.body.code]).toEqual([400, 'REQUEST_INVALID']);
  });
});

describe('a batch of events', () => {
  test('reports each for itself: a wrong one is refused, the others are recorded', async () => {
    const lead = await server.addLead();
    const { status, body } = await post({
      events: [
        { id: 'b-1', lead: lead.id, event: 'one' },
        { id: 'b-2', lead: 'nobody@customer.example', event: 'two' },
        { id: 'b-3', lead: lead.id, kind: 'nonsense' },
        { lead: lead.id, event: 'without-id' },
        { id: 'b-5', lead: lead.email, event: 'five' },
      ],
    });
    expect(status).toBe(207);
    const shown = body.results.map(
      ({ index, status: one, error }: { index: number; status: number; error?: { code: string } }) => [
        index,
        one,
        error?.code ?? null,
      ],
    );
    expect(shown).toEqual([
      [0, 201, null],
      [1, 404, 'LEAD_UNKNOWN'],
      [2, 400, 'REQUEST_INVALID'],
      [3, 400, 'REQUEST_INVALID'],
      [4, 201, null],
    ]);
    expect(body.results[2].error.detail).toContain('body.events[2].kind');
    expect((await eventsOf(server.store, lead.id)).map(({ kind, ...rest }) => 'name' in rest && rest.name)).toEqual([
      'one',
      'five',
    ]);
  });

  test('sent again whole records only what was missing', async () => {
    const lead = await server.addLead();
    const events = ['c-1', 'c-2'].map((id) => ({ id, lead: lead.id, event: 'again' }));
    await post({ events: events.slice(0, 1) });
    const { status, body } = await post({ events });
    expect(status).toBe(200);
    expect(body.results.map((one: { status: number }) => one.status)).toEqual([200, 201]);
  });

  test('may have a hundred events, not more, not none', async () => {
    const lead = await server.addLead();
    const events = Array.from({ length: 101 }, (_, i) => ({ id: `h-${i}`, lead: lead.id, event: 'many' }));
    expect((await post({ events: events.slice(0, 100) })).status).toBe(200);
    expect(await eventsOf(server.store, lead.id)).toHaveLength(100);
    expect((await post({ events })).status).toBe(400);
    expect((await post({ events: [] })).status).toBe(400);
  });
});
