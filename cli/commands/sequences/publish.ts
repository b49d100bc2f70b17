/** `tendril sequences publish` */
import type { Command } from 'commander';
import { TendrilError } from '../../../domain/errors.ts';
import { type Cli, command } from '../../command.ts';
import { namesOf } from '../../known-names.ts';
import { noteStranded, noteWarnings, noteWatched, showPublished } from '../../lint-report.ts';
import { publish, watchSegments } from '../../publish.ts';
import { planSequences } from '../../publish-plan.ts';
import { folderOf, templatesDirOf } from '../../workspace-folder.ts';

export const sequencesPublish = (cli: Cli): Command =>
  command('publish', 'check sequence files and publish them with the templates they send', [
    'tendril sequences publish sequences/energy-guide.yaml',
    'tendril sequences publish sequences/*.yaml --json',
  ])
    .argument('<file...>', 'sequence files of one workspace folder')
    .action(async (files: readonly string[]) => {
      const services = await cli.services();
      const store = await services.store();
      const workspace = await store.publications.workspace();
      const published = (await store.publications.sequences()).map(({ name }) => name);
      const compiler = await services.compiler(templatesDirOf(oneFolder(files, services.root)));
      const plan = await planSequences(files, { ...namesOf(workspace, published), now: services.now() }, compiler);
      const items = await publish(store, plan, services.now());
      await showPublished(cli.screen, items);
      for (const { name } of items.filter(({ kind, created }) => kind === 'sequence' && created)) {
        const { active } = await store.publications.sequence(name);
        if (active > 0) cli.screen.note(`${name}: ${active} active, each stays in the version it was enrolled in.`);
      }
      await noteWatched(cli.screen, await watchSegments(store, services.now()));
      noteWarnings(cli.screen, plan.warnings);
      await noteStranded(cli.screen, store, plan.sequences);
    });

/** @throws USAGE when the files belong to several workspaces: their templates may have the same names. */
function oneFolder(files: readonly string[], root: string): string {
  const [folder = root, other] = [...new Set(files.map((file) => folderOf(file, root)))];
  if (other === undefined) return folder;
  throw new TendrilError(
    'USAGE',
    `The files belong to two workspaces, ${folder} and ${other}: publish one after the other`,
  );
}
