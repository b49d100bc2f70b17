/**
 * The workflow of the CRM: does what it has told, tells it what waits, sleeps until the next try, and ends when nothing is left. The
 * outbox starts it again. What is left to do stands in the database; a history has times only.
 */
import { condition, continueAsNew, defineSignal, setHandler, workflowInfo } from '@temporalio/workflow';
import { msOf } from '../domain/instant.ts';
import { tellCrm } from './calls.ts';
import { workflowNow } from './drive.ts';
import { signalNames } from './messages.ts';

const lookSignal = defineSignal(signalNames.look);

export async function crm(): Promise<void> {
  let told = false;
  setHandler(lookSignal, () => {
    told = true;
  });
  for (;;) {
    told = false;
    const { more, nextAt } = await tellCrm({ now: workflowNow() });
    if (workflowInfo().continueAsNewSuggested && (more || told || nextAt !== null)) {
      // It looks at once when it begins anew, so that a signal of this moment is not lost.
      await continueAsNew<typeof crm>();
    }
    if (more || told) continue;
    if (nextAt === null) return;
    await condition(() => told, Math.max(1, msOf(nextAt) - Date.now()));
  }
}
