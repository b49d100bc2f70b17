/**
 * A mail that answers one of ours and cannot be read, because its making takes too long or is broken: a person may have
 * written it, so a person looks at it. What it says is not known, so nothing follows from it until it is read again.
 */
import type { InboundItemView } from '../../db/store.ts';
import type { InboundReading } from '../../domain/inbound-reading.ts';
import { fullName } from '../../domain/lead.ts';
import type { About } from './matching.ts';
import { ownerOf } from './owner.ts';
import type { Item, Outcome, ReceivingDeps } from './ports.ts';

export async function heldUnread({ store, now }: ReceivingDeps, { id }: Item, { leadId }: About): Promise<Outcome> {
  const at = now();
  const { address } = await ownerOf(store, leadId);
  const lead = await store.leads.get(leadId, at);
  const who = fullName(lead) ?? lead.email;
  await store.tasks.open(
    {
      key: `unread/${id}`,
      kind: 'reply',
      leadId,
      inboundItemId: id,
      title: `An answer to a mail to ${who} could not be read`,
      detail: `Look at the raw mail: tendril inbound raw ${id}. Read it again: tendril inbound replay ${id}`,
      assignee: address,
    },
    at,
  );
  return { kind: 'reply', status: 'held', note: 'it could not be read: a person is to look at the raw mail' };
}

/** Read at last, it opens a task of its own when it needs one: the one that says it was not read is done. */
export async function endUnread(
  { store, now }: ReceivingDeps,
  { id, reading: before }: InboundItemView,
  reading: InboundReading,
  actor: string | null,
): Promise<void> {
  if (!isUnread(before) || isUnread(reading)) return;
  await store.tasks.close(id, 'reply', actor ?? 'engine', now());
}

const isUnread = (reading: InboundReading): boolean => reading.kind === 'other' && reading.unreadable === true;
