/**
 * The worker is killed with SIGKILL while fifty enrollments are sending. The engine reports it and ends; started again
 * it goes on, and no lead is mailed twice or forgotten.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { writeWorkspace } from '../support/authored-workspace.ts';
import { type RunningEngine, startRunningEngine } from '../support/running-engine.ts';
import { type SmtpSink, type SmtpStage, startSmtpSink } from '../support/smtp-sink.ts';

const leads = Array.from({ length: 50 }, (_, index) => `lead-${index}@killed.example`);
const sequences = ['first', 'second'];
/** Three mails in a row, so that a kill finds some before, some in and some after their mail. */
const stepsOf = (sequence: string): string[] => ['one', 'two', 'three'].map((step) => `${sequence}-${step}`);
const yamlOf = (sequence: string): string =>
  `sequence: ${sequence}\ndescription: Three in a row\nsteps:\n${stepsOf(sequence)
    .map((step) => `  - send: ${step}\n`)
    .join('')}`;

/** The worker's connections to the relay: the most mails that one kill can leave unclear. */
const relayConnections = 10;

let folder: string;
let sink: SmtpSink;
let engine: RunningEngine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tendril-kill-'));
  sink = await startSmtpSink();
  engine = await startRunningEngine({ smtpUrl: sink.url });
  await writeWorkspace(folder, {
    sequences: Object.fromEntries(sequences.map((sequence) => [sequence, yamlOf(sequence)])),
    templates: sequences.flatMap(stepsOf),
    leads,
  });
  expect(await engine.tendrilHere('workspace', 'publish', folder)).toMatchObject({ code: 0 });
  expect(await engine.tendrilHere('leads', 'import', join(folder, 'leads.csv'))).toMatchObject({ code: 0 });
}, 120_000);
afterAll(async () => {
  await engine?.close();
  await sink?.close();
  await rm(folder, { recursive: true, force: true });
});

interface MessageRow {
  readonly recipient: string;
  readonly stepId: string;
  readonly state: string;
}

async function messages(): Promise<MessageRow[]> {
  const { stdout } = await engine.tendrilHere('messages', 'list', '--limit', '1000', '--json');
  return stdout.split('\n').flatMap((line) => (line ? [JSON.parse(line) as MessageRow] : []));
}

/** Copies of each mail whose whole text reached the relay, by lead and step. */
function copies(): Map<string, number> {
  const counted = new Map<string, number>();
  for (const mail of [...sink.mails, ...sink.unacknowledged]) {
    const key = `${mail.envelope.to[0]} ${mail.subject.split(' ')[0]}`;
    counted.set(key, (counted.get(key) ?? 0) + 1);
  }
  return counted;
}

/** Resolves when all mails of a sequence to so many leads have a final state; with the rows. */
const settled = (sequence: string, count: number): Promise<MessageRow[]> =>
  vi.waitFor(
    async () => {
      const rows = (await messages()).filter(({ stepId }) => stepId.startsWith(sequence));
      const open = rows.filter(({ state }) => state !== 'SENT' && state !== 'UNKNOWN').length;
      if (rows.length < count * 3 || open > 0) throw new Error(`${rows.length} mails, ${open} open`);
      return rows;
    },
    { timeout: 120_000, interval: 500 },
  );

/** After so many mails the relay falls silent at this stage; resolves when every connection of the worker stands there. */
function silence(stage: SmtpStage, after: number): Promise<void> {
  let held = 0;
  return new Promise((resolve) => {
    sink.behave((moment) => {
      if (moment.stage !== stage || sink.mails.length < after) return undefined;
      held += 1;
      if (held === relayConnections) resolve();
      return 'hang';
    });
  });
}

async function killWorkerAndStartAgain(): Promise<void> {
  process.kill(engine.pids.worker ?? Number.NaN, 'SIGKILL');
  expect(await engine.exited).not.toBe(0);
  sink.behave();
  engine = await startRunningEngine({ smtpUrl: sink.url, home: engine.home });
}

it('every mail leaves exactly once although the worker is killed in the middle of fifty enrollments', async () => {
  // Claimed, and not one byte of a body on its way.
  const allHeld = silence('rcpt', 40);
  expect(await engine.tendrilHere('enroll', ...leads, '--sequence', 'first')).toMatchObject({ code: 0 });
  await allHeld;
  const before = sink.mails.length;
  await killWorkerAndStartAgain();

  const rows = await settled('first', leads.length);
  const counted = copies();
  expect(rows.map(({ state }) => state).filter((state) => state !== 'SENT')).toEqual([]);
  for (const { recipient, stepId } of rows)
    expect(counted.get(`${recipient} ${stepId}`), `${recipient} ${stepId}`).toBe(1);
  console.log(
    `killed after ${before} of ${rows.length} mails, ${relayConnections} claimed: ${rows.length} left exactly once`,
  );
}, 240_000);

it('a kill while bodies are leaving makes no mail leave twice, and every unclear one says so', async () => {
  const half = leads.slice(0, 25);
  // The whole body has arrived, and nobody will say so.
  const allHeld = silence('dot', sink.mails.length + 20);
  expect(await engine.tendrilHere('enroll', ...half, '--sequence', 'second')).toMatchObject({ code: 0 });
  await allHeld;
  await killWorkerAndStartAgain();

  const rows = await settled('second', half.length);
  const counted = copies();
  const sent = rows.filter(({ state }) => state === 'SENT');
  const unclear = rows.filter(({ state }) => state === 'UNKNOWN');
  for (const { recipient, stepId } of sent)
    expect(counted.get(`${recipient} ${stepId}`), `${recipient} ${stepId}`).toBe(1);
  expect([...counted.values()].filter((count) => count > 1)).toEqual([]);
  expect(unclear).toHaveLength(relayConnections);
  const arrived = unclear.filter(({ recipient, stepId }) => counted.has(`${recipient} ${stepId}`)).length;
  console.log(`${sent.length} sent once, ${unclear.length} unclear (${arrived} had arrived), 0 twice`);
}, 240_000);
