/** `tendril forms lint` and `schema`: need no database and no engine. */
import type { Command } from 'commander';
import { Findings } from '../../../authoring/findings.ts';
import { readForms } from '../../../authoring/forms.ts';
import { readOrganisation } from '../../../authoring/organisation.ts';
import { readSources } from '../../../authoring/sources.ts';
import { type Cli, command } from '../../command.ts';
import { showFindings } from '../../lint-report.ts';
import { readFormSources, readWorkspaceSources } from '../../workspace-folder.ts';

export const formsLint = (cli: Cli): Command =>
  command('lint', 'check the forms of a workspace; changes nothing', [
    'tendril forms lint',
    'tendril forms lint ../our-workspace --json',
  ])
    .argument('[dir]', 'the folder that holds workspace/; default: this installation')
    .action(async (given: string | undefined) => {
      const dir = given ?? (await cli.services()).root;
      const sources = await readFormSources(dir);
      const findings = new Findings();
      const texts = await readWorkspaceSources(dir);
      const { fields } = readOrganisation(texts.organisation, findings);
      const declared = texts.sources ? readSources(texts.sources, findings) : {};
      readForms(sources, { fields, sources: declared }, findings);
      await showFindings(cli, { findings: findings.sorted, files: sources.length, unchecked: [] });
    });

export const formsSchema = (cli: Cli): Command =>
  command('schema', 'print the JSON Schema of form files, for editors', [
    'tendril forms schema > form.schema.json',
    'tendril forms schema --json | jq .title',
  ]).action(async () => {
    const { formSchema } = await import('../../../authoring/form-json-schema.ts');
    const schema = formSchema();
    if (cli.screen.json) return cli.screen.record(schema);
    await cli.screen.line(JSON.stringify(schema, null, 2));
  });
