/** How a broadcast is told: its status, its mails, and why mails did not leave. */
import type { BroadcastView } from '../../../db/store.ts';
import type { BroadcastStatus } from '../../../domain/broadcast.ts';
import { assertNever } from '../../../domain/errors.ts';
import type { Paint } from '../../terminal/screen.ts';

/** For `tendril broadcast list` and what is shown of one. */
export function statusPaint(status: BroadcastStatus): Paint | null {
  switch (status) {
    case 'running':
      return 'green';
    case 'paused':
      return 'yellow';
    case 'scheduled':
      return 'cyan';
    case 'done':
    case 'stopped':
      return null;
    default:
      return assertNever(status);
  }
}

/** It does nothing any more. */
export const isOver = ({ status }: BroadcastView): boolean => status === 'done' || status === 'stopped';

/** `310 mails have left; 400 of 1204 leads were looked at.` */
export function sentWords({ mails, looked, total }: BroadcastView): string {
  const sent = mails.SENT ?? 0;
  const left = `${sent} ${sent === 1 ? 'mail has' : 'mails have'} left`;
  const unknown = mails.UNKNOWN ?? 0;
  return `${left}${unknown === 0 ? '' : `, ${unknown} of unknown fate`}; ${looked} of ${total} leads were looked at.`;
}

/** Why the gate holds a mail back, to be read after a number; a reason that is not expected here stands for itself. */
export const heldWords = (reason: string): string => held.get(reason) ?? reason;

const held: ReadonlyMap<string, string> = new Map([
  ['unsubscribe', 'unsubscribed'],
  ['complaint', 'complained'],
  ['bounce_hard', 'with an address that does not exist'],
  ['manual', 'kept out by hand (suppressed or disqualified)'],
  ['consent', 'without the consent that the purpose needs'],
  ['mql', 'with sales'],
  ['rule', 'at a stage that it does not mail'],
  ['paused', 'paused'],
  ['cap', 'with enough mails for now (frequency caps)'],
]);
