import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const save = (body: unknown) => server.call('POST /v1/leads', { as: 'leads', body });

describe('POST /v1/leads', () => {
  test('creates a lead with 201, then fills it in with 200; what is absent keeps its value, null erases', async () => {
    const first = await save({ email: 'Nora@Customer.example', firstName: 'Nora', company: 'Customer', title: 'CTO' });
    expect([first.status, first.body.stage, first.body.firstName]).toEqual([201, 'name', 'Nora']);
    const second = await save({ email: 'nora@customer.EXAMPLE', title: null, fields: { employees: 120 } });
    expect(second.status).toBe(200);
    expect(second.body).toMatchObject({
      id: first.body.id,
      firstName: 'Nora',
      company: 'Customer',
      title: null,
      fields: { employees: 120 },
      grade: 'A',
    });
  });

  test('leaves a suppressed address suppressed', async () => {
    await server.store.suppressions.add('stop@customer.example', 'unsubscribe', null, server.now());
    const { body } = await save({ email: 'STOP@customer.example', firstName: 'Sam' });
    expect(body.suppressed).toBe('unsubscribe');
  });

  test.each([
    [{ firstName: 'Ann' }, 400, 'REQUEST_INVALID', 'body.email'],
    [{ email: 7 }, 400, 'REQUEST_INVALID', 'body.email'],
    [{ email: 'a@b.example', surname: 'B' }, 400, 'REQUEST_INVALID', 'surname'],
    [{ email: 'a@b.example', fields: { employees: { n: 1 } } }, 400, 'REQUEST_INVALID', 'body.fields.employees'],
    [{ email: 'a@b.example', firstName: 'x\u0000' }, 400, 'REQUEST_INVALID', 'body.firstName'],
    [{ email: 'a@-b.example' }, 422, 'ADDRESS_INVALID', 'a@-b.example'],
    [{ email: 'a@b.example, c@d.example' }, 422, 'ADDRESS_MULTIPLE', 'more than one'],
    [{ email: 'a@b.example', fields: { shoeSize: 44 } }, 422, 'FIELD_INVALID', 'shoeSize'],
    [{ email: 'a@b.example', fields: { employees: 'many' } }, 422, 'FIELD_INVALID', 'employees'],
    [{ email: 'a@b.example', timeZone: 'Mars/Base' }, 422, 'FIELD_INVALID', 'timeZone'],
    [[], 400, 'REQUEST_INVALID', 'body'],
    ['null', 400, 'REQUEST_INVALID', 'body'],
  ])('refuses %j with %i %s and says where', async (body, status, code, where) => {
    const answer = await save(body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.body.detail).toContain(where);
  });
});

describe('GET /v1/leads', () => {
  test('finds one by id and by address in any case, and says when there is none', async () => {
    const lead = await server.addLead({ email: 'find+me@customer.example' });
    for (const name of [lead.id, 'FIND%2Bme@customer.example']) {
      const { status, body } = await server.call(`GET /v1/leads/${name}`, { as: 'leads' });
      expect([status, body.id]).toEqual([200, lead.id]);
    }
    for (const name of ['nobody@customer.example', crypto.randomUUID(), 'neither', '1']) {
      const { status, body } = await server.call(`GET /v1/leads/${name}`, { as: 'leads' });
      expect([name, status, body.code]).toEqual([name, 404, 'LEAD_UNKNOWN']);
    }
    const nul = await server.call('GET /v1/leads/%00', { as: 'leads' });
    expect([nul.status, nul.body.code]).toEqual([400, 'REQUEST_INVALID']);
  });

  test('lists in pages, every lead once, the newest first', async () => {
    const made: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      server.advance(1_000);
      made.unshift((await server.addLead({ company: 'Pagecorp' })).id);
    }
    const seen: string[] = [];
    let after = '';
    do {
      const { body } = await server.call(`GET /v1/leads?search=pagecorp&limit=2${after}`, { as: 'leads' });
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      after = body.next === null ? '' : `&after=${encodeURIComponent(body.next)}`;
    } while (after !== '');
    expect(seen).toEqual(made);
  });

  test('filters by stage', async () => {
    await server.openHandoff();
    const { body } = await server.call('GET /v1/leads?stage=mql', { as: 'leads' });
    expect(body.items.length).toBeGreaterThan(0);
    expect(new Set(body.items.map(({ stage }: { stage: string }) => stage))).toEqual(new Set(['mql']));
  });

  test.each(['limit=0', 'limit=1000', 'limit=x', 'stage=hot', 'after=!!', 'page=2', 'search=%00'])(
    'refuses ?%s',
    async (query) => {
      const { status, body } = await server.call(`GET /v1/leads?${query}`, { as: 'leads' });
      expect([status, body.code]).toEqual([400, 'REQUEST_INVALID']);
    },
  );
});

describe('GET /v1/leads/{lead}/timeline', () => {
  test('tells what happened, oldest first', async () => {
    const { lead } = await server.openHandoff();
    const { status, body } = await server.call(`GET /v1/leads/${lead.email}/timeline`, { as: 'leads' });
    expect(status).toBe(200);
    const kinds = body.items.map(({ kind }: { kind: string }) => kind);
    for (const kind of ['event', 'score', 'stage', 'handoff']) expect(kinds).toContain(kind);
    const times = body.items.map(({ at }: { at: string }) => at);
    expect(times).toEqual(times.toSorted());
  });

  test('of nobody is 404', async () => {
    const { status, body } = await server.call('GET /v1/leads/nobody@customer.example/timeline', { as: 'leads' });
    expect([status, body.code]).toEqual([404, 'LEAD_UNKNOWN']);
  });
});
