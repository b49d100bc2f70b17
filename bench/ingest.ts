/**
 * Events in batches, as tracking and sources bring them, through the ingest transaction: judged, deduplicated, scored, and
 * told to whoever waits. The reference is a plain insert of the same rows into the same table, a thousand in one statement,
 * with the same indexes and foreign keys and nothing else.
 */
import { newId } from '../db/ids.ts';
import type { EventInput } from '../db/store.ts';
import { type Benchmark, type Measured, percentile, rounded } from './benchmark.ts';
import { createDice, eventOf, type IngestGround, prepareIngest } from './ingest-ground.ts';
import { measureTriggers } from './review-triggers.ts';
import { countStatements, inTurns } from './sending.ts';

const leads = 20_000;
const batch = 1_000;
/** Batches under way at one time: the tracking server writes one after the other, and two would wait for each other’s leads. */
const atOnce = 1;
const rounds = 5;
const batches = 10;

export const ingest: Benchmark = {
  name: 'ingest',
  about: `events in batches of ${batch} over ${leads} leads`,
  run,
};

interface Round {
  readonly ours: number;
  readonly reference: number;
}

async function run(say: (line: string) => void): Promise<Measured> {
  const ground = await prepareIngest(leads);
  const statements = countStatements();
  try {
    const dice = createDice(7);
    const measured: Round[] = [];
    let perBatch = 0;
    // The first round warms up.
    for (let round = 0; round <= rounds; round += 1) {
      const from = round * batches * batch;
      const work = chunksOf(Array.from({ length: batches * batch }, (_, n) => eventOf(ground, from + n, dice)));
      const before = statements();
      const ours = await speedOf(work, (inputs) => ingested(ground, inputs));
      perBatch = (statements() - before) / batches;
      const rows = await rowsOf(ground, work.flat());
      const reference = await speedOf(chunksOf(rows), (some) => inserted(ground, some));
      await ground.client.query("DELETE FROM event WHERE dedupe_key LIKE 'copy/%'");
      if (round > 0) measured.push({ ours, reference });
      say(`round ${round}, events a second: ours ${Math.round(ours)}, plain insert ${Math.round(reference)}`);
    }
    const figures = await inFigures(ground, measured, perBatch);
    let from = (rounds + 1) * batches * batch;
    const next = (): readonly EventInput[] => {
      from += batch;
      return Array.from({ length: batch }, (_, n) => eventOf(ground, from - batch + n, dice));
    };
    const triggers = await measureTriggers(ground, next, (inputs) => ingested(ground, inputs), say);
    return { ...figures, figures: { ...figures.figures, ...triggers } };
  } finally {
    await ground.close();
  }
}

/** How many of the things a second, in pieces of which some are under way at a time. */
async function speedOf<T>(
  pieces: readonly (readonly T[])[],
  work: (piece: readonly T[]) => Promise<void>,
): Promise<number> {
  const began = performance.now();
  await inTurns(pieces.length, atOnce, (n) => work(pieces[n] ?? []));
  return (pieces.flat().length / (performance.now() - began)) * 1000;
}

const chunksOf = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / batch) }, (_, n) => all.slice(n * batch, (n + 1) * batch));

async function ingested({ store, start }: IngestGround, inputs: readonly EventInput[]): Promise<void> {
  const outcomes = await store.events.ingestMany(inputs, inputs.at(-1)?.occurredAt ?? start);
  const wrong = outcomes.find((outcome) => outcome.kind === 'refused' || !outcome.recorded);
  if (wrong) throw new Error(`An event was not recorded: ${JSON.stringify(wrong)}`);
}

const columns = [
  ...['id', 'dedupe_key', 'kind', 'lead_id', 'message_id', 'enrollment_id', 'step_id', 'visit', 'name', 'link'],
  ...['payload', 'verdict', 'judge_at', 'occurred_at', 'recorded_at'],
] as const;

type Row = Readonly<Record<(typeof columns)[number], unknown>>;

/** What became of the events, as rows that can be written once more. */
async function rowsOf({ client }: IngestGround, inputs: readonly EventInput[]): Promise<readonly Row[]> {
  const { rows } = await client.query<Row>(
    `SELECT ${columns.join(', ')} FROM event WHERE dedupe_key = ANY ($1) ORDER BY id`,
    [inputs.map(({ dedupeKey }) => dedupeKey)],
  );
  if (rows.length !== inputs.length) throw new Error(`${rows.length} events are in the ledger, not ${inputs.length}`);
  return rows.map((row) => ({ ...row, id: newId(), dedupe_key: `copy/${row.dedupe_key}` }));
}

const placeholders = (count: number): string =>
  Array.from(
    { length: count },
    (_, n) => `(${columns.map((__, i) => `$${n * columns.length + i + 1}`).join(',')})`,
  ).join(',');
const statement = `INSERT INTO event (${columns.join(', ')}) VALUES ${placeholders(batch)}`;

/** On the connections of a pool of its own, prepared once for each, as the store does it. */
async function inserted({ pool }: IngestGround, rows: readonly Row[]): Promise<void> {
  const values = rows.flatMap((row) => columns.map((column) => row[column]));
  await pool.query({ name: 'plain', text: statement, values });
}

async function inFigures(
  ground: IngestGround,
  measured: readonly Round[],
  statementsPerBatch: number,
): Promise<Measured> {
  const ratios = measured.map(({ ours, reference }) => ours / reference);
  const { rows } = await ground.client.query<{ readonly kind: string; readonly count: number }>(
    `SELECT kind, count(*)::int AS count FROM outbox GROUP BY kind
     UNION ALL SELECT 'event ' || kind, count(*)::int FROM event GROUP BY kind`,
  );
  const countOf = (kind: string): number => rows.find((row) => row.kind === kind)?.count ?? 0;
  const signals = countOf('signal_nurture');
  if (signals > 0) throw new Error(`${signals} signals for events that nobody waits for`);
  return {
    ratio: percentile(ratios, 50),
    reference: 'a plain insert of the same rows into the same table, a thousand in one statement',
    figures: {
      eventsPerSecond: Math.round(
        percentile(
          measured.map(({ ours }) => ours),
          50,
        ),
      ),
      referencePerSecond: Math.round(
        percentile(
          measured.map(({ reference }) => reference),
          50,
        ),
      ),
      lowestRatio: rounded(Math.min(...ratios) * 100) / 100,
      statementsPerBatch: rounded(statementsPerBatch),
      signals,
      handoffs: countOf('start_handoff'),
      judgements: countOf('judge_clicks'),
      clicks: countOf('event click'),
      heldClicks: countOf('event click_held'),
      machineClicks: countOf('event click_machine'),
    },
  };
}
