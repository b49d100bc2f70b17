/**
 * `npm run clicks:agreement [-- --json] [-- --seeds 1,2,3] [-- --mails 8000]`: how often the judge of clicks is right, on made-up
 * mails of several seeds, with and without lists of networks, by how many links a mail has, and of mails that machines ask for by
 * the hundred. Exit code 1 when more than 1 %
 * of people's clicks do not count or more than 2 % of machines' clicks do, with a line for each figure that is over its limit.
 */
import { parseArgs } from 'node:util';
import { rulesVersion } from '../domain/engagement/rule.ts';
import { type Agreement, agreement, type Sides, type Tally, total } from './engagement/agreement.ts';
import { population } from './engagement/population.ts';
import { sieges } from './engagement/sieges.ts';

/** The most that may be, in percent; of one seed as of all together. */
const limits = { humanDropped: 1, machineScored: 2 } as const;
/** The weights were fitted on seeds 1 to 3; these are others. */
const usualSeeds = '11,12,13,14,15';

/** Mails that are asked for by the hundred, beside those of the set: few, as each has hundreds of clicks. */
const besiegedOneIn = 200;

const percent = (part: number, whole: number): number => (whole === 0 ? 0 : (100 * part) / whole);

function figures({ human, machine }: Sides) {
  return {
    humanClicks: human.clicks,
    humanDropped: percent(human.clicks - human.counted, human.clicks),
    machineClicks: machine.clicks,
    machineScored: percent(machine.counted, machine.clicks),
    precision: percent(human.counted, human.counted + machine.counted),
    recall: percent(human.counted, human.clicks),
    settledAtOnce: percent(human.atOnce, human.clicks),
  };
}

type Figures = ReturnType<typeof figures>;

const columns: readonly (readonly [keyof Figures, string])[] = [
  ['humanClicks', "people's clicks"],
  ['humanDropped', 'dropped %'],
  ['machineClicks', "machines' clicks"],
  ['machineScored', 'scored %'],
  ['precision', 'precision %'],
  ['recall', 'recall %'],
  ['settledAtOnce', 'not held %'],
];

const shown = (value: number): string => (Number.isInteger(value) && value > 100 ? String(value) : value.toFixed(2));

/** Lines whose columns line up: the first to the left, numbers to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ');
  return rows.map(line).join('\n');
}

const behaviourRow = (name: string, { clicks, counted, atOnce, verdicts }: Tally): readonly string[] => [
  name,
  ...[clicks, verdicts.human, verdicts.unknown, verdicts.scanner, verdicts.prefetch, verdicts.proxy].map(String),
  String(counted),
  percent(atOnce, clicks).toFixed(0),
];

function inWords(runs: readonly Run[], whole: Readonly<Record<string, Agreement>>): string {
  const head = ['seed, networks', ...columns.map(([, title]) => title)];
  const row = (name: string, values: Figures) => [name, ...columns.map(([key]) => shown(values[key]))];
  const blocks = [`Rules ${rulesVersion}`, table([head, ...runs.map(({ name, values }) => row(name, values))])];
  for (const [networks, { byLinks }] of Object.entries(whole)) {
    if (networks === 'besieged') continue;
    const rows = Object.entries(byLinks).map(([links, sides]) => row(links, figures(sides)));
    blocks.push(table([[`links, networks ${networks}`, ...columns.map(([, title]) => title)], ...rows]));
  }
  for (const [networks, { behaviours }] of Object.entries(whole)) {
    const rows = Object.entries(behaviours).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const titles = [
      `networks ${networks}`,
      'requests',
      'human',
      'unknown',
      'scanner',
      'prefetch',
      'proxy',
      'count',
      'not held %',
    ];
    blocks.push(table([titles, ...rows.map(([name, tally]) => behaviourRow(name, tally))]));
  }
  return blocks.join('\n\n');
}

interface Run {
  readonly name: string;
  readonly values: Figures;
}

/** A figure that is over its limit, both in percent. */
interface Excess {
  readonly run: string;
  readonly figure: keyof typeof limits;
  readonly value: number;
  readonly limit: number;
}

const excessesOf = (runs: readonly Run[]): readonly Excess[] =>
  runs.flatMap(({ name, values }) =>
    (['humanDropped', 'machineScored'] as const).flatMap((figure) =>
      values[figure] > limits[figure] ? [{ run: name, figure, value: values[figure], limit: limits[figure] }] : [],
    ),
  );

const titleOf = (figure: keyof Figures): string => columns.find(([key]) => key === figure)?.[1] ?? figure;

const excessLine = ({ run, figure, value, limit }: Excess): string =>
  `Over its limit: ${figure} (${titleOf(figure)}) of "${run}" is ${value.toFixed(2)}, at most ${limit} is allowed.`;

function main(): number {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      seeds: { type: 'string', default: usualSeeds },
      mails: { type: 'string', default: '8000' },
    },
  });
  const [seeds, mails] = [values.seeds.split(',').map(Number), Number(values.mails)];
  if (![mails, ...seeds].every((number) => Number.isSafeInteger(number) && number > 0)) {
    process.stderr.write('Seeds and mails are whole numbers above zero, e.g. --seeds 1,2 --mails 8000\n');
    return 2;
  }
  const runs: Run[] = [];
  const whole: Record<string, Agreement> = {};
  for (const networks of ['listed', 'unlisted']) {
    const found = seeds.map((seed) => agreement(population({ seed, mails, listed: networks === 'listed' })));
    runs.push(...found.map((each, i) => ({ name: `${seeds[i]}, ${networks}`, values: figures(each) })));
    const all = total(found);
    whole[networks] = all;
    runs.push({ name: `all, ${networks}`, values: figures(all) });
  }
  const besieged = total(seeds.map((seed) => agreement(sieges({ seed, mails: Math.ceil(mails / besiegedOneIn) }))));
  whole.besieged = besieged;
  runs.push({ name: 'all, besieged', values: figures(besieged) });
  const excesses = excessesOf(runs);
  const good = excesses.length === 0;
  const json = { rules: rulesVersion, mails, limits, good, excesses, runs, whole };
  process.stdout.write(`${values.json ? JSON.stringify(json) : inWords(runs, whole)}\n`);
  for (const excess of excesses) process.stderr.write(`${excessLine(excess)}\n`);
  return good ? 0 : 1;
}

process.exitCode = main();
