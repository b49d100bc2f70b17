/**
 * `tendril start`: runs the whole engine in the foreground and tells what to open. The supervisor itself is in cli/start/;
 * it gets the environment from here, because the engine's processes get theirs from it.
 */
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { readConfig } from '../../config/config.ts';
import { type Cli, command } from '../command.ts';
import { exampleIsDue, firstStartIsOver, makeFirstKey } from '../first-run.ts';
import type { Services } from '../services.ts';
import { type Running, runStart } from '../start/run-start.ts';
import { addresses, aligned, nextSteps, type SummaryLine } from '../start/summary.ts';
import type { Screen } from '../terminal/screen.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export const startCommand = (cli: Cli): Command =>
  command('start', 'run the engine until Ctrl-C: database, Temporal, worker, HTTP, inbound mail, local inbox', [
    'tendril start',
    'PORT=8080 tendril start',
    'DATABASE_URL=postgresql://… TEMPORAL_ADDRESS=temporal:7233 SMTP_URL=smtps://… tendril start',
  ])
    .option('--empty', 'do not load the example workspace into an empty database')
    .action(({ empty }: { readonly empty?: true }) => {
      const home = process.env.TENDRIL_HOME || join(root, '.tendril');
      return start(cli, { ...process.env, TENDRIL_HOME: home }, empty !== true);
    });

async function start(
  { screen, servicesWith }: Cli,
  env: Readonly<Record<string, string | undefined>>,
  withExample: boolean,
): Promise<void> {
  const begun = Date.now();
  const config = readConfig(env);
  let first: FirstStart = nothing;
  await runStart({
    config,
    env,
    told: (what, where) => screen.note(`${screen.paintNote('green', '✓')} ${what.padEnd(22)} ${where}`),
    async migrate(settings) {
      await (await servicesWith({ ...env, ...settings })).migrate();
    },
    async fill(settings) {
      first = await firstStart(await servicesWith({ ...env, ...settings }), withExample);
    },
    async ready(running) {
      const seconds = ((Date.now() - begun) / 1000).toFixed(1);
      await tell(screen, running, first, `${seconds} s`, shown(config.home));
    },
    stopping: (why) => screen.note(`\n${why}: stopping …`),
  });
  screen.note('Everything has stopped. What is on its way goes on when you start again.');
}

type Example = Awaited<ReturnType<typeof import('../example.ts')['loadExample']>>;

/** What the first start leaves behind; nulls at every later one. */
interface FirstStart {
  readonly example: Example | null;
  readonly adminKey: string | null;
}

const nothing: FirstStart = { example: null, adminKey: null };

/** On an empty database: the example workspace, so that there is something to see, and the first key. */
async function firstStart(services: Services, withExample: boolean): Promise<FirstStart> {
  try {
    if (await firstStartIsOver(services)) return nothing;
    const example =
      withExample && (await exampleIsDue(services))
        ? await (await import('../example.ts')).loadExample(services)
        : null;
    return { example, adminKey: await makeFirstKey(services) };
  } finally {
    await services.close();
  }
}

async function tell(
  screen: Screen,
  running: Running,
  { example, adminKey }: FirstStart,
  took: string,
  home: string,
): Promise<void> {
  if (screen.json) {
    const { httpUrl, inboxUrl, temporalUrl, ports } = running;
    await screen.record({
      ready: true,
      httpUrl,
      inboxUrl,
      temporalUrl,
      inboundPort: ports.inbound.port,
      example,
      adminKey,
    });
    return;
  }
  const table = (lines: readonly SummaryLine[]) =>
    aligned(lines).map(({ head, remark }) => `${head}${screen.paint('dim', remark)}`);
  const loaded = example && [
    `The database was empty: it now holds the example workspace with ${example.leads} leads, ${example.enrolled.length} of them enrolled.`,
  ];
  const key = adminKey && [`API key with all rights, shown this once: ${screen.paint('bold', adminKey)}`];
  const news = [...(loaded ?? []), ...(key || [])];
  const lines = [
    '',
    screen.paint('bold', `Tendril runs. (ready after ${took})`),
    ...(news.length > 0 ? ['', ...news] : []),
    '',
    'Open',
    ...table(addresses(running)),
    '',
    'Try',
    ...table(nextSteps(example?.enrolled[0] ?? null)),
    '',
    screen.paint('dim', `State and logs are in ${home}. Ctrl-C stops everything.`),
  ];
  for (const line of lines) await screen.line(line);
}

/** A path as short as it can be said from here. */
function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' ? '.' : short.startsWith('..') ? path : short;
}
