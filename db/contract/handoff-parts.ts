/** What belongs to a hand-off: the mails about it, the others of its buying group, what became of offering it. */
import type { HandoffDecision, HandoffStatus } from '../../domain/handoff.ts';
import type { Demand } from '../../domain/lead-demand.ts';
import type { Verdict } from '../../domain/routing.ts';
import type { Instant } from '../../domain/time.ts';
import type { Salesperson } from '../../domain/workspace.ts';

export interface HandoffMessage {
  /** The one that leads, where it was about one that is attached. */
  readonly handoffId: string;
  /** The very one that it was about. */
  readonly ownId: string;
  readonly recipient: string;
  /** The mail itself, when what was answered is about an answer to it. */
  readonly messageId: string;
  readonly subject: string | null;
}

/** Another hand-off of the same buying group: of the same company and product, at the same time. */
export interface GroupMember {
  readonly id: string;
  readonly leadId: string;
  readonly email: string;
  readonly name: string;
  readonly title: string | null;
  readonly score: number;
  readonly status: HandoffStatus;
  /** Whether it is the one that leads. */
  readonly leads: boolean;
}

/** There is nobody to offer to now: what it asks for, and why nobody suits. */
export interface Nobody {
  readonly kind: 'nobody';
  readonly demand: Demand;
  readonly verdicts: readonly Verdict[];
}

/** What became of an accepted hand-off whose salesperson may have gone. `kept`: they have not. */
export type PassedOn = { readonly kind: 'kept' } | { readonly kind: 'passed' } | Nobody;

/** What became of making an offer. */
export type Offered =
  | {
      readonly kind: 'offered';
      readonly salesperson: Salesperson;
      readonly remindAt: Instant;
      /** The reminders after the first. */
      readonly remindAgainAt: readonly Instant[];
      readonly deadline: Instant;
      /** When the manager is told that nobody has accepted; null: never. */
      readonly managerAt: Instant | null;
    }
  | { readonly kind: 'decided'; readonly decision: HandoffDecision }
  /** It goes with another lead of its company. `salesperson`: who has that one now; null: nobody yet. */
  | {
      readonly kind: 'attached';
      readonly to: string;
      readonly salesperson: Salesperson | null;
      /** Of the leading one. */
      readonly offer: number;
      readonly isAccepted: boolean;
    }
  | Nobody;
