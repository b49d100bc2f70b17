/**
 * Whether a marketing mail may leave now, by all that was read of its lead in the transaction that claims it: the same for
 * the mail of a step and for that of a broadcast. Pure.
 *
 * In this order: the gate, or the lead itself, may let no mail pass any more. The lead is away or has asked for a pause. The
 * calendar may put the mail off, or it is too late for it. At last the caps, the lead's own among them.
 */
import { type ConsentEntry, type ConsentRule, consentVerdict } from '../domain/consent.ts';
import type { LeadFacts } from '../domain/lead.ts';
import type { Slot } from '../domain/send-slot.ts';
import type { Instant } from '../domain/time.ts';
import { capMark, keptBy, type Traffic } from './caps.ts';
import type { Refusal } from './claim-writes.ts';
import { type Blocked, type GateFacts, gate } from './send-gate.ts';
import type { SendRules } from './store.ts';
import { neverWanted, notYetWanted, type Wishes, wantedCaps } from './wishes.ts';

export interface Standing {
  readonly suppressed: GateFacts['suppressed'];
  /** What it is a mail of: whether that goes on. */
  readonly run: Pick<NonNullable<GateFacts['nurture']>, 'status' | 'stopReason' | 'program'>;
  readonly facts: LeadFacts;
  readonly consents: readonly ConsentEntry[];
  /** What the source of the lead asks for. */
  readonly consentRule: ConsentRule | null;
  readonly wishes: Wishes;
  /** Null when no cap counts. */
  readonly traffic: Traffic | null;
  /** What was noted of the mail before. */
  readonly detailBefore: string | null;
}

/**
 * Why no such mail goes to the lead at all; null when some may. Who opted out of its purpose has withdrawn the consent to it
 * as well, and is told of as the former.
 */
export function neverBy(
  { suppressed, run, facts: { stage, country }, consents, consentRule, wishes }: NeverFacts,
  { stages, purpose, consent: policy }: Pick<SendRules, 'stages' | 'purpose' | 'consent'>,
  now: Instant,
): Blocked | null {
  const consent = consentVerdict(policy, country, purpose, consents, now, consentRule);
  const blocked = gate({ suppressed, nurture: { ...run, stage, stages, consent } });
  const unwanted = blocked === null || blocked.reason === 'consent' ? neverWanted(wishes, purpose) : null;
  return unwanted ?? blocked;
}

type NeverFacts = Pick<Standing, 'suppressed' | 'run' | 'consents' | 'consentRule' | 'wishes'> & {
  readonly facts: Pick<LeadFacts, 'stage' | 'country'>;
};

/** Why the mail does not leave; null when it may. `slot` is asked only if the gate is open. */
export function judgeByRules(
  standing: Standing,
  rules: Omit<SendRules, 'slot'>,
  slot: () => Slot,
  now: Instant,
): Refusal | null {
  const { wishes, traffic, detailBefore } = standing;
  const never = neverBy(standing, rules, now);
  if (never) return { kind: 'blocked', ...never };
  const unwanted = notYetWanted(wishes, now);
  if (unwanted) return unwanted;
  const at = slot();
  // A mail that a cap has put off keeps its place in the queue when its window has closed meanwhile.
  if (at.kind === 'later')
    return detailBefore?.startsWith(capMark) ? { ...at, why: `${capMark}kept back; ${at.why}` } : at;
  if (at.kind === 'skip') return { kind: 'skipped', at: at.at, why: at.why };
  const kept = traffic && keptBy([...rules.caps, ...wantedCaps(wishes)], traffic, now);
  return kept && { kind: 'later', ...kept };
}
