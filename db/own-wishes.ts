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

/** What the lead itself has last asked for on its page, and is still in force: all mail and no pause if nothing was. */
type OwnWishes = Pick<Preferences, 'frequency' | 'pausedUntil'>;

/**
 * Others may write down that a lead wants less, and take back what they wrote. More than what the lead has last said on its
 * page it must say itself: there, or by a consent with its proof. What was said since by others makes that no weaker.
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
  const own = await ownWishesOf(tx, before.leadId, now);
  const { frequency = before.frequency, pausedUntil = before.pausedUntil } = change;
  if (isMore(frequency, before.frequency) && isMore(frequency, own.frequency))
    throw ownWish(`wants ${frequencyWords[own.frequency]}`, before.leadId);
  if (isSooner(pausedUntil, inForce(before.pausedUntil, now)) && isSooner(pausedUntil, own.pausedUntil))
    throw ownWish(`has asked for a pause until ${own.pausedUntil}`, before.leadId);
}

const isMore = (frequency: MailFrequency, than: MailFrequency): boolean =>
  mailFrequencies.indexOf(frequency) < mailFrequencies.indexOf(than);

const isSooner = (until: Instant | null, than: Instant | null): boolean =>
  than !== null && (until === null || until < than);

const inForce = (until: Instant | null, now: Instant): Instant | null => (until !== null && until > now ? until : null);

const ownWish = (what: string, leadId: string): TendrilError =>
  new TendrilError('SUPPRESSION_LASTING', `The lead itself ${what}: only its own word ends that`, { leadId });

export async function ownWishesOf(tx: Queryable, leadId: string, now: Instant): Promise<OwnWishes> {
  const last = (wish: 'frequency' | 'pausedUntil') => sql`(
    SELECT payload ->> ${wish}::text FROM event
    WHERE lead_id = ${leadId} AND kind = 'preferences' AND name = 'page' AND payload ? ${wish}
    ORDER BY recorded_at DESC, id DESC LIMIT 1)`;
  const [row] = await tx.rows<{ readonly frequency: MailFrequency | null; readonly until: Instant | null }>(sql`
    SELECT ${last('frequency')} AS frequency, ${last('pausedUntil')} AS until`);
  return { frequency: row?.frequency ?? 'all', pausedUntil: inForce(row?.until ?? null, now) };
}
