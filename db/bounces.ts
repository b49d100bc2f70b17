/**
 * What refusals add up to: whether an address that was refused again and again counts as dead, and how much of a sender's
 * mail is refused, at once or by a report that comes back. Looks at the newest only, so that its cost does not grow with
 * the ledger.
 */
import { isDead, leadEffectOf } from '../domain/delivery-rules.ts';
import { type Instant, instantFromMs, msOf } from '../domain/instant.ts';
import { pauseThreshold, type RefusalFigures } from '../domain/sender-stops.ts';
import type { Database, Queryable } from './database.ts';
import { sql } from './sql.ts';
import type { Bounces, EventInput } from './store.ts';

/**
 * So many of the newest mails, of all senders, tell how mail is taken at present. Where many were bounced it takes more of
 * them to see what share that is; the bound on it is what a look may cost.
 */
const newest = 1000;
const most = 20_000;
/** Twice as many mails as would make the reports too small a share. */
const perReport = Math.ceil(2 / pauseThreshold.share);

export function createBounces(database: Database): Bounces {
  return {
    async recordedAt(dedupeKey) {
      const [row] = await database.rows<{ readonly at: Instant }>(
        sql`SELECT recorded_at AS at FROM event WHERE dedupe_key = ${dedupeKey}`,
      );
      return row?.at ?? null;
    },

    async inARow(messageId, verdict) {
      const [row] = await database.rows<{ readonly count: number }>(
        sql`SELECT verdict_count AS count FROM message WHERE id = ${messageId} AND verdict = ${verdict}`,
      );
      return (row?.count ?? 0) + 1;
    },

    async figures(scope, verdict, messageId, since) {
      const ours = scope.kind === 'domain' ? sql`m.from_domain = ${scope.domain}` : sql`m.relay = ${scope.relay}`;
      const [row] = await database.rows<RefusalFigures>(sql`
        WITH reported AS (
          SELECT DISTINCT lower(m.recipient) AS recipient FROM event e JOIN message m ON m.id = e.message_id
          WHERE e.kind = 'bounce_soft' AND e.recorded_at >= ${since} AND e.payload->>'class' = ${verdict} AND ${ours}
        ), recent AS (
          SELECT lower(m.recipient) AS recipient, m.id = ${messageId} OR (m.verdict = ${verdict} AND m.state <> 'SENT') AS alike
          FROM (SELECT * FROM message ORDER BY id DESC LIMIT (
            SELECT least(${most}::int, greatest(${newest}::int, count(*) * ${perReport}::int)) FROM reported)) m
          WHERE ${ours} AND m.updated_at >= ${since}
            AND (m.verdict IS NOT NULL OR m.state IN ('SENT', 'UNKNOWN'))
        ), present AS (SELECT lower(recipient) AS recipient FROM message WHERE id = ${messageId}),
        alike AS (
          SELECT recipient FROM reported UNION SELECT recipient FROM recent WHERE alike UNION SELECT recipient FROM present
        )
        SELECT (SELECT count(*)::int FROM alike) AS recipients,
          (SELECT count(*)::int FROM (SELECT recipient FROM alike UNION SELECT recipient FROM recent) told) AS of`);
      return row ?? { recipients: 1, of: 1 };
    },
  };
}

/** Whether an event tells what the relay itself said of a mail: that one has certainly not left. */
export const isRefusal = ({ kind, payload }: EventInput): boolean =>
  (kind === 'bounce_hard' || kind === 'bounce_soft') && payload?.response !== undefined;

/** Whether a soft bounce is one of those that add up. */
export const mayBeDeath = ({ kind, payload }: Pick<EventInput, 'kind' | 'payload'>): boolean =>
  kind === 'bounce_soft' && leadEffectOf(payload?.class).kind === 'counts';

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
