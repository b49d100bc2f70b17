import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { makeKeys } from '../../config/keys.ts';
import { makeToken } from '../../domain/tokens.ts';
import { clickAddresses } from '../../mail/click-address.ts';
import { startCutLine } from '../support/cut-line.ts';
import { eventsOf, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let home: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  server = await startTestServer();
  home = await mkdtemp(join(tmpdir(), 'tendril-server-'));
});
afterEach(() => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
});
afterAll(async () => {
  await server.close();
  await rm(home, { recursive: true, force: true });
});

interface Ready {
  readonly kind: 'ready';
  readonly httpUrl: string;
  readonly inboundPort: number;
}

function start(settings: Readonly<Record<string, string>> = {}) {
  const child = fork(join(import.meta.dirname, '../../server/main.ts'), {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: server.databaseUrl,
      PORT: '0',
      TENDRIL_INBOUND_PORT: '0',
      TENDRIL_HOME: home,
      ...settings,
    },
  });
  children.push(child);
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += String(chunk);
  });
  return { child, ended: once(child, 'exit').then(([code]) => code as number | null), output: () => output };
}

async function ready(child: ChildProcess): Promise<Ready> {
  const [message] = await once(child, 'message');
  return message as Ready;
}

describe('the server process', () => {
  test('says where it listens, serves within its limits, and ends on SIGTERM with what it has begun', async () => {
    const { child, ended, output } = start({ TENDRIL_API_LIMIT: '1' });
    const { httpUrl, inboundPort } = await ready(child);
    expect(inboundPort).toBeGreaterThan(0);
    expect((await fetch(`${httpUrl}/healthz`)).status).toBe(200);

    const lead = await server.addLead();
    const blocker = new pg.Client({ connectionString: server.databaseUrl });
    await blocker.connect();
    await blocker.query('BEGIN');
    await blocker.query('SELECT 1 FROM lead WHERE id = $1 FOR UPDATE', [lead.id]);
    const post = fetch(`${httpUrl}/v1/events`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${server.keys.events}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ lead: lead.id, event: 'last' }),
    });
    await waiting(blocker);
    const more = await fetch(`${httpUrl}/v1/leads`, { headers: { Authorization: `Bearer ${server.keys.events}` } });
    expect([more.status, more.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^(?:60|[1-5]?\d)$/)]);
    child.kill('SIGTERM');
    await refused(httpUrl);
    await blocker.query('COMMIT');
    await blocker.end();
    expect((await post).status).toBe(201);
    expect(await ended).toBe(0);
    expect(await eventsOf(server.store, lead.id)).toMatchObject([{ name: 'last' }]);
    expect(output()).not.toContain(lead.email);
  });

  test('killed while the database is away, loses no click: the next one brings it in', async () => {
    const signingKeys = `1:${'ab'.repeat(32)}`;
    const { hostname, port } = new URL(server.databaseUrl);
    const line = await startCutLine(`${hostname}:${port}`);
    const url = new URL(server.databaseUrl);
    url.host = line.address;
    const lead = await server.addLead();
    const { id } = await server.sentMail(lead);
    const path = clickAddresses(makeKeys(signingKeys, 'cd'.repeat(32)).signer, id, '')(0, 'https://acme.example/guide');
    const first = start({ TENDRIL_SIGNING_KEYS: signingKeys, DATABASE_URL: url.href });
    const { httpUrl } = await ready(first.child);
    line.cut();
    const head = await fetch(httpUrl + path, { method: 'HEAD', redirect: 'manual' });
    const click = await fetch(httpUrl + path, { redirect: 'manual' });
    const pixel = await fetch(`${httpUrl}/o/nothing.gif`);
    expect([head.status, click.status, pixel.status]).toEqual([302, 302, 200]);
    expect(click.headers.get('location')).toBe('https://acme.example/guide');
    expect((await pixel.arrayBuffer()).byteLength).toBe(42);
    first.child.kill('SIGKILL');
    await first.ended;
    await line.close();
    expect(await eventsOf(server.store, lead.id)).toHaveLength(0);
    const next = start({ TENDRIL_SIGNING_KEYS: signingKeys });
    await ready(next.child);
    // It ends when it has brought in what was left.
    next.child.kill('SIGTERM');
    expect(await next.ended).toBe(0);
    expect(await eventsOf(server.store, lead.id)).toHaveLength(2);
    expect(await readdir(join(home, 'spool'))).toEqual([]);
  });

  test('takes a reply by SMTP, and answers 250 when it is recorded', async () => {
    const signingKeys = `1:${'ab'.repeat(32)}`;
    const { child, ended } = start({ TENDRIL_SIGNING_KEYS: signingKeys, TENDRIL_MAIL_DOMAIN: 'reply.acme.example' });
    const { inboundPort } = await ready(child);
    const lead = await server.addLead();
    const { id } = await server.sentMail(lead);
    const { signer } = makeKeys(signingKeys, 'cd'.repeat(32));
    const to = `r+${makeToken(signer, { purpose: 'reply', id, index: 0 })}@reply.acme.example`;
    const transport = createTransport({ host: '127.0.0.1', port: inboundPort, ignoreTLS: true });
    const mail = {
      from: lead.email,
      to,
      subject: 'Re: Hello',
      text: 'Call me, please.',
      messageId: '<7@customer.example>',
    };
    await transport.sendMail(mail);
    await transport.sendMail(mail);
    transport.close();
    expect(await eventsOf(server.store, lead.id)).toMatchObject([{ event: 'reply', text: 'Call me, please.' }]);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  test('ends when its parent is gone', async () => {
    const { child, ended } = start();
    await ready(child);
    child.disconnect();
    expect(await ended).toBe(0);
  });

  test('says so when its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { ended, output } = start({ PORT: String(port) });
    expect(await ended).toBe(5);
    expect(output()).toContain('PORT_TAKEN');
    await new Promise((resolve) => other.close(resolve));
  });

  test('says so when the database is not there, without its password', async () => {
    const { ended, output } = start({ DATABASE_URL: 'postgresql://tendril:hunter2@127.0.0.1:1/none' });
    expect(await ended).toBe(5);
    expect(output()).toContain('DATABASE_UNAVAILABLE');
    expect(output()).not.toContain('hunter2');
  });
});

/** Resolves when somebody waits for a row that this client has locked. */
async function waiting(blocker: pg.Client): Promise<void> {
  const query = `SELECT count(*)::int AS n FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND pg_backend_pid() = ANY(pg_blocking_pids(pid))`;
  while ((await blocker.query(query)).rows[0].n === 0);
}

/** Resolves when the port takes no more connections. */
async function refused(httpUrl: string): Promise<void> {
  for (;;) {
    try {
      await fetch(`${httpUrl}/healthz`, { headers: { Connection: 'close' } });
    } catch {
      return;
    }
  }
}
