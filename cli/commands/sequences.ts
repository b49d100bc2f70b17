/**
 * `tendril sequences`: what is sent to whom, and when. Only the command that is asked for is loaded: to check a file takes
 * other parts than to list what is published.
 */
import { Command } from 'commander';
import { type Cli, group } from '../command.ts';

const children: Readonly<Record<string, () => Promise<(cli: Cli) => Command>>> = {
  lint: async () => (await import('./sequences/lint.ts')).sequencesLint,
  explain: async () => (await import('./sequences/explain.ts')).sequencesExplain,
  graph: async () => (await import('./sequences/graph.ts')).sequencesGraph,
  diff: async () => (await import('./sequences/diff.ts')).sequencesDiff,
  schema: async () => (await import('./sequences/schema.ts')).sequencesSchema,
  publish: async () => (await import('./sequences/publish.ts')).sequencesPublish,
  list: async () => (await import('./sequences/list.ts')).sequencesList,
  show: async () => (await import('./sequences/show.ts')).sequencesShow,
  migrate: async () => (await import('./sequences/migrate.ts')).sequencesMigrate,
  migrations: async () => (await import('./sequences/migrations.ts')).sequencesMigrations,
  pause: async () => (await import('./sequences/pause.ts')).sequencesPause,
  resume: async () => (await import('./sequences/pause.ts')).sequencesResume,
};

const examples = [
  'tendril sequences lint',
  'tendril sequences explain sequences/trial.yaml',
  'tendril sequences graph energy-guide',
  'tendril sequences diff energy-guide sequences/energy-guide.yaml',
  'tendril sequences publish sequences/energy-guide.yaml',
  'tendril sequences show energy-guide',
  'tendril sequences migrate energy-guide --dry-run',
  'tendril sequences lint --help',
];

/** @param asked the word after `sequences`; all commands are loaded, for the help, unless it is one of them. */
export async function loadSequencesCommand(asked: string | undefined): Promise<(cli: Cli) => Command> {
  const loaded = await Promise.all(
    Object.entries(children).map(async ([name, load]) => {
      const isNeeded = asked === undefined || !Object.hasOwn(children, asked) || asked === name;
      return isNeeded ? await load() : () => new Command(name);
    }),
  );
  return (cli) =>
    group(
      'sequences',
      'write, check, publish and change sequences; see who is where',
      loaded.map((make) => make(cli)),
      examples,
    );
}
