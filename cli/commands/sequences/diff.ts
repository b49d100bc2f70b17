/** `tendril sequences diff`: what changed from one version to another, step by step. */
import type { Command } from 'commander';
import { diffPrograms, type SequenceDiff, type StepChange, valueInWords } from '../../../authoring/sequence-diff.ts';
import { assertNever } from '../../../domain/errors.ts';
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

const rowsOf = ({ steps, settings }: SequenceDiff): readonly Row[] => [
  ...settings.map(({ key, words }): Row => ({ change: 'setting', where: key, what: `${words.from} → ${words.to}` })),
  ...steps.map((change): Row => ({ change: change.kind, where: change.id, what: whatOf(change) })),
];

function whatOf(change: StepChange): string {
  switch (change.kind) {
    case 'added':
    case 'removed':
      return change.what;
    case 'renamed':
      return `was ${change.was}`;
    case 'changed': {
      const { key, from, to } = change;
      return `${key}: ${valueInWords(key, from)} → ${valueInWords(key, to)}`;
    }
    case 'moved':
      return `${change.arm} leads to ${change.to ?? 'the end'}, no longer to ${change.from ?? 'the end'}`;
    default:
      return assertNever(change);
  }
}
