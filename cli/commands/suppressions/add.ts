/** `tendril suppressions add` */
import type { Command } from 'commander';
import type { SuppressionReason } from '../../../db/store.ts';
import { parseAddress } from '../../../domain/address.ts';
import { type Cli, command } from '../../command.ts';
import { reasonOption, scopeOf, showAddress, topicOption, whyOption } from '../../suppressing.ts';

interface AddOptions {
  readonly topic?: string;
  readonly reason: SuppressionReason;
  readonly why?: string;
}

export const suppressionsAdd = (cli: Cli): Command =>
  command('add', 'see to it that an address gets no mail, of any kind or of one topic', [
    'tendril suppressions add ann@example.com --why "asked by phone" --reason unsubscribe',
    'tendril suppressions add ann@example.com --topic newsletter --reason unsubscribe',
    'tendril suppressions add ann@example.com --reason legal --why "letter of her lawyer, ticket 4711"',
  ])
    .argument('<address>')
    .addOption(topicOption('only mails of this purpose'))
    .addOption(reasonOption('the graver ones are harder to lift: docs/consent.md').default('manual'))
    .addOption(whyOption())
    .action(async (given: string, { topic, reason, why }: AddOptions) => {
      const services = await cli.services();
      const address = parseAddress(given);
      const note = { reason, scope: scopeOf(topic), detail: why ?? null, actor: 'cli' };
      await (await services.store()).suppressions.put(address, note, services.now());
      await showAddress(cli, address);
    });
