/**
 * A person says what became of a mail whose fate nobody knows. It only settles the ledger: the mail is not sent again, and
 * its enrollment went on long ago. Evidence that comes later has the last word.
 */
import { TendrilError } from '../domain/errors.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { isId } from './ids.ts';
import { confirmSent } from './message-evidence.ts';
import { sql } from './sql.ts';
import type { MessageState } from './store.ts';

interface Known {
  readonly state: MessageState;
  readonly resolved_by: string | null;
}

/** @throws MESSAGE_UNKNOWN, MESSAGE_SETTLED */
export async function resolve(
  tx: Queryable,
  messageId: string,
  fate: 'arrived' | 'lost',
  actor: string,
  now: Instant,
): Promise<void> {
  const [known] = isId(messageId)
    ? await tx.rows<Known>(sql`SELECT state, resolved_by FROM message WHERE id = ${messageId} FOR NO KEY UPDATE`)
    : [];
  if (!known) throw new TendrilError('MESSAGE_UNKNOWN', `There is no mail ${messageId}`, { messageId });
  const { state, resolved_by: resolvedBy } = known;
  if (resolvedBy !== null && state === (fate === 'arrived' ? 'SENT' : 'FAILED')) return;
  if (state !== 'UNKNOWN') {
    const message = `The mail ${messageId} is ${state}${resolvedBy === null ? '' : `, says ${resolvedBy}`}`;
    throw new TendrilError('MESSAGE_SETTLED', message, { messageId, state });
  }
  if (fate === 'arrived') return confirmSent(tx, messageId, { actor }, now);
  await tx.rows(sql`
    UPDATE message SET state = 'FAILED', detail = ${`lost, says ${actor}`}, resolved_by = ${actor}, updated_at = ${now}
    WHERE id = ${messageId}`);
}
