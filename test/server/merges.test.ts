import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

test('duplicates are listed, previewed, merged, found by both names, undone and told apart over the API', async () => {
  const add = async (email: string, firstName: string) =>
    (await server.call('POST /v1/leads', { body: { email, firstName, lastName: 'Lee', company: 'Acme' } })).body;
  const one = await add('ann@acme.test', 'Ann');
  const two = await add('a.lee@web.test', 'Ann');
  const listed = await server.call('GET /v1/duplicates');
  expect(listed).toMatchObject({
    status: 200,
    body: { items: [{ leads: [{ id: one.id }, { id: two.id }], reason: 'name' }], next: null },
  });

  const order = { other: 'a.lee@web.test', note: 'called her' };
  const preview = await server.call('POST /v1/leads/ann@acme.test/merges', { body: { ...order, preview: true } });
  expect(preview).toMatchObject({ status: 200, body: { merge: null, effects: { merged: { id: two.id } } } });
  const done = await server.call('POST /v1/leads/ann@acme.test/merges', { body: order });
  expect(done).toMatchObject({
    status: 201,
    body: { merge: { leadId: one.id, mergedId: two.id, note: 'called her' } },
  });
  for (const name of [two.id, 'A.Lee@web.test']) {
    expect((await server.call(`GET /v1/leads/${name}`)).body).toMatchObject({ id: one.id, email: 'ann@acme.test' });
  }
  const timeline = (await server.call('GET /v1/leads/ann@acme.test/timeline')).body.items;
  expect(timeline).toContainEqual(expect.objectContaining({ kind: 'merged', email: 'a.lee@web.test' }));
  expect(await server.call('POST /v1/leads/ann@acme.test/merges', { body: order })).toMatchObject({
    ...{ status: 409, body: { code: 'LEADS_SAME' } },
  });

  const undo = `POST /v1/merges/${done.body.merge.id}/undo`;
  expect(await server.call(undo)).toMatchObject({ status: 200, body: { mergedEmail: 'a.lee@web.test' } });
  expect(await server.call(undo)).toMatchObject({ status: 409, body: { code: 'MERGE_UNDONE' } });
  expect((await server.call('GET /v1/leads/a.lee@web.test/merges')).body.items).toHaveLength(1);
  const three = await add('ann.lee@mail.test', 'Ann');
  const pair = `POST /v1/duplicates/${three.id}/ann@acme.test/distinct`;
  expect(await server.call(pair)).toMatchObject({ status: 200, body: { distinct: true } });
  const left = (await server.call('GET /v1/duplicates')).body.items;
  expect(left).toMatchObject([{ leads: [{ id: two.id }, { id: three.id }] }]);
});
