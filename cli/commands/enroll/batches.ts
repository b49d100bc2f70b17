/** The mass enrollments that were begun: listed, shown and stopped. */
import type { BatchView } from '../../../db/store.ts';
import { type ErrorCode, errorKind, errorKinds } from '../../../domain/errors.ts';
import type { Cli } from '../../command.ts';
import { filterWords } from '../../lead-filter.ts';
import { showList } from '../../listing.ts';
import { timeHere, timeHereOr, zoneHere } from '../../local-time.ts';
import { type Column, tableLines } from '../../terminal/table.ts';

const columns: readonly Column<BatchView>[] = [
  { title: 'SEQUENCE', value: (row) => row.sequence },
  { title: 'WHO', value: (row) => filterWords(row.filter), flexible: true },
  { title: 'STATUS', value: (row) => row.status, paint: (row) => (row.status === 'running' ? 'green' : null) },
  { title: 'LOOKED AT', value: (row) => `${row.looked}/${row.total}`, align: 'right' },
  { title: 'ENROLLED', value: (row) => row.enrolled, align: 'right' },
  { title: `BEGUN (${zoneHere()})`, value: (row) => timeHere(row.createdAt) },
  { title: `ENDED (${zoneHere()})`, value: (row) => timeHereOr(row.endedAt) },
  { title: 'ID', value: (row) => row.id },
];

export async function listBatches(cli: Cli): Promise<void> {
  const store = await (await cli.services()).store();
  await showList(cli.screen, columns, await store.batches.list(), 'No mass enrollments.');
}

/** @throws BATCH_UNKNOWN */
export async function showBatch(cli: Cli, id: string): Promise<void> {
  const store = await (await cli.services()).store();
  const batch = await store.batches.get(id);
  if (cli.screen.json) return cli.screen.record(batch);
  for (const line of [...tableLines(cli.screen, columns, [batch]), '', ...refusedLines(cli, batch)]) {
    await cli.screen.line(line);
  }
}

/** @throws BATCH_UNKNOWN */
export async function stopBatch(cli: Cli, id: string): Promise<void> {
  const services = await cli.services();
  const batch = await (await services.store()).batches.stop(id, services.now());
  if (cli.screen.json) return cli.screen.record(batch);
  await cli.screen.line(countsLine(batch));
}

/** `energy-guide: 400 leads looked at, 310 enrolled, 80 did not match, 10 are in it already (done)` */
export function countsLine({ sequence, looked, enrolled, refused, status }: BatchView): string {
  const not = Object.entries(refused).map(([code, count]) => `${count} ${briefly(code)}`);
  return `${sequence}: ${[`${looked} leads looked at`, `${enrolled} enrolled`, ...not].join(', ')} (${status})`;
}

/** Not an error: the lead does not fit what was asked for. */
const notMeant = 'NOT_MEANT';

/** To be read after a number; a code that is not expected here stands for itself. */
const briefly = (code: string): string => refusals.get(code) ?? code;
const refusals: ReadonlyMap<string, string> = new Map([
  [notMeant, 'did not match'],
  ['ALREADY_ENROLLED', 'are in it already'],
  ['LEAD_SUPPRESSED', 'must not be mailed'],
  ['STAGE_ILLEGAL', 'are at a stage that it does not mail'],
  ['ENTRY_REFUSED', 'do not meet its entry rule'],
  ['REENTRY_REFUSED', 'were in it before and may not enter again yet'],
  ['LEAD_TAKEN', 'are held by another exclusive sequence'],
  ['COLLEAGUE_WITH_SALES', 'have a colleague with sales'],
]);

function refusedLines({ screen }: Cli, { refused }: BatchView): readonly string[] {
  const rows = Object.entries(refused).sort(([, a], [, b]) => b - a);
  if (rows.length === 0) return ['None of them was refused.'];
  return tableLines<readonly [string, number]>(
    screen,
    [
      { title: 'NOT ENROLLED', value: ([code]) => code },
      { title: 'LEADS', value: ([, count]) => count, align: 'right' },
      { title: 'WHY', value: ([code]) => why(code), flexible: true },
    ],
    rows,
  );
}

function why(code: string): string {
  if (code === notMeant) return 'It does not fit what was asked for.';
  return Object.hasOwn(errorKinds, code) ? errorKind(code as ErrorCode).summary : '';
}
