/**
 * From the event that brings a lead over the threshold to the salesperson's mail that the relay has accepted, on a whole running engine
 * with many enrollments asleep: alone, and while a mass mail is being sent. The ratio is of the two; it says whether sales' mail goes
 * before bulk. Also the history of one hand-off with its acceptance, and what open hand-offs with running clocks cost while nothing
 * happens.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection, type WorkflowClient } from '@temporalio/client';
import { writeWorkspace } from '../test/support/authored-workspace.ts';
import { type RunningEngine, startRunningEngine } from '../test/support/running-engine.ts';
import { type SmtpSink, startSmtpSink } from '../test/support/smtp-sink.ts';
import { type Benchmark, type Measured, percentile, rounded } from './benchmark.ts';
import { historyCost } from './history-cost.ts';

const asleep = 10_000;
/** Events that cross the threshold, at this pace, for each of the two. */
const handoffs = 150;
const pauseMs = 100;
/** Open hand-offs with running clocks that are watched, and for how long. */
const held = 5_000;
const quietMs = 15_000;

const sequences = {
  asleep: 'sequence: asleep\nsteps:\n  - wait: 30 days\n',
  recycle: 'sequence: recycle\nsteps:\n  - wait: 30 days\n',
};
const scoring = `model: default
halfLife: 30 days
fit: { rules: [], grades: { A: 40, B: 25, C: 10 } }
engagement:
  groups: { web: 100 }
  rules: [ { on: event, name: hand_raised, points: 80, group: web, reason: Raised a hand } ]
temperature: { warm: 20, hot: 50 }
prospectAt: 30
mql: { at: 60, rearmBelow: 45, minGrade: D }
keepOnReturn: 0.5
`;
const sales = `service: { others: { accept: 4 hours, contact: 8 hours }, silentAfter: 30 days }
returns: { sequence: recycle }
salespeople:
${['ann', 'bob', 'cem', 'dora'].map((key) => `  - { key: ${key}, name: ${key}, address: ${key}@meters.example, title: AE }`).join('\n')}
`;

export const handoff: Benchmark = {
  name: 'handoff',
  about: `from the event over the threshold to the salesperson's mail, with ${asleep} enrollments asleep and with bulk`,
  run,
};

async function run(say: (line: string) => void): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'tendril-bench-'));
  const sink = await startSmtpSink();
  const engine = await startRunningEngine({ smtpUrl: sink.url });
  const connection = await Connection.connect({ address: engine.env.TEMPORAL_ADDRESS ?? '' });
  try {
    const client = new Client({ connection }).workflow;
    await ground(engine, folder, say);
    const api = await apiOf(engine);
    await handOver(api, sink, 10, 'warm');
    const alone = await handOver(api, sink, handoffs, 'alone');
    say(`alone: ${inWords(alone.times)}`);
    const bulk = await engine.tendril('broadcast', 'send', 'bulk', '--name', 'bulk', '--all', '--yes');
    if (bulk.code !== 0) throw new Error(`The mass mail was not begun: ${bulk.stderr}`);
    await sink.waitFor((mail) => mail.subject.startsWith('bulk'), 60_000);
    const before = bulkMails(sink);
    const loaded = await handOver(api, sink, handoffs, 'loaded');
    const during = bulkMails(sink) - before;
    if (during === 0) throw new Error('No mail of the mass left meanwhile');
    say(`with bulk (${during} mails meanwhile): ${inWords(loaded.times)}`);
    const open = [...alone.workflows, ...loaded.workflows, ...(await holdOpen(engine, folder, api, sink, say))];
    const quiet = await growthOf(client, open);
    say(`${open.length} open hand-offs gained ${quiet} events in ${quietMs / 1000} s`);
    const cost = await accepted(api, client, alone.handoffs[0] ?? '', alone.workflows[0] ?? '');
    say(`history with an acceptance: ${cost.words}`);
    const p99 = (times: readonly number[]) => percentile(times, 99);
    return {
      ratio: p99(alone.times) / p99(loaded.times),
      reference: 'the same without a mass mail (p99)',
      figures: {
        asleep,
        ...figuresOf('alone', alone.times),
        ...figuresOf('withBulk', loaded.times),
        bulkMailsMeanwhile: during,
        historyEvents: cost.events,
        openHandoffs: open.length,
        eventsOfOpenOnes: quiet,
      },
    };
  } finally {
    await connection.close();
    await engine.close();
    await sink.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const bulkMails = (sink: SmtpSink): number => sink.mails.filter(({ subject }) => subject.startsWith('bulk')).length;

const inWords = (times: readonly number[]): string =>
  [50, 90, 99, 100].map((share) => `p${share} ${Math.round(percentile(times, share))} ms`).join(', ');

const figuresOf = (name: string, times: readonly number[]): Readonly<Record<string, number>> => ({
  [`${name}P50Ms`]: rounded(percentile(times, 50)),
  [`${name}P99Ms`]: rounded(percentile(times, 99)),
  [`${name}MaxMs`]: rounded(percentile(times, 100)),
});

/** A workspace, and leads that sleep in a sequence. */
async function ground(engine: RunningEngine, folder: string, say: (line: string) => void): Promise<void> {
  await writeWorkspace(folder, { sequences, templates: ['bulk'], leads: [] });
  await writeFile(join(folder, 'workspace/scoring.yaml'), scoring);
  await writeFile(join(folder, 'workspace/sales.yaml'), sales);
  await engine.json('workspace', 'publish', folder);
  const file = join(folder, 'leads.csv');
  const rows = Array.from({ length: asleep }, (_, index) => `sleeper-${index}@bench-${index % 200}.example`);
  await writeFile(file, ['email', ...rows].join('\n'));
  await engine.tendril('leads', 'import', file);
  await engine.tendril('enroll', '--all', '--sequence', 'asleep', '--pace', '1000', '--no-wait');
  for (let resting = 0; resting < asleep; ) {
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const { at } = await engine.json<{ readonly at: Readonly<Record<string, number>> }>('sequences', 'show', 'asleep');
    resting = Object.values(at).reduce((sum, count) => sum + count, 0);
    say(`${resting} of ${asleep} asleep`);
  }
}

type Call = (path: string, body?: unknown) => Promise<Readonly<Record<string, unknown>>>;

async function apiOf(engine: RunningEngine): Promise<Call> {
  const made = await engine.json<{ readonly key: string }>(
    'keys',
    'create',
    '--name',
    'bench',
    '--scope',
    'leads',
    'events',
    'sales',
  );
  return async (path, body) => {
    const response = await fetch(`${engine.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${made.key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Readonly<Record<string, unknown>>;
    if (!response.ok) throw new Error(`${path} was answered with ${response.status}: ${JSON.stringify(answer)}`);
    return answer;
  };
}

interface HandedOver {
  /** Milliseconds from the request to the mail. */
  readonly times: readonly number[];
  readonly handoffs: readonly string[];
  readonly workflows: readonly string[];
}

/** Leads that raise their hands, one after the other at a pace, whether or not the one before has been mailed. */
async function handOver(api: Call, sink: SmtpSink, count: number, name: string): Promise<HandedOver> {
  const leads: string[] = [];
  for (let i = 0; i < count; i += 1) {
    // Companies of their own: else all of them were one hand-off.
    const email = `${name}-${i}@${name}-${i}.example`;
    await api('/v1/leads', { email });
    leads.push(email);
  }
  const mailed: Promise<number>[] = [];
  const handoffIds: string[] = [];
  const workflows: string[] = [];
  for (const email of leads) {
    const began = performance.now();
    const arrived = sink.waitFor((mail) => mail.text.includes(email), 60_000);
    mailed.push(arrived.then(() => performance.now() - began));
    const event = { lead: email, event: 'hand_raised', id: randomUUID(), occurredAt: new Date().toISOString() };
    const { handoffId, leadId } = await api('/v1/events', event);
    if (typeof handoffId !== 'string') throw new Error(`${email} was not given to sales`);
    handoffIds.push(handoffId);
    workflows.push(`handoff/${leadId}/1`);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, pauseMs - (performance.now() - began))));
  }
  return { times: await Promise.all(mailed), handoffs: handoffIds, workflows };
}

/** So many more, each offered and mailed; nobody answers. */
async function holdOpen(
  engine: RunningEngine,
  folder: string,
  api: Call,
  sink: SmtpSink,
  say: (line: string) => void,
): Promise<readonly string[]> {
  const addresses = Array.from({ length: held }, (_, index) => `held-${index}@held-${index}.example`);
  const file = join(folder, 'held.csv');
  await writeFile(file, ['email', ...addresses].join('\n'));
  await engine.tendril('leads', 'import', file);
  const workflows: string[] = [];
  for (let from = 0; from < held; from += 1000) {
    const occurredAt = new Date().toISOString();
    const raised = addresses
      .slice(from, from + 1000)
      .map((lead) => ({ lead, event: 'hand_raised', id: randomUUID(), occurredAt }));
    const { results } = await api('/v1/events:batch', { events: raised });
    for (const { event } of results as readonly { readonly event: { readonly leadId: string } }[]) {
      workflows.push(`handoff/${event.leadId}/1`);
    }
  }
  const mailed = () => sink.mails.filter(({ text }) => text.includes('@held-')).length;
  for (let seen = 0; seen < held; ) {
    await new Promise((resolve) => setTimeout(resolve, 3000));
    seen = mailed();
    say(`${seen} of ${held} offered`);
  }
  return workflows;
}

/** How many events the histories of open hand-offs gain while nothing happens. */
async function growthOf(client: WorkflowClient, workflows: readonly string[]): Promise<number> {
  const length = async () => {
    let events = 0;
    for (let from = 0; from < workflows.length; from += 50) {
      const some = workflows.slice(from, from + 50).map((id) => client.getHandle(id).describe());
      for (const { historyLength } of await Promise.all(some)) events += historyLength;
    }
    return events;
  };
  const before = await length();
  await new Promise((resolve) => setTimeout(resolve, quietMs));
  return (await length()) - before;
}

async function accepted(api: Call, client: WorkflowClient, handoffId: string, workflowId: string) {
  await api(`/v1/handoffs/${handoffId}/accept`, {});
  await api(`/v1/handoffs/${handoffId}/steps`, { kind: 'contacted' });
  await api(`/v1/handoffs/${handoffId}/steps`, { kind: 'won' });
  await client.getHandle(workflowId).result();
  return historyCost(client, workflowId);
}
