/** `tendril templates preview`: writes the page of a mail and opens it. Needs no engine, but for real leads. */
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Command, Option } from 'commander';
import { TendrilError } from '../../../domain/errors.ts';
import { type Cli, command } from '../../command.ts';
import { noteWarnings } from '../../lint-report.ts';
import { livePage } from '../../preview/live-page.ts';
import { type Material, materialFor, type Wanted } from '../../preview/material.ts';
import { previewPage } from '../../preview/page.ts';
import { type Views, viewsOf } from '../../preview/views.ts';
import type { Services } from '../../services.ts';
import { shownPath } from '../../source-file.ts';
import { printable } from '../../terminal/width.ts';
import { folderHere, templatesDirOf } from '../../workspace-folder.ts';
import { languageOption, leadOptions } from './options.ts';

interface PreviewOptions extends Wanted {
  readonly out?: string;
  /** False with --no-open. */
  readonly open: boolean;
  readonly watch?: true;
}

export const templatesPreview = (cli: Cli): Command => {
  const preview = command('preview', 'look at a mail: HTML in light, dark and on a phone, text, headers, source', [
    'tendril templates preview renewal-soon',
    'tendril templates preview renewal-soon --fixture german --watch',
    'tendril templates preview renewal-soon --lead ann@example.com --published',
    'tendril templates preview renewal-soon --json | jq .subject',
  ]).argument('<name>', 'the name of the template');
  for (const option of leadOptions()) preview.addOption(option);
  return preview
    .addOption(languageOption())
    .option('--sender <key>', 'a sender of organisation.yaml; default: the organisation itself')
    .option('--published', 'the newest published version instead of the file')
    .option('--out <file>', 'where the page is written; default: previews/NAME.html in TENDRIL_HOME')
    .option('--no-open', 'do not open the page')
    .addOption(
      new Option('--watch', 'show it again whenever a file changes, until Ctrl-C').conflicts(['published', 'out']),
    )
    .action(async (name: string, options: PreviewOptions) => {
      const services = await cli.services();
      if (options.watch) return watch(cli, services, name, options);
      const made = await makePreview(services, name, options);
      const file = options.out ?? join(services.config.home, 'previews', `${name}.html`);
      await writePage(file, pageOf(made, null), options.out === undefined);
      await tell(cli, made, options.language, file);
      if (mayOpen(cli, options) && !(await services.openInBrowser(file))) cli.screen.note('Open it in a browser.');
    });
};

interface Made {
  readonly material: Material;
  readonly views: Views;
}

async function makePreview(services: Services, name: string, wanted: Wanted): Promise<Made> {
  const material = await materialFor(services, name, wanted);
  const views = viewsOf(await services.samples(), material, services.now(), wanted.language ?? null);
  return { material, views };
}

const pageOf = ({ material, views }: Made, script: string | null): string =>
  previewPage({ material, views, language: material.organisation.language, script });

/** Only where a person sits before a terminal. */
const mayOpen = ({ screen }: Cli, { open }: PreviewOptions): boolean => open && !screen.json && screen.columns !== null;

/** A page may show what is known of a real lead: it is its owner's alone. */
async function writePage(file: string, page: string, own: boolean): Promise<void> {
  try {
    if (own) await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, page, { mode: 0o600 });
    if (own) await chmod(file, 0o600);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TendrilError('FILE_UNKNOWN', `The page cannot be written: ${why}`, { file }, cause);
  }
}

async function tell({ screen }: Cli, { material, views }: Made, asked: string | undefined, file: string) {
  const { name, readers, warnings, organisation } = material;
  const { sample } = views.first;
  const [reader] = readers;
  const { subject, from, to } = sample.mail;
  const { preheader, headers, html, text, links, bytes } = sample;
  const language = sample.language ?? organisation.language;
  const who =
    reader.kind === 'lead' ? { lead: reader.name } : { fixture: reader.kind === 'fixture' ? reader.name : null };
  const parts = { headers, html, text, links, bytes, findings: warnings, file };
  if (screen.json) return screen.record({ name, language, ...who, subject, preheader, from, to, ...parts });
  noteWarnings(screen, warnings);
  const spoken = asked?.toLowerCase() ?? '';
  if (asked !== undefined && sample.language === null && !language.toLowerCase().startsWith(spoken.split('-')[0] ?? ''))
    screen.note(`${name} has no mail in ${asked}: this is the one for everybody else.`);
  for (const failure of views.failures) screen.note(failure);
  screen.note(`"${printable(subject)}" for ${reader.kind === 'fixture' ? 'the fixture ' : ''}${reader.name}`);
  await screen.line(shownPath(file));
}

async function watch(cli: Cli, services: Services, name: string, options: PreviewOptions): Promise<void> {
  const folder = folderHere(services.root);
  await cli.stoppable((signal) =>
    livePage({
      name,
      folders: [templatesDirOf(folder), join(folder, 'workspace')],
      signal,
      render: async (script) => pageOf(await makePreview(services, name, options), script),
      async ready(address) {
        if (cli.screen.json) await cli.screen.record({ name, url: address });
        else await cli.screen.line(address);
        if (mayOpen(cli, options)) await services.openInBrowser(address);
        cli.screen.note('It follows the files. Ctrl-C ends it.');
      },
      failed: (message) => cli.screen.note(message),
    }),
  );
}
