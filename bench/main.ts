/**
 * `npm run bench -- NAME [--json]`: runs one benchmark; `--list` names them. A ratio is only printed when every part of
 * the run succeeded. With `--json` the last line of stdout is one JSON object.
 */
import { cpus, loadavg, totalmem } from 'node:os';
import type { Benchmark, Measured } from './benchmark.ts';
import { broadcast } from './broadcast.ts';
import { clickLatency } from './click-latency.ts';
import { handoff } from './handoff.ts';
import { imports } from './import.ts';
import { ingest } from './ingest.ts';
import { machine } from './machine.ts';
import { nurture } from './nurture.ts';
import { render } from './render.ts';
import { score } from './score.ts';
import { segment } from './segment.ts';
import { send } from './send.ts';
import { sleeping } from './sleeping.ts';
import { tracking } from './tracking.ts';

const benchmarks: readonly Benchmark[] = [
  broadcast,
  clickLatency,
  handoff,
  imports,
  ingest,
  machine,
  nurture,
  render,
  score,
  segment,
  send,
  sleeping,
  tracking,
];

async function main(args: readonly string[]): Promise<number> {
  const json = args.includes('--json');
  const name = args.find((arg) => !arg.startsWith('-'));
  if (args.includes('--list')) {
    for (const benchmark of benchmarks) process.stdout.write(`${benchmark.name}  ${benchmark.about}\n`);
    return 0;
  }
  const benchmark = benchmarks.find((candidate) => candidate.name === name);
  if (!benchmark) {
    process.stderr.write(`There is no benchmark "${name ?? ''}"; see npm run bench -- --list\n`);
    return 2;
  }
  const measured = await benchmark.run((line) => process.stderr.write(`${line}\n`));
  const result = { name: benchmark.name, ...measured, env: { ...environment(), ...measured.env } };
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${inWords(benchmark.name, measured)}\n`);
  return 0;
}

const environment = () => ({
  node: process.version,
  cpus: cpus().length,
  cpu: cpus()[0]?.model ?? '',
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  load: loadavg()[0] ?? 0,
});

function inWords(name: string, { ratio, reference, figures }: Measured): string {
  const rows = Object.entries(figures).map(([key, value]) => `  ${key.padEnd(24)}${String(value).padStart(12)}`);
  return [`${name}: ${ratio.toFixed(3)} of ${reference}`, ...rows].join('\n');
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
