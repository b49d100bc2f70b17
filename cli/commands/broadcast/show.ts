/** `tendril broadcast show`: how far a broadcast is, what became of its mails, and what came back. */
import type { Command } from 'commander';
import { type BroadcastReport, type BroadcastView, type MessageState, messageStates } from '../../../db/store.ts';
import { type Cli, command } from '../../command.ts';
import { follow } from '../../following.ts';
import { filterWords } from '../../lead-filter.ts';
import { momentHere } from '../../local-time.ts';
import type { Paint, Screen } from '../../terminal/screen.ts';
import { type Column, tableLines } from '../../terminal/table.ts';
import { printable } from '../../terminal/width.ts';
import { isOver, sentWords, statusPaint } from './words.ts';

export const broadcastShow = (cli: Cli): Command =>
  command('show', 'how far a broadcast is, what became of its mails, and what came back', [
    'tendril broadcast show heat-2026',
    'tendril broadcast show heat-2026 --follow',
    'tendril broadcast show heat-2026 --json | jq .clicked',
  ])
    .argument('<name>', 'the name of the broadcast')
    .option('-f, --follow', 'wait until it has ended; on a terminal, show how far it is')
    .action(async (name: string, { follow: waits }: { readonly follow?: boolean }) => {
      const { broadcasts } = await (await cli.services()).store();
      if (waits === true) await followIt(cli, await broadcasts.get(name), () => broadcasts.get(name));
      const report = await broadcasts.report(name);
      if (cli.screen.json) return cli.screen.record(report);
      for (const line of reportLines(cli.screen, report)) await cli.screen.line(line);
      for (const note of reportNotes(report)) cli.screen.note(note);
    });

const followIt = (cli: Cli, { name }: BroadcastView, read: () => Promise<BroadcastView>): Promise<BroadcastView> =>
  follow(cli, {
    label: `Sending ${name}`,
    read,
    isOver,
    // Somebody holds it, or its time has not come: that nothing happens is as it should be.
    rests: ({ status }) => status === 'paused' || status === 'scheduled',
    done: ({ looked }) => looked,
    total: ({ total }) => total,
    detail: ({ status, mails: { SENT = 0 } }) => `${SENT} sent${status === 'running' ? '' : `, ${status}`}`,
    again: `tendril broadcast show ${name}`,
  });

interface Bar {
  readonly name: string;
  readonly count: number;
  readonly of: number;
  readonly paint: Paint | null;
}

function reportLines(screen: Screen, report: BroadcastReport): readonly string[] {
  return [
    ...headLines(screen, report),
    '',
    ...barLines(screen, 'MAILS', mailBars(report)),
    ...section(barLines(screen, 'CAME BACK', answerBars(report))),
    ...section(countLines(screen, 'CLICKED LINK', 'MAILS', report.links)),
    ...section(countLines(screen, 'NOT SENT, OR NOT YET, BECAUSE', 'MAILS', report.heldBack)),
  ];
}

const section = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', ...lines]);

function headLines(screen: Screen, report: BroadcastReport): readonly string[] {
  const { name, template, templateNumber, filter, status, reason, startAt, endedAt, actor } = report;
  const paint = statusPaint(status);
  const told = paint === null ? status : screen.paint(paint, status);
  const when = status === 'scheduled' ? `begins ${momentHere(startAt)}` : `began ${momentHere(startAt)}`;
  const end = endedAt === null ? '' : `, ended ${momentHere(endedAt)}`;
  return [
    `${name}: template ${template}, version ${templateNumber}; to ${printable(filterWords(filter))}; by ${printable(actor)}`,
    `${told}${reason === null ? '' : `: ${printable(reason)}`}; ${when}${end}`,
    sentWords(report),
  ];
}

/** What each state means to the person who sent it. */
const stateWords: Readonly<Record<MessageState, { readonly word: string; readonly paint: Paint | null }>> = {
  SENT: { word: 'sent', paint: 'green' },
  PENDING: { word: 'to be sent', paint: null },
  CLAIMED: { word: 'being sent', paint: 'cyan' },
  IN_FLIGHT: { word: 'under way', paint: 'cyan' },
  DEFERRED: { word: 'put off', paint: 'yellow' },
  SUPPRESSED: { word: 'held back', paint: null },
  SKIPPED: { word: 'too late', paint: null },
  FAILED: { word: 'failed', paint: 'red' },
  UNKNOWN: { word: 'unknown', paint: 'red' },
};

function mailBars({ mails }: BroadcastReport): readonly Bar[] {
  const of = Object.values(mails).reduce((sum, count) => sum + count, 0);
  return messageStates.flatMap((state) => {
    const count = mails[state] ?? 0;
    const { word, paint } = stateWords[state];
    return count === 0 ? [] : [{ name: word, count, of, paint }];
  });
}

function answerBars(report: BroadcastReport): readonly Bar[] {
  const of = report.mails.SENT ?? 0;
  const { opened, clicked, replied, bounced, complained, unsubscribed } = report;
  if (of === 0) return [];
  const good = Object.entries({ opened, clicked, replied });
  const bad = Object.entries({ bounced, complained, unsubscribed });
  return [
    ...good.map(([name, count]): Bar => ({ name, count, of, paint: 'green' })),
    ...bad.map(([name, count]): Bar => ({ name, count, of, paint: 'red' })),
  ];
}

const barWidth = 30;

function barLines(screen: Screen, title: string, bars: readonly Bar[]): readonly string[] {
  if (bars.length === 0) return [];
  const digits = Math.max(...bars.map(({ count }) => String(count).length));
  return [
    screen.paint('dim', title),
    ...bars.map(({ name, count, of, paint }) => {
      const share = count / Math.max(1, of);
      // What there is of at all is seen.
      const width = count === 0 ? 0 : Math.max(1, Math.round(barWidth * Math.min(1, share)));
      const bar = '█'.repeat(width);
      const percent = `${(share * 100).toFixed(1)}%`.padStart(6);
      const drawn = paint === null ? bar : screen.paint(paint, bar);
      return `${name.padEnd(13)} ${String(count).padStart(digits)} ${percent}  ${drawn}`.trimEnd();
    }),
  ];
}

function countLines(
  screen: Screen,
  title: string,
  what: string,
  counts: Readonly<Record<string, number>>,
): readonly string[] {
  const rows = Object.entries(counts).sort(([, a], [, b]) => b - a);
  const columns: readonly Column<(typeof rows)[number]>[] = [
    { title, value: ([name]) => name, flexible: true },
    { title: what, value: ([, count]) => count, align: 'right' },
  ];
  return rows.length === 0 ? [] : tableLines(screen, columns, rows);
}

function reportNotes({ name, status, mails }: BroadcastReport): readonly string[] {
  return [
    ...(status === 'paused' ? [`Let it go on: tendril broadcast resume ${name}`] : []),
    ...((mails.UNKNOWN ?? 0) > 0
      ? [
          'Nobody knows whether the unknown ones arrived; they are not sent again. See: tendril messages list --state UNKNOWN',
        ]
      : []),
  ];
}
