/**
 * What follows when a locked lead becomes an MQL: a hand-off opens and every enrollment stops, because the lead belongs
 * to sales from now on.
 */
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { activeEnrollments, writeWakes } from './enrollment-writes.ts';
import type { LeadRow } from './lead-rows.ts';
import { openHandoff } from './lead-writes.ts';
import { enqueue } from './outbox-writes.ts';
import type { Promotion } from './promotion.ts';
import { handOver } from './wakes.ts';

export async function giveToSales(
  tx: Queryable,
  lead: Pick<LeadRow, 'id' | 'grade'>,
  promotion: Promotion,
  now: Instant,
): Promise<void> {
  const handoff = await openHandoff(tx, lead.id, promotion, lead.grade, now);
  const wakes = handOver(await activeEnrollments(tx, lead.id));
  await writeWakes(tx, wakes.writes);
  await enqueue(tx, handoff ? [...wakes.signals, handoff.start] : wakes.signals, now);
}
