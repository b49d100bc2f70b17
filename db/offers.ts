/**
 * Offers of a hand-off: who is next, once for each number, and taken back when the deadline has passed.
 */
import { TendrilError } from '../domain/errors.ts';
import type { HandoffDecision } from '../domain/handoff.ts';
import { plainDesk, workingHoursOf } from '../domain/sales-desk.ts';
import type { Temperature } from '../domain/scoring.ts';
import { type OfferClocks, offerClocks, plainClocks } from '../domain/service-times.ts';
import { didYouMean, nearest } from '../domain/suggestion.ts';
import type { Instant } from '../domain/time.ts';
import type { Salesperson } from '../domain/workspace.ts';
import { attach, type Leader, leaderFor } from './buying-groups.ts';
import type { Queryable } from './database.ts';
import { joinQueue, leaveQueue, wakeQueue } from './handoff-queue.ts';
import {
  alreadyDecided,
  attachedHandoff,
  checkedHandoffId,
  type DecidedColumns,
  decisionFrom,
  handoffViewOf,
  unknownHandoff,
} from './handoff-rows.ts';
import { newId } from './ids.ts';
import { enqueue } from './outbox-writes.ts';
import { demandOfLead, type RoutingContext, routed } from './routing.ts';
import { sql } from './sql.ts';
import type { HandoffView, Offered } from './store.ts';

interface Times {
  readonly remind_at: Instant;
  readonly deadline: Instant;
  readonly manager_at: Instant | null;
}

type OfferRow = Salesperson & Times & { readonly number: number };

/** All offers of a hand-off, oldest first. */
const offersOf = (tx: Queryable, id: string): Promise<readonly OfferRow[]> =>
  tx.rows<OfferRow>(sql`
    SELECT o.number, s.key, s.name, s.address, s.title, o.remind_at, o.deadline, o.manager_at
    FROM handoff_offer o JOIN salesperson s ON s.id = o.salesperson_id WHERE o.handoff_id = ${id} ORDER BY o.number`);

/** Makes the n-th offer, or finds it; `nobody` when there is nobody to offer to. */
export async function makeOffer(
  tx: Queryable,
  context: RoutingContext,
  id: string,
  n: number,
  now: Instant,
): Promise<Offered> {
  // Turns are taken one at a time, so that two hand-offs of one moment go to two people; and before any hand-off is locked, for two of one
  // company lock each other's.
  await tx.rows(sql`SELECT pg_advisory_xact_lock(hashtextextended('tendril salesperson turns', 0))`);
  const handoff = await lockHandoff(tx, id);
  if (handoff.decision) return { kind: 'decided', decision: handoff.decision };
  const offers = await offersOf(tx, id);
  const known = offers.find(({ number }) => number === n);
  if (known) return offered(known, known);
  if (handoff.attached_to !== null) return attachedTo(tx, handoff.attached_to);
  const demand = await demandOfLead(tx, context, handoff.lead_id, handoff.product, now);
  if (!demand) throw unknownHandoff(id);
  if (demand.product !== handoff.product) {
    await tx.rows(sql`UPDATE handoff SET product = ${demand.product} WHERE id = ${id}`);
  }
  const leader = await leaderOf(tx, context, { id, leadId: handoff.lead_id, product: demand.product }, offers.length);
  if (leader) {
    await attach(tx, id, leader);
    await leaveQueue(tx, id);
    return attachedTo(tx, leader.id);
  }
  const had = offers.map(({ key }) => key);
  const { route, people } = await routed(tx, context, demand, had, now);
  const person = route.to === null ? undefined : people.get(route.to);
  if (!person) {
    await joinQueue(tx, id, now);
    return { kind: 'nobody', verdicts: route.verdicts };
  }
  await leaveQueue(tx, id);
  const clocks = clocksOf(context, person.key, handoff.temperature, now);
  await writeOffer(
    tx,
    { handoffId: id, number: n, because: route.because ?? 'share', givenBy: null },
    person,
    clocks,
    now,
  );
  return offered(person, { remind_at: clocks.remindAt, deadline: clocks.deadline, manager_at: clocks.managerAt });
}

/** Only one that nobody was offered yet is attached: who has it keeps it. */
const leaderOf = async (
  tx: Queryable,
  { workspace }: RoutingContext,
  seeking: Parameters<typeof leaderFor>[1],
  offers: number,
): Promise<Leader | null> =>
  offers > 0 || workspace?.sales.desk?.buyingGroups === 'apart' ? null : leaderFor(tx, seeking);

async function attachedTo(tx: Queryable, to: string): Promise<Offered> {
  const { status, salesperson, offer } = await handoffViewOf(tx, to);
  return { kind: 'attached', to, salesperson, offer, isAccepted: status !== 'open' };
}

interface Assignment {
  readonly salesperson: string;
  readonly actor: string;
  readonly now: Instant;
}

/** Gives it by hand: the workflow is told, and mails the offer that it finds. */
export async function assignHandoff(
  tx: Queryable,
  context: RoutingContext,
  id: string,
  { salesperson, actor, now }: Assignment,
): Promise<HandoffView> {
  const handoff = await lockHandoff(tx, id);
  if (handoff.decision) throw alreadyDecided(id, handoff.decision.kind, handoff.decided_by);
  if (handoff.attached_to !== null) throw attachedHandoff(id, handoff.attached_to);
  const [person] = await tx.rows<Salesperson & { readonly id: string }>(
    sql`SELECT id, key, name, address, title FROM salesperson WHERE key = ${salesperson} AND active`,
  );
  if (!person) {
    const known = await tx.rows<{ readonly key: string }>(sql`SELECT key FROM salesperson WHERE active`);
    const near = didYouMean(
      nearest(
        salesperson,
        known.map(({ key }) => key),
      ),
    );
    throw new TendrilError('SALESPERSON_UNKNOWN', `There is no salesperson "${salesperson.slice(0, 80)}"${near}`);
  }
  const last = (await offersOf(tx, id)).at(-1);
  const number = (last?.number ?? 0) + 1;
  await tx.rows(sql`UPDATE handoff_offer SET lapsed_at = ${now} WHERE handoff_id = ${id} AND lapsed_at IS NULL`);
  const clocks = clocksOf(context, person.key, handoff.temperature, now);
  await writeOffer(tx, { handoffId: id, number, because: 'hand', givenBy: actor }, person, clocks, now);
  await leaveQueue(tx, id);
  await wakeQueue(tx, now);
  const payload = { kind: 'reassigned', offer: number } as const;
  await enqueue(tx, [{ kind: 'signal_handoff', workflowId: handoff.workflow_id, payload }], now);
  return handoffViewOf(tx, id);
}

/** In the hours of whoever gets it, where service times are declared. */
function clocksOf(
  { workspace, isPublicHoliday }: RoutingContext,
  key: string,
  temperature: Temperature,
  now: Instant,
): OfferClocks {
  if (!workspace) throw new TendrilError('WORKSPACE_EMPTY', 'No workspace is published in this database yet');
  const { sales, organisation } = workspace;
  const service = sales.desk?.service ?? null;
  if (!service) return plainClocks(sales, organisation.timeZone, now);
  const hours = workingHoursOf(sales.desk ?? plainDesk, key, organisation.timeZone, isPublicHoliday);
  return offerClocks(service, temperature, hours, now);
}

interface NewOffer {
  readonly handoffId: string;
  readonly number: number;
  readonly because: 'owner' | 'share' | 'hand';
  readonly givenBy: string | null;
}

/** Times of turns grow, so that two offers of one millisecond are still in order. */
async function writeOffer(
  tx: Queryable,
  { handoffId, number, because, givenBy }: NewOffer,
  { id: personId }: { readonly id: string },
  { remindAt, deadline, managerAt }: OfferClocks,
  now: Instant,
): Promise<void> {
  await tx.rows(sql`
    UPDATE salesperson SET last_assigned_at = greatest(
      ${now}::timestamptz, (SELECT max(last_assigned_at) FROM salesperson) + interval '1 millisecond')
    WHERE id = ${personId}`);
  await tx.rows(sql`
    INSERT INTO handoff_offer (id, handoff_id, number, salesperson_id, offered_at, remind_at, deadline, manager_at, because, given_by)
    VALUES (${newId()}, ${handoffId}, ${number}, ${personId}, ${now}, ${remindAt}, ${deadline}, ${managerAt}, ${because}, ${givenBy})`);
}

/** Takes the n-th offer back, unless a decision was faster. */
export async function lapseOffer(
  tx: Queryable,
  id: string,
  n: number,
  now: Instant,
): Promise<{ readonly kind: 'lapsed' } | { readonly kind: 'decided'; readonly decision: HandoffDecision }> {
  const { decision } = await lockHandoff(tx, id);
  if (decision) return { kind: 'decided', decision };
  await tx.rows(sql`
    UPDATE handoff_offer SET lapsed_at = ${now} WHERE handoff_id = ${id} AND number = ${n} AND lapsed_at IS NULL`);
  await wakeQueue(tx, now);
  return { kind: 'lapsed' };
}

const offered = ({ key, name, address, title }: Salesperson, times: Times): Offered => ({
  kind: 'offered',
  salesperson: { key, name, address, title },
  ...{ remindAt: times.remind_at, deadline: times.deadline, managerAt: times.manager_at },
});

interface Locked {
  readonly lead_id: string;
  readonly workflow_id: string;
  readonly decided_by: string | null;
  readonly product: string | null;
  readonly attached_to: string | null;
  readonly temperature: Temperature;
  /** The one that was made already. */
  readonly decision: HandoffDecision | null;
}

/** Locks the hand-off against a decision. @throws HANDOFF_UNKNOWN */
async function lockHandoff(tx: Queryable, id: string): Promise<Locked> {
  const [row] = await tx.rows<Omit<Locked, 'decision'> & DecidedColumns>(sql`
    SELECT h.status, h.reason, h.follow, h.lead_id, h.workflow_id, h.decided_by, h.product, h.attached_to, l.temperature FROM handoff h JOIN lead l ON l.id = h.lead_id
    WHERE h.id = ${checkedHandoffId(id)} FOR NO KEY UPDATE OF h`);
  if (!row) throw unknownHandoff(id);
  const { lead_id, workflow_id, decided_by, product, attached_to, temperature } = row;
  return { lead_id, workflow_id, decided_by, product, attached_to, temperature, decision: decisionFrom(row) };
}
