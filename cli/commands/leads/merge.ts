/** `tendril leads merge` and `unmerge`: two leads that are one person, and two again. */
import type { Command } from 'commander';
import { TendrilError } from '../../../domain/errors.ts';
import { type Cli, command } from '../../command.ts';
import { momentHere } from '../../local-time.ts';
import { leadInWords, mergeLines } from '../../merge-words.ts';

interface MergeOptions {
  readonly keep?: string;
  readonly reason?: string;
  readonly yes?: boolean;
}

export const leadsMerge = (cli: Cli): Command =>
  command('merge', 'make one lead of two; of what both want of our mail, the stricter holds', [
    'tendril leads merge ann@example.com a.lee@example.com',
    'tendril leads merge ann@example.com a.lee@example.com --keep a.lee@example.com --reason "called her" --yes',
  ])
    .argument('<lead>', 'address or id')
    .argument('<other>', 'address or id')
    .option('--keep <lead>', 'which of them is left (default: the one further in the funnel, else the older one)')
    .option('--reason <text>', 'why; shown with the merge')
    .option('--yes', 'do not ask')
    .action(async (lead: string, other: string, { keep, reason, yes = false }: MergeOptions) => {
      const services = await cli.services();
      const { merges } = await services.store();
      const order = { actor: 'cli', note: reason ?? null, ...(keep === undefined ? {} : { keep }) };
      if (!yes) {
        const preview = await merges.preview(lead, other, order, services.now());
        for (const line of mergeLines(preview)) cli.screen.note(line);
        await sure(cli, 'Merge them? It can be undone for 30 days.');
      }
      const { merge, effects } = await merges.merge(lead, other, order, services.now());
      if (cli.screen.json) return cli.screen.record({ merge, effects });
      if (yes) for (const line of mergeLines(effects)) await cli.screen.line(line);
      await cli.screen.line(`Merged into ${leadInWords(effects.kept)}.`);
      cli.screen.note(`Until ${momentHere(merge.undoUntil)}: tendril leads unmerge ${merge.id}`);
    });

export const leadsUnmerge = (cli: Cli): Command =>
  command('unmerge', 'undo a merge: both leads are there again, each with what was its own', [
    'tendril leads unmerge a.lee@example.com',
    'tendril leads unmerge 01980000-0000-7000-8000-000000000000',
  ])
    .argument('<merge>', 'id of the merge, or address or id of a lead that was part of it')
    .action(async (merge: string) => {
      const services = await cli.services();
      const undone = await (await services.store()).merges.undo(merge, 'cli', services.now());
      if (cli.screen.json) return cli.screen.record(undone);
      await cli.screen.line(`${undone.mergedEmail ?? undone.mergedId} is a lead of its own again.`);
      cli.screen.note('If the merge had stopped a sequence, it stays so: enroll the lead again where it shall go on.');
    });

/** @throws USAGE when nobody agreed */
async function sure(cli: Cli, question: string): Promise<void> {
  const answer = await cli.confirm(question);
  if (answer === true) return;
  throw new TendrilError('USAGE', answer === null ? 'Nobody can be asked here: say --yes' : 'Nothing was merged');
}
