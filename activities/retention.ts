/** Keeps the retention periods of the organisation: one turn of a run. */
import type { Store } from '../db/store.ts';
import { hasCode } from '../domain/errors.ts';
import type { RetentionKind, RetentionPeriods } from '../domain/retention.ts';
import { takeTurn } from '../domain/retention-run.ts';
import { organisationDefaults } from '../domain/workspace.ts';
import type { KeepRetentionRequest, KeepRetentionResult } from '../workflows/messages.ts';
import type { Deps } from './ports.ts';

export const createKeepRetention =
  ({ store, log }: Pick<Deps, 'store' | 'log'>) =>
  async ({ before, failures = {}, now }: KeepRetentionRequest, stopping: AbortSignal): Promise<KeepRetentionResult> => {
    const failed = (kind: RetentionKind, error: unknown) =>
      log.error({ kind, err: error }, 'A retention period cannot be kept: the next run tries it again');
    // No period of the organisation: a copy of a person's data is kept as long as it serves, and no longer.
    await store.merges.expire(now);
    const swept = { rows: before, failures };
    return takeTurn(store.retention, await periodsOf(store), swept, now, { stopping, failed });
  };

/** What is kept for how long as long as no workspace is published is kept as if it said nothing. */
async function periodsOf(store: Store): Promise<RetentionPeriods> {
  try {
    return (await store.publications.workspace()).organisation.retention;
  } catch (error) {
    if (hasCode(error, 'WORKSPACE_EMPTY')) return organisationDefaults.retention;
    throw error;
  }
}
