/** `tendril start` as its user runs it, one life after the other on the same state folder. */
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { alive, type EngineProcess, lonelyWorker, startEngine, stopAll, tendril } from './engine-process.ts';
import { slowdownOf, watchMachine } from './machine-speed.ts';

const home = mkdtempSync(join(tmpdir(), 'tendril-start-'));
const parts = ['inbox', 'postgres', 'server', 'temporal', 'worker'];
let engine: EngineProcess;

afterAll(async () => {
  await stopAll();
  await rm(home, { recursive: true, force: true });
});

interface InboxMail {
  readonly id: string;
  readonly subject: string;
}
const inbox = async (): Promise<readonly InboxMail[]> => {
  const response = await fetch(`${engine.run.urls.inbox}/email`);
  return (await response.json()) as InboxMail[];
};

test('a first start that is cut short leaves nothing running', async () => {
  engine = await startEngine(home, {}, 'up to date');
  engine.child.kill('SIGTERM');
  expect([await engine.exited, engine.said()]).toEqual([0, expect.not.stringContaining('Tendril runs')]);
  expect(engine.run.children.map(({ name }) => name)).toContain('postgres');
  expect(alive(engine.run)).toEqual([]);
  expect(existsSync(join(home, 'run.json'))).toBe(false);
});

test('the next one loads the example, and mails reach the inbox', async () => {
  // Whoever holds the default port, we or somebody else on this machine: the engine has to move.
  const occupant = createServer();
  await new Promise((resolve) => {
    occupant.once('listening', resolve).once('error', resolve).listen(3000, '127.0.0.1');
  });
  engine = await startEngine(home);
  occupant.close();

  expect(engine.said()).toContain('example workspace with 25 leads');
  expect(engine.run.children.map(({ name }) => name).toSorted()).toEqual(parts);
  expect(statSync(join(home, 'run.json')).mode & 0o777).toBe(0o600);
  await vi.waitFor(async () => expect((await inbox()).length).toBeGreaterThan(3), { timeout: 30_000, interval: 100 });
  // What cleans the HTML of a mail is loaded with the first one that somebody opens.
  const [mail] = await inbox();
  expect(await (await fetch(`${engine.run.urls.inbox}/email/${mail?.id}/html`)).text()).toMatch(/<html[\s\S]*<\/html>/);
});

test('a default port that is taken moves, and what is printed says so', async () => {
  const { http } = engine.run.urls;
  expect(http).not.toBe('http://127.0.0.1:3000');
  expect(engine.said()).toMatch(/http:\/\/127\.0\.0\.1:\d+\/docs +.*\(port 3000 was taken\)/);
  expect((await fetch(`${http}/healthz`)).status).toBe(200);
});

test('the command line finds the running engine by itself', async () => {
  const { code, out } = await tendril(['status', '--json'], { TENDRIL_HOME: home });
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ outbox: { dead: 0 } });
});

test('a second start on the same state folder is refused and harms nothing', async () => {
  const { code, err } = await tendril(['start'], { TENDRIL_HOME: home });
  expect(code).toBe(4);
  expect(err).toContain('ENGINE_RUNNING');
  expect(err).toContain(String(engine.run.pid));
  expect(alive(engine.run)).toHaveLength(parts.length + 1);
});

test('a worker of its own says at once that no Temporal server answers', async () => {
  const worker = lonelyWorker([], { ...engine.run.env, TENDRIL_HOME: home, TEMPORAL_ADDRESS: '127.0.0.1:1' });
  const { code, log } = await worker.ended;
  expect([code, log]).toEqual([5, expect.stringContaining('No Temporal server answers at 127.0.0.1:1')]);
  expect(log).toContain('TEMPORAL_UNAVAILABLE');
});

test('a worker that is held waits for its engine, and ends with it', async () => {
  const worker = lonelyWorker(['--held'], { ...engine.run.env, TENDRIL_HOME: home, TEMPORAL_ADDRESS: '127.0.0.1:1' });
  const held = await Promise.race([worker.ended, once(worker.child.stdout ?? worker.child, 'data')]);
  expect(held).not.toHaveProperty('code');
  worker.child.disconnect();
  expect(await worker.ended).toMatchObject({ code: 0 });
});

test('SIGTERM stops every part within ten seconds, and the exit code is 0', async () => {
  const begun = performance.now();
  engine.child.kill('SIGTERM');
  expect(await engine.exited).toBe(0);
  expect(performance.now() - begun).toBeLessThan(10_000);
  expect(alive(engine.run)).toEqual([]);
  expect(existsSync(join(home, 'run.json'))).toBe(false);
});

/** How long the starts after the first took; on a machine that is proved to be slow: would have taken on a usual one. */
const nextStarts: number[] = [];

async function startTimed(env: Readonly<Record<string, string>> = {}): Promise<EngineProcess> {
  const slowdown = await watchMachine();
  const started = await startEngine(home, env);
  nextStarts.push(started.readyAfterMs / slowdown());
  return started;
}

test('the next start loads nothing again and still has the mails', async () => {
  engine = await startTimed();
  expect(engine.said()).not.toContain('example workspace');
  await vi.waitFor(async () => expect((await inbox()).length).toBeGreaterThan(3), { timeout: 10_000, interval: 100 });
});

test('nothing outlives an engine that is killed with SIGKILL', async () => {
  engine.child.kill('SIGKILL');
  await vi.waitFor(() => expect(alive(engine.run)).toEqual([]), { timeout: 15_000, interval: 100 });
});

test('it starts with two workers after having been killed; one that dies ends the rest and is reported', async () => {
  const dkim = join(home, 'dkim');
  mkdirSync(dkim, { recursive: true });
  engine = await startTimed({ TENDRIL_WORKERS: '2', TENDRIL_DKIM_DIR: relative(process.cwd(), dkim) });
  expect(engine.run.env.TENDRIL_DKIM_DIR).toBe(dkim);
  expect(engine.run.children.map(({ name }) => name).toSorted()).toEqual([...parts, 'worker']);
  const worker = engine.run.children.find(({ name }) => name === 'worker');
  process.kill(worker?.pid ?? Number.NaN, 'SIGKILL');
  expect(await engine.exited).toBe(1);
  expect(engine.said()).toContain('CHILD_DIED The worker was killed');
  expect(alive(engine.run)).toEqual([]);
});

/** Three times as much to do as the machine has processors for: then it is not the engine that is measured. */
const overloaded = () => (loadavg()[0] ?? 0) > 3 * availableParallelism();

test('only a machine that is twice as slow as usual, or loses half of its time, is called slow', () => {
  expect(slowdownOf(750, 0.45)).toBe(1);
  expect(slowdownOf(1000, 0)).toBe(2.5);
  expect(slowdownOf(400, 0.75)).toBe(4);
});

test('a start that is not the first is ready in under ten seconds', async ({ skip }) => {
  const quickest = () => Math.min(...nextStarts);
  // The best of up to four: the machine may do something else for a while, a slow engine is slow every time.
  for (let again = 0; again < 2 && quickest() >= 10_000; again++) {
    engine = await startTimed();
    engine.child.kill('SIGTERM');
    await engine.exited;
  }
  skip(quickest() >= 10_000 && overloaded(), 'the machine is busy with something else');
  expect(quickest()).toBeLessThan(10_000);
});

test('a port that the environment names and that is taken is an error', async () => {
  const occupant = createServer().listen(0, '127.0.0.1');
  await once(occupant, 'listening');
  const { port } = occupant.address() as { port: number };
  const { code, err } = await tendril(['start'], { TENDRIL_HOME: home, PORT: String(port) });
  occupant.close();
  expect([code, err]).toEqual([5, expect.stringContaining(`PORT_TAKEN Port ${port}, given by PORT, is in use`)]);
  expect(existsSync(join(home, 'run.json'))).toBe(false);
});

test('a wrong DATABASE_URL is an error that shows no password', async () => {
  const DATABASE_URL = 'postgres://user:secret@127.0.0.1:1/none';
  const { code, err } = await tendril(['start'], { TENDRIL_HOME: home, DATABASE_URL });
  expect(code).toBe(5);
  expect(err).toContain('DATABASE_UNAVAILABLE');
  expect(err).not.toContain('secret');
});

test('a TEMPORAL_ADDRESS where nothing answers is an error that names it', async () => {
  const { code, err } = await tendril(['start'], { TENDRIL_HOME: home, TEMPORAL_ADDRESS: '127.0.0.1:1' });
  expect(code).toBe(5);
  expect(err).toContain('TEMPORAL_UNAVAILABLE');
  expect(err).toContain('127.0.0.1:1');
});

test.each([
  [
    'TENDRIL_RELAYS',
    'relays:\n  bulk: { kind: postmark, serverToken: { env: NO_SUCH } }\n',
    'relays.bulk.serverToken: ',
  ],
  [
    'TENDRIL_HOOKS',
    'hooks:\n  crm: { url: "https://crm.example", types: [lead.stage_changed], secret: { env: NO_SUCH } }\n',
    'hooks.crm.secret: ',
  ],
  ['TENDRIL_MAILBOXES', 'mailboxes: 3\n', 'mailboxes: '],
])(
  'a file of %s that is wrong is an error that names the place in it, before anything is started',
  async (setting, text, told) => {
    const file = join(home, 'wrong.yaml');
    writeFileSync(file, text);
    const { code, err } = await tendril(['start'], { TENDRIL_HOME: home, [setting]: file });
    expect([code, err]).toEqual([5, expect.stringMatching(`CONFIG_INVALID ${file}(:\\d+:\\d+)?: ${told}`)]);
    expect(err).not.toContain('PostgreSQL');
  },
);
