/**
 * What the CRM is to be told now: records are taken for a while, and read as they are at this moment. Who is killed before it
 * settled them leaves them due again when that while is over.
 */
import type { Instant } from '../domain/time.ts';
import type { Database, Queryable } from './database.ts';
import { type HandoffRow, handoffView, selectHandoff } from './handoff-rows.ts';
import { factsOf, type LeadRow, leadColumns } from './lead-rows.ts';
import { type Sql, sql } from './sql.ts';
import type { CrmRecordKind, CrmSynced, DueCrmRecord } from './store.ts';
import type { Workspaces } from './workspaces.ts';

interface TakenRow {
  readonly id: string;
  readonly own_id: string;
  readonly lead_id: string;
  readonly wanted: number;
  readonly remote_id: string | null;
  readonly attempts: number;
  readonly synced: Readonly<Record<string, CrmSynced>>;
}

/** With `r` for the record. A deal waits until the contact that it is about is known over there; whoever was erased has none. */
const isNext: Sql = sql`(r.of = 'contact' OR EXISTS (
    SELECT 1 FROM crm_record c WHERE c.of = 'contact' AND c.own_id = r.lead_id AND c.remote_id IS NOT NULL)
  OR EXISTS (SELECT 1 FROM lead l WHERE l.id = r.lead_id AND l.erased_at IS NOT NULL))`;

export async function takeDue(
  { database, workspaces }: { readonly database: Database; readonly workspaces: Workspaces },
  of: CrmRecordKind,
  limit: number,
  until: Instant,
  now: Instant,
): Promise<readonly DueCrmRecord[]> {
  const taken = await database.retried((on) =>
    on.rows<TakenRow>(sql`
      UPDATE crm_record r SET due_at = ${until}
      WHERE r.id IN (
        SELECT r.id FROM crm_record r
        WHERE r.told < r.wanted AND r.due_at <= ${now} AND r.of = ${of} AND ${isNext}
        ORDER BY r.due_at, r.id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING r.id, r.own_id, r.lead_id, r.wanted, r.remote_id, r.attempts, r.synced`),
  );
  if (taken.length === 0) return [];
  // Read after they were taken: what changes from now on counts `wanted` up once more.
  return of === 'contact' ? contacts(database, workspaces, taken, now) : deals(database, taken);
}

async function contacts(
  database: Database,
  workspaces: Workspaces,
  taken: readonly TakenRow[],
  now: Instant,
): Promise<readonly DueCrmRecord[]> {
  const ids = taken.map(({ own_id }) => own_id);
  const rows = await database.rows<LeadRow & { readonly erased: boolean; readonly owner: string | null }>(sql`
    SELECT ${leadColumns}, l.erased_at IS NOT NULL AS erased, (
      SELECT s.address FROM handoff h JOIN handoff_offer o ON o.handoff_id = coalesce(h.attached_to, h.id)
      JOIN salesperson s ON s.id = o.salesperson_id
      WHERE h.lead_id = l.id ORDER BY h.number DESC, o.number DESC LIMIT 1) AS owner
    FROM lead l LEFT JOIN account a ON a.id = l.account_id WHERE l.id = ANY (${ids}::uuid[])`);
  const model = (await workspaces.current())?.scoring ?? null;
  const known = new Map(rows.map((row) => [row.id, row]));
  return taken.map((record) => {
    const row = known.get(record.own_id);
    const isErased = row?.erased ?? false;
    const lead = row && !isErased ? { ...factsOf(row, model, now), id: row.id, updatedAt: row.updated_at } : null;
    return { ...shown(record), of: 'contact', synced: record.synced, lead, isErased, owner: row?.owner ?? null };
  });
}

async function deals(on: Queryable, taken: readonly TakenRow[]): Promise<readonly DueCrmRecord[]> {
  const ids = taken.map(({ own_id }) => own_id);
  const rows = await on.rows<HandoffRow>(sql`${selectHandoff} WHERE h.id = ANY (${ids}::uuid[])`);
  const sides = await on.rows<{ readonly id: string; readonly queued: boolean; readonly erased: boolean }>(sql`
    SELECT h.id, h.queued_at IS NOT NULL AS queued, l.erased_at IS NOT NULL AS erased
    FROM handoff h JOIN lead l ON l.id = h.lead_id WHERE h.id = ANY (${ids}::uuid[])`);
  const known = new Map(rows.map((row) => [row.id, handoffView(row)]));
  const beside = new Map(sides.map((side) => [side.id, side]));
  return taken.map((record) => {
    const handoff = known.get(record.own_id) ?? null;
    const { queued = false, erased = false } = beside.get(record.own_id) ?? {};
    const isOffered = handoff !== null && (handoff.status !== 'open' || handoff.offer > 0 || queued);
    return { ...shown(record), of: 'deal', handoff, isErased: erased, isOffered };
  });
}

const shown = ({ id, lead_id, wanted, remote_id, attempts }: TakenRow) => ({
  id,
  leadId: lead_id,
  wanted,
  remoteId: remote_id,
  attempts,
});

/** Whether one is due that nothing holds back. */
export const isDueBy = (now: Instant): Sql =>
  sql`EXISTS (SELECT 1 FROM crm_record r WHERE r.told < r.wanted AND r.due_at <= ${now} AND ${isNext})`;

/** When the next one is due that nothing holds back; null when none is. */
export async function nextDue(on: Queryable): Promise<Instant | null> {
  const [row] = await on.rows<{ readonly at: Instant | null }>(sql`
    SELECT min(r.due_at) AS at FROM crm_record r WHERE r.told < r.wanted AND ${isNext}`);
  return row?.at ?? null;
}
