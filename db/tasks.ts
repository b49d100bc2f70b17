/** What people are asked to do: opened once by its key, done by a person. */
import { TendrilError } from '../domain/errors.ts';
import type { Database } from './database.ts';
import type { Prisma } from './generated/client.ts';
import { isId, newId } from './ids.ts';
import { pageOf, pageQuery } from './pages.ts';
import { sql, storable } from './sql.ts';
import type { TaskKind, Tasks, TaskView } from './store.ts';

export function createTasks(database: Database): Tasks {
  return {
    async open({ key, kind, leadId, inboundItemId, title, detail, assignee }, now) {
      const [row] = await database.rows<{ readonly id: string; readonly opened: boolean }>(sql`
        WITH person AS MATERIALIZED (
          -- Held, so that an erasure of this moment either is seen here or sees the task.
          SELECT erased_at IS NOT NULL AS gone FROM lead WHERE id = ${leadId} FOR SHARE
        ), fresh AS (
          INSERT INTO task (id, key, kind, lead_id, inbound_item_id, title, detail, assignee, created_at)
          SELECT ${newId()}::uuid, ${key}, ${kind}, ${leadId}::uuid, ${inboundItemId}::uuid,
            CASE WHEN about.gone THEN 'erased' ELSE ${storable(title)} END,
            CASE WHEN NOT about.gone THEN ${detail === null ? null : storable(detail)} END, ${assignee}, ${now}::timestamptz
          FROM (SELECT coalesce((SELECT gone FROM person), false) AS gone) about
          ON CONFLICT (key) DO NOTHING RETURNING id
        )
        SELECT id, true AS opened FROM fresh UNION ALL SELECT id, false FROM task WHERE key = ${key} LIMIT 1`);
      if (!row) throw new TendrilError('INTERNAL', `The task ${key} was neither opened nor known`);
      return row;
    },

    async done(id, actor, now) {
      const known = isId(id)
        ? await database.rows(sql`
            UPDATE task SET done_at = coalesce(done_at, ${now}), done_by = coalesce(done_by, ${actor})
            WHERE id = ${id} RETURNING id`)
        : [];
      const row = known.length > 0 ? await database.prisma.task.findUnique({ where: { id } }) : null;
      if (!row) throw new TendrilError('TASK_UNKNOWN', `There is no task ${id}`, { id });
      return taskView(row);
    },

    async close(inboundItemId, kind, actor, now) {
      if (!isId(inboundItemId)) return;
      await database.rows(sql`
        UPDATE task SET done_at = ${now}, done_by = ${actor}
        WHERE inbound_item_id = ${inboundItemId} AND done_at IS NULL AND (${kind}::text IS NULL OR kind = ${kind})`);
    },

    async list({ done = false, kind, leadId }, page) {
      if (leadId !== undefined && !isId(leadId)) return { items: [], next: null };
      const { take, orderBy, before } = pageQuery(page);
      const where: Prisma.TaskWhereInput = {
        ...before,
        doneAt: done ? { not: null } : null,
        ...(kind && { kind }),
        ...(leadId && { leadId }),
      };
      return pageOf(await database.prisma.task.findMany({ where, orderBy, take }), page, taskView);
    },
  };
}

const taskView = (row: Prisma.TaskGetPayload<object>): TaskView => ({
  id: row.id,
  key: row.key,
  kind: row.kind as TaskKind,
  leadId: row.leadId,
  inboundItemId: row.inboundItemId,
  title: row.title,
  detail: row.detail,
  assignee: row.assignee,
  createdAt: row.createdAt.toISOString(),
  doneAt: row.doneAt?.toISOString() ?? null,
  doneBy: row.doneBy,
});
