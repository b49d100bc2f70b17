/**
 * Buying groups that change. What leads may go: its person is the wrong one, is erased, is another lead as well, or is with another
 * company now. And one that is attached may turn out to be of another company.
 */
import type { Instant } from '../domain/time.ts';
import { attach, leaderFor } from './buying-groups.ts';
import type { Queryable } from './database.ts';
import { noClocks, offersOf, writeOffer } from './offer-writes.ts';
import { enqueue, type OutboxDraft } from './outbox-writes.ts';
import { sql } from './sql.ts';

/** Lets the oldest of the others lead, when what led has gone. */
export async function letNextLead(tx: Queryable, goneId: string, now: Instant): Promise<void> {
  const members = await tx.rows<Member>(sql`
    SELECT ${memberColumns} FROM handoff h WHERE h.attached_to = ${goneId} AND ${isRunning} ORDER BY ${byTurn}`);
  await goOn(tx, goneId, members, now);
}

interface Member {
  readonly id: string;
  readonly lead_id: string;
  readonly status: 'open' | 'accepted';
  readonly workflow_id: string;
}

const memberColumns = sql`h.id, h.lead_id, h.status, h.workflow_id`;
const isRunning = sql`h.status = ANY (ARRAY['open', 'accepted'])`;
/** What sales has already comes first: the others join it. */
const byTurn = sql`h.status, h.id`;

/**
 * Those that were attached to one go on without it: the first of them leads the others. An open one asks for an offer of its own; one
 * that sales has stays with who has it, who is told, and its clocks begin: the promise was kept to another person. Other systems
 * are told without the lead's lock, which whoever holds that of another may not wait for.
 */
async function goOn(tx: Queryable, goneId: string, members: readonly Member[], now: Instant): Promise<void> {
  const [next, ...others] = members;
  if (!next) return;
  const isOpen = next.status === 'open';
  await tx.rows(sql`UPDATE handoff SET attached_to = NULL WHERE id = ${next.id}`);
  const ids = others.map(({ id }) => id);
  await tx.rows(sql`UPDATE handoff SET attached_to = ${next.id} WHERE id = ANY (${ids}::uuid[])`);
  if (!isOpen) await keepOwner(tx, goneId, next, now);
  const payload = isOpen ? ({ kind: 'reassigned', offer: 1 } as const) : ({ kind: 'progress' } as const);
  const draft: OutboxDraft = { kind: 'signal_handoff', workflowId: next.workflow_id, payload };
  await enqueue(tx, [draft], now);
}

async function keepOwner(tx: Queryable, goneId: string, { id, lead_id }: Member, now: Instant): Promise<void> {
  const owner = await ownerOf(tx, goneId);
  if (!owner) return;
  const number = (await offersOf(tx, id)).length + 1;
  const offer = { handoffId: id, leadId: lead_id, number, person: owner, because: 'group', givenBy: null } as const;
  await writeOffer(tx, { ...offer, clocks: noClocks(now), isAccepted: true }, now);
}

/** Who had the last offer of it. */
async function ownerOf(tx: Queryable, id: string): Promise<{ readonly id: string; readonly key: string } | null> {
  const [owner] = await tx.rows<{ readonly id: string; readonly key: string }>(sql`
    SELECT s.id, s.key FROM handoff_offer o JOIN salesperson s ON s.id = o.salesperson_id
    WHERE o.handoff_id = ${id} ORDER BY o.number DESC LIMIT 1`);
  return owner ?? null;
}

/** Leads whose company is another one now leave their groups, and what was attached to them goes on without them, company by company. */
export async function regroup(tx: Queryable, leadIds: readonly string[], now: Instant): Promise<void> {
  if (leadIds.length === 0) return;
  const ids = [...leadIds];
  const parted = await tx.rows<Member & { readonly leader: string; readonly account: string | null }>(sql`
    SELECT ${memberColumns}, g.id AS leader, l.account_id AS account
    FROM handoff g JOIN handoff h ON h.attached_to = g.id JOIN lead l ON l.id = h.lead_id JOIN lead x ON x.id = g.lead_id
    WHERE ${isRunning} AND l.account_id IS DISTINCT FROM x.account_id AND g.id IN (
      SELECT id FROM handoff WHERE lead_id = ANY (${ids}::uuid[])
      UNION SELECT attached_to FROM handoff WHERE lead_id = ANY (${ids}::uuid[]) AND attached_to IS NOT NULL)
    ORDER BY ${byTurn}`);
  const parts = new Map<string, (typeof parted)[number][]>();
  for (const one of parted) {
    const key = `${one.leader} ${one.account ?? one.id}`;
    parts.set(key, [...(parts.get(key) ?? []), one]);
  }
  for (const part of parts.values()) await goOn(tx, part[0]?.leader ?? '', part, now);
}

/**
 * One that sales has joins what leads in its company, with who has both; whoever has it alone keeps it. Under the lock of turns, so
 * that two never join each other.
 */
export async function rejoin(tx: Queryable, id: string): Promise<void> {
  const [own] = await tx.rows<Member & { readonly product: string | null; readonly attached_to: string | null }>(
    sql`SELECT ${memberColumns}, h.product, h.attached_to FROM handoff h WHERE h.id = ${id}`,
  );
  if (!own || own.attached_to !== null || own.status !== 'accepted') return;
  const leader = await leaderFor(tx, { id, leadId: own.lead_id, product: own.product });
  if (leader?.status !== 'accepted') return;
  const [mine, theirs] = [await ownerOf(tx, id), await ownerOf(tx, leader.id)];
  if (mine !== null && mine.id === theirs?.id) await attach(tx, id, leader);
}
