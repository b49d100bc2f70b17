/** `tendril broadcast pause`, `resume` and `stop` */
import type { Command } from 'commander';
import type { BroadcastView } from '../../../db/store.ts';
import { type Cli, command } from '../../command.ts';
import { reasonOption } from '../../pausing.ts';
import { printable } from '../../terminal/width.ts';
import { sentWords } from './words.ts';

export const broadcastPause = (cli: Cli): Command =>
  command('pause', 'send no further mails until it is resumed; what is under way leaves', [
    'tendril broadcast pause heat-2026 --reason "the price is wrong"',
  ])
    .argument('<name>', 'the name of the broadcast')
    .addOption(reasonOption())
    .action(async (name: string, { reason }: { readonly reason?: string }) => {
      const services = await cli.services();
      const { broadcasts } = await services.store();
      const before = await broadcasts.get(name);
      const view = await broadcasts.pause(name, reason ?? null, 'cli', services.now());
      const already = before.status === 'paused' ? ' already' : '';
      const why = view.reason === null ? '' : `: ${printable(view.reason)}`;
      await tell(cli, view, `${view.name} is paused${already}${why}. ${sentWords(view)}`);
      cli.screen.note(`Let it go on: tendril broadcast resume ${view.name}`);
    });

export const broadcastResume = (cli: Cli): Command =>
  command('resume', 'let a paused broadcast go on where it stands', ['tendril broadcast resume heat-2026'])
    .argument('<name>', 'the name of the broadcast')
    .action(async (name: string) => {
      const services = await cli.services();
      const { broadcasts } = await services.store();
      const before = await broadcasts.get(name);
      const view = await broadcasts.resume(name, 'cli', services.now());
      const what = before.status === 'paused' ? 'goes on' : 'was not paused';
      await tell(cli, view, `${view.name} ${what}. ${sentWords(view)}`);
    });

export const broadcastStop = (cli: Cli): Command =>
  command('stop', 'end a broadcast for good; what has left stays sent', ['tendril broadcast stop heat-2026'])
    .argument('<name>', 'the name of the broadcast')
    .action(async (name: string) => {
      const services = await cli.services();
      const view = await (await services.store()).broadcasts.stop(name, 'cli', services.now());
      await tell(cli, view, `${view.name} is stopped. ${sentWords(view)}`);
    });

const tell = ({ screen }: Cli, view: BroadcastView, words: string): Promise<void> =>
  screen.json ? screen.record(view) : screen.line(words);
