/** The workflow that reads what was changed in the CRM, run by a schedule every minute. A history has numbers only. */
import { readCrm } from './calls.ts';
import { workflowNow } from './drive.ts';
import type { ReadCrmResult } from './messages.ts';

export const crmPull = (): Promise<ReadCrmResult> => readCrm({ now: workflowNow() });
