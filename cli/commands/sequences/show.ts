/** `tendril sequences show`: the published text, and who is where. */
import type { Command } from 'commander';
import type { SequenceDetail } from '../../../db/store.ts';
import { assertNever } from '../../../domain/errors.ts';
import type { Next, Program, ProgramStep, StepId } from '../../../domain/program.ts';
import { durationInWords } from '../../../domain/time.ts';
import { type Cli, command } from '../../command.ts';
import { timeHere, zoneHere } from '../../local-time.ts';
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
      const steps = inOrder(sequence.program);
      for (const line of [headLine(sequence), '', ...tableLines(cli.screen, columnsOf(sequence), steps)]) {
        await cli.screen.line(line);
      }
    });

/** The steps as an enrollment meets them: what follows an event or a true condition comes before the other arm. */
function inOrder({ entry, steps }: Program): readonly ProgramStep[] {
  const met = new Map<StepId, ProgramStep>();
  const visit = (id: Next): void => {
    const step = id === null ? undefined : steps[id];
    if (!step || met.has(step.id)) return;
    met.set(step.id, step);
    for (const next of followers(step)) visit(next);
  };
  visit(entry);
  return [...met.values()];
}

const headLine = ({ name, version, publishedAt, active, ended }: SequenceDetail): string =>
  `${name}, version ${version}, published ${timeHere(publishedAt)} (${zoneHere()}); ${active} active, ${ended} ended`;

const columnsOf = ({ at }: SequenceDetail): readonly Column<ProgramStep>[] => [
  { title: 'STEP', value: (step) => step.id },
  { title: 'WHAT', value: (step) => step.kind },
  { title: 'DETAIL', value: detail, flexible: true },
  { title: 'THEN', value: then },
  { title: 'HERE', value: (step) => at[step.id] ?? 0, align: 'right' },
];

function detail(step: ProgramStep): string {
  switch (step.kind) {
    case 'send':
      return step.template;
    case 'wait':
      return durationInWords(step.duration);
    case 'waitFor': {
      const any = step.any.map((matcher) => {
        if (matcher.kind === 'custom') return matcher.name;
        if (matcher.kind === 'reply') return 'reply';
        return ['click', matcher.of, matcher.link].filter((part) => part !== null).join(' ');
      });
      return `${any.join(' or ')}, at most ${durationInWords(step.timeout)}`;
    }
    case 'branch':
      return step.condition;
    case 'score':
      return `${step.points > 0 ? '+' : ''}${step.points} ${step.reason}`;
    case 'exit':
      return step.reason;
    default:
      return assertNever(step);
  }
}

/** Where a step leads; the second, if any, is the other arm. */
function followers(step: ProgramStep): readonly Next[] {
  switch (step.kind) {
    case 'send':
    case 'wait':
    case 'score':
      return [step.next];
    case 'waitFor':
      return [step.onEvent, step.onTimeout];
    case 'branch':
      return [step.onTrue, step.onFalse];
    case 'exit':
      return [];
    default:
      return assertNever(step);
  }
}

const then = (step: ProgramStep): string =>
  followers(step)
    .map((next) => next ?? 'end')
    .join(', else ') || 'end';
