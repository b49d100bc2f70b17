/** What a finished execution cost, read from its history. Events that only exist because time was skipped are left out. */
import type { WorkflowClient } from '@temporalio/client';
import proto from '@temporalio/proto';

export interface HistoryCost {
  readonly events: number;
  readonly tasks: number;
  readonly activities: number;
  /** As Temporal Cloud counts them: the start, activities, timers and changes of search attributes. */
  readonly actions: number;
  /** Every kind of event with its number. */
  readonly words: string;
}

const { EventType } = proto.temporal.api.enums.v1;

export async function historyCost(client: WorkflowClient, workflowId: string): Promise<HistoryCost> {
  const { events } = await client.getHandle(workflowId).fetchHistory();
  const types = (events ?? [])
    .map(({ eventType }) => EventType[eventType ?? 0] ?? '')
    .filter((type) => !type.includes('TIME_SKIPPING'))
    .map((type) => type.replace('EVENT_TYPE_', ''));
  const count = (wanted: string): number => types.filter((type) => type === wanted).length;
  const activities = count('ACTIVITY_TASK_SCHEDULED');
  return {
    events: types.length,
    tasks: count('WORKFLOW_TASK_STARTED'),
    activities,
    actions: 1 + activities + count('TIMER_STARTED') + count('UPSERT_WORKFLOW_SEARCH_ATTRIBUTES'),
    words: [...new Set(types)].map((type) => `${count(type)} ${type.toLowerCase().replaceAll('_', ' ')}`).join(', '),
  };
}
