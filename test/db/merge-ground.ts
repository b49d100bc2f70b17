/** Two leads of whom much is known, and everything that the tables say of them; for tests of merging. */

import { movedTables, numberedTables } from '../../db/merge-moves.ts';
import type { Store } from '../../db/store.ts';
import { connect } from './fixtures.ts';

/** Rows that are about a lead by its id, besides its own. */
const byLead = [
  ...movedTables.map(({ table }) => table),
  ...numberedTables.map(({ table }) => table),
  'lead_alias',
  'segment_member',
].filter((table) => table !== 'lead_merge');

export type Dump = Readonly<Record<string, readonly unknown[]>>;

/** All rows of both leads, table by table, and what of suppressions is in force. */
export async function dumpOf(url: string, leadIds: readonly string[]): Promise<Dump> {
  const client = await connect(url);
  const dump: Record<string, readonly unknown[]> = {};
  const read = async (name: string, text: string, values: readonly unknown[]) => {
    dump[name] = (await client.query<{ readonly row: unknown }>(text, [...values])).rows.map(({ row }) => row);
  };
  try {
    await read('lead', 'SELECT to_jsonb(t) AS row FROM lead t WHERE id = ANY ($1) ORDER BY id', [leadIds]);
    for (const table of byLead) {
      await read(
        table,
        `SELECT to_jsonb(t) AS row FROM ${table} t WHERE lead_id = ANY ($1) ORDER BY to_jsonb(t)::text`,
        [leadIds],
      );
    }
    await read('pause', `SELECT to_jsonb(t) AS row FROM pause t WHERE target = ANY ($1::text[]) ORDER BY target`, [
      leadIds,
    ]);
    await read(
      'suppression_entry',
      'SELECT to_jsonb(t) AS row FROM suppression_entry t WHERE lifted_at IS NULL ORDER BY id',
      [],
    );
    await read('suppression', 'SELECT to_jsonb(t) AS row FROM suppression t ORDER BY address_hash', []);
    return dump;
  } finally {
    await client.end();
  }
}

export async function run(
  url: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Record<string, unknown>[]> {
  const client = await connect(url);
  try {
    return (await client.query(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

export const mergeById = async (store: Store, lead: string, other: string, at: string, keep?: string) =>
  store.merges.merge(lead, other, { actor: 'ines', ...(keep === undefined ? {} : { keep }) }, at);
