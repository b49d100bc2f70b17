/** `tendril sequences diff`: what changed from one version to another, step by step. */
import type { Command } from 'commander';
import { diffPrograms, type SequenceDiff, type StepChange } from '../../../authoring/sequence-diff.ts';
import { assertNever } from '../../../domain/errors.ts';
import type { ProgramSettings } from '../../../domain/program-settings.ts';
import { type Cli, command } from '../../command.ts';
import { namedSequence } from '../../sequence-source.ts';
import type { Paint } from '../../terminal/screen.ts';
import { type Column, tableLines } from '../../terminal/table.ts';

export const sequencesDiff = (cli: Cli): Command =>
  command('diff', 'show what changed between two versions of a sequence, step by step', [
    'tendril sequences diff energy-guide sequences/energy-guide.yaml',
    'tendril sequences diff energy-guide@2 energy-guide@3 --json',
  ])
    .argument('<from>', 'a file, a published sequence, or a version of one (energy-guide@3)')
    .argument('<to>', 'the same')
    .action(async (from: string, to: string) => {
      const services = await cli.services();
      const [before, after] = [await namedSequence(services, from), await namedSequence(services, to)];
      const diff = diffPrograms(before.program, after.program);
      if (cli.screen.json) return cli.screen.record({ from: before.label, to: after.label, ...diff });
      const rows = rowsOf(diff);
      if (rows.length === 0) return cli.screen.note(`${before.label} and ${after.label} do the same.`);
      cli.screen.note(`From ${before.label} to ${after.label}:`);
      for (const line of tableLines(cli.screen, columns, rows)) await cli.screen.line(line);
    });

interface Row {
  readonly change: 'setting' | StepChange['kind'];
  readonly where: string;
  readonly what: string;
}

const colours: Readonly<Record<Row['change'], Paint | null>> = {
  added: 'green',
  removed: 'red',
  renamed: 'cyan',
  changed: 'yellow',
  moved: 'yellow',
  setting: 'yellow',
};

const columns: readonly Column<Row>[] = [
  { title: 'CHANGE', value: (row) => row.change, paint: (row) => colours[row.change] },
  { title: 'STEP', value: (row) => row.where },
  { title: 'WHAT', value: (row) => row.what },
];

const rowsOf = ({ steps, settings }: SequenceDiff): readonly Row[] => {
  const rows = [
    ...settings.map(({ key, words }): Row => {
      return { change: 'setting', where: writtenAs[key] ?? key, what: `${words.from} → ${words.to}` };
    }),
    ...steps
      .filter((change) => !isEcho(change, steps))
      .map((change): Row => ({ change: change.kind, where: change.id, what: whatOf(change) })),
  ];
  // Several values can be parts of one thing, which is told once.
  const told = new Map(rows.map((row) => [JSON.stringify(row), row]));
  return [...told.values()];
};

/** A way on for the case that something fails, which moved along with the way on, as it does where no `else` is written. */
const isEcho = (change: StepChange, all: readonly StepChange[]): boolean =>
  change.kind === 'moved' &&
  ['onMissed', 'onFailure'].includes(change.arm) &&
  all.some(
    (other) =>
      other.kind === 'moved' &&
      other.id === change.id &&
      other.arm === 'next' &&
      other.from === change.from &&
      other.to === change.to,
  );

/** Settings that have another name in files than in programs. */
const writtenAs: Readonly<Partial<Record<keyof ProgramSettings, string>>> = {
  stale: 'late',
  stops: 'stop',
  sender: 'from',
};

function whatOf(change: StepChange): string {
  switch (change.kind) {
    case 'added':
    case 'removed':
      return change.what;
    case 'renamed':
      return `was ${change.was}`;
    case 'changed': {
      const { what, from, to } = change.words;
      return `${what}: ${from} → ${to}`;
    }
    case 'moved': {
      const how = change.arm === 'entry' ? 'begins' : `${change.way}: goes on`;
      return `${how} with ${change.to ?? 'the end'}, no longer with ${change.from ?? 'the end'}`;
    }
    default:
      return assertNever(change);
  }
}
