/**
 * One mail to many leads: processes that each carry a lane of one broadcast (ledger, gate, tracking, personal content), as
 * workers do, without Temporal. The reference is as many processes of nodemailer's pool, which compose and send an equal
 * mail. Both are warm, and send to the same sink. After the run every lead has exactly one mail, by the sink and the ledger.
 */
import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { defaultSettings } from '../domain/program-settings.ts';
import { type Benchmark, type Measured, rounded } from './benchmark.ts';
import { type LaneOrder, type LaneResult, phases } from './broadcast-lane.ts';
import { treeCpuMs } from './cpu-time.ts';
import { openLane } from './lane-process.ts';
import { type EqualMail, equalTo } from './nodemailer-side.ts';
import {
  exampleLetter,
  newDkimKey,
  now,
  openSending,
  prepareGround,
  type SendingGround,
  type SendingSettings,
} from './sending.ts';

export interface Size {
  readonly leads: number;
  /** Leads of the run that warms, and of the one that signs. */
  readonly few: number;
  readonly processes: number;
}

const connections = 10;

export const broadcast: Benchmark = {
  name: 'broadcast',
  about: 'one mail to 20,000 leads, on all cores',
  run: (say) => runBroadcast({ leads: 20_000, few: 2000, processes: availableParallelism() }, say),
};

export async function runBroadcast(size: Size, say: (line: string) => void): Promise<Measured> {
  const ground = await prepareGround();
  try {
    await ground.addLeads(size.few);
    const mail = await exampleMail(ground);
    const signed = await ourRun(ground, size, { more: 0, dkimKey: newDkimKey() });
    say(`signed: ${inWords(signed)}`);
    const half = Math.round(size.leads / 2);
    const before = await referenceRun(ground, size.processes, half, mail);
    const ours = await ourRun(ground, size, { more: size.leads - size.few, dkimKey: null });
    const after = await referenceRun(ground, size.processes, size.leads - half, mail);
    const reference = together(before, after);
    say(`reference: ${inWords(reference)}`);
    say(`ours: ${inWords(ours)}`);
    return {
      ratio: ours.perSecond / reference.perSecond,
      reference: `nodemailer's pool composing and sending an equal mail in ${size.processes} processes (mails a second)`,
      figures: figuresOf(size, ours, reference, signed, mail),
      env: { sink: ground.sink.kind },
    };
  } finally {
    await ground.close();
  }
}

interface Run {
  readonly mails: number;
  readonly perSecond: number;
  /** Of all processes together, per mail. */
  readonly cpu: Readonly<Record<'nodeMicros' | 'postgresMicros' | 'sinkMicros', number>>;
  readonly statements: number;
  /** By phase: of the time of a lane, how much it was under way. */
  readonly shares: Readonly<Record<string, number>>;
}

const inWords = ({ mails, perSecond, cpu }: Run): string =>
  `${mails} mails, ${Math.round(perSecond)} a second; µs of a core for each: ${Object.entries(cpu)
    .map(([name, micros]) => `${name} ${Math.round(micros)}`)
    .join(', ')}`;

/** One broadcast to the few leads there are, to warm all processes, and then one to all, and to so many more. */
async function ourRun(
  ground: SendingGround,
  { few, processes }: Size,
  { more, dkimKey }: { readonly more: number; readonly dkimKey: string | null },
): Promise<Run> {
  const { databaseUrl, sink } = ground;
  const settings = { databaseUrl, sinkPort: sink.port, connections, dkimKey };
  const leads = few + more;
  const order = { kind: 'broadcast', settings, warmUpId: await begin(settings) } as const;
  let broadcastId = '';
  const run = await measuredRun(ground, processes, order, async () => {
    await sink.expect(few);
    if (more > 0) await ground.addLeads(more);
    await ground.rows('ANALYZE');
    broadcastId = await begin(settings);
    return broadcastId;
  });
  await sink.expect(leads);
  const [ledger] = await ground.rows<{ readonly sent: number; readonly leads: number; readonly all: number }>(
    `SELECT count(*) FILTER (WHERE state = 'SENT')::int AS sent, count(DISTINCT lead_id)::int AS leads, count(*)::int AS all
     FROM message WHERE broadcast_id = $1`,
    [broadcastId],
  );
  if (run.mails !== leads || ledger?.sent !== leads || ledger.leads !== leads || ledger.all !== leads) {
    throw new Error(`Of ${leads} leads the lanes mailed ${run.mails}, and the ledger says ${JSON.stringify(ledger)}`);
  }
  return run;
}

/** Orders a broadcast to all leads there are. */
async function begin(settings: SendingSettings): Promise<string> {
  const deps = openSending(settings);
  const { stages, priority, purpose } = defaultSettings;
  const order = {
    name: `letter-${randomUUID()}`,
    template: 'letter',
    filter: { when: null, segment: null, source: null, tag: null },
    sender: null,
    settings: { stages, priority, purpose, caps: [], window: null, stale: null },
    pace: 1000,
    startAt: now(),
  };
  try {
    return (await deps.store.broadcasts.begin(order, 'bench', now())).id;
  } finally {
    await deps.close();
  }
}

async function referenceRun(ground: SendingGround, processes: number, mails: number, mail: EqualMail): Promise<Run> {
  const each = Math.ceil(mails / processes);
  const warmUps = Math.min(500, each);
  const { sink } = ground;
  const order = { kind: 'nodemailer', sinkPort: sink.port, connections, mail, warmUps, mails: each } as const;
  const run = await measuredRun(ground, processes, order, async () => {
    await sink.expect(processes * warmUps);
    return '';
  });
  await sink.expect(processes * each);
  return run;
}

/** Prepares all processes, lets them begin together, and adds up what they say. `whenReady` gives the broadcast. */
async function measuredRun(
  ground: SendingGround,
  processes: number,
  order: LaneOrder,
  whenReady: () => Promise<string>,
): Promise<Run> {
  const lanes = Array.from({ length: processes }, openLane);
  try {
    await Promise.all(lanes.map((lane) => lane.ask<{ readonly kind: 'ready' }>(order)));
    const broadcastId = await whenReady();
    const servers = [ground.postgresPid, ground.sink.pid] as const;
    const [postgres, sink] = servers.map(treeCpuMs);
    const began = performance.now();
    const results = await Promise.all(lanes.map((lane) => lane.ask<LaneResult>({ kind: 'go', broadcastId })));
    const ms = performance.now() - began;
    const [postgresAfter, sinkAfter] = servers.map(treeCpuMs);
    const sum = (figure: (result: LaneResult) => number) => results.reduce((all, result) => all + figure(result), 0);
    const mails = sum((result) => result.mails);
    const micros = (cpuMs: number) => (1000 * cpuMs) / mails;
    return {
      mails,
      perSecond: (1000 * mails) / ms,
      cpu: {
        nodeMicros: micros(sum(({ cpuMs }) => cpuMs)),
        postgresMicros: micros((postgresAfter ?? Number.NaN) - (postgres ?? Number.NaN)),
        sinkMicros: micros((sinkAfter ?? Number.NaN) - (sink ?? Number.NaN)),
      },
      statements: sum((result) => result.statements) / mails,
      shares: Object.fromEntries(
        phases.map((phase) => [phase, sum((result) => result.phases[phase]) / (processes * ms)]),
      ),
    };
  } finally {
    await Promise.all(lanes.map((lane) => lane.close()));
  }
}

/** A mail of the broadcast as it is made, taken apart for the reference. */
async function exampleMail({ databaseUrl, sink, templateVersionId }: SendingGround): Promise<EqualMail> {
  const deps = openSending({ databaseUrl, sinkPort: sink.port, connections, dkimKey: null });
  try {
    return equalTo(await exampleLetter(deps, templateVersionId));
  } finally {
    await deps.close();
  }
}

function figuresOf({ leads, processes }: Size, ours: Run, reference: Run, signed: Run, { html, text }: EqualMail) {
  const shares = Object.entries(ours.shares).map(([phase, share]) => [`${phase}Percent`, Math.round(100 * share)]);
  return {
    mailsPerSecond: Math.round(ours.perSecond),
    referencePerSecond: Math.round(reference.perSecond),
    leads,
    processes,
    bytesOfBodies: html.length + text.length,
    statementsPerMail: Math.round(1000 * ours.statements) / 1000,
    nodeMicrosPerMail: rounded(ours.cpu.nodeMicros),
    postgresMicrosPerMail: rounded(ours.cpu.postgresMicros),
    sinkMicrosPerMail: rounded(ours.cpu.sinkMicros),
    referenceMicrosPerMail: rounded(reference.cpu.nodeMicros),
    // Of the time of a lane: what it was waiting for or busy with; a page is claimed while another one is being sent.
    ...Object.fromEntries(shares),
    signedPerSecond: Math.round(signed.perSecond),
    signingMicrosPerMail: rounded(signed.cpu.nodeMicros - ours.cpu.nodeMicros),
  };
}

/** The same run in two halves. */
const together = (a: Run, b: Run): Run => {
  const mails = a.mails + b.mails;
  const mean = (x: number, y: number) => (x * a.mails + y * b.mails) / mails;
  return {
    mails,
    perSecond: mails / (a.mails / a.perSecond + b.mails / b.perSecond),
    cpu: {
      nodeMicros: mean(a.cpu.nodeMicros, b.cpu.nodeMicros),
      postgresMicros: mean(a.cpu.postgresMicros, b.cpu.postgresMicros),
      sinkMicros: mean(a.cpu.sinkMicros, b.cpu.sinkMicros),
    },
    statements: 0,
    shares: {},
  };
};
