import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const sales = (route: string, body?: unknown) =>
  server.call(route, body === undefined ? { as: 'sales' } : { as: 'sales', body });

describe('hand-offs', () => {
  test('are listed by status and salesperson, and shown with their story', async () => {
    const { handoffId, lead, salesperson } = await server.openHandoff();
    const { body } = await sales(`GET /v1/handoffs?status=open&salesperson=${salesperson}`);
    expect(body.items.map(({ id }: { id: string }) => id)).toContain(handoffId);
    const story = await sales(`GET /v1/handoffs/${handoffId}`);
    expect(story.status).toBe(200);
    expect(story.body).toMatchObject({
      handoff: { id: handoffId, leadId: lead.id, status: 'open', offer: 1, salesperson: { key: salesperson } },
      lead: { id: lead.id, stage: 'mql' },
    });
    expect(story.body.timeline.length).toBeGreaterThan(2);
  });

  test('are accepted once; the second decision is refused', async () => {
    const { handoffId, lead } = await server.openHandoff();
    const first = await sales(`POST /v1/handoffs/${handoffId}/accept`);
    expect([first.status, first.body.status]).toEqual([200, 'accepted']);
    expect((await server.store.leads.get(lead.id, server.now())).stage).toBe('sql');
    const second = await sales(`POST /v1/handoffs/${handoffId}/return`, { reason: 'timing' });
    expect([second.status, second.body.code]).toEqual([409, 'HANDOFF_DECIDED']);
  });

  test('take what sales did, step by step', async () => {
    const { handoffId } = await server.openHandoff();
    const step = (body: unknown) => sales(`POST /v1/handoffs/${handoffId}/steps`, body);
    const first = await step({ kind: 'contacted', note: 'calls back' });
    expect([first.status, first.body.status]).toEqual([200, 'accepted']);
    const wrong = await step({ kind: 'won', amount: '12,5', currency: 'EUR' });
    expect([wrong.status, wrong.body.detail]).toEqual([400, expect.stringContaining('is not an amount')]);
    expect((await step({ kind: 'won', amount: '1' })).status).toBe(400);
    expect((await step({ kind: 'bought' })).status).toBe(400);
    const won = await step({ kind: 'won', amount: '12500.00', currency: 'EUR', product: 'monitoring' });
    expect(won.body).toMatchObject({ status: 'won', amount: '12500.00', currency: 'EUR', product: 'monitoring' });
    expect((await step({ kind: 'lost', reason: 'price' })).body.code).toBe('HANDOFF_DECIDED');
  });

  test('are counted', async () => {
    const { handoffId } = await server.openHandoff();
    await sales(`POST /v1/handoffs/${handoffId}/steps`, { kind: 'won' });
    const { body } = await sales('GET /v1/handoffs/numbers?by=source');
    expect(body).toMatchObject({ by: 'source', all: { group: null, won: expect.any(Number) } });
    expect(body.all.won).toBeGreaterThan(0);
    expect(body.groups.reduce((sum: number, { given }: { given: number }) => sum + given, 0)).toBe(body.all.given);
    expect((await sales('GET /v1/handoffs/numbers?by=colour')).status).toBe(400);
  });

  test('are given to somebody by hand; who had them can decide no more', async () => {
    const { handoffId, lead, salesperson } = await server.openHandoff();
    const route = await sales(`GET /v1/leads/${lead.id}/route`);
    expect(route.body).toMatchObject({
      leadId: lead.id,
      email: lead.email,
      because: expect.stringMatching(/^(share|owner)$/),
      demand: { rule: null },
    });
    const other = Object.keys(route.body.names).find((key) => key !== salesperson);
    const given = await sales(`POST /v1/handoffs/${handoffId}/assign`, { salesperson: other });
    expect([given.status, given.body.salesperson.key, given.body.offer]).toEqual([200, other, 2]);
    const wrong = await sales(`POST /v1/handoffs/${handoffId}/assign`, { salesperson: 'nobody-of-ours' });
    expect([wrong.status, wrong.body.code]).toEqual([404, 'SALESPERSON_UNKNOWN']);
  });

  test('are returned with a reason and a note', async () => {
    const { handoffId, lead } = await server.openHandoff();
    const { status, body } = await sales(`POST /v1/handoffs/${handoffId}/return`, { reason: 'no_budget', note: 'May' });
    expect([status, body.status, body.reason, body.note]).toEqual([200, 'returned', 'no_budget', 'May']);
    expect((await server.store.leads.get(lead.id, server.now())).stage).toBe('recycled');
  });

  test.each([
    ['a reason that is not listed', { reason: 'boredom' }, 422, 'FIELD_INVALID', 'no_fit, no_budget'],
    ['no reason', {}, 400, 'REQUEST_INVALID', 'body.reason'],
    ['a note that is too long', { reason: 'timing', note: 'x'.repeat(2_001) }, 400, 'REQUEST_INVALID', 'body.note'],
  ])('are not returned with %s', async (_what, body, status, code, said) => {
    const { handoffId } = await server.openHandoff();
    const answer = await sales(`POST /v1/handoffs/${handoffId}/return`, body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.body.detail).toContain(said);
    expect((await server.store.handoffs.story(handoffId, server.now())).handoff.status).toBe('open');
  });

  test.each(['00000000-0000-7000-8000-000000000000', 'x'])('unknown (%s) are 404', async (id) => {
    const calls = [
      await sales(`GET /v1/handoffs/${id}`),
      await sales(`POST /v1/handoffs/${id}/accept`),
      await sales(`POST /v1/handoffs/${id}/return`, { reason: 'timing' }),
    ];
    expect(calls.map(({ status, body }) => [status, body.code])).toEqual(
      Array.from({ length: 3 }, () => [404, 'HANDOFF_UNKNOWN']),
    );
  });

  test('accepted twice at once are accepted once', async () => {
    const { handoffId } = await server.openHandoff();
    const both = await Promise.all([1, 2].map(() => sales(`POST /v1/handoffs/${handoffId}/accept`)));
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });
});
