/**
 * The workflow that looks after sources of leads, run by a schedule once an hour: one look at all of them. What it finds
 * stands in the database; a history has numbers only.
 */
import { reviewSources } from './calls.ts';
import { workflowNow } from './drive.ts';
import type { SourcesReport } from './messages.ts';

export const sources = (): Promise<SourcesReport> => reviewSources({ now: workflowNow() });
