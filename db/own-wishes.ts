/** What a lead has asked for itself, and which only its own word ends: others can not write it away. */
import { TendrilError } from '../domain/errors.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { sql } from './sql.ts';
import { type MailFrequency, mailFrequencies, type PreferenceChange, type Preferences } from './store.ts';

export const frequencyWords: Readonly<Record<MailFrequency, string>> = {
  all: 'as many mails as there are',
  weekly: 'at most one mail a week',
  monthly: 'at most one mail a month',
};

/**
 * Others may write down that a lead wants less. More it must say itself: on its page, or by a consent with its proof.
 * @param again topics that it was out of and would be in
 * @throws SUPPRESSION_LASTING
 */
export async function checkOwnWishes(
  tx: Queryable,
  before: Preferences,
  again: readonly string[],
  change: PreferenceChange,
  now: Instant,
): Promise<void> {
  if (again.length > 0) throw ownWish(`has opted out of ${again.join(', ')}`, before.leadId);
  const { frequency = before.frequency, pausedUntil = before.pausedUntil } = change;
  const isMore = mailFrequencies.indexOf(frequency) < mailFrequencies.indexOf(before.frequency);
  if (isMore && (await saidOnPage(tx, before.leadId, 'frequency')))
    throw ownWish(`wants ${frequencyWords[before.frequency]}`, before.leadId);
  const paused = before.pausedUntil !== null && before.pausedUntil > now ? before.pausedUntil : null;
  const isSooner = paused !== null && (pausedUntil === null || pausedUntil < paused);
  if (isSooner && (await saidOnPage(tx, before.leadId, 'pausedUntil')))
    throw ownWish(`has asked for a pause until ${paused}`, before.leadId);
}

const ownWish = (what: string, leadId: string): TendrilError =>
  new TendrilError('SUPPRESSION_LASTING', `The lead itself ${what}: only its own word ends that`, { leadId });

/** Whether the lead itself was the last to say how it is. */
async function saidOnPage(tx: Queryable, leadId: string, wish: 'frequency' | 'pausedUntil'): Promise<boolean> {
  const [last] = await tx.rows<{ readonly name: string | null }>(sql`
    SELECT name FROM event WHERE lead_id = ${leadId} AND kind = 'preferences' AND payload ? ${wish}
    ORDER BY recorded_at DESC, id DESC LIMIT 1`);
  return last?.name === 'page';
}
