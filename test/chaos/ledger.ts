/** Looks into the database of a round from outside, past the engine's own code. */
import { vi } from 'vitest';
import { connect } from '../db/fixtures.ts';
import type { LedgerRow } from './verdict.ts';

/** All mails of the ledger. */
export const ledgerOf = (databaseUrl: string): Promise<readonly LedgerRow[]> =>
  asked<LedgerRow>(databaseUrl, 'SELECT id, recipient, state, detail FROM message');

/** Enrollments that have not ended, with what a conversation of theirs needs. */
export const activeEnrollments = (
  databaseUrl: string,
): Promise<readonly { readonly id: string; readonly sequenceVersionId: string }[]> =>
  asked(
    databaseUrl,
    `SELECT id, sequence_version_id AS "sequenceVersionId" FROM enrollment WHERE status = 'active' ORDER BY id`,
  );

/** Resolves when nobody else is connected: what a killed process had asked for last has been done by then. */
export async function untilNobodyIsConnected(databaseUrl: string): Promise<void> {
  const others = `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database()
    AND pid <> pg_backend_pid() AND backend_type = 'client backend'`;
  await vi.waitFor(
    async () => {
      const [row] = await asked<{ readonly count: number }>(databaseUrl, others);
      if (row?.count !== 0) throw new Error(`${row?.count} connections to the database are still open`);
    },
    { timeout: 20_000, interval: 10 },
  );
}

async function asked<Row>(databaseUrl: string, question: string): Promise<readonly Row[]> {
  const client = await connect(databaseUrl);
  try {
    return (await client.query(question)).rows as Row[];
  } finally {
    await client.end();
  }
}
