/**
 * The schedule that keeps the retention periods: every night at three, in the organisation's zone. Every worker sees to it
 * when it starts; where it is there, only its time is brought up to date, so that one that an operator has paused stays
 * paused.
 */
import type { ScheduleClient } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Store } from '../db/store.ts';
import { hasCode } from '../domain/errors.ts';
import { workflowNames } from '../workflows/messages.ts';
import { seeToSchedule } from './schedule.ts';

const retentionScheduleId = 'tendril-retention';

const hour = 3;
/** A night that was missed is made up for within a day. */
const catchupWindow = '1 day' as const;

interface ScheduleDeps {
  readonly store: Store;
  readonly taskQueue: string;
  readonly log: Pick<Logger, 'warn'>;
  /** Another name than the one of all workers; for tests. */
  readonly scheduleId?: string;
}

/** Idempotent; never fails. */
export async function scheduleRetention(client: ScheduleClient, deps: ScheduleDeps): Promise<void> {
  const { store, taskQueue, log, scheduleId = retentionScheduleId } = deps;
  try {
    const timezone = await zoneOf(store);
    const spec = { calendars: [{ hour, minute: 0, comment: 'every night' }], timezone };
    const workflowType = workflowNames.retention;
    await seeToSchedule(client, { scheduleId, spec, workflowType, taskQueue, catchupWindow });
  } catch (error) {
    log.warn({ err: error }, 'the schedule of the retention cannot be seen to; run it by hand: tendril retention run');
  }
}

async function zoneOf(store: Store): Promise<string> {
  try {
    return (await store.publications.workspace()).organisation.timeZone;
  } catch (error) {
    if (hasCode(error, 'WORKSPACE_EMPTY')) return 'UTC';
    throw error;
  }
}
