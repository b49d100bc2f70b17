/**
 * The webhooks workflow, one for each endpoint: delivers what waits for it, sleeps until the next try, and ends when nothing
 * is left. The outbox starts it again: an endpoint that is told little has no workflow that lives for years, and what is
 * left to do stands in the database.
 */
import { condition, continueAsNew, defineSignal, setHandler, workflowInfo } from '@temporalio/workflow';
import { msOf } from '../domain/instant.ts';
import { deliverWebhooks } from './calls.ts';
import { workflowNow } from './drive.ts';
import { signalNames, type WebhooksInput } from './messages.ts';

const lookSignal = defineSignal(signalNames.look);

export async function webhooks({ endpoint }: WebhooksInput): Promise<void> {
  let told = false;
  setHandler(lookSignal, () => {
    told = true;
  });
  for (;;) {
    told = false;
    const { more, nextAt } = await deliverWebhooks({ endpoint, now: workflowNow() });
    if (workflowInfo().continueAsNewSuggested && (more || told || nextAt !== null)) {
      // It looks at once when it begins anew, so that a signal of this moment is not lost.
      await continueAsNew<typeof webhooks>({ endpoint });
    }
    if (more || told) continue;
    if (nextAt === null) return;
    await condition(() => told, Math.max(1, msOf(nextAt) - Date.now()));
  }
}
