/**
 * A relay that is not at its best: a few mails in a hundred meet a fault at their first try. Which ones is chance, and the
 * same for one seed.
 */
import { fractionOf } from '../../domain/fraction.ts';
import type { SmtpBehaviour, SmtpFault, SmtpStage } from '../support/smtp-sink.ts';

export interface Fault {
  readonly stage: SmtpStage;
  readonly fault: SmtpFault;
  /** Of all mails. */
  readonly share: number;
}

/** Surely not accepted, so it has to come again, some minutes later. */
export const shuttingDown: Fault = { stage: 'rcpt', fault: { reply: '421 4.3.0 shutting down' }, share: 0.03 };
/** Surely not accepted: the body has not begun. */
export const resetBeforeData: Fault = { stage: 'data', fault: 'reset', share: 0.01 };
/** The whole body has come and nothing is said: this must never come again. */
export const silentAfterDot: Fault = { stage: 'dot', fault: 'close', share: 0.01 };

export function misbehaviour(seed: string, faults: readonly Fault[]): SmtpBehaviour {
  const met = new Set<string>();
  return ({ stage, to }) => {
    for (const [index, { stage: where, fault, share }] of faults.entries()) {
      const once = `${seed}/${index}/${to.join()}`;
      if (stage !== where || met.has(once) || fractionOf(once) >= share) continue;
      met.add(once);
      return fault;
    }
    return undefined;
  };
}
