/**
 * The bridge to the CRM of sales: what it is to know, what it was told, what it has told. What is to be known is marked by triggers
 * (migration `crm_bridge`), so that no writer can forget it; what is told is always the state of now, so that an outage of days is
 * one push a record afterwards.
 */
import { TendrilError } from '../domain/errors.ts';
import type { Instant } from '../domain/time.ts';
import { createCrmChanges, wakeCrm } from './crm-changes.ts';
import { isDueBy, nextDue, takeDue } from './crm-due.ts';
import { settleRecords } from './crm-settling.ts';
import type { Database, Queryable } from './database.ts';
import { findLead } from './lead-lookup.ts';
import { pageOf, pageQuery } from './pages.ts';
import { type Sql, sql } from './sql.ts';
import type { CrmBridge, CrmChangeState, CrmHealth, CrmRecordView, CrmSelection, CrmStatus, CrmWay } from './store.ts';
import type { Workspaces } from './workspaces.ts';

interface BridgeDeps {
  readonly database: Database;
  readonly workspaces: Workspaces;
}

export function createCrmBridge({ database, workspaces }: BridgeDeps): CrmBridge {
  return {
    ...createCrmChanges(database),

    async setUp({ tells, cursor }, now) {
      await database.transaction((tx) =>
        tx.rows(sql`
          INSERT INTO crm_bridge (name, since, cursor, tells)
          VALUES ('tell', ${now}, NULL, ${[...tells]}::text[]), ('read', ${now}, ${cursor}, '{}')
          ON CONFLICT (name) DO UPDATE SET tells = excluded.tells`),
      );
    },

    status: () => statusOf(database),

    async health(way) {
      return (await healthOf(database)).get(way) ?? healthy;
    },

    note: (way, call, now) => database.retried((on) => note(on, way, call, now)),

    due: (of, limit, until, now) => takeDue({ database, workspaces }, of, limit, until, now),
    settle: (settlements, now) => settleRecords(database, settlements, now),
    nextAt: () => nextDue(database),

    wake: (now) =>
      database.transaction(async (tx) => {
        // Whom the CRM gives a lead to is known by asking it, so that this waits with the rest.
        const [{ waits } = { waits: false }] = await tx.rows<{ readonly waits: boolean }>(sql`
          WITH rest AS (SELECT EXISTS (SELECT 1 FROM crm_bridge WHERE name = 'tell' AND rest_until > ${now}) AS rests)
          SELECT EXISTS (SELECT 1 FROM crm_change WHERE state = 'waiting' AND (kind <> 'owner' OR NOT rests))
            OR (NOT rests AND ${isDueBy(now)}) AS waits FROM rest`);
        if (waits) await wakeCrm(tx, now);
      }),

    async cursor() {
      const [row] = await database.rows<{ readonly cursor: string | null }>(
        sql`SELECT cursor FROM crm_bridge WHERE name = 'read'`,
      );
      return row?.cursor ?? null;
    },

    async records({ state }, page) {
      const { take, before } = pageQuery(page);
      const after = before.id?.lt ?? null;
      const rows = await database.rows<CrmRecordView>(sql`
        SELECT r.id, r.of, r.own_id AS "ownId", r.lead_id AS "leadId", l.email, r.remote_id AS "remoteId", ${stateOf} AS state,
          r.waiting_since AS "waitingSince", coalesce(r.because, CASE WHEN ${isHeld} THEN 'contact_unknown' END) AS because,
          r.refusal, r.field, r.words, r.told_at AS "toldAt"
        FROM crm_record r LEFT JOIN lead l ON l.id = r.lead_id
        WHERE (${state ?? null}::text IS NULL OR ${stateOf} = ${state ?? null}) AND (${after}::uuid IS NULL OR r.id < ${after})
        ORDER BY r.id DESC LIMIT ${take}`);
      return pageOf(rows, page, (row) => row);
    },

    tell: async (which, now) => {
      const leadId = which.kind === 'lead' ? await leadIdOf(database, which.lead) : null;
      return database.transaction((tx) => tell(tx, which, leadId, now));
    },
  };
}

const healthy: CrmHealth = {
  ...{ failures: 0, failingSince: null, restUntil: null, lastAt: null, lastOkAt: null, lastError: null },
};

/** With `r` for the record. What was refused as it was stays so until it was stored. */
const stateOf: Sql = sql`CASE WHEN r.refusal IS NOT NULL THEN 'refused' WHEN r.told < r.wanted THEN 'waiting' ELSE 'told' END`;

/** A deal whose contact the CRM does not have. */
const isHeld: Sql = sql`(r.of = 'deal' AND r.told < r.wanted AND NOT EXISTS (
  SELECT 1 FROM crm_record c WHERE c.of = 'contact' AND c.own_id = r.lead_id AND c.remote_id IS NOT NULL))`;

async function leadIdOf(on: Queryable, lead: string): Promise<string> {
  const row = await findLead(on, lead);
  if (!row) throw new TendrilError('LEAD_UNKNOWN', `There is no lead ${JSON.stringify(lead.slice(0, 100))}`);
  return row.id;
}

async function note(
  on: Queryable,
  way: CrmWay,
  call: Parameters<CrmBridge['note']>[1],
  now: Instant,
): Promise<'down' | 'up' | null> {
  const fails = call.error !== null;
  const [row] = await on.rows<{ readonly before: Instant | null }>(sql`
    WITH old AS (SELECT name, failing_since FROM crm_bridge WHERE name = ${way} FOR UPDATE)
    UPDATE crm_bridge b SET last_at = ${now}, last_ok_at = CASE WHEN ${fails} THEN b.last_ok_at ELSE ${now}::timestamptz END,
      failures = CASE WHEN ${fails} THEN b.failures + 1 ELSE 0 END,
      failing_since = CASE WHEN ${fails} THEN coalesce(b.failing_since, ${now}::timestamptz) END,
      rest_until = ${fails ? call.restUntil : null}::timestamptz, last_error = ${call.error}
    FROM old WHERE b.name = old.name RETURNING old.failing_since AS before`);
  if (!row) return null;
  if (fails) return row.before === null ? 'down' : null;
  return row.before === null ? null : 'up';
}

async function healthOf(on: Queryable): Promise<ReadonlyMap<string, CrmHealth & { readonly since: Instant }>> {
  const rows = await on.rows<CrmHealth & { readonly name: string; readonly since: Instant }>(sql`
    SELECT name, since, failures, failing_since AS "failingSince", rest_until AS "restUntil", last_at AS "lastAt",
      last_ok_at AS "lastOkAt", last_error AS "lastError" FROM crm_bridge`);
  return new Map(rows.map(({ name, ...health }) => [name, health]));
}

interface Counts {
  readonly waiting: number;
  readonly refused: number;
  readonly told: number;
  readonly oldest: Instant | null;
  readonly lastToldAt: Instant | null;
}

async function statusOf(on: Queryable): Promise<CrmStatus> {
  const known = await healthOf(on);
  const [counts] = await on.rows<Counts>(sql`
    SELECT count(*) FILTER (WHERE ${stateOf} = 'waiting')::int AS waiting, count(*) FILTER (WHERE r.refusal IS NOT NULL)::int AS refused,
      count(*) FILTER (WHERE ${stateOf} = 'told')::int AS told, max(r.told_at) AS "lastToldAt",
      min(r.waiting_since) FILTER (WHERE ${stateOf} = 'waiting') AS oldest
    FROM crm_record r`);
  const changes = await on.rows<{ readonly state: CrmChangeState; readonly count: number }>(sql`
    SELECT state, count(*)::int AS count FROM crm_change GROUP BY state`);
  const of = (state: CrmChangeState): number => changes.find((one) => one.state === state)?.count ?? 0;
  const { oldest = null, lastToldAt = null, waiting = 0, refused = 0, told = 0 } = counts ?? {};
  const shown = (way: CrmWay): CrmHealth | null => {
    const health = known.get(way);
    if (!health) return null;
    const { since: _, ...rest } = health;
    return rest;
  };
  return {
    since: known.get('tell')?.since ?? null,
    records: { waiting, refused, told },
    ...{ oldest, lastToldAt },
    changes: { waiting: of('waiting'), done: of('done'), ignored: of('ignored'), refused: of('refused') },
    ...{ tell: shown('tell'), read: shown('read') },
  };
}

/** Contacts of leads with hand-offs, and their hand-offs; or what was refused. */
async function tell(tx: Queryable, which: CrmSelection, leadId: string | null, now: Instant): Promise<number> {
  const chosen =
    which.kind === 'refused'
      ? sql`SELECT of, own_id, lead_id FROM crm_record WHERE refusal IS NOT NULL`
      : sql`
        SELECT 'contact' AS of, l.id AS own_id, l.id AS lead_id FROM lead l
        WHERE l.erased_at IS NULL AND (${leadId}::uuid IS NULL OR l.id = ${leadId}::uuid)
          AND EXISTS (SELECT 1 FROM handoff h WHERE h.lead_id = l.id)
        UNION ALL SELECT 'deal', h.id, h.lead_id FROM handoff h JOIN lead l ON l.id = h.lead_id
        WHERE l.erased_at IS NULL AND (${leadId}::uuid IS NULL OR h.lead_id = ${leadId}::uuid)`;
  const rows = await tx.rows(sql`
    SELECT crm_want(one.of, one.own_id, one.lead_id, ${now}::timestamptz)
    FROM (SELECT * FROM (${chosen}) chosen ORDER BY lead_id, own_id) one
    WHERE EXISTS (SELECT 1 FROM crm_bridge WHERE name = 'tell')`);
  return rows.length;
}
