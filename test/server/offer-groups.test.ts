/** The page behind a hand-off link of one that leads others of its company, what was sold, and when it ends. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { plainDesk, type SalesDesk } from '../../domain/sales-desk.ts';
import { testWorkspace } from '../support/workspace.ts';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
const others = { accept: 'PT4H', contact: null };
const service = { hot: others, others, remindAt: 0.5, reassignAt: 1, managerAt: 1.5, silentAfter: null };
const sell = (desk: Partial<SalesDesk> = {}) => {
  const { sales, ...rest } = testWorkspace;
  const content = { ...rest, sales: { ...sales, desk: { ...plainDesk, service, ...desk } } };
  return server.store.publications.publishWorkspace(content, server.now());
};
beforeEach(() => sell());

async function comes(company: string, firstName: string) {
  const { lead } = await server.store.leads.save(
    { email: `${firstName}@${company}.example`, company, firstName, fields: { employees: 90 } },
    server.now(),
    'test',
  );
  const asked = { kind: 'custom', name: 'demo_requested', lead: { id: lead.id }, occurredAt: server.now() } as const;
  const results = [];
  for (const dedupeKey of [crypto.randomUUID(), crypto.randomUUID()]) {
    results.push(await server.store.events.ingest({ ...asked, dedupeKey }, server.now()));
  }
  const id = results.find(({ handoffId }) => handoffId !== null)?.handoffId ?? 'none';
  await server.store.handoffs.offer(id, 1, server.now());
  return { id, lead, path: `/h/${server.token('offer', id, 1)}` };
}
const open = async (path: string) => (await server.app.request(path)).text();
const send = async (path: string, fields: Readonly<Record<string, string>>) => {
  const response = await server.app.request(path, { method: 'POST', body: new URLSearchParams(fields) });
  return { status: response.status, text: await response.text() };
};
const statusOf = async (id: string) => (await server.store.handoffs.story(id, server.now())).handoff;

test('one of the others is returned or lost alone, by the link of the one that leads; once, and by whoever has that', async () => {
  const company = `g${crypto.randomUUID()}`;
  const [ann, bob, cem] = [await comes(company, 'ann'), await comes(company, 'bob'), await comes(company, 'cem')];
  expect((await statusOf(bob.id)).attachedTo).toBe(ann.id);
  const page = await open(ann.path);
  expect(page).toContain('Only bob, without the others');
  const alone = (member: string, reason: string) => send(ann.path, { action: 'alone', member, reason });
  expect(await alone(bob.id, '')).toEqual({
    status: 422,
    text: expect.stringContaining('Choose what became of them.'),
  });
  expect(await alone(bob.id, 'returned silent')).toMatchObject({ status: 422 });
  const returned = await alone(bob.id, 'returned no_budget');
  expect([returned.status, returned.text]).toEqual([200, expect.not.stringContaining('Only bob')]);
  expect(await statusOf(bob.id)).toMatchObject({ status: 'returned', reason: 'no_budget' });
  expect(await statusOf(ann.id)).toMatchObject({ status: 'open' });
  // Twice, and about one that is of no such group.
  expect((await alone(bob.id, 'lost price')).status).toBe(200);
  expect((await statusOf(bob.id)).status).toBe('returned');
  const stranger = await comes(`x${crypto.randomUUID()}`, 'dan');
  expect((await alone(stranger.id, 'lost price')).status).toBe(200);
  expect((await statusOf(stranger.id)).status).toBe('open');
  await send(ann.path, { action: 'accept' });
  await alone(cem.id, 'lost competitor');
  expect(await statusOf(cem.id)).toMatchObject({ status: 'lost', reason: 'competitor' });
  expect(await statusOf(ann.id)).toMatchObject({ status: 'accepted' });
  // Not by the link of an offer that has passed on.
  const eve = await comes(company, 'eve');
  await server.store.handoffs.assign(ann.id, 'joel', 'mara', server.now());
  await server.store.handoffs.assign(ann.id, 'ines', 'mara', server.now());
  expect((await alone(eve.id, 'lost price')).status).toBe(409);
  expect((await statusOf(eve.id)).status).not.toBe('lost');
});

test('what was bought can be said where there is a choice, and an amount needs its currency', async () => {
  const products = { roof: { label: 'Roofs', when: null }, wall: { label: 'Walls', when: null } };
  const { id, path } = await comes(`p${crypto.randomUUID()}`, 'fay');
  await send(path, { action: 'accept' });
  expect(await open(path)).not.toContain('What they bought');
  await sell({ products });
  expect(await open(path)).toMatch(/What they bought.*<option value="wall">Walls</s);
  expect(await send(path, { action: 'won', amount: '12' })).toEqual({
    status: 422,
    text: expect.stringContaining('An amount needs its currency, such as EUR.'),
  });
  expect(await send(path, { action: 'won', product: 'door' })).toEqual({
    status: 422,
    text: expect.stringContaining('There is no product &quot;door&quot; in sales.yaml'),
  });
  expect((await send(path, { action: 'won', product: 'wall' })).status).toBe(200);
  expect(await statusOf(id)).toMatchObject({ status: 'won', product: 'wall' });
});

test('of one that is accepted and not followed the link ends after a year; of one that is followed it does not', async () => {
  const followed = await comes(`f${crypto.randomUUID()}`, 'gil');
  await send(followed.path, { action: 'accept' });
  await sell({ service: null });
  const other = await comes(`n${crypto.randomUUID()}`, 'hal');
  await send(other.path, { action: 'accept' });
  server.advance(364 * 86_400_000);
  expect((await server.app.request(other.path)).status).toBe(200);
  server.advance(2 * 86_400_000);
  expect((await server.app.request(other.path)).status).toBe(410);
  expect((await server.app.request(followed.path)).status).toBe(200);
});
