/** What the commands about suppressions share: their options, and how an address and its reasons are shown. */
import { InvalidArgumentError, Option } from 'commander';
import { purpose } from '../authoring/authored-values.ts';
import {
  type SuppressionEntryView,
  type SuppressionReason,
  type SuppressionScope,
  suppressionReasons,
} from '../db/store.ts';
import type { Cli } from './command.ts';
import { timeHere, zoneHere } from './local-time.ts';
import { type Column, tableLines } from './terminal/table.ts';

export const topicOption = (what: string): Option => new Option('--topic <purpose>', what).argParser(readTopic);

function readTopic(value: string): string {
  const topic = purpose.safeParse(value);
  if (topic.success) return topic.data;
  throw new InvalidArgumentError(`It must be ${topic.error.issues[0]?.message ?? 'a purpose'}.`);
}

export const reasonOption = (what: string, choices: readonly SuppressionReason[] = suppressionReasons): Option =>
  new Option('--reason <reason>', what).choices(choices);

export const whyOption = (): Option => new Option('--why <text>', 'for the record');

export const scopeOf = (topic: string | undefined): SuppressionScope =>
  topic === undefined ? 'all' : `topic/${topic}`;

export const scopeWords = (scope: SuppressionScope): string =>
  scope === 'all' ? 'all mail' : scope.slice('topic/'.length);

/** The columns of an entry, however many there are of it. */
const entryColumns = <Row extends SuppressionEntryView>(): readonly Column<Row>[] => [
  { title: 'WHAT', value: ({ scope }) => scopeWords(scope) },
  { title: 'REASON', value: ({ reason }) => reason },
  { title: `SINCE (${zoneHere()})`, value: ({ at }) => timeHere(at) },
  { title: 'BY', value: ({ actor }) => actor, flexible: true },
];

const detail: Column<SuppressionEntryView> = { title: 'DETAIL', value: (entry) => entry.detail, wraps: true };

/** Of those in force. */
export const inForceColumns = <Row extends SuppressionEntryView>(): readonly Column<Row>[] => [
  ...entryColumns<Row>(),
  detail,
];

const withLifting: readonly Column<SuppressionEntryView>[] = [
  ...entryColumns<SuppressionEntryView>(),
  {
    title: 'LIFTED',
    value: ({ liftedAt, liftedBy, liftedFor }) => liftedAt && `${timeHere(liftedAt)} by ${liftedBy} (${liftedFor})`,
  },
  detail,
];

/** Whether mail goes to the address, and all that was ever noted of it. */
export async function showAddress(cli: Cli, address: string): Promise<void> {
  const { screen } = cli;
  const { suppressions } = await (await cli.services()).store();
  const [reason, entries] = [await suppressions.reasonFor(address), await suppressions.entries(address)];
  if (screen.json) return screen.record({ address, reason, entries });
  await screen.line(
    reason === null
      ? `No suppression keeps marketing mail from ${address}.`
      : `No marketing mail goes to ${address}: ${reason}.`,
  );
  if (entries.length === 0) return;
  await screen.line('');
  for (const line of tableLines(screen, withLifting, entries)) await screen.line(line);
}
