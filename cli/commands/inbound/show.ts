/** `tendril inbound show` and `raw`: one incoming mail, as it was understood and as it came. */
import type { Command } from 'commander';
import { TendrilError } from '../../../domain/errors.ts';
import { type Cli, command } from '../../command.ts';
import { itemLines } from './words.ts';

const example = '0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d';

export const inboundShow = (cli: Cli): Command =>
  command('show', 'show an incoming mail: what it is, whom it is about, what became of it, and its words', [
    `tendril inbound show ${example}`,
  ])
    .argument('<id>', 'its id: tendril inbound list')
    .action(async (id: string) => {
      const item = await (await (await cli.services()).store()).inbound.get(id);
      if (cli.screen.json) return cli.screen.record(item);
      for (const line of itemLines(cli.screen, item)) await cli.screen.line(line);
    });

export const inboundRaw = (cli: Cli): Command =>
  command('raw', 'write an incoming mail to stdout as it came; with --json, in base64', [
    `tendril inbound raw ${example} > mail.eml`,
  ])
    .argument('<id>', 'its id: tendril inbound list')
    .action(async (id: string) => {
      const raw = await (await (await cli.services()).store()).inbound.raw(id);
      if (raw === null) throw new TendrilError('INBOUND_GONE', `The item ${id} is not kept any more`, { id });
      if (cli.screen.json) return cli.screen.record({ id, raw: Buffer.from(raw).toString('base64') });
      await cli.screen.bytes(raw);
    });
