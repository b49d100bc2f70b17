/** Scores of other services, told by HTTP: what they count, once, in whatever order they come. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { plusMs } from '../../domain/instant.ts';
import type { ScoringModel } from '../../domain/scoring.ts';
import { testWorkspace } from '../support/workspace.ts';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  const external = { propensity: { weight: 0.5, min: 0, max: 100, expires: 'P30D' } };
  const scoring = { ...(testWorkspace.scoring as ScoringModel), external };
  await server.store.publications.publishWorkspace({ ...testWorkspace, scoring }, server.now());
});
afterAll(() => server.close());

const put = (lead: string, body: object, service = 'propensity') =>
  server.call(`PUT /v1/leads/${lead}/scores/${service}`, { as: 'events', body });
const at = (hours: number) => plusMs(server.now(), -hours * 3_600_000);

describe('a score of another service', () => {
  test('counts by the weight of the model; told again it changes nothing, and an older one does not take its place', async () => {
    const { id, email } = await server.addLead();
    const first = await put(email, { value: 40, at: at(2), detail: 'three visits' });
    expect([first.status, first.body.recorded, first.body.leadId]).toEqual([200, true, id]);
    expect(first.body.score).toBeCloseTo(20);
    expect((await put(id, { value: 40, at: at(2) })).body).toMatchObject({ recorded: false, score: first.body.score });
    expect((await put(id, { value: 90, at: at(5) })).body.score).toBeCloseTo(20);
    expect((await put(id, { value: 80, at: at(1) })).body.score).toBeCloseTo(40);
    const { body } = await server.call(`GET /v1/leads/${id}/scores`, { as: 'leads' });
    expect(body.items).toEqual([{ service: 'propensity', value: 80, at: at(1), detail: null }]);
  });

  test('with an id is known by it, whatever its time', async () => {
    const { id } = await server.addLead();
    expect((await put(id, { value: 10, id: 'run-1' })).body.recorded).toBe(true);
    expect((await put(id, { value: 10, id: 'run-1', at: at(1) })).body.recorded).toBe(false);
  });

  test.each([
    [{ value: 'high' }, 'body.value'],
    [{}, 'body.value'],
    [{ value: 1, at: '2027-01-01T00:00:00Z' }, 'body.at'],
    [{ value: 1, id: ' ' }, 'body.id'],
    [{ value: 1, detail: 'x'.repeat(501) }, 'body.detail'],
    [{ value: 1, more: 1 }, 'more'],
  ])('%j is refused at %s', async (body, place) => {
    const { id } = await server.addLead();
    const answer = await put(id, body);
    expect([answer.status, answer.body.code]).toEqual([400, 'REQUEST_INVALID']);
    expect(answer.body.detail).toContain(place);
  });

  test('of a name that is none, and of a lead that is unknown, is refused', async () => {
    const { id } = await server.addLead();
    expect((await put(id, { value: 1 }, 'Not-A-Name')).status).toBe(400);
    expect((await put('nobody@customer.example', { value: 1 })).body.code).toBe('LEAD_UNKNOWN');
  });
});

test('many are told in one call, each for itself', async () => {
  const [ann, ben] = [await server.addLead(), await server.addLead()];
  const scores = [
    { lead: ann.id, value: 20 },
    { lead: ben.email, value: 60 },
    { lead: 'nobody@customer.example', value: 1 },
    { lead: ann.id, value: null },
    7,
  ];
  const { status, body } = await server.call('PUT /v1/scores/propensity', { as: 'events', body: { scores } });
  expect(status).toBe(207);
  expect(body.results.map((one: { status: number }) => one.status)).toEqual([200, 200, 404, 400, 400]);
  expect(body.results[1].lead).toMatchObject({ leadId: ben.id, recorded: true });
  const tooMany = { scores: Array.from({ length: 1001 }, () => scores[0]) };
  expect((await server.call('PUT /v1/scores/propensity', { as: 'events', body: tooMany })).status).toBe(400);
});

test('many told in one call cost no more statements than a few', async () => {
  const count = async (leads: number): Promise<number> => {
    const rows = Array.from({ length: leads }, (_, i) => ({ email: `many-${leads}-${i}@customer.example` }));
    await Promise.all(rows.map((row) => server.addLead(row)));
    const scores = rows.map(({ email }, i) => ({ lead: email, value: i % 100, detail: 'all at once' }));
    // The workspace is remembered for a second; whether it is asked again is not what is counted.
    await server.store.publications.workspace();
    const query = vi.spyOn(pg.Client.prototype, 'query');
    const { status, body } = await server.call('PUT /v1/scores/propensity', { as: 'events', body: { scores } });
    const statements = query.mock.calls.length;
    query.mockRestore();
    expect([status, body.results.length]).toEqual([200, leads]);
    expect(body.results.every((one: { lead: { recorded: boolean } }) => one.lead.recorded)).toBe(true);
    console.log(`PUT /v1/scores of ${leads} leads: ${statements} statements`);
    return statements;
  };
  const few = await count(3);
  expect(await count(60)).toBe(few);
});
