/** `tendril inbound replay`: mails are read again by the rules of today; what was done is not done twice. */
import { type Command, Option } from 'commander';
import { type InboundItemView, type InboundStatus, inboundStatuses } from '../../../db/store.ts';
import { hasCode, TendrilError } from '../../../domain/errors.ts';
import { type Cli, command } from '../../command.ts';
import { itemLine } from './words.ts';

const pageSize = 200;

interface Which {
  readonly status?: InboundStatus;
  readonly as: string;
}

export const inboundReplay = (cli: Cli): Command =>
  command('replay', 'read an incoming mail again by the rules of today, or all of a state, the newest first', [
    'tendril inbound replay 0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d',
    'tendril inbound replay --status ignored',
  ])
    .argument('[id]', 'its id: tendril inbound list')
    .addOption(new Option('--status <status>', 'all in this state').choices(inboundStatuses))
    .option('--as <name>', 'who says so', 'cli')
    .action(async (id: string | undefined, { status, as }: Which) => {
      if ((id === undefined) === (status === undefined))
        throw new TendrilError('USAGE', 'Give either an id or --status');
      const services = await cli.services();
      const inbox = await services.inbox();
      const show = (item: InboundItemView) =>
        cli.screen.json ? cli.screen.record(item) : cli.screen.line(itemLine(item));
      if (id !== undefined) return show(await inbox.replay(id, as));
      const { inbound } = await services.store();
      let [count, gone] = [0, 0];
      for (let after: string | null | undefined; after !== null; ) {
        const page = await inbound.list(
          status === undefined ? {} : { status },
          after === undefined ? { limit: pageSize } : { limit: pageSize, after },
        );
        for (const { id: each } of page.items) {
          const item = await inbox.replay(each, as).catch((error: unknown) => {
            if (!hasCode(error, 'INBOUND_GONE')) throw error;
            return null;
          });
          if (item === null) gone += 1;
          else await show(item);
          count += 1;
        }
        after = page.next;
      }
      cli.screen.note(`${count - gone} read again${gone === 0 ? '' : `, ${gone} not kept any more`}.`);
    });
