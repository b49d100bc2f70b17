/**
 * The reference of the nurture benchmark: the same timers and as many activities as the reference program needs, in the
 * same order, with nothing decided and nothing done.
 */
import { condition, proxyActivities, proxyLocalActivities, sleep } from '@temporalio/workflow';

interface Nothing {
  nothing(): Promise<void>;
}

const { nothing } = proxyActivities<Nothing>({ startToCloseTimeout: '1 minute' });
const { nothing: nothingNearby } = proxyLocalActivities<Nothing>({ startToCloseTimeout: '1 minute' });

export async function bare(): Promise<void> {
  await nothing();
  await sleep('3 days');
  await nothing();
  await condition(() => false, '5 days');
  await nothing();
  await sleep('7 days');
  await nothing();
  await sleep('7 days');
  await nothing();
  await sleep('14 days');
  await nothingNearby();
}
