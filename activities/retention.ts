/** Keeps the retention periods of the organisation: one turn of a run. */
import type { Store } from '../db/store.ts';
import { hasCode } from '../domain/errors.ts';
import type { RetentionPeriods } from '../domain/retention.ts';
import { takeTurn } from '../domain/retention-run.ts';
import { organisationDefaults } from '../domain/workspace.ts';
import type { KeepRetentionRequest, KeepRetentionResult } from '../workflows/messages.ts';

export const createKeepRetention =
  ({ store }: { readonly store: Store }) =>
  async ({ before, now }: KeepRetentionRequest, stopping: AbortSignal): Promise<KeepRetentionResult> =>
    takeTurn(store.retention, await periodsOf(store), before, now, stopping);

/** What is kept for how long as long as no workspace is published is kept as if it said nothing. */
async function periodsOf(store: Store): Promise<RetentionPeriods> {
  try {
    return (await store.publications.workspace()).organisation.retention;
  } catch (error) {
    if (hasCode(error, 'WORKSPACE_EMPTY')) return organisationDefaults.retention;
    throw error;
  }
}
