/** `tendril leads export`: everything that is known of a lead, for the person who asks for it. */
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { LeadExport } from '../../../db/store.ts';
import { exportPage } from '../../../domain/export-page.ts';
import { type Cli, command } from '../../command.ts';
import type { Services } from '../../services.ts';

interface ExportOptions {
  readonly html?: boolean;
  readonly out?: string;
}

/** Others on this machine need not read it. */
const ownerOnly = 0o600;

export const leadsExport = (cli: Cli): Command =>
  command('export', 'everything that is known of a lead, as JSON or as a page for the person', [
    'tendril leads export ann@example.com --html --out ann.html',
    'tendril leads export ann@example.com --json',
  ])
    .argument('<lead>', 'address or id')
    .option('--html', 'one readable page that needs nothing else; without it, JSON')
    .option('--out <file>', 'write it to a file that only you can read')
    .action(async (lead: string, { html = false, out }: ExportOptions) => {
      const services = await cli.services();
      const store = await services.store();
      const { id } = await store.leads.get(lead, services.now());
      const all = await store.rights.export(id, services.now());
      const text = html ? exportPage(all, await holder(services)) : `${JSON.stringify(all, null, 2)}\n`;
      if (out === undefined) return html ? cli.screen.line(text.trimEnd()) : printed(cli, all, text);
      await writeFile(out, text, { mode: ownerOnly });
      const rows = all.sections.reduce((sum, section) => sum + section.rows.length, 0);
      if (cli.screen.json) return cli.screen.record({ file: out, sections: all.sections.length, rows });
      await cli.screen.line(`Wrote ${rows} records in ${all.sections.length} sections to ${out}`);
    });

const printed = (cli: Cli, all: LeadExport, text: string): Promise<void> =>
  cli.screen.json ? cli.screen.record(all) : cli.screen.line(text.trimEnd());

const holder = async (services: Services): Promise<string> =>
  (await (await services.store()).publications.workspace()).organisation.name;
