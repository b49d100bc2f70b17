/** Workflows of the tests of the test support itself. */
import { sleep } from '@temporalio/workflow';

/** Sleeps so many weeks, one by one, and tells how many went by. */
export async function sleeper(weeks: number): Promise<number> {
  const start = Date.now();
  for (let week = 0; week < weeks; week += 1) await sleep('7 days');
  return Math.round((Date.now() - start) / 604_800_000);
}
