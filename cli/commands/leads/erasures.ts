/** `tendril leads erasures`: who was erased when, by id; nothing else is known of them. */
import { type Command, InvalidArgumentError } from 'commander';
import { type Cli, command } from '../../command.ts';
import { momentHere } from '../../local-time.ts';
import { printable } from '../../terminal/width.ts';

const most = 500;

function limitOf(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > most) throw new InvalidArgumentError(`give 1 to ${most}`);
  return limit;
}

export const leadsErasures = (cli: Cli): Command =>
  command('erasures', 'list erasures, newest first, and whether each is done', ['tendril leads erasures'])
    .option('--limit <n>', 'so many at most', limitOf, 50)
    .action(async ({ limit }: { readonly limit: number }) => {
      const erasures = await (await (await cli.services()).store()).rights.erasures(limit);
      if (erasures.length === 0 && !cli.screen.json) cli.screen.note('Nobody was erased yet.');
      for (const erasure of erasures) {
        if (cli.screen.json) {
          await cli.screen.record(erasure);
          continue;
        }
        const { leadId, actor, reason, requestedAt, doneAt } = erasure;
        const state = doneAt === null ? 'going on' : `done ${momentHere(doneAt)}`;
        const why = reason === null ? '' : ` ("${reason}")`;
        await cli.screen.line(printable(`${momentHere(requestedAt)}  ${leadId}  ${state}  by ${actor}${why}`));
      }
    });
