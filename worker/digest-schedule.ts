/** The schedule with which days of sales begin: twice an hour, since they begin at other times in other zones. */
import type { ScheduleClient } from '@temporalio/client';
import type { Logger } from 'pino';
import { workflowNames } from '../workflows/messages.ts';
import { seeToSchedule } from './schedule.ts';

const digestScheduleId = 'tendril-digest';
const minutes = [2, 32];

interface ScheduleDeps {
  readonly taskQueue: string;
  readonly log: Pick<Logger, 'warn'>;
  /** Another name than the one of all workers; for tests. */
  readonly scheduleId?: string;
}

/** Idempotent; never fails. */
export async function scheduleDigest(client: ScheduleClient, deps: ScheduleDeps): Promise<void> {
  const { taskQueue, log, scheduleId = digestScheduleId } = deps;
  const spec = { calendars: [{ hour: '*' as const, minute: minutes, comment: 'twice an hour' }] };
  try {
    await seeToSchedule(client, {
      ...{ scheduleId, spec, taskQueue, workflowType: workflowNames.deskDigest, catchupWindow: '1 hour' },
    });
  } catch (error) {
    log.warn(
      { err: error },
      'the schedule of the digests cannot be seen to; salespeople look by hand: tendril handoffs list',
    );
  }
}
