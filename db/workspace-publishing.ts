/**
 * Publishing a workspace: a new version if the content is new, the salespeople it names, and, with a new scoring model,
 * the fit of every lead: found within the transaction where leads are few, else begun by it. Its length does not depend on how
 * many there are.
 */
import { createHash } from 'node:crypto';
import type { Conditions } from '../domain/conditions.ts';
import type { Instant } from '../domain/time.ts';
import type { Salesperson, Workspace } from '../domain/workspace.ts';
import { releaseDeparted } from './assigning.ts';
import type { Queryable } from './database.ts';
import { wakeQueue } from './handoff-queue.ts';
import { newId } from './ids.ts';
import { refitAll } from './refit.ts';
import { json, sql } from './sql.ts';
import type { Published } from './store.ts';

const name = 'workspace';

export async function publishWorkspace(
  tx: Queryable,
  workspace: Workspace,
  conditions: Conditions,
  now: Instant,
): Promise<Published> {
  await tx.rows(sql`SELECT pg_advisory_xact_lock(hashtextextended('publish workspace', 0))`);
  const [newest] = await tx.rows<{
    readonly id: string;
    readonly number: number;
    readonly content_hash: string;
    readonly content: Workspace;
  }>(sql`SELECT id, number, content_hash, content FROM workspace_version ORDER BY number DESC LIMIT 1`);
  const contentHash = hashOf(workspace);
  if (newest?.content_hash === contentHash) {
    return { id: newest.id, name, number: newest.number, created: false };
  }
  const id = newId();
  const number = (newest?.number ?? 0) + 1;
  await tx.rows(sql`
    INSERT INTO workspace_version (id, number, content_hash, content, published_at)
    VALUES (${id}, ${number}, ${contentHash}, ${json(workspace)}, ${now})`);
  await writeSalespeople(tx, workspace.sales.salespeople, now);
  if (!newest || hashOf(newest.content.scoring) !== hashOf(workspace.scoring)) {
    await refitAll(tx, { model: workspace.scoring, conditions }, now);
  }
  await releaseDeparted(tx, now);
  await wakeQueue(tx, now);
  return { id, name, number, created: true };
}

/** Who is not named any more gets no offers; hand-offs that were offered to them still know who it was. */
async function writeSalespeople(tx: Queryable, salespeople: readonly Salesperson[], now: Instant): Promise<void> {
  const rows = salespeople.map((person) => ({ id: newId(), ...person }));
  await tx.rows(sql`
    INSERT INTO salesperson AS s (id, key, name, address, title, active, joined_at)
    SELECT id, key, name, address, title, true, ${now}::timestamptz
    FROM jsonb_to_recordset(${json(rows)}::jsonb) AS person (id uuid, key text, name text, address text, title text)
    ON CONFLICT (key) DO UPDATE
    SET name = excluded.name, address = excluded.address, title = excluded.title, active = true,
      joined_at = CASE WHEN s.active THEN s.joined_at ELSE excluded.joined_at END`);
  const keys = salespeople.map((person) => person.key);
  await tx.rows(sql`UPDATE salesperson SET active = false WHERE active AND key <> ALL (${keys}::text[])`);
}

/** SHA-256 of the content, whatever the order of its keys. */
const hashOf = (content: unknown): string => createHash('sha256').update(canonical(content)).digest('hex');

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`;
}
