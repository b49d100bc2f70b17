/**
 * How the workflows call activities: no attempt limit, because an outage of days must delay a lead and never eject it.
 * The heartbeat tells a dead worker from a slow relay; start-to-close leaves the ten minutes that RFC 5321 §4.5.3.2.6
 * grants a server after the final dot.
 */
import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from './messages.ts';

export const { converse, converseHandoff } = proxyActivities<Activities>({
  startToCloseTimeout: '20 minutes',
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 minutes' },
});
