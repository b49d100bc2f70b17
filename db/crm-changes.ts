/**
 * What the CRM has told: kept once by its key, in the transaction that says how far was read, and done one after the other. What is
 * about a lead that nobody knows, or that was erased, is kept without what it says.
 */
import type { Instant } from '../domain/time.ts';
import { leftOfMerged } from './aliases.ts';
import type { Database, Queryable } from './database.ts';
import { type HandoffRow, handoffView, selectHandoff } from './handoff-rows.ts';
import { isId, newId } from './ids.ts';
import { pageOf, pageQuery } from './pages.ts';
import { json, type Sql, sql, storable } from './sql.ts';
import type { CrmBridge, CrmChangeDone, CrmChangeTold, CrmChangeView, CrmSynced, WaitingCrmChange } from './store.ts';

/** A key is kept for so long after it was done: changes are told again for minutes, not for months. */
const keptDays = 180;

type Changes = Pick<CrmBridge, 'take' | 'waiting' | 'done' | 'noteAmount' | 'changes' | 'replay'>;

export const createCrmChanges = (database: Database): Changes => ({
  take: (changes, cursor, now) => database.transaction((tx) => take(tx, changes, cursor, now)),
  waiting: (limit) => waiting(database, limit),
  done: (id, done, now) => database.transaction((tx) => settle(tx, id, done, now)),

  async noteAmount(handoffId, amount, currency) {
    const rows = await database.rows(sql`
      UPDATE handoff SET amount = ${amount}::numeric, currency = ${currency}
      WHERE id = ${handoffId} AND status = 'won' RETURNING id`);
    return rows.length > 0;
  },

  async changes({ state }, page) {
    const { take: limit, before } = pageQuery(page);
    const after = before.id?.lt ?? null;
    const rows = await database.rows<CrmChangeView>(sql`${selectChange}
      WHERE (${state ?? null}::text IS NULL OR c.state = ${state ?? null}) AND (${after}::uuid IS NULL OR c.id < ${after})
      ORDER BY c.id DESC LIMIT ${limit}`);
    return pageOf(rows, page, (row) => row);
  },

  replay: (keys, now) =>
    database.transaction(async (tx) => {
      const rows = await tx.rows(sql`
        UPDATE crm_change c SET state = 'waiting', words = NULL, done_at = NULL FROM lead l
        WHERE c.key = ANY (${[...keys]}::text[]) AND l.id = c.lead_id AND l.erased_at IS NULL RETURNING c.id`);
      if (rows.length > 0) await wakeCrm(tx, now);
      return rows.length;
    }),
});

/** Has the workflow look. */
export const wakeCrm = (tx: Queryable, now: Instant): Promise<unknown> =>
  tx.rows(sql`SELECT crm_wake(${now}::timestamptz)`);

const selectChange: Sql = sql`
  SELECT c.id, c.key, c.of, c.own_id AS "ownId", c.lead_id AS "leadId", c.remote_id AS "remoteId", c.kind, c.data, c.at,
    c.taken_at AS "takenAt", c.state, c.words, c.done_at AS "doneAt" FROM crm_change c`;

interface Whose {
  readonly of: string;
  readonly remote_id: string | null;
  readonly own_id: string;
  readonly lead_id: string;
}

async function take(
  tx: Queryable,
  changes: readonly CrmChangeTold[],
  cursor: string | null,
  now: Instant,
): Promise<number> {
  if (cursor !== null) await tx.rows(sql`UPDATE crm_bridge SET cursor = ${cursor} WHERE name = 'read'`);
  if (changes.length === 0) return 0;
  const whose = await recordsOf(tx, changes);
  const rows = changes.map((change) => {
    const { key, of, remoteId, ownId: _, at, kind, ...data } = change;
    const record = whose(change);
    const known = { ownId: record?.own_id ?? null, leadId: record?.lead_id ?? null };
    return { id: newId(), key, of, remoteId, at, kind, ...known, data: record ? data : {} };
  });
  const fresh = await tx.rows<{ readonly state: string }>(sql`
    INSERT INTO crm_change (id, key, of, own_id, lead_id, remote_id, kind, data, at, taken_at, state, words, done_at)
    SELECT id, key, of, "ownId", "leadId", "remoteId", kind, data, at, ${now},
      CASE WHEN "leadId" IS NULL THEN 'ignored' ELSE 'waiting' END, CASE WHEN "leadId" IS NULL THEN 'not one of ours' END,
      CASE WHEN "leadId" IS NULL THEN ${now}::timestamptz END
    FROM jsonb_to_recordset(${json(rows)}::jsonb) AS c (id uuid, key text, of text, "ownId" uuid, "leadId" uuid, "remoteId" text,
      kind text, data jsonb, at timestamptz)
    ORDER BY id ON CONFLICT (key) DO NOTHING RETURNING state`);
  if (fresh.some(({ state }) => state === 'waiting')) await wakeCrm(tx, now);
  await tx.rows(sql`
    DELETE FROM crm_change WHERE state <> 'waiting' AND taken_at < ${now}::timestamptz - make_interval(days => ${keptDays})`);
  return fresh.length;
}

/** Finds the record of a change, by our id or by that of the CRM; the leads are held, so that none is erased meanwhile. */
async function recordsOf(
  tx: Queryable,
  changes: readonly CrmChangeTold[],
): Promise<(change: CrmChangeTold) => Whose | undefined> {
  const own = changes.flatMap(({ ownId }) => (ownId !== null && isId(ownId) ? [ownId.toLowerCase()] : []));
  const left = await leftOfMerged(tx, own);
  const remote = changes.map(({ remoteId }) => remoteId);
  const rows = await tx.rows<Whose>(sql`
    WITH named AS (
      SELECT r.of, r.remote_id, r.own_id, r.lead_id FROM crm_record r WHERE r.remote_id = ANY (${remote}::text[])
      UNION SELECT 'contact', NULL, id, id FROM lead WHERE id = ANY (${[...own, ...left.values()]}::uuid[])
      UNION SELECT 'deal', NULL, id, lead_id FROM handoff WHERE id = ANY (${own}::uuid[])
    )
    SELECT n.of, n.remote_id, n.own_id, n.lead_id FROM named n JOIN lead l ON l.id = n.lead_id
    WHERE l.erased_at IS NULL ORDER BY l.id FOR SHARE OF l`);
  const byOwn = new Map(rows.map((row) => [`${row.of} ${row.own_id}`, row]));
  const byRemote = new Map(
    rows.flatMap((row) => (row.remote_id ? [[`${row.of} ${row.remote_id}`, row] as const] : [])),
  );
  return ({ of, ownId, remoteId }) => {
    const id = ownId?.toLowerCase() ?? '';
    return byOwn.get(`${of} ${left.get(id) ?? id}`) ?? byRemote.get(`${of} ${remoteId}`);
  };
}

type WaitingRow = CrmChangeView & { readonly synced: Readonly<Record<string, CrmSynced>> | null };

/** Of one deal, who has it comes before what was done with it: they change both in one go. */
async function waiting(database: Database, limit: number): Promise<readonly WaitingCrmChange[]> {
  const rows = await database.rows<WaitingRow>(sql`
    SELECT c.*, r.synced FROM (
      ${selectChange} WHERE c.state = 'waiting' ORDER BY c.id LIMIT ${limit}
    ) c LEFT JOIN crm_record r ON r.of = c.of AND r.own_id = c."ownId"
    ORDER BY c."takenAt", c.kind <> 'owner', c.at, c.id`);
  const ids = rows.flatMap(({ of, ownId }) => (of === 'deal' && ownId !== null ? [ownId] : []));
  const handoffs = await database.rows<HandoffRow>(sql`${selectHandoff} WHERE h.id = ANY (${ids}::uuid[])`);
  const known = new Map(handoffs.map((row) => [row.id, handoffView(row)]));
  return rows.map(({ synced, ...change }) => ({
    ...change,
    synced: synced ?? {},
    handoff: (change.ownId && known.get(change.ownId)) || null,
  }));
}

async function settle(
  tx: Queryable,
  id: string,
  { state, words, tellBack, synced, task }: CrmChangeDone,
  now: Instant,
): Promise<void> {
  const [held] = await tx.rows<{ readonly lead_id: string; readonly erased: boolean }>(sql`
    SELECT c.lead_id, l.erased_at IS NOT NULL AS erased FROM crm_change c JOIN lead l ON l.id = c.lead_id
    WHERE c.id = ${id} FOR SHARE OF l`);
  if (!held) return;
  if (held.erased) {
    await tx.rows(sql`UPDATE crm_change SET state = 'ignored', words = NULL, done_at = ${now} WHERE id = ${id}`);
    return;
  }
  const [change] = await tx.rows<{ readonly of: string; readonly own_id: string; readonly key: string }>(sql`
    UPDATE crm_change SET state = ${state}, words = ${words === null ? null : storable(words)}, done_at = ${now}
    WHERE id = ${id} RETURNING of, own_id, key`);
  if (!change) return;
  if (synced) {
    await tx.rows(sql`
      UPDATE crm_record SET synced = synced || ${json(synced)}::jsonb WHERE of = ${change.of} AND own_id = ${change.own_id}`);
  }
  if (tellBack) {
    await tx.rows(
      sql`SELECT crm_want(${change.of}, ${change.own_id}::uuid, ${held.lead_id}::uuid, ${now}::timestamptz)`,
    );
  }
  if (task === undefined) return;
  await tx.rows(sql`
    INSERT INTO task (id, key, kind, lead_id, title, detail, created_at)
    VALUES (${newId()}, ${`crm/change/${id}`}, 'mend', ${held.lead_id}, ${storable(task)},
      ${`tendril crm changes --state refused; when it is seen to: tendril crm replay ${change.key}`}, ${now})
    ON CONFLICT (key) DO NOTHING`);
}
