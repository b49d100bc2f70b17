/**
 * Messages to other systems: taken for delivery, settled, sent again, and shown. What is taken is kept from other takers for
 * a while, and is due again when its taker dies; so every message is delivered at least once, under one id.
 */
import { TendrilError } from '../domain/errors.ts';
import type { Instant } from '../domain/instant.ts';
import { healthy, pingType } from '../domain/outgoing-webhook.ts';
import type { Database, Queryable } from './database.ts';
import { isId } from './ids.ts';
import { pageOf, pageQuery } from './pages.ts';
import { json, type Sql, sql } from './sql.ts';
import type {
  DueWebhook,
  EndpointState,
  WebhookEndpointView,
  WebhookSelection,
  WebhookSettlement,
  Webhooks,
  WebhookView,
} from './store.ts';
import { wakeWebhooks, writeWebhooks } from './webhook-announcements.ts';

export function createWebhookDeliveries(database: Database): Webhooks {
  return {
    endpoints: () => endpointsOf(database),

    async list({ endpoint = null, state = null }, page) {
      const { take, before } = pageQuery(page);
      const after = before.id?.lt ?? null;
      const rows = await database.rows<WebhookView>(sql`${selectView}
        WHERE (${endpoint}::text IS NULL OR d.endpoint = ${endpoint}) AND (${state}::text IS NULL OR ${stateOf} = ${state})
          AND (${after}::uuid IS NULL OR d.id < ${after})
        ORDER BY d.id DESC LIMIT ${take}`);
      return pageOf(rows, page, (row) => row);
    },

    async get(id) {
      const [row] = isId(id) ? await database.rows<WebhookView>(sql`${selectView} WHERE d.id = ${id}`) : [];
      if (!row) throw new TendrilError('WEBHOOK_UNKNOWN', `There is no webhook ${id.slice(0, 100)}`);
      return row;
    },

    replay: (endpoint, which, now) => database.transaction((tx) => replay(tx, endpoint, which, now)),

    ping: (endpoint, now) =>
      database.transaction(async (tx) => {
        await revive(tx, endpoint);
        const [id] = await writeWebhooks(tx, [{ endpoint, type: pingType, leadId: null, data: {} }], now);
        return id ?? '';
      }),

    wake: (endpoints, now) =>
      database.transaction(async (tx) => {
        const waiting = await tx.rows<{ readonly endpoint: string }>(sql`
          SELECT endpoint FROM unnest(${[...endpoints]}::text[]) AS known (endpoint)
          WHERE EXISTS (SELECT 1 FROM webhook_delivery d WHERE d.endpoint = known.endpoint AND ${isPending})`);
        await wakeWebhooks(
          tx,
          waiting.map(({ endpoint }) => endpoint),
          now,
        );
      }),

    async state(endpoint) {
      const [row] = await database.rows<EndpointState>(sql`
        SELECT failures, failing_since AS "failingSince", rest_until AS "restUntil", gone_url AS "goneUrl"
        FROM webhook_endpoint WHERE name = ${endpoint}`);
      return row ?? { ...healthy, goneUrl: null };
    },

    async note(endpoint, { failures, failingSince, restUntil, goneUrl, lastStatus, lastError }, now) {
      await database.rows(sql`
        INSERT INTO webhook_endpoint (name, failures, failing_since, rest_until, gone_url, last_status, last_error, last_at)
        VALUES (${endpoint}, ${failures}, ${failingSince}, ${restUntil}, ${goneUrl}, ${lastStatus}, ${lastError}, ${now})
        ON CONFLICT (name) DO UPDATE SET failures = excluded.failures, failing_since = excluded.failing_since,
          rest_until = excluded.rest_until, gone_url = excluded.gone_url, last_status = excluded.last_status,
          last_error = excluded.last_error, last_at = excluded.last_at`);
    },

    claim: (endpoint, some, until, now) => database.retried((on) => claim(on, endpoint, some, until, now)),
    settle: (settlements, now) => database.retried((on) => settle(on, settlements, now)),

    async hurry(endpoint, now) {
      await database.retried((on) =>
        on.rows(sql`
          UPDATE webhook_delivery d SET available_at = ${now}
          WHERE d.endpoint = ${endpoint} AND ${isPending} AND d.available_at > ${now}`),
      );
    },

    async expire(endpoint, before, now) {
      const error = 'the endpoint was away for too long';
      const rows = await database.retried((on) =>
        on.rows(sql`
          UPDATE webhook_delivery d SET dead_at = ${now}, last_error = coalesce(d.last_error, ${error})
          WHERE d.endpoint = ${endpoint} AND ${isPending} AND ${since} < ${before} RETURNING 1`),
      );
      return rows.length;
    },

    async nextAt(endpoint) {
      const [row] = await database.rows<{ readonly at: Instant | null }>(sql`
        SELECT min(d.available_at) AS at FROM webhook_delivery d WHERE d.endpoint = ${endpoint} AND ${isPending} AND ${isNext}`);
      return row?.at ?? null;
    },
  };
}

const isPending: Sql = sql`d.delivered_at IS NULL AND d.dead_at IS NULL`;
const since: Sql = sql`coalesce(d.tried_since, d.created_at)`;
/** An older message about the same lead holds back the ones after it, until it is taken or given up. */
const isNext: Sql = sql`NOT EXISTS (
  SELECT 1 FROM webhook_delivery older
  WHERE older.lead_id = d.lead_id AND older.endpoint = d.endpoint AND older.id < d.id
    AND older.delivered_at IS NULL AND older.dead_at IS NULL)`;
const stateOf: Sql = sql`CASE WHEN d.delivered_at IS NOT NULL THEN 'delivered' WHEN d.dead_at IS NOT NULL THEN 'dead'
  ELSE 'waiting' END`;

const selectView: Sql = sql`
  SELECT d.id, d.endpoint, d.type, d.lead_id AS "leadId", d.data, ${stateOf} AS state, d.created_at AS "createdAt", d.attempts,
    CASE WHEN ${isPending} THEN d.available_at END AS "nextAt", d.last_status AS "lastStatus", d.last_error AS "lastError",
    coalesce(d.delivered_at, d.dead_at) AS "settledAt"
  FROM webhook_delivery d`;

async function endpointsOf(database: Database): Promise<readonly WebhookEndpointView[]> {
  const subscribed = (database.subscriptions ?? []).map(({ endpoint }) => endpoint);
  return database.rows<WebhookEndpointView>(sql`
    WITH counted AS (
      SELECT d.endpoint, count(*) FILTER (WHERE ${isPending})::int AS waiting,
        count(*) FILTER (WHERE d.dead_at IS NOT NULL)::int AS dead, min(d.created_at) FILTER (WHERE ${isPending}) AS oldest,
        max(d.delivered_at) AS delivered
      FROM webhook_delivery d GROUP BY d.endpoint
    ), named AS (
      SELECT unnest(${subscribed}::text[]) AS endpoint UNION SELECT endpoint FROM counted UNION SELECT name FROM webhook_endpoint
    )
    SELECT n.endpoint, coalesce(c.waiting, 0) AS waiting, coalesce(c.dead, 0) AS dead, c.oldest,
      c.delivered AS "lastDeliveredAt", coalesce(e.failures, 0) AS failures, e.failing_since AS "failingSince",
      e.last_at AS "lastAt", e.last_status AS "lastStatus", e.last_error AS "lastError", e.gone_url IS NOT NULL AS gone
    FROM named n LEFT JOIN counted c ON c.endpoint = n.endpoint LEFT JOIN webhook_endpoint e ON e.name = n.endpoint
    ORDER BY n.endpoint`);
}

/** An endpoint that a person turns to is tried anew, whatever it said before. */
const revive = (tx: Queryable, endpoint: string): Promise<unknown> =>
  tx.rows(sql`
    UPDATE webhook_endpoint SET failures = 0, failing_since = NULL, rest_until = NULL, gone_url = NULL
    WHERE name = ${endpoint}`);

async function replay(tx: Queryable, endpoint: string, which: WebhookSelection, now: Instant): Promise<number> {
  const rows = await tx.rows(sql`
    UPDATE webhook_delivery d SET delivered_at = NULL, dead_at = NULL, attempts = 0, available_at = ${now},
      tried_since = ${now}
    WHERE d.endpoint = ${endpoint} AND ${selected(which)} RETURNING 1`);
  await revive(tx, endpoint);
  if (rows.length > 0) await wakeWebhooks(tx, [endpoint], now);
  return rows.length;
}

function selected(which: WebhookSelection): Sql {
  switch (which.kind) {
    case 'ids':
      return sql`d.id = ANY (${which.ids.filter(isId)}::uuid[])`;
    case 'dead':
      return sql`d.dead_at IS NOT NULL`;
    case 'since':
      return sql`d.created_at >= ${which.since} AND d.type <> ${pingType}`;
  }
}

async function claim(
  on: Queryable,
  endpoint: string,
  { limit, probing }: { readonly limit: number; readonly probing: boolean },
  until: Instant,
  now: Instant,
): Promise<readonly DueWebhook[]> {
  const rows = await on.rows<DueWebhook>(sql`
    UPDATE webhook_delivery d SET available_at = ${until}
    WHERE d.id IN (
      SELECT d.id FROM webhook_delivery d
      WHERE d.endpoint = ${endpoint} AND ${isPending} AND d.available_at <= ${now} AND ${isNext}
      ORDER BY ${probing ? sql`d.attempts, ` : sql``}d.available_at, d.id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING d.id, d.type, d.lead_id AS "leadId", d.data, d.created_at AS "createdAt", d.attempts, ${since} AS since`);
  return rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

async function settle(on: Queryable, settlements: readonly WebhookSettlement[], now: Instant): Promise<void> {
  if (settlements.length === 0) return;
  const rows = settlements.map((one) => ({
    id: one.id,
    kind: one.kind,
    counts: one.kind === 'released' || (one.kind === 'later' && !one.counts) ? 0 : 1,
    at: one.kind === 'later' ? one.at : now,
    status: one.kind === 'released' ? null : one.status,
    error: one.kind === 'later' || one.kind === 'dead' ? one.error : null,
  }));
  await on.rows(sql`
    UPDATE webhook_delivery d SET available_at = s.at, attempts = d.attempts + s.counts,
      last_status = CASE WHEN s.kind = 'released' THEN d.last_status ELSE s.status END,
      last_error = CASE WHEN s.kind = 'released' THEN d.last_error ELSE s.error END,
      delivered_at = CASE WHEN s.kind = 'delivered' THEN ${now}::timestamptz END,
      dead_at = CASE WHEN s.kind = 'dead' THEN ${now}::timestamptz END
    FROM jsonb_to_recordset(${json(rows)}::jsonb)
      AS s (id uuid, kind text, counts int, at timestamptz, status int, error text)
    WHERE d.id = s.id AND ${isPending}`);
}

/** What waits and what was given up, of all endpoints; for the overview. */
export async function webhooksPending(
  on: Queryable,
): Promise<{ readonly waiting: number; readonly dead: number; readonly oldest: Instant | null }> {
  const [row] = await on.rows<{ readonly waiting: number; readonly dead: number; readonly oldest: Instant | null }>(sql`
    SELECT count(*) FILTER (WHERE ${isPending})::int AS waiting, count(*) FILTER (WHERE d.dead_at IS NOT NULL)::int AS dead,
      min(d.created_at) FILTER (WHERE ${isPending}) AS oldest
    FROM webhook_delivery d WHERE d.delivered_at IS NULL`);
  return row ?? { waiting: 0, dead: 0, oldest: null };
}
