import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventsOf, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const load = (path: string, init: RequestInit = {}) => server.app.request(`/o/${path}`, init);

async function freshMail() {
  const lead = await server.addLead();
  const mail = await server.sentMail(lead);
  return { lead, path: `${server.token('open', mail.id)}.gif` };
}

describe('the pixel of a mail', () => {
  test('is the same image with the same headers for a valid, a forged, a foreign and an empty token', async () => {
    const { path } = await freshMail();
    const others = ['nonsense.gif', 'x', `${path.slice(1)}`, 'a/b/c.gif', server.token('click', crypto.randomUUID())];
    const answers = await Promise.all(
      [path, ...others].map(async (one) => {
        const response = await load(one);
        const headers = Object.fromEntries(response.headers);
        delete headers['x-request-id'];
        return JSON.stringify([response.status, headers, Buffer.from(await response.arrayBuffer()).toString('hex')]);
      }),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('no-store, private');
    expect(answers[0]).toContain('image/gif');
    expect(answers[0]).toContain(Buffer.from('GIF89a').toString('hex'));
    await server.recorder.idle();
  });

  test('may be shown on the pages of a web mailer', async () => {
    const { path } = await freshMail();
    expect((await load(path)).headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    await server.recorder.idle();
  });

  test('records an open once a minute', async () => {
    const { lead, path } = await freshMail();
    await load(path);
    server.advance(1);
    await load(path);
    await server.recorder.idle();
    expect(await eventsOf(server.store, lead.id)).toMatchObject([{ event: 'open' }]);
    server.advance(60_000);
    await load(path);
    await server.recorder.idle();
    expect(await eventsOf(server.store, lead.id)).toHaveLength(2);
  });

  test.each(['Mozilla/5.0', 'Mozilla/5.0 (via ggpht.com GoogleImageProxy)', ''])(
    'asked for by %j is recorded with that name',
    async (agent) => {
      const { lead, path } = await freshMail();
      await load(path, { headers: { 'User-Agent': agent } });
      await server.recorder.idle();
      const client = new pg.Client({ connectionString: server.databaseUrl });
      await client.connect();
      const { rows } = await client.query(
        `SELECT payload -> 'hit' AS hit FROM event WHERE lead_id = $1 AND kind = 'open'`,
        [lead.id],
      );
      await client.end();
      expect(rows).toMatchObject([{ hit: { userAgent: agent, link: null, honeypot: false, method: 'GET' } }]);
    },
  );

  test('has no body for a HEAD request', async () => {
    const { path } = await freshMail();
    const response = await load(path, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
    await server.recorder.idle();
  });

  test('gives no points and wakes nobody: machines open mail', async () => {
    const { lead, path } = await freshMail();
    await load(path);
    await server.recorder.idle();
    const after = await server.store.leads.get(lead.id, server.now());
    expect([after.score, after.stage]).toEqual([lead.score, lead.stage]);
  });
});
