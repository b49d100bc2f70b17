/** `tendril crm status`: how the bridge to the CRM stands. */
import type { Command } from 'commander';
import type { CrmHealth, CrmStatus } from '../../../db/store.ts';
import { type Cli, command } from '../../command.ts';
import { momentHere } from '../../local-time.ts';
import { printable } from '../../terminal/width.ts';

export const crmStatus = (cli: Cli): Command =>
  command('status', 'what waits to be told, what was refused, and whether the CRM answers', [
    'tendril crm status',
    'tendril crm status --json | jq .records.waiting',
  ]).action(async () => {
    const status = await (await (await cli.services()).store()).crm.status();
    if (cli.screen.json) return cli.screen.record(status);
    for (const line of crmStatusLines(status)) await cli.screen.line(line);
  });

function crmStatusLines({ since, records, oldest, lastToldAt, changes, tell, read }: CrmStatus): readonly string[] {
  if (since === null) return ['No CRM is set up: TENDRIL_CRM names no file, or no worker has started with it.'];
  const waiting = oldest === null ? '' : `, the oldest since ${momentHere(oldest)}`;
  return [
    `Hand-offs are told since ${momentHere(since)}.`,
    `Records: ${records.waiting} waiting${waiting}; ${records.refused} refused; ${records.told} told${lastToldAt === null ? '' : `, last ${momentHere(lastToldAt)}`}.`,
    `Changes made there: ${changes.waiting} waiting; ${changes.done} done; ${changes.ignored} without effect; ${changes.refused} refused.`,
    `Telling ${healthWords(tell)}`,
    `Reading ${healthWords(read, 'has brought nothing yet.')}`,
    ...(records.refused > 0 ? ['See what was refused: tendril crm records --state refused'] : []),
    ...(changes.refused > 0 ? ['See what could not be done: tendril crm changes --state refused'] : []),
  ].map(printable);
}

function healthWords(health: CrmHealth | null, before = 'has not begun.'): string {
  if (health === null || health.lastAt === null) return before;
  const { failures, failingSince, lastError, restUntil, lastOkAt } = health;
  if (failingSince === null) return `works${lastOkAt === null ? '' : `, last ${momentHere(lastOkAt)}`}.`;
  const again = restUntil === null ? '' : `; next try ${momentHere(restUntil)}`;
  return `fails since ${momentHere(failingSince)} (${failures} times): ${lastError ?? 'no answer'}${again}. Nothing is lost.`;
}
