/**
 * What scoring costs: events through the ingest transaction with a model that scores them, against the same transaction under
 * a model without rules, batch by batch in turn; then all leads valued anew, which must come to exactly what the events made
 * of them one by one. `--leads N` takes fewer leads, with twenty events each.
 */
import type { EventInput } from '../db/store.ts';
import { plusMs } from '../domain/instant.ts';
import type { ScoringModel } from '../domain/scoring.ts';
import { testWorkspace } from '../test/support/workspace.ts';
import { type Benchmark, type Measured, percentile, rounded } from './benchmark.ts';
import { createDice, eventOf, type IngestGround, prepareIngest } from './ingest-ground.ts';

const batch = 1_000;
const rounds = 9;
/** Until the engine of JavaScript has compiled what is hot: a server runs for days. */
const warmUps = 3;
const batchesATurn = 5;
const eventsALead = 20;
const page = 500;
const dayMs = 86_400_000;

export const score: Benchmark = {
  name: 'score',
  about: 'ingest with and without scoring, and all leads valued anew (--leads N, default 100000)',
  run,
};

/** All that a model can have: limits of days, recency, and the scores of a service. */
const model: ScoringModel = {
  ...testWorkspace.scoring,
  groups: { email: { cap: 80, perDay: 40 }, web: { cap: 60, perDay: 50 } },
  rules: [
    ...testWorkspace.scoring.rules,
    { on: 'page_view', link: null, name: null, points: 1, group: 'web', reason: 'Looked at a page' },
  ],
  recency: [
    { within: 'P7D', points: 5 },
    { after: 'P90D', points: -20 },
  ],
  mql: { ...testWorkspace.scoring.mql, fastTrack: [{ on: 'form', name: 'contact', minGrade: null }] },
};
/** The same terms, so that no state is added up anew when the rules are there again. */
const silent: ScoringModel = { ...model, rules: [] };

const publish = (ground: IngestGround, scoring: ScoringModel) =>
  ground.store.publications.publishWorkspace({ ...testWorkspace, scoring }, ground.start);

async function run(say: (line: string) => void): Promise<Measured> {
  const leads = leadsAsked();
  const ground = await prepareIngest(leads);
  try {
    const measured = await ingestBothWays(ground, say);
    const anew = await valueAnew(ground, leads * eventsALead, say);
    const ratios = measured.map(({ scored, unscored }) => scored / unscored);
    const speeds = (of: 'scored' | 'unscored') =>
      Math.round(
        percentile(
          measured.map((one) => one[of]),
          50,
        ),
      );
    const ratio = percentile(ratios, 50);
    return {
      ratio,
      reference: 'ingest of such events under a model without rules',
      figures: {
        scoredPerSecond: speeds('scored'),
        unscoredPerSecond: speeds('unscored'),
        addedPercent: rounded((1 / ratio - 1) * 100),
        lowestRatio: Math.round(Math.min(...ratios) * 100) / 100,
        ...anew,
      },
    };
  } finally {
    await ground.close();
  }
}

function leadsAsked(): number {
  const at = process.argv.indexOf('--leads');
  const leads = at < 0 ? 100_000 : Number(process.argv[at + 1]);
  if (!Number.isInteger(leads) || leads < 100) throw new Error('--leads must be a whole number from 100 on');
  return leads;
}

interface Round {
  readonly scored: number;
  readonly unscored: number;
}

/** Each round goes there and back (with, without, without, with), because who follows another model is the quicker for it. */
async function ingestBothWays(ground: IngestGround, say: (line: string) => void): Promise<readonly Round[]> {
  const dice = createDice(11);
  const measured: Round[] = [];
  let number = 0;
  const msOf = async (scoring: ScoringModel): Promise<number> => {
    await publish(ground, scoring);
    let ms = 0;
    for (let i = 0; i < batchesATurn; i += 1) {
      const inputs = Array.from({ length: batch }, (_, n) => eventOf(ground, number + n, dice));
      number += batch;
      ms += await timed(() => ingested(ground, inputs, inputs.at(-1)?.occurredAt ?? ground.start));
    }
    return ms;
  };
  const perSecond = (ms: number) => (2 * batchesATurn * batch * 1000) / ms;
  for (let round = 0; round < warmUps + rounds; round += 1) {
    const there = await msOf(model);
    const without = (await msOf(silent)) + (await msOf(silent));
    const told = { scored: perSecond(there + (await msOf(model))), unscored: perSecond(without) };
    if (round >= warmUps) measured.push(told);
    say(`round ${round}, events a second: scored ${Math.round(told.scored)}, unscored ${Math.round(told.unscored)}`);
  }
  return measured;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function ingested({ store }: IngestGround, inputs: readonly EventInput[], now: string): Promise<void> {
  const outcomes = await store.events.ingestMany(inputs, now);
  const wrong = outcomes.find((outcome) => outcome.kind === 'refused' || !outcome.recorded);
  if (wrong) throw new Error(`An event was not recorded: ${JSON.stringify(wrong)}`);
}

/** Events of three months, in no order of time, one by one and then all anew. @throws when the two differ anywhere */
async function valueAnew(ground: IngestGround, events: number, say: (line: string) => void) {
  const { store, leads, start } = ground;
  const dice = createDice(5);
  await publish(ground, model);
  // What came in without rules gets its points now, so that all is of one model.
  await recompute(ground, start);
  const now = plusMs(start, dayMs);
  const kinds = ['page_view', 'page_view', 'page_view', 'custom', 'reply'] as const;
  for (let done = 0; done < events; done += batch) {
    const inputs = Array.from({ length: Math.min(batch, events - done) }, (_, n): EventInput => {
      const kind = kinds[dice(kinds.length)] ?? 'custom';
      const occurredAt = plusMs(now, -dice(90 * dayMs));
      const lead = { id: leads[dice(leads.length)] ?? '' };
      const name = kind === 'custom' ? 'demo_requested' : kind === 'reply' ? 'question' : '/';
      return { dedupeKey: `past/${done + n}`, kind, lead, name, occurredAt };
    });
    await ingested(ground, inputs, now);
    if (done % 100_000 === 0) say(`${done} of ${events} events`);
  }
  const first = await recompute(ground, now);
  if (first.changed > 0) throw new Error(`${first.changed} leads are worth something else when all is added up anew`);
  await publish(ground, { ...model, halfLife: 'P20D' });
  const other = await recompute(ground, now);
  const told = await ground.client.query<{ n: number }>('SELECT count(*)::int AS n FROM score_entry');
  const [forecast] = [await store.scores.forecastRecompute(now)];
  if (forecast.changed > 0) throw new Error(`${forecast.changed} leads differ right after a recompute`);
  return {
    leads: leads.length,
    ledgerRows: told.rows[0]?.n ?? 0,
    recomputeSeconds: rounded(first.ms / 1000),
    recomputeLeadsPerSecond: Math.round((leads.length * 1000) / first.ms),
    differences: first.changed,
    otherModelSeconds: rounded(other.ms / 1000),
    otherModelChanged: other.changed,
  };
}

async function recompute({ store }: IngestGround, now: string) {
  const { id } = await store.scores.beginRecompute({ promote: false, pace: 1_000 }, 'bench', now);
  const ms = await timed(async () => {
    for (let more = true; more; ) ({ more } = await store.scores.carryOnRecompute(id, page, now));
  });
  return { ms, changed: (await store.scores.recompute(id)).changed };
}
