/** The contract of the database: hand-offs to sales. */

import type { DeskGroup, DeskNumbers } from '../../domain/desk-numbers.ts';
import type { Followed } from '../../domain/follow-up.ts';
import type { BackReason, HandoffDecision, HandoffStatus } from '../../domain/handoff.ts';
import type { LostReason, SeenAs } from '../../domain/handoff-steps.ts';
import type { Demand } from '../../domain/lead-demand.ts';
import type { Route } from '../../domain/routing.ts';
import type { Grade, Temperature } from '../../domain/scoring.ts';
import type { Instant } from '../../domain/time.ts';
import type { Salesperson } from '../../domain/workspace.ts';
import type { GroupMember, HandoffMessage, Offered, PassedOn } from './handoff-parts.ts';
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
  /** It is followed after its acceptance: contact, meeting, won or lost are waited for, and it can be given back. */
  readonly follow: boolean;
  /** What it is about, by its name in sales.yaml. */
  readonly product: string | null;
  /** When sales accepted it, logged the first contact and the first meeting. */
  readonly acceptedAt: Instant | null;
  readonly contactedAt: Instant | null;
  readonly meetingAt: Instant | null;
  /** The next contact that is planned, and how often it was planned: a reminder leaves then. */
  readonly plannedAt: Instant | null;
  readonly plans: number;
  /** What was won: a decimal number such as `12500.00`, and the ISO 4217 code. */
  readonly amount: string | null;
  readonly currency: string | null;
  /** Of a returned one: not before this day. */
  readonly againOn: string | null;
  /** The hand-off of the same company and product that leads: what is decided about it holds for this one too. Null: none. */
  readonly attachedTo: string | null;
  /** Since when it waits because nobody can have it; null: it does not. */
  readonly queuedAt: Instant | null;
  readonly decidedBy: string | null;
  readonly createdAt: Instant;
  readonly decidedAt: Instant | null;
}

/** Everything a salesperson should know before calling. */
export interface HandoffStory {
  readonly handoff: HandoffView;
  readonly lead: LeadView;
  readonly timeline: readonly TimelineEntry[];
  readonly group: readonly GroupMember[];
}

export type Recycling =
  | { readonly kind: 'enrolled'; readonly enrollmentId: string }
  /** What is in the way passes: an enrollment that has yet to end, a sequence that is not published. Ask again. */
  | {
      readonly kind: 'not_yet';
      readonly code: 'ALREADY_ENROLLED' | 'SEQUENCE_UNKNOWN' | 'LEAD_TAKEN' | 'COLLEAGUE_WITH_SALES';
      readonly reason: string;
    }
  /** The lead is not nurtured again; the hand-off's note says why. */
  | {
      readonly kind: 'refused';
      readonly code: 'LEAD_SUPPRESSED' | 'STAGE_ILLEGAL' | 'ENTRY_REFUSED' | 'REENTRY_REFUSED';
      readonly reason: string;
    };

/** A step with what may be left out of it. */
export type StepGiven =
  | { readonly kind: 'accepted' | 'contacted' }
  | { readonly kind: 'planned'; readonly at: Instant }
  | { readonly kind: 'meeting'; readonly at?: Instant | null | undefined }
  | {
      readonly kind: 'won';
      readonly amount?: string | null | undefined;
      readonly currency?: string | null | undefined;
      readonly product?: string | null | undefined;
    }
  | { readonly kind: 'lost'; readonly reason: LostReason }
  | { readonly kind: 'returned'; readonly reason: BackReason; readonly againOn?: string | null | undefined };

export interface FollowedView extends Followed {
  /** The one that leads has the clocks. */
  readonly isAttached: boolean;
  readonly salesperson: Salesperson | null;
  /** They still sell. */
  readonly isActive: boolean;
  /** When they were given it after its acceptance: nobody has told them before. Null: they accepted it. */
  readonly givenAt: Instant | null;
  readonly offer: number;
  readonly plans: number;
}

export interface DecidedView {
  readonly decision: HandoffDecision;
  readonly at: Instant;
  /** The lead was erased, or went into another one: nobody is left to be nurtured. */
  readonly erased: boolean;
  readonly againOn: string | null;
  /** How often the lead was returned or lost, this time included. */
  readonly times: number;
}

/** What sales made of the leads of a period. */
export interface DeskReport {
  readonly by: DeskGroup;
  /** Hand-offs that were opened from this instant until before the other. */
  readonly from: Instant;
  readonly to: Instant;
  readonly all: DeskNumbers;
  readonly groups: readonly DeskNumbers[];
}

/** Who would get a lead. */
export interface RouteView extends Omit<Route, 'because'> {
  /** `group`: it goes with another lead of its company, to who has that one. */
  readonly because: Route['because'] | 'group';
  /** The hand-off that it would be attached to; null: it would be offered by itself. */
  readonly attachesTo: { readonly id: string; readonly email: string } | null;
  readonly leadId: string;
  readonly email: string;
  /** What the lead asks for. */
  readonly demand: Demand;
  /** Names by the keys of salespeople. */
  readonly names: Readonly<Record<string, string>>;
}

export interface Handoffs {
  list(
    filter: { readonly status?: HandoffView['status']; readonly salesperson?: string },
    page: PageRequest,
  ): Promise<Page<HandoffView>>;
  /** Those that are not over and lead, the oldest first: at most 10,000. */
  running(): Promise<readonly HandoffView[]>;
  /** @throws HANDOFF_UNKNOWN */
  story(id: string, now: Instant): Promise<HandoffStory>;
  /**
   * What sales does with it. The first decision about an open one wins: accepting moves the lead to *sql*; returning moves it to
   * *recycled* (or *disqualified*, by the rule of the reason) and keeps a share of its engagement points. An accepted one is
   * contacted, has a meeting (*opportunity*), is won (*customer*), lost or returned; what is done with an open one accepts it.
   * Signals the hand-off's workflow through the outbox. `offer`, when given, must be the running one (a link from a lapsed offer
   * decides nothing). `seen`: returning one that was accepted needs to have seen that. `key`: what tells of it; told twice, it is done once.
   * What is decided of one that leads holds for those that are attached to it, which can only be returned or lost alone.
   * @throws HANDOFF_UNKNOWN, HANDOFF_DECIDED, HANDOFF_REASSIGNED, HANDOFF_ATTACHED, FIELD_INVALID (planned for a time that is over, or in more than two years; a product that the file does not declare)
   */
  decide(
    id: string,
    step: StepGiven & {
      readonly note?: string | null;
      readonly offer?: number;
      readonly seen?: SeenAs;
      readonly key?: string;
      /** It counts only if sales has logged nothing since, and nobody else was given it. */
      readonly heardAt?: Instant;
    },
    actor: string,
    now: Instant,
  ): Promise<HandoffView>;
  /** For the activities: an accepted one that is not over; null when it is. @throws HANDOFF_UNKNOWN */
  followed(id: string): Promise<FollowedView | null>;

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
   * Gives a hand-off to a salesperson by hand, whoever has it: an open one, or one that sales has accepted and that is followed. The offer
   * that ran lapses, and stays in its history.
   * @throws HANDOFF_UNKNOWN, HANDOFF_DECIDED, HANDOFF_ATTACHED, SALESPERSON_UNKNOWN
   */
  assign(id: string, salesperson: string, actor: string, now: Instant): Promise<HandoffView>;
  /** For the activities: gives an accepted one to somebody else, whose salesperson does not sell any more. @throws HANDOFF_UNKNOWN */
  passOn(id: string, now: Instant): Promise<PassedOn>;
  /** The numbers of the desk, over the hand-offs that were opened in a period. */
  numbers(
    period: { readonly by: DeskGroup; readonly from: Instant; readonly to: Instant },
    now: Instant,
  ): Promise<DeskReport>;
  /**
   * For the activities: one that is attached is accepted with the one that leads. Null when there is nothing to join: the leading
   * one is still open. @throws HANDOFF_UNKNOWN
   */
  join(id: string, now: Instant): Promise<HandoffDecision | null>;
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
  /** For what is answered to a mail about a hand-off: which one it was about, and to whom it went. Null: about none. */
  ofMessage(messageId: string): Promise<HandoffMessage | null>;
  /** The salesperson who has the newest hand-off of a lead, unless it was returned; null when nobody has it. */
  responsible(leadId: string): Promise<Salesperson | null>;
  /** The decision of one that is not open any more, with what its way back depends on. @throws HANDOFF_UNKNOWN */
  decisionOf(id: string): Promise<DecidedView | null>;
}
