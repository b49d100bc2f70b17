/**
 * Enrolling one locked lead: the decision, the row, and the start of its workflow in the outbox.
 */
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { decideEntries, type EntryContext, writeEntries } from './entrants.ts';
import type { LeadRow } from './lead-rows.ts';

/**
 * Enrolls the lead in the newest version of a sequence and returns the enrollment's id. It refuses before it writes, so
 * the transaction may go on after a refusal.
 * @throws SEQUENCE_UNKNOWN, LEAD_SUPPRESSED, STAGE_ILLEGAL, ALREADY_ENROLLED, ENTRY_REFUSED, REENTRY_REFUSED, LEAD_TAKEN, COLLEAGUE_WITH_SALES
 */
export async function enrollLocked(
  tx: Queryable,
  context: EntryContext,
  lead: LeadRow,
  sequence: string,
  origin: string,
  now: Instant,
): Promise<string> {
  const version = await context.versions.newest(tx, sequence);
  const candidates = await decideEntries(tx, context, version, [lead], now);
  for (const { entry } of candidates) {
    if (entry.kind === 'refused') throw entry.error;
  }
  const [id = ''] = await writeEntries(tx, version, candidates, origin, now);
  return id;
}
