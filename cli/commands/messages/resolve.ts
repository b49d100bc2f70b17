/** `tendril messages resolve`: a person says what became of a mail whose fate nobody knows. */
import { type Command, Option } from 'commander';
import { TendrilError } from '../../../domain/errors.ts';
import { type Cli, command } from '../../command.ts';
import { printable } from '../../terminal/width.ts';

interface ResolveOptions {
  readonly arrived?: boolean;
  readonly lost?: boolean;
  readonly as: string;
}

export const messagesResolve = (cli: Cli): Command =>
  command('resolve', 'say what became of a mail that is UNKNOWN; it is not sent again', [
    'tendril messages resolve 0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d --arrived',
    'tendril messages resolve 0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d --lost --as mara',
  ])
    .argument('<id>', 'the id of the mail: tendril messages list --state UNKNOWN')
    .addOption(new Option('--arrived', 'the relay or the lead says that it arrived').conflicts('lost'))
    .option('--lost', 'it did not: the relay has no trace of it')
    .option('--as <name>', 'who says so', 'cli')
    .action(async (id: string, { arrived = false, lost = false, as }: ResolveOptions) => {
      if (arrived === lost) throw new TendrilError('USAGE', 'Say what became of it: --arrived or --lost');
      const services = await cli.services();
      const store = await services.store();
      const message = await store.messages.resolve(id, arrived ? 'arrived' : 'lost', as, services.now());
      if (cli.screen.json) return cli.screen.record(message);
      const fate = arrived ? 'arrived' : 'was lost';
      await cli.screen.line(`The mail to ${printable(message.recipient)} ${fate}: it is ${message.state} now.`);
    });
