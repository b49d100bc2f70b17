/** `tendril sequences show`: the published text, and who is where. */
import type { Command } from 'commander';
import { inReadingOrder, type PlacedStep } from '../../../authoring/sequence-layout.ts';
import type { SequenceDetail } from '../../../db/store.ts';
import { type Cli, command } from '../../command.ts';
import { momentHere } from '../../local-time.ts';
import { type Column, tableLines } from '../../terminal/table.ts';

export const sequencesShow = (cli: Cli): Command =>
  command('show', 'show the newest version of a sequence, and how many leads stand at each step', [
    'tendril sequences show energy-guide',
    'tendril sequences show energy-guide --source > energy-guide.yaml',
  ])
    .argument('<name>', 'the name of the sequence')
    .option('--source', 'only the text as it was published')
    .action(async (name: string, options: { readonly source?: boolean }) => {
      const store = await (await cli.services()).store();
      const sequence = await store.publications.sequence(name);
      if (cli.screen.json) return cli.screen.record(options.source ? { source: sequence.source } : sequence);
      if (options.source) return cli.screen.line(sequence.source.replace(/\n$/, ''));
      const steps = inReadingOrder(sequence.program);
      const paused = pausedLines(cli, sequence);
      for (const line of [headLine(sequence), ...paused, '', ...tableLines(cli.screen, columnsOf(sequence), steps)]) {
        await cli.screen.line(line);
      }
      noteElsewhere(cli, sequence);
    });

const headLine = ({ name, version, publishedAt, active, ended }: SequenceDetail): string =>
  `${name}, version ${version}, published ${momentHere(publishedAt)}; ${active} active, ${ended} ended`;

const pausedLines = ({ screen }: Cli, { name, pausedSince }: SequenceDetail): readonly string[] =>
  pausedSince === null
    ? []
    : [
        screen.paint(
          'yellow',
          `paused since ${momentHere(pausedSince)}; let it go on: tendril sequences resume ${name}`,
        ),
      ];

const columnsOf = ({ at }: SequenceDetail): readonly Column<PlacedStep>[] => [
  { title: 'NO', value: ({ number }) => number },
  { title: 'STEP', value: ({ step }) => step.id },
  { title: 'WHAT', value: ({ words }) => words.short, flexible: true },
  { title: 'THEN', value: then, flexible: true },
  { title: 'HERE', value: ({ step }) => at[step.id] ?? 0, align: 'right' },
];

/** Where a step leads, with the names of its arms. */
function then({ words: { arms, jump } }: PlacedStep): string {
  const ways = arms.map(({ label, next }) => `${label === null ? '' : `${label}: `}${next ?? 'end'}`);
  return [...(jump === null ? [] : [`${jump.label}: ${jump.to}`]), ...ways].join(', ') || 'end';
}

/** Leads of older versions stand where this version has no step. */
function noteElsewhere({ screen }: Cli, { name, program, at }: SequenceDetail): void {
  const gone = Object.entries(at).filter(([id, count]) => count > 0 && !Object.hasOwn(program.steps, id));
  for (const [id, count] of gone) screen.note(`${count} at ${id}, a step of an older version only.`);
  if (gone.length > 0) screen.note(`See what a migration would do: tendril sequences migrate ${name} --dry-run`);
}
