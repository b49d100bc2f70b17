/**
 * The gate: whether a mail may still go to a lead. Pure, over what was read in the transaction that claims.
 */
import type { ConsentVerdict } from '../domain/consent.ts';
import type { StopReason } from '../domain/events.ts';
import { nurturable, type Stage } from '../domain/lifecycle.ts';
import type { SuppressionReason } from './store.ts';

export interface Blocked {
  readonly reason: StopReason;
  readonly detail: string;
}

export interface GateFacts {
  /** By a person's hand to the lead itself: it may have left our list, and has an answer coming to what it asked. */
  readonly toLead?: boolean;
  readonly suppressed: SuppressionReason | null;
  /** Null for mails to a person of one's own. */
  readonly nurture: {
    /** What it is a mail of, in words; default: the sequence. */
    readonly program?: string;
    readonly status: string;
    readonly stopReason: StopReason | null;
    readonly stage: Stage;
    /** The stages at which its sequence may mail. */
    readonly stages: readonly Stage[];
    /** What the lead agreed to, held against what its country asks for. */
    readonly consent: ConsentVerdict;
  } | null;
}

const byHand: ReadonlySet<SuppressionReason | null> = new Set(['manual', 'legal']);

/** Programs know no law: for them a person said so. */
const stopFor = (reason: SuppressionReason): StopReason => (reason === 'legal' ? 'manual' : reason);

/**
 * The reason no mail may pass; null when it may. A mail about a hand-off, or a note about a lead, is work mail to a
 * colleague, not marketing: only an address that was suppressed by hand stops it, whatever that address once answered as
 * a lead's. A person's answer to the lead is stopped by all but its having left the list.
 */
export function gate({ suppressed, nurture, toLead = false }: GateFacts): Blocked | null {
  const stops = nurture !== null || byHand.has(suppressed) || (toLead && suppressed !== 'unsubscribe');
  if (suppressed !== null && stops) {
    return { reason: stopFor(suppressed), detail: `the address is suppressed (${suppressed})` };
  }
  if (nurture === null) return null;
  const { program = 'the sequence', status, stopReason, stage, stages, consent } = nurture;
  if (stopReason !== null) return { reason: stopReason, detail: `the enrollment was asked to stop (${stopReason})` };
  if (status !== 'active') return { reason: 'manual', detail: `the enrollment has ended (${status})` };
  if (consent.kind === 'withheld') return { reason: 'consent', detail: consent.why };
  if (stages.includes(stage)) return null;
  if (stage === 'disqualified') return { reason: 'manual', detail: 'the lead is disqualified' };
  if (nurturable.has(stage)) return { reason: 'rule', detail: `${program} does not mail at stage ${stage}` };
  return { reason: 'mql', detail: `the lead belongs to sales (stage ${stage})` };
}
