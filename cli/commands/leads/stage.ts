/** `tendril leads stage`: moves a lead by hand. */
import { type Command, Option } from 'commander';
import { TendrilError } from '../../../domain/errors.ts';
import { type Stage, stages } from '../../../domain/lifecycle.ts';
import { didYouMean, listed, nearest } from '../../../domain/suggestion.ts';
import { type Cli, command } from '../../command.ts';

export const leadsStage = (cli: Cli): Command =>
  command('stage', 'move a lead to another stage of the funnel, with a reason; a move to mql gives it to sales', [
    'tendril leads stage ann@example.com mql --reason "asked for a call at the fair"',
    'tendril leads stage ann@example.com disqualified --reason "a competitor"',
  ])
    .argument('<lead>', 'address or id')
    .argument('<stage>', `one of ${stages.join(', ')}`)
    .addOption(new Option('--reason <text>', 'why; recorded with the move').makeOptionMandatory())
    .option('--as <name>', 'who moves it', 'cli')
    .action(
      async (lead: string, to: string, { reason, as: actor }: { readonly reason: string; readonly as: string }) => {
        const services = await cli.services();
        const store = await services.store();
        const move = { lead, stage: checkStage(to), reason };
        const moved = await store.stages.move(move, services.now(), actor);
        if (cli.screen.json) return cli.screen.record(moved);
        if (moved.from === moved.stage) return cli.screen.line(`It is at the stage ${moved.stage} already.`);
        await cli.screen.line(`${moved.from} → ${moved.stage}`);
        if (moved.handoffId !== null)
          cli.screen.note(`It is offered to sales: tendril handoffs show ${moved.handoffId}`);
      },
    );

/** @throws USAGE */
function checkStage(word: string): Stage {
  const stage = stages.find((one) => one === word);
  if (stage) return stage;
  const near = nearest(word, stages);
  throw new TendrilError('USAGE', `"${word}" is no stage${near ? didYouMean(near) : ''}: one of ${listed(stages)}`);
}
