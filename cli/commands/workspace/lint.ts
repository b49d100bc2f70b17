/** `tendril workspace lint`: needs no database and no engine. */
import type { Command } from 'commander';
import { type Cli, command } from '../../command.ts';
import { publishedIfReachable } from '../../known-names.ts';
import { showFindings } from '../../lint-report.ts';
import { planWorkspace } from '../../publish-plan.ts';
import { templatesDirOf } from '../../workspace-folder.ts';

/** organisation.yaml, scoring.yaml and sales.yaml, and sources.yaml where there is one */
const ownFiles = 3;

export const workspaceLint = (cli: Cli): Command =>
  command('lint', 'check everything in a workspace folder; changes nothing', [
    'tendril workspace lint',
    'tendril workspace lint ../our-workspace --json',
  ])
    .argument('[dir]', 'the folder that holds workspace/, templates/ and sequences/; default: this installation')
    .action(async (given: string | undefined) => {
      const services = await cli.services();
      const dir = given ?? services.root;
      const published = await publishedIfReachable(services);
      const plan = await planWorkspace(dir, await services.compiler(templatesDirOf(dir)), published, services.now());
      const findings = [...plan.findings, ...plan.warnings];
      await showFindings(cli, { ...plan, findings, files: ownFiles + plan.templates.size + plan.sequences.length });
    });
