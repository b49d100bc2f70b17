/**
 * From a click that is clearly a person's, long after its mail, on a whole running engine: to the signal in the history of the
 * workflow that waits for it, and to the next mail, which that signal brings about, accepted by the relay. Both are counted
 * from the sending of the HTTP request. The ratio is of click to mail; its reference is the least any system could do with the
 * same click: one HTTP request to the same server and one equal mail to the same relay, without ledger, score or engine.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { createTransport } from 'nodemailer';
import pg from 'pg';
import { writeWorkspace } from '../test/support/authored-workspace.ts';
import { startRunningEngine } from '../test/support/running-engine.ts';
import { type AcceptedMail, startSmtpSink } from '../test/support/smtp-sink.ts';
import { type Benchmark, type Measured, percentile, rounded } from './benchmark.ts';

const leads = 120;
/** Mails to one domain leave at a pace of their own, which is not what is measured. */
const domains = 24;
/** Clicks come at this pace, whether or not the one before has been answered. */
const pauseMs = 100;

const latency = `sequence: latency
description: One mail, a click, another mail
steps:
  - send: first
  - waitFor: { click: first }
    timeout: 1 day
    then: [ { send: next }, { exit: clicked } ]
    else: [ { exit: silent } ]
`;

export const clickLatency: Benchmark = {
  name: 'click-latency',
  about: 'from a click to the signal, and to the next mail accepted by the relay, on the running engine',
  run,
};

async function run(say: (line: string) => void): Promise<Measured> {
  const addresses = Array.from({ length: leads }, (_, index) => `lead-${index}@bench-${index % domains}.example`);
  const folder = await mkdtemp(join(tmpdir(), 'tendril-bench-'));
  const sink = await startSmtpSink();
  const engine = await startRunningEngine({ smtpUrl: sink.url });
  try {
    await writeWorkspace(folder, { sequences: { latency }, templates: ['first', 'next'], leads: addresses });
    await engine.json('workspace', 'publish', folder);
    const imported = await engine.json<{ imported: number }>('leads', 'import', join(folder, 'leads.csv'));
    say(`leads imported: ${JSON.stringify(imported).slice(0, 80)}`);
    await engine.tendril('enroll', ...addresses, '--sequence', 'latency');
    const firsts = await sink.waitFor(leads, 120_000);
    await age(engine.env.DATABASE_URL ?? '');
    say(`first mails: ${firsts.length}; clicking every ${pauseMs} ms`);
    const clicked = await clicks(firsts, (predicate) => sink.waitFor(predicate, 30_000));
    const latencies = clicked.map(({ mailMs }) => mailMs);
    const signals = await signalLatencies(engine.env, clicked);
    const bare = await reference(engine.url, sink.url, firsts[0]);
    const figures = {
      clicks: latencies.length,
      ...quantilesOf('signal', signals),
      p50Ms: rounded(percentile(latencies, 50)),
      p90Ms: rounded(percentile(latencies, 90)),
      p99Ms: rounded(percentile(latencies, 99)),
      maxMs: rounded(percentile(latencies, 100)),
      bareP50Ms: rounded(percentile(bare, 50)),
      bareP99Ms: rounded(percentile(bare, 99)),
    };
    const ratio = percentile(bare, 50) / percentile(latencies, 50);
    return { ratio, reference: 'one HTTP request and one equal mail, without ledger, score or engine (p50)', figures };
  } finally {
    await engine.close();
    await sink.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The first mails left an hour ago: a click soon after its mail is held until it is clear whose it is. */
async function age(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ readonly open: number }>(
    `WITH aged AS (UPDATE message SET sent_at = sent_at - interval '1 hour' WHERE state = 'SENT')
     SELECT count(*)::int AS open FROM message WHERE state <> 'SENT'`,
  );
  await client.end();
  if (rows[0]?.open !== 0) throw new Error('Not all first mails are known to have left');
}

/** As a person's: a script by its name would be a machine. */
const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

const quantilesOf = (name: string, times: readonly number[]): Readonly<Record<string, number>> => ({
  [`${name}P50Ms`]: rounded(percentile(times, 50)),
  [`${name}P90Ms`]: rounded(percentile(times, 90)),
  [`${name}P99Ms`]: rounded(percentile(times, 99)),
  [`${name}MaxMs`]: rounded(percentile(times, 100)),
});

/** One click: by whom, when its request was sent, and how long the next mail took from then. */
interface Click {
  readonly address: string;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  readonly mailMs: number;
}

async function clicks(
  firsts: readonly AcceptedMail[],
  arrival: (predicate: (mail: AcceptedMail) => boolean) => Promise<readonly AcceptedMail[]>,
): Promise<readonly Click[]> {
  const waiting: Promise<Click>[] = [];
  for (const first of firsts) {
    const url = /https?:\/\/[^\s"]+\/c\/[^\s"]+/.exec(first.html)?.[0];
    const address = first.envelope.to[0];
    if (!url || !address) throw new Error('A first mail has no click link');
    const [sentAt, began] = [Date.now(), performance.now()];
    const next = arrival((mail) => mail.envelope.to[0] === address && mail.subject.startsWith('next'));
    waiting.push(next.then(() => ({ address, sentAt, mailMs: performance.now() - began })));
    const answer = await fetch(url, { redirect: 'manual', headers: { 'user-agent': browser } });
    if (answer.status !== 302) throw new Error(`A click was answered with ${answer.status}`);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, pauseMs - (performance.now() - began))));
  }
  return Promise.all(waiting);
}

/** How long each click took to be a signal in the history of its workflow: as Temporal's server, on this machine, has timed it. */
async function signalLatencies(
  { DATABASE_URL, TEMPORAL_ADDRESS }: Readonly<Record<string, string | undefined>>,
  clicked: readonly Click[],
): Promise<readonly number[]> {
  const workflows = await workflowsOf(DATABASE_URL ?? '');
  const connection = await Connection.connect({ address: TEMPORAL_ADDRESS ?? '' });
  try {
    const { workflow } = new Client({ connection });
    const times: number[] = [];
    for (const { address, sentAt } of clicked) {
      const { events } = await workflow.getHandle(workflows.get(address) ?? '').fetchHistory();
      const at = events?.find((event) => event.workflowExecutionSignaledEventAttributes)?.eventTime;
      if (!at) throw new Error(`The workflow of ${address} has no signal`);
      times.push(Number(at.seconds) * 1_000 + Number(at.nanos) / 1e6 - sentAt);
    }
    return times;
  } finally {
    await connection.close();
  }
}

/** By the address of the lead. */
async function workflowsOf(databaseUrl: string): Promise<ReadonlyMap<string, string>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ readonly email: string; readonly id: string }>(
    'SELECT l.email, e.workflow_id AS id FROM enrollment e JOIN lead l ON l.id = e.lead_id',
  );
  await client.end();
  return new Map(rows.map(({ email, id }) => [email, id]));
}

async function reference(serverUrl: string, smtpUrl: string, mail: AcceptedMail | undefined): Promise<number[]> {
  if (!mail) throw new Error('There is no mail to compare with');
  const transport = createTransport({ url: smtpUrl, pool: true, maxConnections: 1 });
  const times: number[] = [];
  for (let i = 0; i < leads; i += 1) {
    const began = performance.now();
    await (await fetch(`${serverUrl}/healthz`)).arrayBuffer();
    await transport.sendMail({ envelope: { from: 'a@x.example', to: [`bare-${i}@x.example`] }, raw: mail.raw });
    times.push(performance.now() - began);
  }
  transport.close();
  return times;
}
