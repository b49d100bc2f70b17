/** `tendril inbound show` and `raw`: one incoming mail, as it was understood and as it came. */
import type { Command } from 'commander';
import type { InboundItemView, Store } from '../../../db/store.ts';
import { hasCode, TendrilError } from '../../../domain/errors.ts';
import type { Instant } from '../../../domain/instant.ts';
import { fullName } from '../../../domain/lead.ts';
import { type Cli, command } from '../../command.ts';
import { leadWords } from '../../lead-words.ts';
import { type ItemAbout, itemLines } from './words.ts';

const example = '0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d';

export const inboundShow = (cli: Cli): Command =>
  command('show', 'show an incoming mail: what it is, whom it is about, what became of it, and its words', [
    `tendril inbound show ${example}`,
  ])
    .argument('<id>', 'its id: tendril inbound list')
    .action(async (id: string) => {
      const services = await cli.services();
      const store = await services.store();
      const item = await store.inbound.get(id);
      if (cli.screen.json) return cli.screen.record(item);
      const about = await aboutOf(store, item, services.now());
      for (const line of itemLines(cli.screen, item, about)) await cli.screen.line(line);
      if (item.status !== 'held') return;
      cli.screen.note(`Whom is it about? tendril inbound assign ${id} --lead LEAD, or tendril inbound dismiss ${id}`);
    });

async function aboutOf({ leads, inbound }: Store, item: InboundItemView, now: Instant): Promise<ItemAbout> {
  const named = async (leadId: string): Promise<string> => {
    const lead = await leads.get(leadId, now);
    return leadWords({ name: fullName(lead), email: lead.email });
  };
  if (item.leadId !== null) return { lead: await named(item.leadId).catch(erased), perhaps: [] };
  const guesses = item.status === 'held' && item.fromAddress ? await inbound.guesses(item.fromAddress) : [];
  return { lead: null, perhaps: await Promise.all(guesses.map(({ leadId }) => named(leadId))) };
}

function erased(error: unknown): string {
  if (hasCode(error, 'LEAD_UNKNOWN')) return 'somebody who was erased';
  throw error;
}

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
