/** `tendril clicks`: whose the requests at tracked addresses were. */
import { type Command, InvalidArgumentError } from 'commander';
import type { Rejudgement, VerdictChange } from '../../db/store.ts';
import type { Instant } from '../../domain/instant.ts';
import { isDate } from '../../domain/time.ts';
import { type Cli, command, group } from '../command.ts';
import { type Column, tableLines } from '../terminal/table.ts';

export const clicksCommand = (cli: Cli): Command =>
  group('clicks', 'whose opens and clicks were: judge them anew', [clicksRejudge(cli)]);

interface RejudgeOptions {
  readonly since?: Instant;
  readonly apply?: boolean;
}

const clicksRejudge = (cli: Cli): Command =>
  command('rejudge', 'judge opens and clicks of the past anew, by the rules of today; says what would change', [
    'tendril clicks rejudge --since 2026-11-01',
    'tendril clicks rejudge --since 2026-11-01 --apply',
  ])
    .option('--since <date>', 'only those from this day on (UTC), such as 2026-11-01', dayBegin)
    .option('--apply', 'write it: verdicts and points; stages, hand-offs and waits stay as they are')
    .action(async ({ since, apply = false }: RejudgeOptions) => {
      const services = await cli.services();
      const { events } = await services.store();
      const result = await events.rejudge({ since: since ?? null, apply }, services.now());
      await show(cli, result, apply);
    });

function dayBegin(text: string): Instant {
  if (!isDate(text)) throw new InvalidArgumentError('It must be a date such as 2026-11-01.');
  return `${text}T00:00:00.000Z`;
}

const columns: readonly Column<VerdictChange>[] = [
  { title: 'WAS', value: ({ before }) => words(before) },
  { title: 'IS', value: ({ after }) => words(after) },
  { title: 'HOW MANY', value: ({ count }) => String(count) },
];

const words = ({ kind, verdict }: VerdictChange['before']): string =>
  `${kind === 'open' ? 'open' : 'click'}: ${verdict ?? 'not judged'}${kind === 'click' ? ', counts' : ''}`;

async function show({ screen }: Cli, { judged, changes, corrected }: Rejudgement, apply: boolean): Promise<void> {
  if (screen.json) return screen.record({ judged, changes, corrected, applied: apply });
  for (const line of changes.length === 0 ? [] : tableLines(screen, columns, changes)) await screen.line(line);
  const total = changes.reduce((sum, { count }) => sum + count, 0);
  const done = apply ? `changed, and the points of ${corrected} clicks set right` : 'would change; --apply writes it';
  screen.note(
    `${judged} judged anew, ${total} ${total === 0 ? `changed${apply ? '' : '; nothing is written without --apply'}` : done}.`,
  );
}
