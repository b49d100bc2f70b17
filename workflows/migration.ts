/**
 * The migration workflow: moves the enrollments of older versions of a sequence to the newest, so many per second. Which
 * are left is in the database; enrollments that do not answer are asked again until none of the others is left, and for
 * a while after that.
 */
import { continueAsNew } from '@temporalio/workflow';
import { migrateBatch } from './calls.ts';
import type { MigrationInput } from './messages.ts';
import { inTurns } from './pacing.ts';

/** How long an enrollment may do something else before it is reported as failed, counted from the last that answered. */
const patienceMs = 30 * 60_000;

export function migration({ migrationId }: MigrationInput): Promise<void> {
  let late = 0;
  let answeredAt = Date.now();
  return inTurns(
    async (limit, now) => {
      const giveUp = Date.now() - answeredAt > patienceMs;
      // Those that are late come first again: without more room they would keep the others from their turn.
      const turn = await migrateBatch({ migrationId, limit: limit + late, now, giveUp });
      late = turn.late;
      if (turn.done > 0) answeredAt = Date.now();
      return turn;
    },
    () => continueAsNew<typeof migration>({ migrationId }),
  );
}
