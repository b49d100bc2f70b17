/**
 * A hand-off that goes to somebody else beside its clocks: by hand, or because whoever has it does not sell any more. What sales has
 * accepted already is assigned, and asks for no answer.
 */
import { TendrilError } from '../domain/errors.ts';
import { didYouMean, nearest } from '../domain/suggestion.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { type LockedHandoff, lockHandoff, lockLeadOf } from './handoff-locks.ts';
import { leaveQueue, wakeQueue } from './handoff-queue.ts';
import { alreadyDecided, attachedHandoff, handoffViewOf, unknownHandoff } from './handoff-rows.ts';
import type { LeadRow } from './lead-rows.ts';
import { clocksFrom, clocksOf, endOffers, type OfferReason, offersOf, writeOffer } from './offer-writes.ts';
import { enqueue, type OutboxDraft } from './outbox-writes.ts';
import { rejoin } from './regrouping.ts';
import { demandOfLead, type RoutingContext, routed, takeTurns } from './routing.ts';
import { type Sql, sql } from './sql.ts';
import type { HandoffView, PassedOn } from './store.ts';

interface Assignment {
  readonly salesperson: string;
  readonly actor: string;
  readonly now: Instant;
}

/** Gives it by hand: the workflow is told, and mails what it finds. Given to who has the company already, it joins that one. @throws HANDOFF_UNKNOWN, HANDOFF_DECIDED, HANDOFF_ATTACHED, SALESPERSON_UNKNOWN */
export async function assignHandoff(
  tx: Queryable,
  context: RoutingContext,
  id: string,
  { salesperson, actor, now }: Assignment,
): Promise<HandoffView> {
  const lead = await lockLeadOf(tx, id);
  await takeTurns(tx);
  const handoff = await lockHandoff(tx, id);
  if (!isRunning(handoff)) throw alreadyDecided(id, handoff.status, handoff.decided_by);
  if (handoff.attached_to !== null) throw attachedHandoff(id, handoff.attached_to);
  const person = await personOf(tx, salesperson);
  const number = await give(tx, context, { lead, handoff, person, because: 'hand', givenBy: actor }, now);
  await rejoin(tx, id);
  await leaveQueue(tx, id);
  await wakeQueue(tx, now);
  await tell(tx, handoff, number, now);
  return handoffViewOf(tx, id);
}

/** Sales has it or may get it: an accepted one that is not followed is over for all that is known of it. */
const isRunning = ({ status, follow }: LockedHandoff): boolean =>
  status === 'open' || (status === 'accepted' && follow);

/** @throws SALESPERSON_UNKNOWN */
async function personOf(tx: Queryable, key: string): Promise<{ readonly id: string; readonly key: string }> {
  const known = await tx.rows<{ readonly id: string; readonly key: string }>(
    sql`SELECT id, key FROM salesperson WHERE active`,
  );
  const person = known.find((one) => one.key === key);
  if (person) return person;
  const keys = known.map((one) => one.key);
  const near = didYouMean(nearest(key, keys));
  throw new TendrilError('SALESPERSON_UNKNOWN', `There is no salesperson "${key.slice(0, 80)}"${near}`);
}

/** For the activities: finds somebody for an accepted one whose salesperson does not sell any more. */
export async function passOn(tx: Queryable, context: RoutingContext, id: string, now: Instant): Promise<PassedOn> {
  const lead = await lockLeadOf(tx, id);
  await takeTurns(tx);
  const handoff = await lockHandoff(tx, id);
  const offers = await offersOf(tx, id);
  const last = offers.at(-1);
  if (handoff.status !== 'accepted' || !handoff.follow || !last || (await sells(tx, last.key))) return { kind: 'kept' };
  const demand = await demandOfLead(tx, context, lead.id, handoff.product, now);
  if (!demand) throw unknownHandoff(id);
  const { route, people } = await routed(tx, context, demand, [], now);
  const person = route.to === null ? undefined : people.get(route.to);
  if (!person) return { kind: 'nobody', demand, verdicts: route.verdicts };
  await give(tx, context, { lead, handoff, person, because: 'left', givenBy: null }, now);
  return { kind: 'passed' };
}

const sells = async (tx: Queryable, key: string): Promise<boolean> =>
  (await tx.rows(sql`SELECT 1 FROM salesperson WHERE key = ${key} AND active`)).length > 0;

interface Giving {
  readonly lead: LeadRow;
  readonly handoff: LockedHandoff;
  readonly person: { readonly id: string; readonly key: string };
  readonly because: OfferReason;
  readonly givenBy: string | null;
}

/** Writes the next offer, and returns its number. Whether it was accepted in time goes by the offer that was accepted. */
async function give(
  tx: Queryable,
  context: RoutingContext,
  { lead, handoff, person, because, givenBy }: Giving,
  now: Instant,
): Promise<number> {
  const { id: handoffId } = handoff;
  const last = (await offersOf(tx, handoffId)).at(-1);
  const number = (last?.number ?? 0) + 1;
  await endOffers(tx, handoffId, lead.id, now);
  const isAccepted = handoff.status === 'accepted';
  const clocks = isAccepted && last ? clocksFrom(last) : clocksOf(context, person.key, lead.temperature, now);
  const offer = { handoffId, leadId: lead.id, number, person, because, givenBy, clocks, isAccepted };
  await writeOffer(tx, offer, now);
  return number;
}

/** One that is open mails the offer; one that sales has looks who has it. */
const tell = (tx: Queryable, { status, workflow_id: workflowId }: LockedHandoff, offer: number, now: Instant) => {
  const payload = status === 'open' ? ({ kind: 'reassigned', offer } as const) : ({ kind: 'progress' } as const);
  return enqueue(tx, [{ kind: 'signal_handoff', workflowId, payload }], now);
};

/**
 * What those have who do not sell any more finds somebody else: their offers are taken back, and of what they had accepted its
 * workflow looks for another.
 */
export async function releaseDeparted(tx: Queryable, now: Instant): Promise<void> {
  // Against a decision of this moment.
  await tx.rows(sql`
    SELECT 1 FROM lead WHERE id IN (SELECT h.lead_id FROM ${heldByDeparted}) ORDER BY id FOR NO KEY UPDATE`);
  const held = await tx.rows<{
    readonly id: string;
    readonly lead_id: string;
    readonly workflow_id: string;
    readonly status: HandoffView['status'];
    readonly number: number;
  }>(sql`
    SELECT h.id, h.lead_id, h.workflow_id, h.status, o.number FROM ${heldByDeparted} ORDER BY h.id`);
  const open = held.filter(({ status }) => status === 'open');
  for (const { id, lead_id } of open) await endOffers(tx, id, lead_id, now);
  const drafts = held.map(({ workflow_id: workflowId, status, number }): OutboxDraft => {
    const payload =
      status === 'open' ? ({ kind: 'reassigned', offer: number + 1 } as const) : ({ kind: 'progress' } as const);
    return { kind: 'signal_handoff', workflowId, payload };
  });
  await enqueue(tx, drafts, now);
}

const heldByDeparted: Sql = sql`handoff h JOIN handoff_offer o ON o.handoff_id = h.id
  JOIN salesperson s ON s.id = o.salesperson_id AND NOT s.active
    AND o.lapsed_at IS NULL AND (h.status = 'open' OR (h.status = 'accepted' AND h.follow))`;
