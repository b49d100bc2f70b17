/**
 * What happens when the receiver of a mail wants no more of them, whichever way the wish arrives.
 */
import type { EventInput, Store } from '../db/store.ts';
import { errorCode } from '../domain/errors.ts';
import type { Instant } from '../domain/time.ts';
import type { Log } from './log.ts';
import { maskedError } from './masking.ts';
import type { Recorder } from './tracking/recorder.ts';

interface UnsubscribeDeps {
  readonly store: Store;
  readonly recorder: Recorder;
  readonly log: Log;
  now(): Instant;
}

export type UnsubscribeWay = 'link' | 'page' | 'mail' | 'provider';

/**
 * Suppresses the address the mail went to and the one its lead has now, and records the event: once for a mail, and once
 * more each time that a lead has come back since. A mail that is not known (its lead was erased) or that went to a salesperson
 * changes nothing.
 * @throws DATABASE_UNAVAILABLE
 */
export async function recordUnsubscribe(
  store: Store,
  messageId: string,
  via: UnsubscribeWay,
  now: Instant,
): Promise<void> {
  const message = await store.messages.find(messageId);
  if (message === null || (await store.preferences.of(messageId)) === null) return;
  const { email } = await store.leads.get(message.leadId, now);
  const addresses = [...new Set([message.recipient, email])];
  await optOut(store, addresses, { name: messageId, lead: { messageId } }, via, now);
}

/**
 * The same for whoever answered, or was said to have: a lead that was never sent a mail can want none all the same. Once a
 * lead, and once more each time that it has come back.
 * @throws LEAD_UNKNOWN, DATABASE_UNAVAILABLE
 */
export async function recordOptOut(
  store: Store,
  { messageId, leadId }: { readonly messageId: string | null; readonly leadId: string },
  via: UnsubscribeWay,
  now: Instant,
): Promise<void> {
  if (messageId !== null) return recordUnsubscribe(store, messageId, via, now);
  const { email } = await store.leads.get(leadId, now);
  await optOut(store, [email], { name: `lead/${leadId}`, lead: { id: leadId } }, via, now);
}

/** Suppresses the addresses, and records the event under a name of its own for each time that they were lifted. */
async function optOut(
  store: Store,
  addresses: readonly string[],
  { name, lead }: { readonly name: string; readonly lead: EventInput['lead'] },
  via: UnsubscribeWay,
  now: Instant,
): Promise<void> {
  const times = await timesLifted(store, addresses);
  // Said apart from the event, which says nothing new when it is known.
  for (const address of addresses) await store.suppressions.add(address, 'unsubscribe', `by ${via}`, now);
  const dedupeKey = `unsubscribe/${name}${times === 0 ? '' : `/${times}`}`;
  await store.events.ingest({ dedupeKey, kind: 'unsubscribe', lead, payload: { via }, occurredAt: now }, now);
}

/** How often whoever has these addresses has left and come back. */
async function timesLifted({ suppressions }: Store, addresses: readonly string[]): Promise<number> {
  const entries = await Promise.all(addresses.map((address) => suppressions.entries(address)));
  return entries.flat().filter(({ scope, reason, liftedAt }) => scope === 'all' && reason === 'unsubscribe' && liftedAt)
    .length;
}

/**
 * The same for a request that nobody will send again, as a mail client does a one-click POST: what the database does not take
 * is kept on the disk until it does (`noted`).
 * @throws what the database threw, when the disk does not take it either: only then is the wish not kept
 */
export async function takeUnsubscribe(
  { store, recorder, log, now }: UnsubscribeDeps,
  messageId: string,
  via: 'link' | 'page',
): Promise<'done' | 'noted'> {
  const at = now();
  try {
    await recordUnsubscribe(store, messageId, via, at);
    return 'done';
  } catch (error) {
    // A key of its own: the event of this mail may be from before a new consent, and would make this one nothing. By the
    // moment: who comes back and leaves again within a day is heard each time, and brought in twice it is one.
    const dedupeKey = `unsubscribe/${messageId}/${at}`;
    const event = { dedupeKey, kind: 'unsubscribe', lead: { messageId }, payload: { via }, occurredAt: at } as const;
    if (!(await recorder.record(event))) throw error;
    log.warn({ code: errorCode(error), err: maskedError(error) }, 'An opt-out waits on the disk for the database');
    return 'noted';
  }
}
