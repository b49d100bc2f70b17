/**
 * One push, whose records are told one after the other what became of them, over several requests. What a failure leaves
 * untold is `later`; a failure before anything was told is the caller's. So no record is ever left out.
 */

import { TendrilError } from '../domain/errors.ts';
import type { Instant } from '../domain/instant.ts';
import { crmFailureOf, delayBy } from './failure.ts';
import type { Pushed } from './port.ts';

export interface Telling {
  tell(index: number, pushed: Pushed): void;
  /** The record is surely there, and there is more to do about it before it can be told. */
  noteStored(index: number, remoteId: string): void;
}

/**
 * Runs the requests of a push of so many records, and gives what became of each.
 * @throws what `work` throws when it had told nothing, or when it is no failure of the CRM
 */
export async function told(
  count: number,
  now: () => Instant,
  work: (telling: Telling) => Promise<void>,
): Promise<readonly Pushed[]> {
  const pushed = new Map<number, Pushed>();
  const stored = new Map<number, string>();
  let delay: Pick<Extract<Pushed, { readonly kind: 'later' }>, 'until' | 'because'> | null = null;
  try {
    await work({
      tell: (index, one) => void pushed.set(index, one),
      noteStored: (index, remoteId) => void stored.set(index, remoteId),
    });
  } catch (error) {
    const failure = crmFailureOf(error);
    if (failure === null || (pushed.size === 0 && stored.size === 0)) throw error;
    delay = delayBy(failure, now());
  }
  return Array.from({ length: count }, (_, index) => {
    const known = pushed.get(index);
    if (known !== undefined) return known;
    if (delay === null) throw new TendrilError('INTERNAL', 'a record of a push was told nothing');
    const remoteId = stored.get(index);
    return { kind: 'later', ...delay, ...(remoteId === undefined ? {} : { remoteId }) };
  });
}
