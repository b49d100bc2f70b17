/**
 * What became of records that were told to the CRM. A refused one is a task for a person until it is stored; of a person who was
 * erased a person must take away what the CRM holds, for nothing is deleted there by us.
 */
import type { Instant } from '../domain/time.ts';
import type { Database, Queryable } from './database.ts';
import { newId } from './ids.ts';
import { json, sql, storable } from './sql.ts';
import type { CrmSettlement } from './store.ts';

export const settleRecords = (
  database: Database,
  settlements: readonly CrmSettlement[],
  now: Instant,
): Promise<void> =>
  settlements.length === 0 ? Promise.resolve() : database.transaction((tx) => settle(tx, settlements, now));

interface Held {
  readonly id: string;
  readonly of: string;
  readonly lead_id: string;
  readonly erased: boolean;
}

async function settle(tx: Queryable, settlements: readonly CrmSettlement[], now: Instant): Promise<void> {
  // Leads first, in one order, as everybody locks them: an erasure of this moment either is seen here, or finds what is written.
  const held = await tx.rows<Held>(sql`
    SELECT r.id, r.of, r.lead_id, l.erased_at IS NOT NULL AS erased FROM crm_record r JOIN lead l ON l.id = r.lead_id
    WHERE r.id = ANY (${settlements.map(({ id }) => id)}::uuid[]) ORDER BY l.id FOR SHARE OF l`);
  const known = new Map(held.map((one) => [one.id, one]));
  const rows = settlements.flatMap((one) => {
    const record = known.get(one.id);
    return record ? [settledRow(one, record.erased, now)] : [];
  });
  await tx.rows(sql`
    UPDATE crm_record r SET
      told = CASE WHEN s.told THEN greatest(r.told, s.wanted) ELSE r.told END,
      remote_id = coalesce(s.remote, r.remote_id), because = s.because, attempts = CASE WHEN s.kind = 'later' THEN r.attempts + 1
        WHEN s.kind = 'released' THEN r.attempts ELSE 0 END,
      refusal = CASE WHEN s.kept THEN r.refusal ELSE s.refusal END, field = CASE WHEN s.kept THEN r.field ELSE s.field END,
      words = CASE WHEN s.kept THEN r.words ELSE s.words END, synced = coalesce(r.synced || s.synced, r.synced),
      told_at = CASE WHEN s.kind = 'stored' THEN ${now}::timestamptz ELSE r.told_at END,
      waiting_since = CASE WHEN NOT s.told THEN r.waiting_since WHEN r.wanted > s.wanted THEN ${now}::timestamptz END,
      -- What changed while it was told is told at once.
      due_at = CASE WHEN s.told AND r.wanted > s.wanted THEN 'epoch' ELSE s.due END,
      wanted = r.wanted + CASE WHEN s.again AND r.wanted = s.wanted THEN 1 ELSE 0 END
    FROM jsonb_to_recordset(${json(rows)}::jsonb) AS s (id uuid, kind text, wanted int, told boolean, kept boolean, remote text,
      because text, refusal text, field text, words text, synced jsonb, due timestamptz, again boolean)
    WHERE r.id = s.id`);
  await tellContactsAnew(tx, settlements, now);
  await openTasks(tx, settlements, known, now);
}

function settledRow(one: CrmSettlement, isErased: boolean, now: Instant) {
  const row = {
    ...{ id: one.id, kind: one.kind, wanted: one.wanted, told: false, kept: false, remote: null as string | null },
    ...{ because: null as string | null, refusal: null as string | null, field: null as string | null },
    ...{ words: null as string | null, synced: {}, due: now, again: false },
  };
  switch (one.kind) {
    case 'stored':
      return {
        ...{ ...row, told: true, remote: one.remoteId, again: one.again ?? false },
        synced: isErased ? {} : one.synced,
      };
    case 'left_out':
      return { ...row, told: true, because: one.because };
    case 'refused': {
      const { code, words, field, remoteId, againAt } = one;
      const refused = { ...row, refusal: code, field, words: isErased ? null : storable(words), remote: remoteId };
      return { ...refused, told: againAt === null, due: againAt ?? now };
    }
    case 'later':
      return { ...row, kept: true, because: one.because, remote: one.remoteId, due: one.at };
    case 'released':
      return { ...row, kept: true };
  }
}

/** Contacts that deals did not find are told once more, and make their deals wait. */
async function tellContactsAnew(tx: Queryable, settlements: readonly CrmSettlement[], now: Instant): Promise<void> {
  const ids = settlements.flatMap((one) => (one.kind === 'later' && one.contactAnew ? [one.id] : []));
  if (ids.length === 0) return;
  await tx.rows(sql`
    SELECT crm_want('contact', lead_id, lead_id, ${now}::timestamptz) FROM (
      SELECT DISTINCT lead_id FROM crm_record WHERE id = ANY (${ids}::uuid[]) ORDER BY lead_id) deal`);
}

async function openTasks(
  tx: Queryable,
  settlements: readonly CrmSettlement[],
  known: ReadonlyMap<string, Held>,
  now: Instant,
): Promise<void> {
  const refused = settlements.flatMap((one) => {
    const record = known.get(one.id);
    if (one.kind !== 'refused' || !record || record.erased) return [];
    const { id, words, field } = one;
    const title = `The CRM refuses a ${record.of}${field === null ? '' : `: ${field}`}`;
    const detail = `${words}\ntendril crm records --state refused`;
    return [{ id: newId(), key: `crm/refused/${id}`, leadId: record.lead_id, title, detail }];
  });
  const erased = settlements.flatMap((one) =>
    one.kind === 'left_out' && one.because === 'erased' ? (known.get(one.id)?.lead_id ?? []) : [],
  );
  const stored = settlements.flatMap(({ kind, id }) =>
    kind === 'stored' || kind === 'left_out' ? [`crm/refused/${id}`] : [],
  );
  if (stored.length > 0) {
    await tx.rows(sql`
      UPDATE task SET done_at = ${now}, done_by = 'crm' WHERE key = ANY (${stored}::text[]) AND done_at IS NULL`);
  }
  if (refused.length > 0) {
    await tx.rows(sql`
      INSERT INTO task (id, key, kind, lead_id, title, detail, created_at)
      SELECT id, key, 'mend', "leadId", title, detail, ${now}
      FROM jsonb_to_recordset(${json(refused)}::jsonb) AS t (id uuid, key text, "leadId" uuid, title text, detail text)
      -- One that was seen to, and is refused again.
      ON CONFLICT (key) DO UPDATE SET title = excluded.title, detail = excluded.detail, done_at = NULL, done_by = NULL,
        created_at = CASE WHEN task.done_at IS NULL THEN task.created_at ELSE excluded.created_at END`);
  }
  if (erased.length > 0) await askToForget(tx, [...new Set(erased)], now);
}

/** Without a word of the person: by the ids of the CRM alone. */
async function askToForget(tx: Queryable, leadIds: readonly string[], now: Instant): Promise<void> {
  const people = await tx.rows<{ readonly lead_id: string; readonly records: string }>(sql`
    SELECT lead_id, string_agg(concat(of, ' ', remote_id), ', ' ORDER BY of, id) AS records FROM crm_record
    WHERE lead_id = ANY (${leadIds}::uuid[]) AND remote_id IS NOT NULL GROUP BY lead_id`);
  const rows = people.map(({ lead_id, records }) => ({ id: newId(), key: `crm/erased/${lead_id}`, records }));
  await tx.rows(sql`
    INSERT INTO task (id, key, kind, title, detail, created_at)
    SELECT id, key, 'mend', 'Delete a person from the CRM who was erased here',
      concat('In the CRM: ', records, '. Tendril deletes nothing there.'), ${now}
    FROM jsonb_to_recordset(${json(rows)}::jsonb) AS t (id uuid, key text, records text)
    ON CONFLICT (key) DO NOTHING`);
}
