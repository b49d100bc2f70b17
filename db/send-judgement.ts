/**
 * Whether a marketing mail may leave now, by all that was read of its lead in the transaction that claims it: the same for
 * the mail of a step and for that of a broadcast. Pure.
 *
 * In this order: the gate may let no mail pass to this lead any more. The calendar may put the mail off, or it is too late
 * for it. At last the caps.
 */
import { type ConsentEntry, consentVerdict } from '../domain/consent.ts';
import type { LeadFacts } from '../domain/lead.ts';
import type { Slot } from '../domain/send-slot.ts';
import type { Instant } from '../domain/time.ts';
import { capMark, keptBy, type Traffic } from './caps.ts';
import type { Refusal } from './claim-writes.ts';
import { type GateFacts, gate } from './send-gate.ts';
import type { SendRules } from './store.ts';

export interface Standing {
  readonly suppressed: GateFacts['suppressed'];
  /** What it is a mail of: whether that goes on. */
  readonly run: Pick<NonNullable<GateFacts['nurture']>, 'status' | 'stopReason' | 'program'>;
  readonly facts: LeadFacts;
  readonly consents: readonly ConsentEntry[];
  /** Null when no cap counts. */
  readonly traffic: Traffic | null;
  /** What was noted of the mail before. */
  readonly detailBefore: string | null;
}

/** Why the mail does not leave; null when it may. `slot` is asked only if the gate is open. */
export function judgeByRules(
  { suppressed, run, facts, consents, traffic, detailBefore }: Standing,
  rules: Omit<SendRules, 'slot'>,
  slot: () => Slot,
  now: Instant,
): Refusal | null {
  const { stage, country } = facts;
  const consent = consentVerdict(rules.consent, country, rules.purpose, consents, now);
  const blocked = gate({ suppressed, nurture: { ...run, stage, stages: rules.stages, consent } });
  if (blocked) return { kind: 'blocked', ...blocked };
  const at = slot();
  // A mail that a cap has put off keeps its place in the queue when its window has closed meanwhile.
  if (at.kind === 'later')
    return detailBefore?.startsWith(capMark) ? { ...at, why: `${capMark}kept back; ${at.why}` } : at;
  if (at.kind === 'skip') return { kind: 'skipped', at: at.at, why: at.why };
  const kept = traffic && keptBy(rules.caps, traffic, now);
  return kept && { kind: 'later', ...kept };
}
