/** What people are asked to do: opened once by its key, done by a person. */
import { canonicalOrNull } from '../domain/address.ts';
import { TendrilError } from '../domain/errors.ts';
import { leadsOfAliases } from './aliases.ts';
import type { Database } from './database.ts';
import type { Prisma } from './generated/client.ts';
import { isId, newId } from './ids.ts';
import { answeredWhom, askWhom } from './match-tasks.ts';
import { pageOf, pageQuery } from './pages.ts';
import { sql, storable } from './sql.ts';
import type { TaskKind, TaskLead, TaskMail, Tasks, TaskView } from './store.ts';

/** Characters of a mail that a list of tasks shows. */
const firstWords = 300;

export function createTasks(database: Database, addressHash: (address: string) => string): Tasks {
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

    askWhom: (reply, now) => {
      const address = canonicalOrNull(reply.from);
      return askWhom(database, reply, { address, hash: address === null ? 'nobody' : addressHash(address) }, now);
    },

    async done(id, actor, now) {
      const known = isId(id)
        ? await database.rows(sql`
            UPDATE task SET done_at = coalesce(done_at, ${now}), done_by = coalesce(done_by, ${actor})
            WHERE id = ${id} RETURNING id`)
        : [];
      const row = known.length > 0 ? await database.prisma.task.findUnique({ where: { id } }) : null;
      const [view] = row ? await taskViews(database, [row]) : [];
      if (!view) throw new TendrilError('TASK_UNKNOWN', `There is no task ${id}`, { id });
      return view;
    },

    async close(inboundItemId, kind, actor, now) {
      if (!isId(inboundItemId)) return;
      await database.transaction(async (tx) => {
        if (kind === null || kind === 'match') await answeredWhom(tx, inboundItemId, actor, now);
        await tx.rows(sql`
          UPDATE task SET done_at = ${now}, done_by = ${actor}
          WHERE inbound_item_id = ${inboundItemId} AND done_at IS NULL AND (${kind}::text IS NULL OR kind = ${kind})`);
      });
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
      const { items, next } = pageOf(await database.prisma.task.findMany({ where, orderBy, take }), page, (row) => row);
      return { items: await taskViews(database, items), next };
    },
  };
}

type TaskRow = Prisma.TaskGetPayload<object>;
type MailRow = TaskMail & { readonly id: string };
type LeadRow = TaskLead & { readonly canonical: string };

/** With whom and what they are about; two statements, however many they are. */
async function taskViews(database: Database, rows: readonly TaskRow[]): Promise<readonly TaskView[]> {
  const itemIds = rows.flatMap(({ inboundItemId }) => inboundItemId ?? []);
  const mails = await database.rows<MailRow>(sql`
    SELECT id, from_address AS "from", subject, left(text, ${firstWords}) AS text, intent
    FROM inbound_item WHERE id = ANY (${itemIds}::uuid[])`);
  const mailOf = new Map(mails.map(({ id, ...mail }) => [id, mail]));
  const senderOf = (row: TaskRow): string | null =>
    row.kind === 'match' ? canonicalOrNull(mailOf.get(row.inboundItemId ?? '')?.from ?? '') : null;
  const senders = rows.flatMap((row) => senderOf(row) ?? []);
  const aliases = await leadsOfAliases(database, senders);
  const named = [...rows.flatMap(({ leadId }) => leadId ?? []), ...aliases.values()];
  const leads = await database.rows<LeadRow>(sql`
    SELECT id, email, nullif(concat_ws(' ', first_name, last_name), '') AS name, canonical_email AS canonical FROM lead
    WHERE erased_at IS NULL AND (id = ANY (${named}::uuid[])
      OR canonical_email = ANY (${senders}::text[]))`);
  const isOf = ({ id, canonical }: LeadRow, sender: string | null) =>
    sender !== null && (canonical === sender || aliases.get(sender) === id);
  const shown = ({ id, email, name }: LeadRow): TaskLead => ({ id, email, name });
  return rows.map((row) => {
    const lead = leads.find(({ id }) => id === row.leadId);
    return {
      ...taskView(row),
      lead: lead ? shown(lead) : null,
      mail: mailOf.get(row.inboundItemId ?? '') ?? null,
      perhaps: leads.filter((one) => isOf(one, senderOf(row))).map(shown),
    };
  });
}

const taskView = (row: TaskRow): Omit<TaskView, 'lead' | 'mail' | 'perhaps'> => ({
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
