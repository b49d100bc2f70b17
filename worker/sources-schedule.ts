/** The schedule that looks after sources of leads: once an hour, some minutes after it, so that it meets no night's work. */
import type { ScheduleClient } from '@temporalio/client';
import type { Logger } from 'pino';
import { workflowNames } from '../workflows/messages.ts';
import { seeToSchedule } from './schedule.ts';

const sourcesScheduleId = 'tendril-sources';
const minute = 17;

interface ScheduleDeps {
  readonly taskQueue: string;
  readonly log: Pick<Logger, 'warn'>;
  /** Another name than the one of all workers; for tests. */
  readonly scheduleId?: string;
}

/** Idempotent; never fails. */
export async function scheduleSources(client: ScheduleClient, deps: ScheduleDeps): Promise<void> {
  const { taskQueue, log, scheduleId = sourcesScheduleId } = deps;
  const spec = { calendars: [{ hour: '*' as const, minute, comment: 'every hour' }] };
  try {
    await seeToSchedule(client, {
      ...{ scheduleId, spec, taskQueue, workflowType: workflowNames.sources, catchupWindow: '1 hour' },
    });
  } catch (error) {
    log.warn({ err: error }, 'the schedule of the sources cannot be seen to; look by hand: tendril sources check');
  }
}
