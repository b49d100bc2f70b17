/** `tendril workspace publish` */
import type { Command } from 'commander';
import type { Store } from '../../../db/store.ts';
import { type Cli, command } from '../../command.ts';
import { noteStranded, noteWarnings, noteWatched, showPublished } from '../../lint-report.ts';
import { publish, watchSegments } from '../../publish.ts';
import { planWorkspace } from '../../publish-plan.ts';
import { templatesDirOf } from '../../workspace-folder.ts';

export const workspacePublish = (cli: Cli): Command =>
  command('publish', 'check everything in a workspace folder and publish it; all of it or nothing', [
    'tendril workspace publish',
    'tendril workspace publish ../our-workspace --json',
  ])
    .argument('[dir]', 'the folder that holds workspace/, templates/ and sequences/; default: this installation')
    .action(async (given: string | undefined) => {
      const services = await cli.services();
      const dir = given ?? services.root;
      const store = await services.store();
      const published = (await store.publications.sequences()).map(({ name }) => name);
      const plan = await planWorkspace(dir, await services.compiler(templatesDirOf(dir)), published, services.now());
      await showPublished(cli.screen, await publish(store, plan, services.now()));
      await noteGrades(cli, store);
      if (!(await store.scores.upToDate())) {
        cli.screen.note('The scoring model has changed; leads are valued by it when something happens to them.');
        cli.screen.note('Value all of them now: tendril score recompute (first --dry-run says what it changes)');
      }
      await noteWatched(cli.screen, await watchSegments(store, services.now()));
      noteWarnings(cli.screen, plan.warnings);
      await noteStranded(cli.screen, store, plan.sequences);
    });

/** Where leads are many, their fit is found after publishing. */
async function noteGrades({ screen }: Cli, { scores }: Pick<Store, 'scores'>): Promise<void> {
  const run = (await scores.recomputes()).find(({ scope, status }) => scope === 'fit' && status === 'running');
  if (!run) return;
  screen.note(
    `The fit of ${run.total} leads is found anew, ${run.pace} a second; until then they go by the grade they have.`,
  );
  screen.note('See how far it is: tendril score recomputes');
}
