/**
 * A workflow around the real loop, whose update is still busy when what it asked for has been done: it goes on in a new
 * run at once, and ends there.
 */
import { condition, continueAsNew, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import { drive } from '../../workflows/drive.ts';

interface Leave {
  readonly kind: 'leave';
}

export const leaveUpdate = defineUpdate<string>('leave');
export const finishSignal = defineSignal('finish');

export async function busy(hasLeft = false): Promise<string> {
  const inbox: Leave[] = [];
  let asked = false;
  let finishing = false;
  setHandler(finishSignal, () => {
    finishing = true;
  });
  setHandler(leaveUpdate, async () => {
    inbox.push({ kind: 'leave' });
    await condition(() => finishing);
    return 'has left';
  });
  return drive<string, Leave>(
    {
      advance: () => 'leaves',
      asking: () => false,
      ended: () => hasLeft,
      wakeAt: () => null,
      due: () => ({ kind: 'leave' }),
      converse: () => Promise.resolve([]),
      moved() {
        asked = true;
      },
      leaving: () => asked,
      carryOn: () => continueAsNew<typeof busy>(true),
    },
    hasLeft ? 'has come' : 'stays',
    inbox,
  );
}
