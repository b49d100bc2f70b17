/** `tendril sequences lint`: needs no database and no engine. */
import type { Command } from 'commander';
import type { Finding } from '../../../domain/errors.ts';
import { type Cli, command } from '../../command.ts';
import { showFindings } from '../../lint-report.ts';
import { fieldsOf, planSequences } from '../../publish-plan.ts';
import { folderOf, templatesDirOf } from '../../workspace-folder.ts';

export const sequencesLint = (cli: Cli): Command =>
  command('lint', 'check sequence files and the templates they send; changes nothing', [
    'tendril sequences lint sequences/energy-guide.yaml',
    'tendril sequences lint sequences/*.yaml --json',
  ])
    .argument('<file...>', 'sequence files; templates/ and workspace/ are looked for above each')
    .action(async (files: readonly string[]) => {
      const services = await cli.services();
      const folders = new Set(files.map((file) => folderOf(file, services.root)));
      const findings: Finding[] = [];
      for (const folder of folders) {
        const inFolder = files.filter((file) => folderOf(file, services.root) === folder);
        const { fields, findings: ofWorkspace } = await fieldsOf(folder);
        const plan = await planSequences(inFolder, fields, await services.compiler(templatesDirOf(folder)));
        findings.push(...ofWorkspace, ...plan.findings);
      }
      await showFindings(cli, findings, files.length);
    });
