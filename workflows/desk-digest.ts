/** The workflow with which days of sales begin, run by a schedule: whoever's day has begun gets the mail about their leads. */
import { deskDigest as send } from './calls.ts';
import { workflowNow } from './drive.ts';
import type { DeskDigestReport } from './messages.ts';

export const deskDigest = (): Promise<DeskDigestReport> => send({ now: workflowNow() });
