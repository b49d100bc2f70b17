/** `tendril suppressions lift`: what a person may lift. A consent lifts an opt-out by being recorded. */
import type { Command } from 'commander';
import type { LiftingRight, SuppressionReason } from '../../../db/store.ts';
import { parseAddress } from '../../../domain/address.ts';
import { TendrilError } from '../../../domain/errors.ts';
import { type Cli, command } from '../../command.ts';
import { reasonOption, scopeOf, showAddress, topicOption, whyOption } from '../../suppressing.ts';

interface LiftOptions {
  readonly topic?: string;
  readonly reason?: SuppressionReason;
  readonly why?: string;
}

/** By what right a person at the terminal lifts a reason. The others are asked for with what no person can have. */
const rightOf: Readonly<Record<SuppressionReason, LiftingRight>> = {
  manual: 'manual',
  bounce_hard: 'address',
  unsubscribe: 'manual',
  complaint: 'manual',
  legal: 'legal',
};

export const suppressionsLift = (cli: Cli): Command =>
  command('lift', 'lift a reason that a person may lift: manual, bounce_hard, or (saying why) legal', [
    'tendril suppressions lift ann@example.com',
    'tendril suppressions lift ann@example.com --reason bounce_hard --why "the mailbox is there again"',
    'tendril suppressions lift ann@example.com --reason legal --why "settled, ticket 4711"',
  ])
    .argument('<address>')
    .addOption(topicOption('of the mails of this purpose'))
    .addOption(reasonOption('which one; default: the one in force'))
    .addOption(whyOption())
    .action(async (given: string, { topic, reason, why }: LiftOptions) => {
      const services = await cli.services();
      const address = parseAddress(given);
      const { suppressions } = await services.store();
      const scope = scopeOf(topic);
      const inForce = (await suppressions.entries(address)).filter(
        (entry) => entry.liftedAt === null && entry.scope === scope && (reason ?? entry.reason) === entry.reason,
      );
      const [only] = inForce;
      if (!only) throw new TendrilError('USAGE', `Nothing of that kind is in force for ${address}`);
      if (inForce.length > 1) {
        const names = inForce.map((entry) => entry.reason).join(', ');
        throw new TendrilError('USAGE', `There are several reasons; say which with --reason: ${names}`);
      }
      const right = rightOf[only.reason];
      if (right === 'legal' && why === undefined) {
        throw new TendrilError('USAGE', 'A legal reason is lifted only with --why, for the record');
      }
      const by = why === undefined ? 'cli' : `cli: ${why}`;
      await suppressions.lift(address, { scope, reason: only.reason, right, by }, services.now());
      await showAddress(cli, address);
    });
