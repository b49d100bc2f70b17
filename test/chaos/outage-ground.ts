/**
 * What an outage falls upon: a whole engine on servers that can be stopped, and leads of four sequences, each with its
 * first mail in hand. Three sequences go on after a click, a reply or a visit of a page; in the fourth nobody does what is
 * waited for.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { writeWorkspace } from '../support/authored-workspace.ts';
import { type RunningEngine, startRunningEngine } from '../support/running-engine.ts';
import { type AcceptedMail, type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { type OutageLedger, openOutageLedger } from './outage-ledger.ts';
import { type StoppableServer, startStoppablePostgres, startStoppableTemporal } from './outage-servers.ts';

const events = {
  clicks: '{ click: first }',
  replies: 'reply',
  pages: '{ page: /pricing }',
  silence: '{ click: first }',
};
export type Sequence = keyof typeof events;
export type LeadCounts = Readonly<Record<Sequence, number>>;

/** A lead that has got the first mail, and what it may do with it. */
export interface Recipient {
  readonly address: string;
  readonly sequence: Sequence;
  readonly link: string;
  readonly pixel: string;
  readonly replyTo: string;
  readonly mail: AcceptedMail;
}

export interface Ground {
  readonly engine: RunningEngine;
  readonly temporal: StoppableServer;
  readonly postgres: StoppableServer;
  readonly sink: SmtpSink;
  readonly ledger: OutageLedger;
  /** A key of the API that may post events. */
  readonly apiKey: string;
  readonly recipients: readonly Recipient[];
  of(sequence: Sequence): readonly Recipient[];
  close(): Promise<void>;
}

const yamlOf = (sequence: Sequence): string => `sequence: ${sequence}
description: A mail, and another one for whoever does something
steps:
  - send: first
  - waitFor: ${events[sequence]}
    timeout: 1 day
    then: [ { send: second }, { exit: woken } ]
    else: [ { exit: silent } ]
`;

const sequences = Object.keys(events) as Sequence[];

/** Resolves when everybody has the first mail and every enrollment waits. */
export async function startGround(counts: LeadCounts): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), 'tendril-outage-'));
  // As root, PostgreSQL runs under another account, which must get through this folder.
  await chmod(folder, 0o711);
  const cleanups: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  try {
    const [postgres, temporal, sink] = await Promise.all([
      startStoppablePostgres(folder),
      startStoppableTemporal(folder),
      startSmtpSink(),
    ]);
    cleanups.push(postgres.stop, temporal.stop, sink.close);
    const env = { DATABASE_URL: postgres.address, TEMPORAL_ADDRESS: temporal.address };
    const engine = await startRunningEngine({ smtpUrl: sink.url, env });
    cleanups.push(engine.close);
    const ledger = openOutageLedger(postgres.address);
    const addresses = await enroll(folder, engine, counts);
    const { key: apiKey } = await json<{ readonly key: string }>(
      engine,
      'keys',
      'create',
      '--name',
      'web',
      '--scope',
      'events',
    );
    const recipients = (await firstMails(sink, addresses)).map((mail) => recipientOf(mail, addresses));
    await vi.waitUntil(async () => (await ledger.waiting()) === addresses.size, { timeout: 120_000, interval: 200 });
    const of: Ground['of'] = (sequence) => recipients.filter((one) => one.sequence === sequence);
    return { engine, temporal, postgres, sink, ledger, apiKey, recipients, of, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Publishes the sequences and enrolls whoever is in them; resolves with the sequence of each address. */
async function enroll(
  folder: string,
  engine: RunningEngine,
  counts: LeadCounts,
): Promise<ReadonlyMap<string, Sequence>> {
  const address = (sequence: Sequence, index: number) => `${sequence}-${index}@company-${index % 23}.example`;
  const named = (sequence: Sequence) =>
    Array.from({ length: counts[sequence] }, (_, index) => address(sequence, index));
  const workspace = join(folder, 'workspace');
  await writeWorkspace(workspace, {
    sequences: Object.fromEntries(sequences.map((sequence) => [sequence, yamlOf(sequence)])),
    templates: ['first', 'second'],
    leads: sequences.flatMap(named),
  });
  await json(engine, 'workspace', 'publish', workspace);
  await json(engine, 'leads', 'import', join(workspace, 'leads.csv'));
  for (const sequence of sequences) {
    if (counts[sequence] > 0) await json(engine, 'enroll', ...named(sequence), '--sequence', sequence);
  }
  return new Map(sequences.flatMap((sequence) => named(sequence).map((one) => [one, sequence] as const)));
}

async function json<T>(engine: RunningEngine, ...args: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await engine.tendrilHere(...args, '--json');
  if (code !== 0) throw new Error(`tendril ${args.slice(0, 2).join(' ')} ended with ${code}: ${stderr}`);
  const [line = ''] = stdout.trim().split('\n');
  return JSON.parse(line) as T;
}

const firstMails = async (sink: SmtpSink, addresses: ReadonlyMap<string, Sequence>): Promise<readonly AcceptedMail[]> =>
  sink.waitFor(addresses.size, 120_000);

function recipientOf(mail: AcceptedMail, addresses: ReadonlyMap<string, Sequence>): Recipient {
  const [address = ''] = mail.envelope.to;
  const sequence = addresses.get(address);
  const link = /href="([^"]+\/c\/[^"]+)"[^>]*>\s*Read/.exec(mail.html)?.[1];
  const pixel = /src="([^"]+\/o\/[^"]+)"/.exec(mail.html)?.[1];
  const replyTo = mail.parsed.replyTo?.[0]?.address;
  if (!sequence || !link || !pixel || !replyTo) throw new Error(`Nothing can be done with the mail "${mail.subject}"`);
  return { address, sequence, link, pixel, replyTo, mail };
}
