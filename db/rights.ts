/**
 * What a person may ask for: everything that is known of it, and that it be forgotten. `personal-tables.ts` says what that
 * is, table by table.
 */
import { TendrilError } from '../domain/errors.ts';
import { handoffWorkflowIds, letterWorkflowId } from '../domain/identity.ts';
import type { Database, Queryable } from './database.ts';
import { eraseLead } from './erasure.ts';
import { isId } from './ids.ts';
import { exportOf, subjectOf } from './lead-export.ts';
import { lockLead } from './lead-writes.ts';
import { json, type Sql, sql } from './sql.ts';
import type { ErasureView, Rights } from './store.ts';

export function createRights(database: Database, addressHash: (address: string) => string): Rights {
  return {
    export: (leadId, now) =>
      database.transaction(async (tx) => {
        const lead = await lockLead(tx, checkedLeadId(leadId));
        if (!lead || (await erasureFor(tx, leadId))) throw unknownLead(leadId);
        return exportOf(tx, await subjectOf(tx, lead, addressHash), now);
      }),

    erase: (leadId, actor, reason, now) =>
      database.transaction(async (tx) => {
        const lead = await lockLead(tx, checkedLeadId(leadId));
        if (!lead) throw unknownLead(leadId);
        const before = await erasureFor(tx, leadId);
        if (before) return before;
        const subject = await subjectOf(tx, lead, addressHash);
        await eraseLead(tx, lead, subject, { actor, reason, now, addressHash, suppressed: true });
        const erasure = await erasureFor(tx, leadId);
        if (!erasure) throw new TendrilError('INTERNAL', `The erasure of ${leadId} was not recorded`, { leadId });
        return erasure;
      }),

    async workflowsOf(erasureId) {
      return workflowsOf(database, await erasureOf(database, erasureId));
    },

    async untold(erasureId) {
      const workflowIds = await workflowsOf(database, await erasureOf(database, erasureId));
      const [row] = await database.rows<{ readonly count: number }>(sql`
        SELECT count(*)::int AS count FROM outbox WHERE workflow_id = ANY (${workflowIds}) AND dead_at IS NULL`);
      return row?.count ?? 0;
    },

    async erased(erasureId, counts, now) {
      const { leadId } = await erasureOf(database, erasureId);
      await database.transaction(async (tx) => {
        await lockLead(tx, leadId);
        await tx.rows(sql`
          UPDATE enrollment SET status = 'stopped', reason = 'manual', ended_at = ${now}
          WHERE lead_id = ${leadId} AND status = 'active'`);
        await tx.rows(sql`
          UPDATE erasure SET done_at = ${now}, counts = counts || ${json(counts)}::jsonb
          WHERE id = ${erasureId} AND done_at IS NULL`);
      });
    },

    erasures: (limit) => database.rows<ErasureView>(sql`${selectErasures} ORDER BY id DESC LIMIT ${limit}`),
  };
}

async function workflowsOf(on: Queryable, { leadId }: ErasureView): Promise<readonly string[]> {
  const rows = await on.rows<{ readonly workflow_id: string | null; readonly letter_id: string | null }>(sql`
    SELECT workflow_id, NULL::uuid AS letter_id FROM enrollment WHERE lead_id = ${leadId}
    UNION ALL SELECT workflow_id, NULL FROM handoff WHERE lead_id = ${leadId}
    UNION ALL SELECT NULL, id FROM letter WHERE lead_id = ${leadId}`);
  return rows.flatMap(({ workflow_id, letter_id }) => {
    if (workflow_id !== null) return handoffWorkflowIds(workflow_id);
    return letter_id === null ? [] : [letterWorkflowId(letter_id)];
  });
}

const selectErasures: Sql = sql`
  SELECT id, lead_id AS "leadId", actor, reason, requested_at AS "requestedAt", done_at AS "doneAt", counts FROM erasure`;

async function erasureFor(tx: Queryable, leadId: string): Promise<ErasureView | null> {
  const [row] = await tx.rows<ErasureView>(sql`${selectErasures} WHERE lead_id = ${leadId}`);
  return row ?? null;
}

/** @throws ERASURE_UNKNOWN */
async function erasureOf(on: Queryable, id: string): Promise<ErasureView> {
  const [row] = isId(id) ? await on.rows<ErasureView>(sql`${selectErasures} WHERE id = ${id}`) : [];
  if (!row) throw new TendrilError('ERASURE_UNKNOWN', `There is no erasure ${id.slice(0, 80)}`, { erasureId: id });
  return row;
}

const unknownLead = (leadId: string): TendrilError =>
  new TendrilError('LEAD_UNKNOWN', `There is no lead ${leadId.slice(0, 320)}`, { leadId });

function checkedLeadId(leadId: string): string {
  if (!isId(leadId)) throw unknownLead(leadId);
  return leadId;
}
