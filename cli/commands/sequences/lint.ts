/** `tendril sequences lint`: needs no database and no engine, but for `--live`. */
import type { Command } from 'commander';
import type { Finding } from '../../../domain/errors.ts';
import { type Cli, command } from '../../command.ts';
import { namesIn, publishedIfReachable } from '../../known-names.ts';
import { showFindings } from '../../lint-report.ts';
import { planSequences } from '../../publish-plan.ts';
import { strandedFindings } from '../../stranded.ts';
import { folderOf, templatesDirOf } from '../../workspace-folder.ts';

export const sequencesLint = (cli: Cli): Command =>
  command('lint', 'check sequence files and the templates they send; changes nothing', [
    'tendril sequences lint sequences/energy-guide.yaml',
    'tendril sequences lint sequences/*.yaml --live --json',
  ])
    .argument('<file...>', 'sequence files; templates/ and workspace/ are looked for above each')
    .option('--live', 'look as well for leads that stand at steps which are gone; needs the database')
    .action(async (files: readonly string[], { live = false }: { readonly live?: boolean }) => {
      const services = await cli.services();
      const folders = new Set(files.map((file) => folderOf(file, services.root)));
      const published = await publishedIfReachable(services);
      const findings: Finding[] = [];
      for (const folder of folders) {
        const inFolder = files.filter((file) => folderOf(file, services.root) === folder);
        const { names, findings: ofWorkspace } = await namesIn(folder, published);
        const plan = await planSequences(inFolder, names, await services.compiler(templatesDirOf(folder)));
        findings.push(...ofWorkspace, ...plan.findings);
        if (live) findings.push(...(await strandedFindings(await services.store(), plan.sequences)));
      }
      await showFindings(cli, findings, files.length);
    });
