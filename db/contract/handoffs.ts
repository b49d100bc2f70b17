/** The contract of the database: hand-offs to sales. */
import type { HandoffDecision, HandoffStatus } from '../../domain/handoff.ts';
import type { Demand } from '../../domain/lead-demand.ts';
import type { Route, Verdict } from '../../domain/routing.ts';
import type { Grade, Temperature } from '../../domain/scoring.ts';
import type { Instant } from '../../domain/time.ts';
import type { Salesperson } from '../../domain/workspace.ts';
import type { LeadView, TimelineEntry } from './leads.ts';
import type { Page, PageRequest } from './pages.ts';

export interface HandoffView {
  readonly id: string;
  readonly number: number;
  readonly leadId: string;
  readonly email: string;
  readonly leadName: string;
  readonly company: string | null;
  readonly status: HandoffStatus;
  readonly reason: string | null;
  readonly note: string | null;
  readonly score: number;
  readonly grade: Grade;
  readonly temperature: Temperature;
  /** The offer that runs now or ran last. */
  readonly offer: number;
  readonly salesperson: Salesperson | null;
  readonly deadline: Instant | null;
  readonly decidedBy: string | null;
  readonly createdAt: Instant;
  readonly decidedAt: Instant | null;
}

/** Everything a salesperson should know before calling. */
export interface HandoffStory {
  readonly handoff: HandoffView;
  readonly lead: LeadView;
  readonly timeline: readonly TimelineEntry[];
}

export type Recycling =
  | { readonly kind: 'enrolled'; readonly enrollmentId: string }
  /** What is in the way passes: an enrollment that has yet to end, a sequence that is not published. Ask again. */
  | {
      readonly kind: 'not_yet';
      readonly code: 'ALREADY_ENROLLED' | 'SEQUENCE_UNKNOWN' | 'LEAD_TAKEN';
      readonly reason: string;
    }
  /** The lead is not nurtured again; the hand-off's note says why. */
  | {
      readonly kind: 'refused';
      readonly code: 'LEAD_SUPPRESSED' | 'STAGE_ILLEGAL' | 'ENTRY_REFUSED' | 'REENTRY_REFUSED';
      readonly reason: string;
    };

/** Who would get a lead. */
export interface RouteView extends Route {
  readonly leadId: string;
  readonly email: string;
  /** What the lead asks for. */
  readonly demand: Demand;
  /** Names by the keys of salespeople. */
  readonly names: Readonly<Record<string, string>>;
}

/** What became of making an offer. */
export type Offered =
  | {
      readonly kind: 'offered';
      readonly salesperson: Salesperson;
      readonly remindAt: Instant;
      readonly deadline: Instant;
      /** When the manager is told that nobody has accepted; null: never. */
      readonly managerAt: Instant | null;
    }
  | { readonly kind: 'decided'; readonly decision: HandoffDecision }
  /** There is nobody to offer to now; why, of everybody. */
  | { readonly kind: 'nobody'; readonly verdicts: readonly Verdict[] };

export interface Handoffs {
  list(
    filter: { readonly status?: HandoffView['status']; readonly salesperson?: string },
    page: PageRequest,
  ): Promise<Page<HandoffView>>;
  /** @throws HANDOFF_UNKNOWN */
  story(id: string, now: Instant): Promise<HandoffStory>;
  /**
   * The first decision wins. Accepting moves the lead to *sql*; returning moves it to *recycled* and keeps only a share
   * of its engagement points. Signals the hand-off's workflow through the outbox.
   * `offer`, when given, must be the running one (a link from a lapsed offer decides nothing).
   * @throws HANDOFF_UNKNOWN, HANDOFF_DECIDED, HANDOFF_REASSIGNED
   */
  decide(
    id: string,
    decision: HandoffDecision & { readonly note?: string | null; readonly offer?: number },
    actor: string,
    now: Instant,
  ): Promise<HandoffView>;

  /**
   * For the activities: makes the n-th offer to whom the desk of the workspace says, with clocks in their hours. Asked again for
   * the same n it returns the same offer. `decided` when it is too late.
   */
  offer(id: string, n: number, now: Instant): Promise<Offered>;
  /**
   * Who would get a lead now and why, and what of everybody else: what making an offer would do, without doing it. By id or by
   * address. @throws LEAD_UNKNOWN, WORKSPACE_EMPTY
   */
  route(lead: string, now: Instant): Promise<RouteView>;
  /**
   * Gives an open hand-off to a salesperson by hand, whoever has it: the offer that ran lapses, and stays in its history.
   * @throws HANDOFF_UNKNOWN, HANDOFF_DECIDED, SALESPERSON_UNKNOWN
   */
  assign(id: string, salesperson: string, actor: string, now: Instant): Promise<HandoffView>;
  /** Takes the n-th offer back unless a decision was faster. */
  lapse(
    id: string,
    n: number,
    now: Instant,
  ): Promise<{ readonly kind: 'lapsed' } | { readonly kind: 'decided'; readonly decision: HandoffDecision }>;
  /**
   * Takes the n-th offer back because its mail cannot be delivered, unless a decision was faster. `othersLeft`: there is
   * an active salesperson who was not found out of reach in this way since `since`.
   */
  undeliverable(
    id: string,
    n: number,
    now: Instant,
    since: Instant,
  ): Promise<
    | { readonly kind: 'lapsed'; readonly othersLeft: boolean }
    | { readonly kind: 'decided'; readonly decision: HandoffDecision }
  >;
  /** Enrolls a returned lead in the recycle sequence, once per hand-off. */
  recycle(id: string, sequence: string, now: Instant): Promise<Recycling>;
  /** The salesperson who has the newest hand-off of a lead, unless it was returned; null when nobody has it. */
  responsible(leadId: string): Promise<Salesperson | null>;
  /** When a returned hand-off was decided, for its cool-down. @throws HANDOFF_UNKNOWN */
  decisionOf(
    id: string,
  ): Promise<{ readonly decision: HandoffDecision; readonly at: Instant; readonly erased: boolean } | null>;
}
