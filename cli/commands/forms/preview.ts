/** `tendril forms preview`: writes the pages of a form as visitors will see them, and opens them. Needs no engine. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { checkWorkspace } from '../../../authoring/workspace.ts';
import { formNamed } from '../../../domain/form.ts';
import { type Cli, command } from '../../command.ts';
import { findingsFailure } from '../../failure.ts';
import { shownPath } from '../../source-file.ts';
import { printable } from '../../terminal/width.ts';
import { readWorkspaceSources } from '../../workspace-folder.ts';

interface Options {
  readonly dir?: string;
  readonly language?: string;
  readonly out?: string;
  readonly open: boolean;
}

export const formsPreview = (cli: Cli): Command =>
  command('preview', 'look at the pages of a form, step by step, before it is published', [
    'tendril forms preview energy-guide',
    'tendril forms preview demo --language de --out demo.html',
  ])
    .argument('<name>', 'the name of the form')
    .option('--dir <dir>', 'the folder that holds workspace/; default: this installation')
    .option('--language <tag>', 'of a visitor; default: that of the organisation')
    .option('--out <file>', 'where the page is written; default: previews/form-NAME.html in TENDRIL_HOME')
    .option('--no-open', 'do not open the page')
    .action(async (name: string, { dir, language, out, open }: Options) => {
      const services = await cli.services();
      const checked = checkWorkspace(await readWorkspaceSources(dir ?? services.root));
      if (checked.kind === 'refused') throw findingsFailure(checked.findings);
      const form = formNamed(checked.workspace.forms, name);
      const page = await services.formPreview(checked.workspace, form, language ?? null);
      const file = out ?? join(services.config.home, 'previews', `form-${name}.html`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, page);
      if (cli.screen.json) return cli.screen.record({ form: name, file });
      await cli.screen.line(printable(`${name}: ${shownPath(file)}`));
      if (open && cli.screen.interactive && !(await services.openInBrowser(file)))
        cli.screen.note('Open it in a browser.');
    });
