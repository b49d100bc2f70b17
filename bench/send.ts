/**
 * The way of a mail of a step, one by one: claimed, looked at by the gate, made, marked IN_FLIGHT, sent, booked, with as many
 * at a time as a worker has. The reference is nodemailer's pool, which composes and sends an equal mail to the same sink
 * from the same process, and keeps no ledger. Temporal is not in it.
 */
import { createInquiry } from '../activities/inquiry.ts';
import type { ConversationDeps } from '../activities/ports.ts';
import { remembered } from '../activities/remembered.ts';
import { sendAnswer } from '../activities/sending.ts';
import type { RunnableVersion } from '../db/store.ts';
import { programOf } from '../test/support/programs.ts';
import { type Benchmark, type Measured, percentile } from './benchmark.ts';
import { treeCpuMs } from './cpu-time.ts';
import { equalTo, nodemailerSide } from './nodemailer-side.ts';
import {
  countStatements,
  exampleLetter,
  inTurns,
  newDkimKey,
  now,
  openSending,
  prepareGround,
  type SendingGround,
} from './sending.ts';

const mails = 600;
const rounds = 3;
const warmUps = 300;
/** Activities at a time of a worker. */
const atATime = 20;
const connections = 5;

const program = programOf('sequence: letters\nsteps:\n  - send: letter\n');

const question = { kind: 'send', stepId: 'letter', visit: 1, template: 'letter', sender: null } as const;

export const send: Benchmark = {
  name: 'send',
  about: 'mails of steps, one by one, with ledger and gate',
  run,
};

/** Prepares so many mails, which is not measured, and gives the work that is. */
type Side = (count: number) => Promise<() => Promise<void>>;

async function run(say: (line: string) => void): Promise<Measured> {
  const ground = await prepareGround();
  const statements = countStatements();
  const { databaseUrl, sink } = ground;
  const settings = { databaseUrl, sinkPort: sink.port, connections };
  const plain = openSending({ ...settings, dkimKey: null });
  const signing = openSending({ ...settings, dkimKey: newDkimKey() });
  try {
    const version = await publish(plain, ground);
    const reference = nodemailerSide(
      equalTo(await exampleLetter(plain, ground.templateVersionId)),
      sink.port,
      connections,
    );
    const sides: Readonly<Record<SideName, Side>> = {
      ours: ourSide(plain, ground, version),
      reference: async (count) => () => inTurns(count, atATime, (n) => reference.send(n)),
      signed: ourSide(signing, ground, version),
    };
    for (const side of Object.values(sides)) await (await side(warmUps))();
    await sink.expect(3 * warmUps);
    const measured: Round[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const speedOf = (name: SideName) => measure(sides[name], ground, statements);
      const speeds = {
        ours: await speedOf('ours'),
        reference: await speedOf('reference'),
        signed: await speedOf('signed'),
      };
      measured.push(speeds);
      const words = Object.entries(speeds).map(([name, { perSecond }]) => `${name} ${Math.round(perSecond)}`);
      say(`round ${round}, mails a second: ${words.join(', ')}`);
    }
    reference.close();
    await checkLedger(ground, 2 * (warmUps + rounds * mails));
    return { ...inFigures(measured), env: { sink: sink.kind } };
  } finally {
    await Promise.all([plain.close(), signing.close()]);
    await ground.close();
  }
}

interface Speed {
  readonly perSecond: number;
  /** Milliseconds of a core for each mail, of this process. */
  readonly cpuMs: number;
  readonly postgresMs: number;
  readonly statements: number;
}

type SideName = 'ours' | 'signed' | 'reference';
type Round = Readonly<Record<SideName, Speed>>;

async function publish({ store }: ConversationDeps, { templateVersionId }: SendingGround): Promise<RunnableVersion> {
  const templates = { letter: templateVersionId };
  const version = { name: program.sequence, contentHash: 'letters', source: '', program, templates };
  const { id } = await store.publications.publishSequence(version, now());
  return store.enrollments.runnable(id);
}

/** The leads are enrolled before; a mail that does not leave fails the run. */
function ourSide(deps: ConversationDeps, ground: SendingGround, version: RunnableVersion): Side {
  const { enrollments, publications } = deps.store;
  const template = remembered(1, async (id: string) => deps.composer.template(await publications.template(id)));
  return async (count) => {
    const leads = await ground.addLeads(count);
    const ids: string[] = [];
    await inTurns(count, 8, async (n) => {
      ids.push((await enrollments.enroll(leads[n] ?? '', program.sequence, 'bench', now())).id);
    });
    const dueAt = now();
    return () =>
      inTurns(count, atATime, async (n) => {
        const inquiry = createInquiry({ deps, enrollmentId: ids[n] ?? '', version, template, now: now() });
        const answer = await sendAnswer(inquiry, { ...question, dueAt });
        if (answer.kind !== 'sent' || answer.result !== 'sent') throw new Error(JSON.stringify(answer));
      });
  };
}

async function measure(side: Side, ground: SendingGround, statements: () => number): Promise<Speed> {
  const work = await side(mails);
  const before = { cpu: process.cpuUsage(), postgres: treeCpuMs(ground.postgresPid), statements: statements() };
  const began = performance.now();
  await work();
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(before.cpu);
  const sent = statements() - before.statements;
  const postgresMs = treeCpuMs(ground.postgresPid) - before.postgres;
  await ground.sink.expect(mails);
  return {
    perSecond: (1000 * mails) / ms,
    cpuMs: (user + system) / 1000 / mails,
    postgresMs: postgresMs / mails,
    statements: sent / mails,
  };
}

async function checkLedger(ground: SendingGround, wanted: number): Promise<void> {
  const [ledger] = await ground.rows<{ readonly sent: number; readonly leads: number; readonly all: number }>(
    `SELECT count(*) FILTER (WHERE state = 'SENT')::int AS sent, count(DISTINCT lead_id)::int AS leads, count(*)::int AS all
     FROM message`,
  );
  if (ledger?.sent === wanted && ledger.leads === wanted && ledger.all === wanted) return;
  throw new Error(`Of ${wanted} mails the ledger says ${JSON.stringify(ledger)}`);
}

const middle = (values: readonly number[]): number => percentile(values, 50);

function inFigures(measured: readonly Round[]): Measured {
  const of = (figure: (round: Round) => number): number => Math.round(1000 * middle(measured.map(figure))) / 1000;
  return {
    ratio: of(({ ours, reference }) => ours.perSecond / reference.perSecond),
    reference:
      "nodemailer's pool composing and sending an equal mail from one process, without a ledger (mails a second)",
    figures: {
      ratioByCpu: of(({ ours, reference }) => reference.cpuMs / ours.cpuMs),
      mailsPerSecond: of(({ ours }) => ours.perSecond),
      referencePerSecond: of(({ reference }) => reference.perSecond),
      signedPerSecond: of(({ signed }) => signed.perSecond),
      cpuMsPerMail: of(({ ours }) => ours.cpuMs),
      postgresMsPerMail: of(({ ours }) => ours.postgresMs),
      referenceCpuMsPerMail: of(({ reference }) => reference.cpuMs),
      signingMsPerMail: of(({ ours, signed }) => signed.cpuMs - ours.cpuMs),
      statementsPerMail: of(({ ours }) => ours.statements),
      mails: mails * rounds,
    },
  };
}
