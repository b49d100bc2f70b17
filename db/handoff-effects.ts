/** What a step of sales brings about besides the lead's stage: whose it is, what greets a customer, who mends wrong data. */
import { TendrilError } from '../domain/errors.ts';
import type { BackReason } from '../domain/handoff.ts';
import type { DeskStep } from '../domain/handoff-steps.ts';
import { returnRule } from '../domain/return-rules.ts';
import type { Instant } from '../domain/time.ts';
import { returnWords } from '../domain/wording.ts';
import type { Queryable } from './database.ts';
import { enrollLocked } from './enrolling.ts';
import type { EntryContext } from './entrants.ts';
import { newId } from './ids.ts';
import type { LeadRow } from './lead-rows.ts';
import { lockLead } from './lead-writes.ts';
import { endOffers, noClocks, writeOffer } from './offer-writes.ts';
import { sql } from './sql.ts';

/** Whoever of sales accepts it has it from then on, though it was offered to a colleague, or to nobody yet. */
export async function takeOver(tx: Queryable, id: string, leadId: string, actor: string, now: Instant): Promise<void> {
  const [taker] = await tx.rows<{ readonly id: string; readonly key: string; readonly number: number }>(sql`
    SELECT s.id, s.key, coalesce(last.number, 0) + 1 AS number
    FROM salesperson s LEFT JOIN LATERAL (
      SELECT number, salesperson_id, lapsed_at FROM handoff_offer WHERE handoff_id = ${id} ORDER BY number DESC LIMIT 1
    ) last ON true
    WHERE s.key = ${actor} AND s.active AND (last.salesperson_id IS DISTINCT FROM s.id OR last.lapsed_at IS NOT NULL)`);
  if (!taker) return;
  const { number, ...person } = taker;
  const clocks = noClocks(now);
  const offer = {
    handoffId: id,
    leadId,
    number,
    person,
    because: 'hand',
    givenBy: actor,
    clocks,
    isAccepted: true,
  } as const;
  await endOffers(tx, id, leadId, now);
  await writeOffer(tx, offer, now);
}

/** Whose account it is from now on, and what greets a customer. Why it cannot be greeted is noted on the hand-off. */
export async function welcome(
  tx: Queryable,
  context: EntryContext,
  id: string,
  leadId: string,
  now: Instant,
): Promise<void> {
  await tx.rows(sql`
    UPDATE account SET owner = (
      SELECT s.key FROM handoff_offer o JOIN salesperson s ON s.id = o.salesperson_id
      WHERE o.handoff_id = ${id} ORDER BY o.number DESC LIMIT 1
    ) WHERE id = (SELECT account_id FROM lead WHERE id = ${leadId}) AND owner IS NULL`);
  const sequence = context.workspace?.sales.desk?.onboarding ?? null;
  const lead = sequence === null ? null : await lockLead(tx, leadId);
  if (sequence === null || !lead) return;
  try {
    await enrollLocked(tx, context, lead, sequence, `handoff/${id}`, now);
  } catch (error) {
    // The gate refuses before anything is written, so that the transaction can go on with the note.
    if (!(error instanceof TendrilError)) throw error;
    const line = `Not in ${sequence}: ${error.message}`;
    await tx.rows(sql`UPDATE handoff SET note = concat_ws(E'\n', note, ${line}::text) WHERE id = ${id}`);
  }
}

/** Somebody looks at data that is wrong or double. */
export async function askToMend(
  tx: Queryable,
  { workspace }: EntryContext,
  id: string,
  lead: LeadRow,
  { kind, reason }: Extract<DeskStep, { kind: 'lost' | 'returned' }>,
  now: Instant,
): Promise<void> {
  const policy = workspace?.sales.returns;
  const back = kind === 'lost' ? 'lost' : (reason as BackReason);
  if (!policy || returnRule(policy, back).effect !== 'fix') return;
  const title = reason === 'duplicate' ? `Merge ${lead.email} with who it is` : `Mend what is known of ${lead.email}`;
  await tx.rows(sql`
    INSERT INTO task (id, key, kind, lead_id, title, detail, created_at)
    VALUES (${newId()}, ${`handoff/${id}/mend`}, 'mend', ${lead.id}, ${title}, ${`Returned by sales: ${returnWords[back as BackReason]}`}, ${now})
    ON CONFLICT (key) DO NOTHING`);
}
