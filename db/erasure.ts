/**
 * Erasing a person, in one transaction: nothing is left that says who it was, but a keyed hash that keeps the address from
 * being mailed again. What is left of the lead counts in reports. What is at Temporal follows by a workflow.
 */
import { erasureWorkflowId } from '../domain/identity.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { stopEnrollments } from './enrollment-stops.ts';
import { endHandoffs } from './handoff-endings.ts';
import { newId } from './ids.ts';
import type { LeadRow } from './lead-rows.ts';
import { enqueue } from './outbox-writes.ts';
import {
  addressPattern,
  eraseRows,
  literal,
  namesAddress,
  type PersonalSubject,
  withoutAddress,
} from './personal-data.ts';
import { personalTables } from './personal-tables.ts';
import { json, type Sql, sql } from './sql.ts';
import { suppress } from './suppressions.ts';
import { forgetUnmatched } from './unmatched-items.ts';

export interface ErasureOrder {
  readonly actor: string;
  readonly reason: string | null;
  readonly now: Instant;
  readonly addressHash: (address: string) => string;
  /** Whether the address is kept from being mailed ever again. */
  readonly suppressed: boolean;
}

/** Of a locked lead that was not erased before. */
export async function eraseLead(
  tx: Queryable,
  lead: LeadRow,
  subject: PersonalSubject,
  order: ErasureOrder,
): Promise<void> {
  const { actor, reason, now, addressHash } = order;
  const { leadId } = subject;
  await stopEnrollments(tx, sql`lead_id = ${leadId}`, 'manual', now);
  await closeHandoffs(tx, leadId, actor, now);
  const counts: Record<string, number> = { unmatched: await forgetUnmatched(tx, subject) };
  const accounts = await accountsOf(tx, subject);
  for (const table of personalTables) {
    const statement = eraseRows(table, subject);
    if (statement) counts[table.section] = await countOf(tx, statement);
  }
  Object.assign(counts, await eraseTraces(tx, subject));
  counts.company = 0;
  for (const account of accounts) counts.company += await removeAccount(tx, account);
  const tombstone = addressHash(tombstoneAddress(leadId));
  await bury(tx, lead, { actor, now, hash: tombstone });
  await suppress(
    tx,
    [...(order.suppressed ? subject.hashes : []), tombstone],
    { reason: 'legal', detail: null, actor },
    now,
  );
  const id = newId();
  await tx.rows(sql`
    INSERT INTO erasure (id, lead_id, address_hash, actor, reason, requested_at, counts)
    VALUES (${id}, ${leadId}, ${addressHash(lead.email)}, ${actor}, ${impersonal(reason, lead, subject)}, ${now}, ${json(counts)}::jsonb)`);
  await enqueue(tx, [{ kind: 'start_erasure', workflowId: erasureWorkflowId(id), payload: { erasureId: id } }], now);
}

/** What stands in the place of the address: unique, canonical, and in a domain that no mail can go to (RFC 2606 §2). */
const tombstoneAddress = (leadId: string): string => `erased-${leadId}@erased.invalid`;

/**
 * The reason is kept to show that it was done, and why: what an operator wrote, without the addresses and the name of whom it
 * is about. Of names each word counts that begins in upper case, so that the `der` of one is not taken out of a sentence.
 */
function impersonal(reason: string | null, lead: LeadRow, { addresses }: PersonalSubject): string | null {
  if (reason === null) return null;
  const names = [lead.first_name, lead.last_name].flatMap((name) => name?.normalize('NFC').trim() || []);
  const words = names.flatMap((name) => [name, ...name.split(/[\s-]+/).filter((word) => /^\p{Lu}.*\p{L}/u.test(word))]);
  const patterns = [
    ...addresses.map((address) => new RegExp(addressPattern(address), 'gi')),
    ...words.map((word) => new RegExp(`(?<![\\p{L}\\p{N}])${literal(word)}(?![\\p{L}\\p{N}])`, 'giu')),
  ];
  return patterns.reduce((text, pattern) => text.replaceAll(pattern, '(erased)'), reason.normalize('NFC'));
}

const countOf = async (tx: Queryable, statement: Sql): Promise<number> =>
  (await tx.rows<{ readonly count: number }>(statement))[0]?.count ?? 0;

/** Those that are not over are given back, as if sales had said that nobody can be reached. */
const closeHandoffs = (tx: Queryable, leadId: string, actor: string, now: Instant): Promise<unknown> => {
  const isRunning = sql`h.lead_id = ${leadId} AND (h.status = 'open' OR (h.status = 'accepted' AND h.follow))`;
  return endHandoffs(tx, isRunning, { reason: 'unreachable', by: actor }, now);
};

/**
 * Traces in tables that are about no lead: answers kept for requests that come twice, filters that name the address, and
 * signals that were given up.
 */
async function eraseTraces(tx: Queryable, subject: PersonalSubject): Promise<Record<string, number>> {
  const { leadId } = subject;
  const requests = await countOf(
    tx,
    sql`WITH gone AS (
      DELETE FROM idempotent_request WHERE strpos(body::text, ${leadId}) > 0 OR strpos(key, ${leadId}) > 0
        OR ${namesAddress(sql`concat(key, ' ', body::text)`, subject)} RETURNING 1
    ) SELECT count(*)::int AS count FROM gone`,
  );
  const signals = await countOf(
    tx,
    sql`WITH gone AS (
      DELETE FROM outbox WHERE dead_at IS NOT NULL AND workflow_id IN (
        SELECT workflow_id FROM enrollment WHERE lead_id = ${leadId}
        UNION SELECT workflow_id FROM handoff WHERE lead_id = ${leadId}) RETURNING 1
    ) SELECT count(*)::int AS count FROM gone`,
  );
  let filters = 0;
  for (const address of subject.addresses) filters += await eraseFromFilters(tx, address, subject);
  return { requests, signals, filters };
}

/** Whom such a filter meant is nobody now: the text of the address gives way to one that nobody has. */
async function eraseFromFilters(tx: Queryable, address: string, subject: PersonalSubject): Promise<number> {
  const named = namesAddress(sql`filter::text`, { ...subject, addresses: [address] });
  const erased = sql`${withoutAddress(sql`filter::text`, address, tombstoneAddress(subject.leadId))}::jsonb`;
  return countOf(
    tx,
    sql`WITH batches AS (UPDATE enrollment_batch SET filter = ${erased} WHERE ${named} RETURNING 1),
      broadcasts AS (UPDATE broadcast SET filter = ${erased} WHERE ${named} RETURNING 1)
    SELECT ((SELECT count(*) FROM batches) + (SELECT count(*) FROM broadcasts))::int AS count`,
  );
}

/** Its company, and those of leads that were merged into it: while that could be undone they were kept, though empty. */
async function accountsOf(tx: Queryable, { leadId, accountId }: PersonalSubject): Promise<readonly string[]> {
  const merged = await tx.rows<{ readonly id: string }>(sql`
    SELECT DISTINCT a.id FROM lead_merge m JOIN account a ON a.id::text = m.snapshot #>> '{lead,account_id}'
    WHERE m.lead_id = ${leadId}`);
  return [...new Set([...merged.map(({ id }) => id), ...(accountId === null ? [] : [accountId])])].sort();
}

/**
 * The company goes with the last of its leads. Its row is locked first: who gives it another lead waits, and whoever did so
 * before is seen.
 */
async function removeAccount(tx: Queryable, accountId: string): Promise<number> {
  await tx.rows(sql`SELECT 1 FROM account WHERE id = ${accountId} FOR UPDATE`);
  return countOf(
    tx,
    sql`WITH gone AS (
      DELETE FROM account WHERE id = ${accountId} AND NOT EXISTS (SELECT 1 FROM lead WHERE account_id = ${accountId})
      RETURNING 1
    ) SELECT count(*)::int AS count FROM gone`,
  );
}

/** The last move of the lead. The suppressed hash of its tombstone is what every gate finds from now on. */
async function bury(
  tx: Queryable,
  lead: LeadRow,
  { actor, now, hash }: { readonly actor: string; readonly now: Instant; readonly hash: string },
): Promise<void> {
  await tx.rows(
    sql`UPDATE lead SET erased_at = ${now}, updated_at = ${now}, address_hash = ${hash} WHERE id = ${lead.id}`,
  );
  if (lead.stage === 'disqualified') return;
  await tx.rows(sql`
    INSERT INTO stage_move (id, lead_id, "from", "to", actor, reason, score, grade, at)
    VALUES (${newId()}, ${lead.id}, ${lead.stage}, 'disqualified', ${actor}, 'erased', ${lead.score}, ${lead.grade}, ${now})`);
}
