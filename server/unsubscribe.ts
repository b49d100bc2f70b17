/**
 * What happens when the receiver of a mail wants no more of them, whichever way the wish arrives.
 */
import type { Store } from '../db/store.ts';
import type { Instant } from '../domain/time.ts';

/**
 * Suppresses the address the mail went to and records the event once per mail. A mail that is not known (its lead was
 * erased) or that went to a salesperson changes nothing.
 * @throws DATABASE_UNAVAILABLE
 */
export async function recordUnsubscribe(
  store: Store,
  messageId: string,
  via: 'link' | 'mail',
  now: Instant,
): Promise<void> {
  const message = await store.messages.find(messageId);
  if (message === null || message.handoffId !== null) return;
  // Said apart from the event: an old mail counts again after a new consent, and for the address it went to even if the
  // lead has another one now.
  await store.suppressions.add(message.recipient, 'unsubscribe', `by ${via}`, now);
  await store.events.ingest(
    {
      dedupeKey: `unsubscribe/${messageId}`,
      kind: 'unsubscribe',
      lead: { messageId },
      payload: { via },
      occurredAt: now,
    },
    now,
  );
}
