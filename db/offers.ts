/**
 * Offers of a hand-off: who is next, once for each number, and taken back when the deadline has passed.
 */
import type { HandoffDecision } from '../domain/handoff.ts';
import type { OfferClocks } from '../domain/service-times.ts';
import type { Instant } from '../domain/time.ts';
import type { Salesperson } from '../domain/workspace.ts';
import { attach, type Leader, leaderFor } from './buying-groups.ts';
import type { Queryable } from './database.ts';
import { lockBoth, lockHandoff, lockLeadOf } from './handoff-locks.ts';
import { joinQueue, leaveQueue, wakeQueue } from './handoff-queue.ts';
import { decisionFrom, handoffViewOf, unknownHandoff } from './handoff-rows.ts';
import { clocksFrom, clocksOf, endOffers, offersOf, writeOffer } from './offer-writes.ts';
import { demandOfLead, type RoutingContext, routed, takeTurns } from './routing.ts';
import { sql } from './sql.ts';
import type { Offered } from './store.ts';
import { announce } from './webhook-announcements.ts';

/** Makes the n-th offer, or finds it; `nobody` when there is nobody to offer to. */
export async function makeOffer(
  tx: Queryable,
  context: RoutingContext,
  id: string,
  n: number,
  now: Instant,
): Promise<Offered> {
  const lead = await lockLeadOf(tx, id);
  // Before any hand-off is locked, for two of one company lock each other's; not before the lead, which others may hold for a while.
  await takeTurns(tx);
  const handoff = await lockHandoff(tx, id);
  const decision = decisionFrom(handoff);
  if (decision) return { kind: 'decided', decision };
  const offers = await offersOf(tx, id);
  const known = offers.find(({ number }) => number === n);
  if (known) return offered(known, clocksFrom(known));
  if (handoff.attached_to !== null) return attachedTo(tx, handoff.attached_to);
  const demand = await demandOfLead(tx, context, lead.id, handoff.product, now);
  if (!demand) throw unknownHandoff(id);
  if (demand.product !== handoff.product) {
    await tx.rows(sql`UPDATE handoff SET product = ${demand.product} WHERE id = ${id}`);
  }
  // Only one that nobody was offered yet is attached: who has it keeps it.
  const leader =
    offers.length === 0 ? await leaderOf(tx, context, { id, leadId: lead.id, product: demand.product }) : null;
  if (leader) {
    await attach(tx, id, leader);
    await leaveQueue(tx, id);
    await announce(tx, [{ type: 'handoff.attached', leadId: lead.id, data: { handoff: id, to: leader.id } }], now);
    return attachedTo(tx, leader.id);
  }
  const had = offers.map(({ key }) => key);
  const { route, people } = await routed(tx, context, demand, had, now);
  const person = route.to === null ? undefined : people.get(route.to);
  if (!person) {
    const isNew = await joinQueue(tx, id, now);
    if (isNew) await announce(tx, [{ type: 'handoff.queued', leadId: lead.id, data: { handoff: id } }], now);
    return { kind: 'nobody', demand, verdicts: route.verdicts };
  }
  await leaveQueue(tx, id);
  const clocks = clocksOf(context, person.key, lead.temperature, now);
  const because = route.because ?? 'share';
  const made = { handoffId: id, leadId: lead.id, number: n, person, because, givenBy: null, clocks, isAccepted: false };
  await writeOffer(tx, made, now);
  return offered(person, clocks);
}

const leaderOf = async (
  on: Queryable,
  { workspace }: RoutingContext,
  seeking: Parameters<typeof leaderFor>[1],
): Promise<Leader | null> => (workspace?.sales.desk?.buyingGroups === 'apart' ? null : leaderFor(on, seeking));

/** Between two offers nobody has what leads: whoever gets the next one sees the others in its mail. */
async function attachedTo(tx: Queryable, leaderId: string): Promise<Offered> {
  const { status, salesperson, offer } = await handoffViewOf(tx, leaderId);
  const { running } = await lockHandoff(tx, leaderId);
  const isAccepted = status !== 'open';
  return {
    kind: 'attached',
    to: leaderId,
    salesperson: isAccepted || running !== null ? salesperson : null,
    offer,
    isAccepted,
  };
}

/** Takes the n-th offer back, unless a decision was faster. */
export async function lapseOffer(
  tx: Queryable,
  id: string,
  n: number,
  now: Instant,
): Promise<{ readonly kind: 'lapsed' } | { readonly kind: 'decided'; readonly decision: HandoffDecision }> {
  const { lead, handoff } = await lockBoth(tx, id);
  const decision = decisionFrom(handoff);
  if (decision) return { kind: 'decided', decision };
  if (handoff.running === n) {
    await endOffers(tx, id, lead.id, now);
    await wakeQueue(tx, now);
  }
  return { kind: 'lapsed' };
}

const offered = ({ key, name, address, title }: Salesperson, clocks: OfferClocks): Offered => ({
  kind: 'offered',
  salesperson: { key, name, address, title },
  ...clocks,
});
