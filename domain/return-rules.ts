/** What becomes of a lead that sales gives back or loses, by the reason: which track, after how long, with how many of its points. */
import type { BackReason } from './handoff.ts';
import { addDuration, type Duration, type Instant, instantAt, later, type Zone } from './time.ts';

/** `recycle`: nurtured again. `disqualify`: never again. `fix`: as well, and somebody is asked to mend or merge its data. */
export const returnEffects = ['recycle', 'fix', 'disqualify'] as const;
export type ReturnEffect = (typeof returnEffects)[number];

export interface ReturnRule {
  readonly effect: ReturnEffect;
  /** The sequence that nurtures it; null: the one of all. */
  readonly sequence: string | null;
  /** The share of its points that stays; null: as the scoring model says. */
  readonly keep: number | null;
}

/** What the file says of leads that come back. */
export interface ReturnPolicy {
  readonly sequence: string;
  readonly coolDown: Partial<Readonly<Record<BackReason | 'lost', Duration>>>;
  /** By the reason, where one has a rule of its own. */
  readonly reasons?: Partial<Readonly<Record<BackReason | 'lost', ReturnRule>>>;
  /** After so many returns, the sequence for the long term takes it; without it, there is no such limit. */
  readonly mostRecycles?: number;
  readonly longTerm?: string;
}

const usual: ReturnRule = { effect: 'recycle', sequence: null, keep: null };
/** Whose data is wrong or double is looked at by a person, whatever a file says of its track. */
const usualOf: Partial<Readonly<Record<BackReason | 'lost', ReturnRule>>> = {
  bad_data: { ...usual, effect: 'fix' },
  duplicate: { ...usual, effect: 'fix' },
};

export const returnRule = ({ reasons = {} }: ReturnPolicy, reason: BackReason | 'lost'): ReturnRule =>
  reasons[reason] ?? usualOf[reason] ?? usual;

/** A lead that came back. */
export interface Back {
  readonly reason: BackReason | 'lost';
  readonly at: Instant;
  /** Not before this day, as sales asked. */
  readonly againOn: string | null;
  /** How often it was returned or lost, this time included. */
  readonly times: number;
}

/** The sequence that it enters and when; null: none, for it is disqualified. */
export function trackOf(
  policy: ReturnPolicy,
  { reason, at, againOn, times }: Back,
  zone: Zone,
): { readonly sequence: string; readonly from: Instant } | null {
  const rule = returnRule(policy, reason);
  if (rule.effect === 'disqualify') return null;
  const isLongTerm = reason === 'lost' || (policy.mostRecycles !== undefined && times > policy.mostRecycles);
  const longTerm = isLongTerm ? (policy.longTerm ?? null) : null;
  const sequence = longTerm ?? rule.sequence ?? policy.sequence;
  const rest = policy.coolDown[reason];
  const rested = rest ? addDuration(at, rest, zone) : at;
  // What sales asked for is a day of its own: it may be sooner than the rest that is usual, and never before the return.
  return { sequence, from: againOn === null ? rested : later(at, instantAt(againOn, '09:00', zone)) };
}
