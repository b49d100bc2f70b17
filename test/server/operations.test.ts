/** What is done to sequences while leads are in them, over HTTP. Long, because it goes through one route after the other. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Program } from '../../domain/program.ts';
import { program, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  await publish('letters', ['one', 'two']);
});
afterAll(() => server.close());

/** A version of a sequence that only waits. */
function publish(name: string, ids: readonly string[], rest: Partial<Program> = {}, duration = 'P1D') {
  const rule = { kind: 'duration', duration, at: null } as const;
  const steps = ids.map((id, i) => {
    const next = ids[i + 1] ?? null;
    return [id, { kind: 'wait', id, rule, next, onMissed: next }] as const;
  });
  const made: Program = {
    ...program,
    sequence: name,
    entry: ids[0] ?? null,
    steps: Object.fromEntries(steps),
    ...rest,
  };
  const content = { name, contentHash: JSON.stringify(made), source: `sequence: ${name}\n`, program: made };
  return server.store.publications.publishSequence({ ...content, templates: {} }, server.now());
}

async function standing(sequence: string, stepId: string): Promise<string> {
  const lead = await server.addLead();
  const { id } = await server.store.enrollments.enroll(lead.id, sequence, 'test', server.now());
  await server.store.enrollments.position(id, { kind: 'sleeping', stepId, until: server.now() });
  return id;
}

const isPaused = async (id: string): Promise<boolean> =>
  (await server.call(`GET /v1/enrollments/${id}`, { as: 'leads' })).body.paused;

describe('pauses', () => {
  test('of an enrollment and of its lead are set, listed and lifted one by one', async () => {
    const id = await standing('letters', 'one');
    const { leadId } = await server.store.enrollments.get(id);
    const own = await server.call(`POST /v1/enrollments/${id}/pause`, { as: 'leads', body: { reason: 'asked' } });
    expect([own.status, own.body]).toMatchObject([200, { scope: { kind: 'enrollment' }, reason: 'asked', holds: 1 }]);
    expect(own.body.actor).toBe('api/leads');
    await server.call(`POST /v1/leads/${leadId}/pause`, { as: 'leads', body: {} });
    const listed = await server.call('GET /v1/pauses', { as: 'leads' });
    expect(listed.body.items.map(({ scope }: { scope: { kind: string } }) => scope.kind).sort()).toEqual([
      'enrollment',
      'lead',
    ]);
    const lifted = await server.call(`POST /v1/enrollments/${id}/resume`, { as: 'leads' });
    expect([lifted.status, lifted.body]).toEqual([200, { lifted: true, resumed: 0 }]);
    expect(await isPaused(id)).toBe(true);
    await server.call(`POST /v1/leads/${leadId}/resume`, { as: 'leads' });
    expect(await isPaused(id)).toBe(false);
    expect((await server.call(`POST /v1/leads/${leadId}/resume`, { as: 'leads' })).body.lifted).toBe(false);
  });

  test('of a sequence need the admin scope and hold all that are in it', async () => {
    const id = await standing('letters', 'one');
    const refused = await server.call('POST /v1/sequences/letters/pause', { as: 'leads', body: {} });
    expect([refused.status, refused.body.code]).toEqual([403, 'KEY_SCOPE']);
    expect(await isPaused(id)).toBe(false);
    const paused = await server.call('POST /v1/sequences/letters/pause', { body: { reason: 'new prices' } });
    expect(paused.body).toMatchObject({ scope: { kind: 'sequence', sequence: 'letters' } });
    expect(await isPaused(id)).toBe(true);
    expect((await server.call('POST /v1/sequences/letters/resume')).body.lifted).toBe(true);
    expect(await isPaused(id)).toBe(false);
  });

  test.each([
    ['POST /v1/enrollments/x/pause', 'ENROLLMENT_UNKNOWN'],
    ['POST /v1/leads/nobody@customer.example/pause', 'LEAD_UNKNOWN'],
    ['POST /v1/sequences/nothing/pause', 'SEQUENCE_UNKNOWN'],
  ])('%s is 404', async (route, code) => {
    const { status, body } = await server.call(route, { body: {} });
    expect([status, body.code]).toEqual([404, code]);
  });
});

describe('POST /v1/enrollments/{id}/move', () => {
  test('lets it go on at another step, and refuses one that there is not', async () => {
    const id = await standing('letters', 'one');
    const move = (to: string) => server.call(`POST /v1/enrollments/${id}/move`, { as: 'leads', body: { to } });
    expect([(await move('two')).status, (await move('two')).body.id]).toEqual([200, id]);
    const wrong = await move('three');
    expect([wrong.status, wrong.body.code]).toEqual([404, 'STEP_MISSING']);
    await server.store.enrollments.close(id, 'completed', 'end', server.now());
    const late = await move('two');
    expect([late.status, late.body.code]).toEqual([409, 'ENROLLMENT_ENDED']);
  });

  test('is seen in the list by step', async () => {
    const id = await standing('letters', 'two');
    const list = async (step: string) => {
      const { body } = await server.call(`GET /v1/enrollments?sequence=letters&step=${step}`, { as: 'leads' });
      return body.items.map((item: { id: string }) => item.id);
    };
    expect([await list('two'), (await list('one')).includes(id)]).toEqual([[id], false]);
  });
});

describe('mass enrollments', () => {
  test('begin, go on by themselves, are shown and stop', async () => {
    await server.addLead({ tags: ['vip'] });
    const filter = { tag: 'vip', when: 'lead.fields.employees > 50' };
    const begun = await server.call('POST /v1/batches', { body: { sequence: 'letters', filter, pace: 10 } });
    expect([begun.status, begun.body]).toMatchObject([
      201,
      {
        sequence: 'letters',
        status: 'running',
        pace: 10,
        looked: 0,
        filter: { ...filter, segment: null, source: null },
      },
    ]);
    while ((await server.store.batches.carryOn(begun.body.id, 100, server.now())).more);
    const done = await server.call(`GET /v1/batches/${begun.body.id}`);
    expect(done.body).toMatchObject({ status: 'done', enrolled: 1, refused: { NOT_MEANT: done.body.total - 1 } });
    const all = await server.call('POST /v1/batches', { body: { sequence: 'letters', filter: {} } });
    const stopped = await server.call(`POST /v1/batches/${all.body.id}/stop`);
    expect(stopped.body.status).toBe('stopped');
    const { body } = await server.call('GET /v1/batches');
    expect(body.items.map(({ status }: { status: string }) => status)).toEqual(['stopped', 'done']);
  });

  test.each([
    [{ filter: { when: 'lead.contry == "DE"' } }, 422, 'CONDITION_INVALID'],
    [{ filter: { when: 'here.clicks() > 1' } }, 422, 'CONDITION_INVALID'],
    [{ filter: { segment: 'large' } }, 404, 'SEGMENT_UNKNOWN'],
    [{ sequence: 'nothing', filter: {} }, 404, 'SEQUENCE_UNKNOWN'],
    [{}, 400, 'REQUEST_INVALID'],
    [{ filter: {}, pace: 0 }, 400, 'REQUEST_INVALID'],
    [{ filter: { lead: 'x' } }, 400, 'REQUEST_INVALID'],
  ])('do not begin with %j', async (body, status, code) => {
    const before = (await server.store.batches.list()).length;
    const answer = await server.call('POST /v1/batches', { body: { sequence: 'letters', ...body } });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect((await server.store.batches.list()).length).toBe(before);
  });

  test('need the admin scope', async () => {
    for (const route of ['GET /v1/batches', 'GET /v1/batches/x', 'POST /v1/batches/x/stop', 'GET /v1/migrations']) {
      expect([route, (await server.call(route, { as: 'leads' })).status]).toEqual([route, 403]);
    }
  });

  test('that do not exist are 404', async () => {
    const { status, body } = await server.call('GET /v1/batches/x');
    expect([status, body.code]).toEqual([404, 'BATCH_UNKNOWN']);
  });
});

describe('migrations', () => {
  test('are planned without a change, then begun once', async () => {
    await publish('changes', ['one', 'two']);
    await standing('changes', 'one');
    await standing('changes', 'two');
    await publish('changes', ['one', 'other'], {}, 'P5D');
    const plan = await server.call('POST /v1/sequences/changes/migrations/plan', { body: {} });
    expect([plan.status, plan.body]).toEqual([
      200,
      {
        sequence: 'changes',
        toVersion: 2,
        moves: [
          { version: 1, stepId: 'one', to: 'one', count: 1 },
          { version: 1, stepId: 'two', to: null, count: 1 },
        ],
        moving: 1,
        staying: 1,
        effects: [
          {
            kind: 'other_time',
            version: 1,
            stepId: 'one',
            was: null,
            is: null,
            count: 1,
            words: 'the wait would end at another time',
          },
        ],
      },
    ]);
    expect((await server.call('GET /v1/migrations?sequence=changes')).body.items).toEqual([]);
    const body = { places: { two: 'other' }, pace: 5 };
    const begun = await server.call('POST /v1/sequences/changes/migrations', { body });
    expect([begun.status, begun.body]).toMatchObject([201, { toVersion: 2, status: 'running', total: 2, moved: 0 }]);
    const second = await server.call('POST /v1/sequences/changes/migrations', { body });
    expect([second.status, second.body.code]).toEqual([409, 'MIGRATION_RUNNING']);
    const shown = await server.call(`GET /v1/migrations/${begun.body.id}`);
    expect(shown.body).toEqual(begun.body);
    expect((await server.call('GET /v1/migrations?sequence=changes')).body.items).toEqual([begun.body]);
    expect((await server.call('GET /v1/migrations?sequence=letters')).body.items).toEqual([]);
  });

  test('to a step that there is not are refused, and unknown ones are 404', async () => {
    const body = { places: { two: 'nowhere' } };
    const wrong = await server.call('POST /v1/sequences/changes/migrations/plan', { body });
    expect([wrong.status, wrong.body.code]).toEqual([404, 'STEP_MISSING']);
    const unknown = await server.call('GET /v1/migrations/x');
    expect([unknown.status, unknown.body.code]).toEqual([404, 'MIGRATION_UNKNOWN']);
    const nothing = await server.call('POST /v1/sequences/nothing/migrations', { body: {} });
    expect([nothing.status, nothing.body.code]).toEqual([404, 'SEQUENCE_UNKNOWN']);
  });
});

describe('a sequence', () => {
  test('is drawn, explained and shown version by version', async () => {
    await publish('drawn', ['one']);
    await standing('drawn', 'one');
    await publish('drawn', ['one', 'two']);
    const graph = await server.call('GET /v1/sequences/drawn/graph', { as: 'leads' });
    expect(graph.body).toMatchObject({ name: 'drawn', version: 2 });
    expect(graph.body.mermaid).toMatch(/^flowchart TD\n[\s\S]*1 lead here[\s\S]*s_two/);
    const first = await server.call('GET /v1/sequences/drawn/graph?version=1', { as: 'leads' });
    expect([first.body.version, first.body.mermaid.includes('s_two')]).toEqual([1, false]);
    const told = await server.call('GET /v1/sequences/drawn/explanation', { as: 'leads' });
    expect(told.body.text).toContain('2. Wait 1 day. [two]\n');
    const version = await server.call('GET /v1/sequences/drawn/versions/1', { as: 'leads' });
    expect(version.body).toMatchObject({
      name: 'drawn',
      version: 1,
      source: 'sequence: drawn\n',
      program: { format: 2 },
    });
    expect(Object.keys(version.body.program.steps)).toEqual(['one']);
  });

  test.each(['nothing/graph', 'nothing/explanation', 'letters/versions/9', 'letters/graph?version=9'])(
    '%s is 404',
    async (path) => {
      const { status, body } = await server.call(`GET /v1/sequences/${path}`, { as: 'leads' });
      expect([status, body.code]).toEqual([404, 'SEQUENCE_UNKNOWN']);
    },
  );

  test('has versions by numbers only', async () => {
    for (const path of ['versions/x', 'graph?version=0']) {
      const { status, body } = await server.call(`GET /v1/sequences/letters/${path}`, { as: 'leads' });
      expect([status, body.code]).toEqual([400, 'REQUEST_INVALID']);
    }
  });
});

describe('tags of a lead', () => {
  test('are added to the ones it has', async () => {
    const email = 'tagged@customer.example';
    const save = (tags?: readonly string[]) =>
      server.call('POST /v1/leads', { as: 'leads', body: { email, ...(tags ? { tags } : {}) } });
    expect((await save(['guide', 'vip'])).body.tags).toEqual(['guide', 'vip']);
    expect((await save(['fair'])).body.tags.toSorted()).toEqual(['fair', 'guide', 'vip']);
    expect((await save()).body.tags.toSorted()).toEqual(['fair', 'guide', 'vip']);
    const wrong = await save(['Not a tag!']);
    expect([wrong.status, wrong.body.code]).toEqual([400, 'REQUEST_INVALID']);
  });
});
