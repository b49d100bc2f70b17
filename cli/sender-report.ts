/** How the checks of a sending domain are shown: a table, and below it the records to publish, ready to paste. */
import { TendrilError } from '../domain/errors.ts';
import type { CheckState, DnsRecord, SenderCheck } from '../domain/sender-check.ts';
import type { Paint, Screen } from './terminal/screen.ts';
import { type Column, tableLines } from './terminal/table.ts';
import { printable } from './terminal/width.ts';

const paints: Readonly<Record<CheckState, Paint>> = {
  ok: 'green',
  warning: 'yellow',
  missing: 'red',
  wrong: 'red',
  unknown: 'red',
};

const columns: readonly Column<SenderCheck>[] = [
  { title: 'CHECK', value: ({ id }) => id },
  { title: 'STATE', value: ({ state }) => state, paint: ({ state }) => paints[state] },
  { title: 'WHY', value: ({ why }) => why },
];

/** The lines of a report, of checks that all have one domain. */
export function reportLines(screen: Screen, checks: readonly SenderCheck[]): readonly string[] {
  const records = checks.flatMap(({ id, record }) => (record ? [{ id, record }] : []));
  const fixes = records.flatMap(({ id, record }) => ['', ...recordLines(screen, record, `${id}: `)]);
  return [...tableLines(screen, columns, checks), ...fixes];
}

/** A record for the web form of a DNS provider and for a zone file, with what is left to do about it. */
export const recordLines = (
  screen: Screen,
  { name, type, value, zone, note }: DnsRecord,
  lead = '',
): readonly string[] => [
  // Of an address its owner decides, not whoever has the domain.
  screen.paint('bold', `${lead}${type === 'PTR' ? 'have this PTR record set' : `publish this ${type} record`}`),
  `  name   ${name}`,
  `  value  ${printable(value)}`,
  `  zone   ${printable(zone)}`,
  ...(note === undefined ? [] : [`  note   ${printable(note)}`]),
];

/** The refusal that goes with a report. */
export const notReady = (domain: string, what: string, checks: readonly SenderCheck[]): TendrilError => {
  const told = checks.map(({ id, state }) => `${id} ${state}`).join(', ');
  return new TendrilError('SENDER_NOT_READY', `${domain} ${what}: ${told}`, { domain, checks });
};
