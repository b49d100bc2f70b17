/**
 * A schedule of Temporal that every worker sees to when it starts: made when it is missing, and where it is there only its
 * time and its work are brought up to date, so that one that an operator has paused stays paused.
 */
import {
  ScheduleAlreadyRunning,
  type ScheduleClient,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import { backgroundPriority } from '../workflows/priorities.ts';

/** A server that does not answer this is no reason to wait long: the next worker sees to it. */
const withinMs = 5000;

export interface WantedSchedule {
  readonly scheduleId: string;
  readonly spec: ScheduleOptions['spec'];
  /** A workflow without arguments; its id is the one of the schedule. */
  readonly workflowType: string;
  readonly taskQueue: string;
  /** A run that was missed is made up for within this time. */
  readonly catchupWindow: '1 day' | '1 hour';
}

/** @throws what the client throws when the server is away */
export async function seeToSchedule(client: ScheduleClient, wanted: WantedSchedule): Promise<void> {
  const { scheduleId, spec, workflowType, taskQueue, catchupWindow } = wanted;
  const action = {
    type: 'startWorkflow' as const,
    workflowType,
    args: [],
    taskQueue,
    workflowId: scheduleId,
    priority: backgroundPriority,
  };
  const policies = { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow };
  await client.withDeadline(Date.now() + withinMs, async () => {
    try {
      await client.create({ scheduleId, spec, action, policies });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      await client.getHandle(scheduleId).update(({ state }) => ({ state, spec, action, policies }));
    }
  });
}
