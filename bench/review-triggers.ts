/**
 * What the triggers that make changed leads due for review cost the ingest transaction: the same kind of events with and
 * without them, batch by batch in turn, by the processor time of this process and of the database together: while no segment
 * is watched, while one asks for one page and a field, and while one asks for every page and for the score as well.
 */
import type { EventInput } from '../db/store.ts';
import { programOf } from '../test/support/programs.ts';
import { testWorkspace } from '../test/support/workspace.ts';
import { percentile, rounded } from './benchmark.ts';
import { treeCpuMs } from './cpu-time.ts';
import type { IngestGround } from './ingest-ground.ts';

const pairs = 12;
const tables = ['lead', 'event', 'handoff', 'consent', 'account'] as const;
const oneName = 'events.within("7 days").pages("/pages/7") >= 1 && lead.fields.employees >= 1';
const anything = 'events.within("7 days").pages() >= 1 && score >= 10 && lead.fields.employees >= 1';
const program = programOf(`sequence: busy
start: { segment: busy }
steps:
  - send: letter
`);

/** @param next a batch of events that nobody has seen yet, and its ingest */
export async function measureTriggers(
  ground: IngestGround,
  next: () => readonly EventInput[],
  ingest: (inputs: readonly EventInput[]) => Promise<void>,
  say: (line: string) => void,
): Promise<Readonly<Record<string, number>>> {
  const inTurn = () => pairsOf(ground, next, ingest);
  const idle = figuresOf('unwatched', await inTurn());
  await watch(ground, oneName);
  const watching = figuresOf('watched', await inTurn());
  await watch(ground, anything);
  const figures = { ...idle, ...watching, ...figuresOf('watched for score', await inTurn()) };
  say(`processor time of 1000 events: ${JSON.stringify(figures)}`);
  return figures;
}

interface Pair {
  readonly without: number;
  readonly with: number;
}

async function pairsOf(
  ground: IngestGround,
  next: () => readonly EventInput[],
  ingest: (inputs: readonly EventInput[]) => Promise<void>,
): Promise<readonly Pair[]> {
  const measured: Pair[] = [];
  const cost = async (on: boolean): Promise<number> => {
    await setTriggers(ground, on);
    const batches = [next(), next(), next()];
    const before = cpuMs(ground);
    for (const batch of batches) await ingest(batch);
    return ((cpuMs(ground) - before) * 1000) / batches.flat().length;
  };
  // The first pair warms up; each side is first as often as second.
  for (let pair = 0; pair <= pairs; pair += 1) {
    const first = await cost(pair % 2 === 0);
    const second = await cost(pair % 2 !== 0);
    if (pair > 0) measured.push(pair % 2 === 0 ? { with: first, without: second } : { with: second, without: first });
  }
  await setTriggers(ground, true);
  return measured;
}

const cpuMs = ({ postgresPid }: IngestGround): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000 + treeCpuMs(postgresPid);
};

async function setTriggers({ client }: IngestGround, on: boolean): Promise<void> {
  const { rows } = await client.query<{ readonly table: string; readonly name: string }>(
    `SELECT c.relname AS table, t.tgname AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE c.relname = ANY ($1) AND t.tgname LIKE '%_review_%' AND NOT t.tgisinternal`,
    [tables],
  );
  if (rows.length === 0) throw new Error('There are no triggers to measure');
  for (const { table, name } of rows)
    await client.query(`ALTER TABLE ${table} ${on ? 'ENABLE' : 'DISABLE'} TRIGGER ${name}`);
}

async function watch({ store, start, client }: IngestGround, busy: string): Promise<void> {
  const organisation = { ...testWorkspace.organisation, segments: { busy } };
  await store.publications.publishWorkspace({ ...testWorkspace, organisation }, start);
  const { rows } = await client.query<{ readonly id: string }>('SELECT id FROM template_version LIMIT 1');
  const sequence = { name: 'busy', contentHash: 'b', source: '', program, templates: { letter: rows[0]?.id ?? '' } };
  await store.publications.publishSequence(sequence, start);
  const filled = await store.segments.watch(start);
  if (filled.length !== 1) throw new Error(`${filled.length} segments are watched, not one`);
}

function figuresOf(name: string, measured: readonly Pair[]): Readonly<Record<string, number>> {
  const middle = (of: (pair: Pair) => number): number => percentile(measured.map(of), 50);
  return {
    [`${name} cpuMs without triggers`]: rounded(middle((pair) => pair.without)),
    [`${name} cpuMs with triggers`]: rounded(middle((pair) => pair.with)),
    [`${name} triggers percent`]: rounded((middle((pair) => pair.with / pair.without) - 1) * 100),
  };
}
