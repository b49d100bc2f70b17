/**
 * Tasks that ask whom a held reply is about. Strangers can write as many of those as they like, so there is one task a sender
 * and day, which counts the others, and a fixed number a day in all; what is beyond is told by one more. Who writes from the
 * address of a lead is no stranger: that sender has a task whatever others write. A task goes from mail to mail of its sender,
 * and is done with the last.
 */
import type { Instant } from '../domain/time.ts';
import { leadOfAddress } from './aliases.ts';
import type { Database, Queryable } from './database.ts';
import { newId } from './ids.ts';
import type { PersonalSubject } from './personal-data.ts';
import { sql, storable } from './sql.ts';
import type { HeldReply } from './store.ts';

const mostOpenADay = 50;
/** Of those of one sender that are counted. */
const mostCounted = 1_000;
/** Who wrote what stands in the mail, which the task names: so nothing of a stranger is kept longer than the mail. */
const title = 'Whom is this reply about?';

/** Whoever asks takes turns: the number of tasks is looked at before one is opened. */
const turn = sql`SELECT pg_advisory_xact_lock(hashtext('match tasks'))`;

interface OpenTask {
  readonly id: string;
  readonly item: string | null;
  readonly done: boolean;
}

export interface Sender {
  /** In the form in which addresses are compared; null for none. */
  readonly address: string | null;
  /** Keyed: the key of a task outlives the mail. */
  readonly hash: string;
}

/** Tasks of leads: outside the number that strangers share. */
const ofLeads = 'match/lead/';

/** @see Tasks.askWhom */
export function askWhom(
  database: Database,
  { inboundItemId, from }: HeldReply,
  { address, hash }: Sender,
  now: Instant,
): Promise<void> {
  return database.transaction(async (tx) => {
    await tx.rows(turn);
    const day = now.slice(0, 10);
    const isLead = address !== null && (await isOfLead(tx, address));
    const keys = [`${ofLeads}${hash}/${day}`, `match/${hash}/${day}`, `match/${inboundItemId}`];
    const [known] = await tx.rows<OpenTask>(sql`
      SELECT id, inbound_item_id AS item, done_at IS NOT NULL AS done FROM task
      WHERE key = ANY (${keys}::text[]) ORDER BY id DESC LIMIT 1`);
    // Read again: the question was asked before, and may have been answered.
    if (known?.item === inboundItemId) return;
    if (!known && !isLead && (await openOf(tx, day)) >= mostOpenADay) return tellOfRest(tx, day, now);
    const detail = detailOf(1 + (await othersOf(tx, inboundItemId, from)));
    if (!known) {
      await tx.rows(sql`
        INSERT INTO task (id, key, kind, inbound_item_id, title, detail, created_at)
        VALUES (${newId()}, ${isLead ? keys[0] : keys[1]}, 'match', ${inboundItemId}, ${title}, ${detail}, ${now})`);
    } else if (known.done) {
      await tx.rows(sql`
        UPDATE task SET inbound_item_id = ${inboundItemId}, detail = ${detail}, done_at = NULL, done_by = NULL
        WHERE id = ${known.id}`);
    } else {
      await tx.rows(sql`UPDATE task SET detail = ${detail} WHERE id = ${known.id}`);
    }
  });
}

/** What was asked about an item is answered: the question goes on to the next of its sender that waits, or is done. */
export async function answeredWhom(tx: Queryable, itemId: string, actor: string, now: Instant): Promise<void> {
  await tx.rows(turn);
  const [task] = await tx.rows<OpenTask & { readonly from: string | null }>(sql`
    SELECT t.id, t.inbound_item_id AS item, false AS done, i.from_address AS "from"
    FROM task t JOIN inbound_item i ON i.id = t.inbound_item_id
    WHERE t.inbound_item_id = ${itemId} AND t.kind = 'match' AND t.done_at IS NULL`);
  if (!task) return;
  const [next] =
    task.from === null
      ? []
      : await tx.rows<{ readonly id: string }>(sql`
          SELECT id FROM inbound_item
          WHERE status = 'held' AND id <> ${itemId} AND lower(from_address) = lower(${task.from}) ORDER BY id LIMIT 1`);
  if (!next || task.from === null) {
    await tx.rows(sql`UPDATE task SET done_at = ${now}, done_by = ${actor} WHERE id = ${task.id}`);
    return;
  }
  const detail = detailOf(1 + (await othersOf(tx, next.id, task.from)));
  await tx.rows(sql`UPDATE task SET inbound_item_id = ${next.id}, detail = ${detail} WHERE id = ${task.id}`);
}

/** Ends what was asked about items, or was asked with the lead as a guess, as earlier versions wrote it. */
export const endMatchTasks = (
  tx: Queryable,
  itemIds: readonly string[],
  { leadId }: Pick<PersonalSubject, 'leadId'>,
): Promise<unknown> =>
  tx.rows(sql`
    UPDATE task SET key = 'erased/' || id, title = 'erased', detail = NULL, done_at = coalesce(done_at, created_at),
      done_by = coalesce(done_by, 'erasure')
    WHERE kind = 'match' AND (inbound_item_id = ANY (${itemIds}::uuid[]) OR strpos(detail, ${leadId}) > 0)`);

const openOf = async (tx: Queryable, day: string): Promise<number> =>
  (
    await tx.rows<{ readonly count: number }>(sql`
      SELECT count(*)::int AS count FROM task
      WHERE kind = 'match' AND done_at IS NULL AND inbound_item_id IS NOT NULL AND created_at >= ${`${day}T00:00:00.000Z`}
        AND NOT starts_with(key, ${ofLeads})`)
  )[0]?.count ?? 0;

const isOfLead = async (tx: Queryable, address: string): Promise<boolean> =>
  (await tx.rows(sql`SELECT 1 FROM lead WHERE id = ${leadOfAddress(address)} AND erased_at IS NULL`)).length > 0;

const othersOf = async (tx: Queryable, itemId: string, from: string): Promise<number> =>
  (
    await tx.rows<{ readonly count: number }>(sql`
      SELECT count(*)::int AS count FROM (
        SELECT 1 FROM inbound_item WHERE status = 'held' AND id <> ${itemId} AND lower(from_address) = lower(${storable(from)})
        LIMIT ${mostCounted}) held`)
  )[0]?.count ?? 0;

/** One task a day for all that have none of their own. */
async function tellOfRest(tx: Queryable, day: string, now: Instant): Promise<void> {
  await tx.rows(sql`
    INSERT INTO task AS t (id, key, kind, title, detail, created_at)
    VALUES (${newId()}, ${`match/rest/${day}`}, 'match', 'More replies wait that name none of our mails',
      'Beyond 50 open tasks a day they have none of their own: tendril inbound list --status held', ${now})
    ON CONFLICT (key) DO UPDATE SET done_at = NULL, done_by = NULL WHERE t.done_at IS NOT NULL`);
}

const detailOf = (waiting: number): string | null =>
  waiting > 1 ? `${waiting === mostCounted + 1 ? 'More than a thousand' : waiting} of this sender wait` : null;
