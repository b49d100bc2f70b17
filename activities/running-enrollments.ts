/** The workflows of enrollments, as the activity that migrates them sees them. */
import type { MigrateRequest } from '../workflows/messages.ts';

export type MigrateOutcome =
  | { readonly kind: 'moved' | 'stayed' }
  /** It did not answer in time; it may do it still, and answers the same update then. */
  | { readonly kind: 'late' }
  /** There is no such workflow, or it has ended. */
  | { readonly kind: 'absent' }
  /** `versionId`: the version it goes by, where that is the reason. */
  | { readonly kind: 'refused'; readonly code: string; readonly versionId: string | null };

/** The workflows of enrollments, as far as an activity needs them. */
export interface RunningEnrollments {
  migrate(workflowId: string, updateId: string, request: MigrateRequest): Promise<MigrateOutcome>;
}
