/** `tendril leads imports` */
import type { Command } from 'commander';
import type { ImportRun } from '../../../db/store.ts';
import { type Cli, command } from '../../command.ts';
import { type ListOptions, listOptions, showPages } from '../../listing.ts';
import { timeHere, zoneHere } from '../../local-time.ts';
import type { Column } from '../../terminal/table.ts';

const columns: readonly Column<ImportRun>[] = [
  { title: 'FILE', value: (run) => run.fileName, flexible: true },
  { title: 'STATE', value: (run) => run.status, paint: (run) => (run.status === 'stopped' ? 'yellow' : null) },
  { title: 'NEW', value: (run) => run.created, align: 'right' },
  { title: 'UPDATED', value: (run) => run.updated, align: 'right' },
  { title: 'UNCHANGED', value: (run) => run.unchanged, align: 'right' },
  { title: 'BROKEN', value: (run) => run.refused, align: 'right' },
  { title: 'NEXT LINE', value: (run) => (run.status === 'done' ? null : run.nextLine), align: 'right' },
  { title: 'BROKEN ROWS', value: (run) => (run.refused > 0 ? run.errorFile : null), flexible: true },
  { title: `BEGUN (${zoneHere()})`, value: (run) => timeHere(run.createdAt) },
];

export const leadsImports = (cli: Cli): Command => {
  const list = command('imports', 'list the files that were imported, newest first, and how far each came', [
    'tendril leads imports',
    'tendril leads imports --json | jq .fileName',
  ]);
  for (const option of listOptions()) list.addOption(option);
  return list.action(async (options: ListOptions) => {
    const services = await cli.services();
    const store = await services.store();
    await showPages(cli.screen, columns, options, (page) => store.imports.list(page), 'No file was imported.');
  });
};
