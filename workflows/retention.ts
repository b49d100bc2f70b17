/**
 * The retention workflow, run by a schedule: takes away what is older than the organisation keeps it, in small batches with
 * a breath between them. How far it has come is in the database: what is gone is gone.
 */
import { sleep } from '@temporalio/workflow';
import { keepRetention } from './calls.ts';
import { workflowNow } from './drive.ts';
import type { RetentionReport } from './messages.ts';

/** Between two turns of a run: mails and events go before. */
const breathMs = 1_000;

export async function retention(): Promise<RetentionReport> {
  let report: RetentionReport = { rows: {}, failures: {} };
  for (;;) {
    const { rows, failures } = report;
    const turn = await keepRetention({ before: rows, failures, now: workflowNow() });
    report = { rows: turn.rows, failures: turn.failures };
    if (!turn.more) return report;
    await sleep(breathMs);
  }
}
