/** `tendril handoffs numbers`: what sales makes of the leads that it is given. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type DeskGroup, type DeskNumbers, deskGroups } from '../../../domain/desk-numbers.ts';
import { TendrilError } from '../../../domain/errors.ts';
import { type Instant, plusMs } from '../../../domain/instant.ts';
import { isDate } from '../../../domain/time.ts';
import { reasonWords } from '../../../domain/wording.ts';
import { type Cli, command } from '../../command.ts';
import { type Column, tableLines } from '../../terminal/table.ts';

const dayMs = 86_400_000;

interface Options {
  readonly by: DeskGroup;
  readonly from?: Instant;
  readonly to?: Instant;
}

export const handoffsNumbers = (cli: Cli): Command =>
  command('numbers', 'what sales makes of its leads: accepted, in time, first contact, reasons', [
    'tendril handoffs numbers',
    'tendril handoffs numbers --by source --from 2026-10-01 --to 2026-11-01',
    'tendril handoffs numbers --by product --json',
  ])
    .addOption(new Option('--by <group>', 'one line for each').choices(deskGroups).default('person'))
    .option('--from <day>', 'hand-offs that were opened since then (UTC); default: 30 days ago', day)
    .option('--to <day>', 'and before then; default: now', day)
    .action(async ({ by, from, to }: Options) => {
      const services = await cli.services();
      const now = services.now();
      if (from !== undefined && to !== undefined && from >= to)
        throw new TendrilError('USAGE', '--from must be before --to');
      const period = { by, from: from ?? plusMs(now, -30 * dayMs), to: to ?? plusMs(now, 1) };
      const report = await (await services.store()).handoffs.numbers(period, now);
      if (cli.screen.json) return cli.screen.record(report);
      if (report.all.given === 0) return cli.screen.line('No lead was given to sales in this time.');
      const rows = report.groups.length > 1 ? [...report.groups, { ...report.all, group: 'all' }] : report.groups;
      for (const line of tableLines(cli.screen, columns(by), rows)) await cli.screen.line(line);
      for (const line of reasonLines(report.all)) await cli.screen.line(line);
      cli.screen.note(
        'ACCEPTED is of those that are decided; a buying group counts once. FIRST CONTACT is working time from the hand-off, median and 90th percentile; IN TIME: accepted before the deadline.',
      );
    });

const columns = (by: DeskGroup): readonly Column<DeskNumbers>[] => [
  { title: by.toUpperCase(), value: ({ group }) => group ?? 'none', flexible: true },
  { title: 'GIVEN', value: ({ given }) => String(given), align: 'right' },
  {
    title: 'WAITING',
    value: ({ open, longestWait }) => (open === 0 ? '0' : `${open}, ${span(longestWait ?? 0)}`),
    align: 'right',
  },
  { title: 'ACCEPTED', value: ({ accepted, acceptRate }) => `${accepted} (${percent(acceptRate)})`, align: 'right' },
  { title: 'IN TIME', value: ({ inTime }) => percent(inTime), align: 'right' },
  {
    title: 'FIRST CONTACT',
    value: ({ contact }) => contact && `${span(contact.median)}, ${span(contact.p90)}`,
    align: 'right',
  },
  { title: 'WON', value: ({ won }) => String(won), align: 'right' },
  { title: 'LOST', value: ({ lost }) => String(lost), align: 'right' },
  { title: 'RETURNED', value: ({ returned }) => String(returned), align: 'right' },
];

function reasonLines({ reasons }: DeskNumbers): readonly string[] {
  const told = Object.entries(reasons).map(([reason, count]) => `${reasonWords(reason)} ${count}`);
  return told.length === 0 ? [] : ['', `Returned or lost: ${told.join(', ')}`];
}

const percent = (share: number | null): string => (share === null ? '–' : `${Math.round(share * 100)} %`);

/** `35 min`, `2.5 h`, `3 days`: two digits are enough for a comparison. */
function span(ms: number): string {
  const minutes = ms / 60_000;
  if (minutes < 90) return `${Math.round(minutes)} min`;
  const hours = minutes / 60;
  return hours < 48 ? `${Math.round(hours * 10) / 10} h` : `${Math.round(hours / 24)} days`;
}

function day(text: string): Instant {
  if (isDate(text)) return `${text}T00:00:00.000Z`;
  throw new InvalidArgumentError('It must be a date such as 2026-11-01.');
}
