/**
 * What refusals add up to: whether an address that was refused again and again counts as dead, and how much of a sender's
 * mail is refused. Looks at the newest mails only, so that its cost does not grow with the ledger.
 */
import { isDead, leadEffectOf } from '../domain/delivery-rules.ts';
import { type Instant, instantFromMs, msOf } from '../domain/instant.ts';
import type { Database, Queryable } from './database.ts';
import { sql } from './sql.ts';
import type { Bounces, EventInput } from './store.ts';

/** So many of the newest mails, of all senders, tell how mail is taken at present. */
const newest = 1000;

export function createBounces(database: Database): Bounces {
  return {
    async recordedAt(dedupeKey) {
      const [row] = await database.rows<{ readonly at: Instant }>(
        sql`SELECT recorded_at AS at FROM event WHERE dedupe_key = ${dedupeKey}`,
      );
      return row?.at ?? null;
    },

    async figures(scope, verdict, messageId, since) {
      const ours = scope.kind === 'domain' ? sql`m.from_domain = ${scope.domain}` : sql`m.relay = ${scope.relay}`;
      const [row] = await database.rows<{ readonly recipients: number; readonly of: number }>(sql`
        SELECT count(DISTINCT lower(m.recipient)) FILTER (
            WHERE m.id = ${messageId} OR (m.verdict = ${verdict} AND m.state <> 'SENT'))::int AS recipients,
          count(DISTINCT lower(m.recipient)) FILTER (
            WHERE m.id = ${messageId} OR m.verdict IS NOT NULL OR m.state IN ('SENT', 'UNKNOWN'))::int AS of
        FROM message m
        WHERE m.id = ${messageId} OR (${ours} AND m.updated_at >= ${since} AND m.id >= (
          SELECT min(id::text)::uuid FROM (SELECT id FROM message ORDER BY id DESC LIMIT ${newest}) recent))`);
      return row ?? { recipients: 1, of: 1 };
    },
  };
}

/** Whether an event tells what the relay itself said of a mail: that one has certainly not left. */
export const isRefusal = ({ kind, payload }: EventInput): boolean =>
  (kind === 'bounce_hard' || kind === 'bounce_soft') && payload?.response !== undefined;

/**
 * The event that follows from a soft bounce when the address counts as dead by it; null when it does not. The lead is
 * locked and the soft bounce recorded. Whoever clicked or answered since was there: what came before does not count.
 */
export async function deathBy(
  tx: Queryable,
  { kind, dedupeKey, payload, lead, occurredAt }: EventInput,
  { leadId, recipient }: { readonly leadId: string; readonly recipient: string },
  now: Instant,
): Promise<EventInput | null> {
  if (kind !== 'bounce_soft') return null;
  const effect = leadEffectOf(payload?.class);
  if (effect.kind !== 'counts') return null;
  const since = instantFromMs(msOf(now) - effect.withinDays * 86_400_000);
  const rows = await tx.rows<{ readonly at: Instant }>(sql`
    SELECT e.recorded_at AS at FROM event e JOIN message m ON m.id = e.message_id
    WHERE e.lead_id = ${leadId} AND e.recorded_at >= ${since} AND e.kind = 'bounce_soft'
      AND e.payload->>'class' = ${String(payload?.class)} AND lower(m.recipient) = lower(${recipient})
      AND NOT EXISTS (SELECT 1 FROM event a WHERE a.lead_id = e.lead_id AND a.kind IN ('click', 'reply')
        AND a.recorded_at > e.recorded_at)`);
  const refusedAt = rows.map(({ at }) => at);
  if (!isDead(effect, refusedAt, now)) return null;
  const why = { class: payload?.class, refusals: refusedAt.length };
  return { dedupeKey: `${dedupeKey}/dead`, kind: 'bounce_hard', lead, payload: why, occurredAt };
}
