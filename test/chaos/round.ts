/**
 * One round: mails begin to leave, workers are struck and followed by others until all is settled, and ledger and relay are
 * held against each other.
 */
import { vi } from 'vitest';
import { createTestDatabase } from '../support/database.ts';
import { type AcceptedMail, type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { type Installation, installation } from './installation.ts';
import { ledgerOf, untilNobodyIsConnected } from './ledger.ts';
import { misbehaviour } from './misbehaviour.ts';
import type { Crew, Path, Sender } from './path.ts';
import { createWatch, pick, type Strike, strikesOf, type Watch } from './strikes.ts';
import { type Arrival, type Verdict, verdictOf } from './verdict.ts';

/** What a strike found. */
export interface Found {
  /** Mails whose body had arrived. */
  readonly arrived: number;
  readonly claimed: number;
  readonly inFlight: readonly string[];
  /** Mails that had no final state, those without a row included. */
  readonly open: number;
}

export interface RoundReport {
  readonly strikes: readonly Found[];
  readonly verdict: Verdict;
  readonly tookMs: number;
}

/** What happens on the way of a round: the parts that both kinds of blows are made of. */
interface Stage {
  readonly path: Path;
  readonly place: Installation;
  readonly sink: SmtpSink;
  readonly watch: Watch;
  readonly hire: Crew['hire'];
}

export interface RoundOptions {
  /** Every second one meets a relay that is not at its best. */
  readonly number: number;
  readonly seed: string;
  readonly home: string;
  /** The database that is copied; null for an empty one. */
  readonly template: string | null;
}

export async function playRound(path: Path, { number, seed, home, template }: RoundOptions): Promise<RoundReport> {
  const began = performance.now();
  const [database, sink] = await Promise.all([createTestDatabase(undefined, template ?? undefined), startSmtpSink()]);
  const place = installation(home, database.url, sink.url);
  const hired: Sender[] = [];
  try {
    if (template === null) await path.prepare(place);
    const crew = await path.crew(place);
    const hire = async (): Promise<Sender> => {
      const sender = await crew.hire();
      hired.push(sender);
      return sender;
    };
    const watch = createWatch();
    const misbehave = misbehaviour(seed, number % 2 === 0 ? path.faults : []);
    sink.behave((moment) => {
      watch.see(moment, sink.mails.length + sink.unacknowledged.length);
      return misbehave(moment);
    });
    const [least, most] = path.strikes;
    const strikes = strikesOf(seed, least + pick(`${seed}/strikes`, most - least + 1), path.mails);
    const stage = { path, place, sink, watch, hire };
    const found = await (path.blow === 'kill' ? killed(stage, strikes) : frozen(stage, strikes));
    const verdict = await judged(stage, found);
    return { strikes: found, verdict, tookMs: performance.now() - began };
  } finally {
    for (const sender of hired) sender.signal('SIGKILL');
    await sink.close();
    await database.drop();
  }
}

/** Each strike kills the worker at work; the next one carries on, and the last one finishes. */
async function killed(stage: Stage, strikes: readonly Strike[]): Promise<readonly Found[]> {
  const { place, sink, hire } = stage;
  const found: Found[] = [];
  let sender = await hire();
  for (const strike of strikes) {
    // Loads while the other one works.
    const next = hire();
    const arrived = await struck(
      stage,
      strike,
      sender,
      () => sender.signal('SIGKILL'),
      () => sender.begin(),
    );
    await sender.gone;
    await untilNobodyIsConnected(place.databaseUrl);
    await untilHungUp(sink);
    found.push(
      await looked(
        stage,
        arrived,
        found.flatMap(({ inFlight }) => inFlight),
      ),
    );
    sender = await next;
  }
  await sender.begin();
  await sender.finish();
  return found;
}

/** A worker stands still for longer than its claims are left to it, wakes up beside its successor, and both finish. */
async function frozen(stage: Stage, [first, second]: readonly Strike[]): Promise<readonly Found[]> {
  const { hire } = stage;
  if (!first || !second) throw new Error('A worker is frozen by one strike and woken up by another');
  const [sleeper, successor] = await Promise.all([hire(), hire()]);
  const arrived = await struck(
    stage,
    first,
    sleeper,
    () => sleeper.signal('SIGSTOP'),
    () => sleeper.begin(),
  );
  const found = await looked(stage, arrived, []);
  await struck(
    stage,
    second,
    successor,
    () => sleeper.signal('SIGCONT'),
    () => successor.begin(),
  );
  await Promise.all([sleeper.finish(), successor.finish()]);
  return [found];
}

/** Lets a worker begin and the blow fall; resolves with the mails that had arrived. */
async function struck(
  { watch, path }: Stage,
  strike: Strike,
  worker: Sender,
  blow: () => void,
  begin: () => Promise<void>,
): Promise<number> {
  const fallen = watch.strike(strike, blow);
  const over = worker.gone.then(() => {
    throw new Error(`The worker ended before it was struck, after ${strike.after} of ${path.mails}`);
  });
  const [arrived] = await Promise.all([Promise.race([fallen, over]), begin()]);
  return arrived;
}

/** `before`: mails that an earlier strike left IN_FLIGHT; in real time they stay so for a while. */
async function looked({ path, place }: Stage, arrived: number, before: readonly string[]): Promise<Found> {
  const rows = await ledgerOf(place.databaseUrl);
  const having = (...states: readonly string[]) => rows.filter(({ state }) => states.includes(state));
  return {
    arrived,
    claimed: having('CLAIMED').length,
    inFlight: having('IN_FLIGHT')
      .map(({ id }) => id)
      .filter((id) => !before.includes(id)),
    open: path.mails - having('SENT', 'UNKNOWN').length,
  };
}

async function judged({ path, place, sink }: Stage, found: readonly Found[]): Promise<Verdict> {
  await untilNobodyIsConnected(place.databaseUrl);
  await untilHungUp(sink);
  return verdictOf({
    mails: path.mails,
    rows: await ledgerOf(place.databaseUrl),
    arrivals: [
      ...sink.mails.map((mail) => arrivalOf(mail, true)),
      ...sink.unacknowledged.map((mail) => arrivalOf(mail, false)),
    ],
    inFlight: new Set(found.flatMap(({ inFlight }) => inFlight)),
    dead: path.blow === 'kill',
  });
}

function arrivalOf(mail: AcceptedMail, answered: boolean): Arrival {
  const [, messageId = 'without a known Message-ID'] = /^<m\.([^@]+)@/.exec(mail.header('message-id') ?? '') ?? [];
  return { messageId, to: mail.envelope.to.join(), subject: mail.subject, answered };
}

/** Resolves when the relay has no connection: all that a dead process had written has come. */
const untilHungUp = (sink: SmtpSink): Promise<void> =>
  vi.waitFor(
    () => {
      if (sink.openConnections > 0) throw new Error(`${sink.openConnections} connections to the relay are still open`);
    },
    { timeout: 20_000, interval: 10 },
  );
