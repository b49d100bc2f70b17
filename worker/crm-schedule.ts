/** The schedule that reads what was changed in the CRM: every minute while one is set up, and none when none is. */
import { type ScheduleClient, ScheduleNotFoundError } from '@temporalio/client';
import type { Logger } from 'pino';
import { workflowNames } from '../workflows/messages.ts';
import { seeToSchedule } from './schedule.ts';

const crmScheduleId = 'tendril-crm';
const withinMs = 5000;

interface ScheduleDeps {
  readonly taskQueue: string;
  /** Whether a CRM is set up. */
  readonly wanted: boolean;
  readonly log: Pick<Logger, 'warn'>;
  /** Another name than the one of all workers; for tests. */
  readonly scheduleId?: string;
}

/** Idempotent; never fails. */
export async function scheduleCrm(client: ScheduleClient, deps: ScheduleDeps): Promise<void> {
  const { taskQueue, wanted, log, scheduleId = crmScheduleId } = deps;
  const spec = { intervals: [{ every: '1 minute' as const }] };
  try {
    if (wanted) {
      const workflowType = workflowNames.crmPull;
      await seeToSchedule(client, { scheduleId, spec, taskQueue, workflowType, catchupWindow: '1 hour' });
    } else {
      await client.withDeadline(Date.now() + withinMs, () => client.getHandle(scheduleId).delete());
    }
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return;
    log.warn({ err: error }, 'the schedule that reads the CRM cannot be seen to');
  }
}
