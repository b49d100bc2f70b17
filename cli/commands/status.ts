/** `tendril status`: what is in the engine, and what waits. */
import type { Command } from 'commander';
import type { StatusReport } from '../../db/store.ts';
import { type Cli, command } from '../command.ts';
import { engineAnswers } from '../engine.ts';
import { timeHere, zoneHere } from '../local-time.ts';
import type { Screen } from '../terminal/screen.ts';

export const statusCommand = (cli: Cli): Command =>
  command('status', 'what is in the engine now: leads, enrollments, mails, hand-offs', [
    'tendril status',
    'tendril status --json | jq .messages.UNKNOWN',
  ]).action(async () => {
    const services = await cli.services();
    const report = await (await services.store()).overview.status();
    const url = services.config.publicUrl;
    const engine = { url, answers: url !== null && (await engineAnswers(url)) };
    if (cli.screen.json) return cli.screen.record({ engine, ...report });
    for (const line of statusLines(cli.screen, engine, report)) await cli.screen.line(line);
  });

function statusLines(
  screen: Screen,
  engine: { readonly url: string | null; readonly answers: boolean },
  report: StatusReport,
): readonly string[] {
  const running = engine.answers
    ? screen.paint('green', `runs at ${engine.url}`)
    : screen.paint('yellow', 'not running');
  const { waiting, dead, oldest } = report.outbox;
  const since = oldest === null ? '' : `, the oldest since ${timeHere(oldest)} (${zoneHere()})`;
  const given = dead === 0 ? '' : `, ${screen.paint('red', `${dead} given up`)}`;
  return [
    `engine       ${running}`,
    `leads        ${counts(report.leads)}`,
    `enrollments  ${counts(report.enrollments)}`,
    `mails        ${counts(report.messages)}`,
    `hand-offs    ${counts(report.handoffs)}`,
    `outbox       ${waiting} waiting${since}${given}`,
  ];
}

/** `3 active, 1 stopped`, without what there is none of. */
function counts(record: Readonly<Record<string, number>>): string {
  const some = Object.entries(record).filter(([, count]) => count > 0);
  return some.length === 0 ? 'none' : some.map(([name, count]) => `${count} ${name}`).join(', ');
}
