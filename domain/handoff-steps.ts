/** What sales can do with a hand-off, and when. */
import type { BackReason, HandoffStatus } from './handoff.ts';
import type { Instant } from './instant.ts';

export const lostReasons = ['price', 'competitor', 'no_budget', 'no_need', 'no_decision', 'timing', 'other'] as const;
export type LostReason = (typeof lostReasons)[number];

export type DeskStep =
  | { readonly kind: 'accepted' }
  /** Sales has talked to the lead, or tried to in a way that counts. */
  | { readonly kind: 'contacted' }
  /** The next contact is planned: whoever has the lead is reminded then. */
  | { readonly kind: 'planned'; readonly at: Instant }
  | {
      readonly kind: 'meeting';
      /** When it is; null: nobody said. */
      readonly at: Instant | null;
    }
  | {
      readonly kind: 'won';
      /** A decimal number in a text, such as `12500.00`, so that no cent is lost. */
      readonly amount: string | null;
      /** ISO 4217. */
      readonly currency: string | null;
      /** By its name in sales.yaml; null: what the hand-off is about. */
      readonly product: string | null;
    }
  | { readonly kind: 'lost'; readonly reason: LostReason }
  | {
      readonly kind: 'returned';
      readonly reason: BackReason;
      /** Not before this day, such as `2027-03-01`. */
      readonly againOn: string | null;
    };

/** What is done with a lead is done by who has it. */
export const impliesAcceptance = ({ kind }: DeskStep): boolean => kind !== 'accepted' && kind !== 'returned';

/**
 * An open one may take any step, one that is over none. An accepted one is not accepted again, and is given back only by who has
 * seen that it was accepted: of two who decide at once about an open one, the second is told so.
 */
export function isLegalStep({ status, follow }: StandingHandoff, { kind }: DeskStep, seen: SeenAs): boolean {
  if (status !== 'accepted') return status === 'open';
  return kind === 'returned' ? seen === 'accepted' && follow : kind !== 'accepted';
}

/** What whoever decides has seen of it. */
export type SeenAs = 'open' | 'accepted';

export interface StandingHandoff {
  readonly status: HandoffStatus;
  /** Its workflow goes on after the acceptance, and brings back what is returned or lost. */
  readonly follow: boolean;
}
