/**
 * How the workflows call activities: no attempt limit, because an outage of days must delay a lead and never eject it.
 * The heartbeat tells a dead worker from a slow relay; start-to-close leaves the ten minutes that RFC 5321 §4.5.3.2.6
 * grants a server after the final dot.
 */
import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from './messages.ts';
import { backgroundPriority, handoffPriority, letterPriority, webhooksPriority } from './priorities.ts';

const retry = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 minutes' } as const;

const options = { startToCloseTimeout: '20 minutes', heartbeatTimeout: '10 seconds', retry } as const;

/** Goes first or last as the workflow of its enrollment does. */
export const { converse } = proxyActivities<Activities>(options);

/** Also for hand-offs that an older version started without a priority; options may change, a replay compares none. */
export const { converseHandoff } = proxyActivities<Activities>({ ...options, priority: handoffPriority });

export const { sendLetter } = proxyActivities<Activities>({ ...options, priority: letterPriority });

export const { enrollBatch, migrateBatch, sendBroadcast, eraseExecutions, keepRetention, reviewSources, deskDigest } =
  proxyActivities<Activities>({
    ...options,
    priority: backgroundPriority,
  });

export const { recomputeBatch } = proxyActivities<Activities>({ ...options, priority: backgroundPriority });

export const { deliverWebhooks, tellCrm, readCrm } = proxyActivities<Activities>({
  ...options,
  priority: webhooksPriority,
});

/**
 * For the end of an enrollment, which is one quick statement: as a local activity it costs one event of the history
 * instead of six, and no workflow task of its own. After a while of failing it waits by timers, like any other.
 */
export const { converse: converseNearby } = proxyLocalActivities<Pick<Activities, 'converse'>>({
  startToCloseTimeout: '30 seconds',
  localRetryThreshold: '20 seconds',
  retry,
});
