/** The contract of the database: leads, and all that is told of one. */

import type { ConsentRule } from '../../domain/consent.ts';
import type { Outcome } from '../../domain/enrollment.ts';
import type { EventKind } from '../../domain/events.ts';
import type { DeskStep } from '../../domain/handoff-steps.ts';
import type { LeadFacts, LeadInput } from '../../domain/lead.ts';
import type { Stage } from '../../domain/lifecycle.ts';
import type { MergeReason } from '../../domain/merging.ts';
import type { Arriving, OriginView } from '../../domain/origin.ts';
import type { StepId } from '../../domain/program.ts';
import type { ScoreExplanation } from '../../domain/score-explanation.ts';
import type { Grade } from '../../domain/scoring.ts';
import type { Instant } from '../../domain/time.ts';
import type { MessageState } from './messages.ts';
import type { Page, PageRequest } from './pages.ts';
import type { LeadPauseScope } from './pauses.ts';

export interface LeadView extends LeadFacts {
  readonly id: string;
  /**
   * The grade that the rules of fit give now, where another one is still gone by: the model has changed, and the turn of this
   * lead has not come. Null: `grade` is that grade.
   */
  readonly gradeDue: Grade | null;
  /** The reason if the address is suppressed. */
  readonly suppressed: string | null;
  /** What its first source asks for before it may be nurtured; null: what the policy of its country says. */
  readonly consentRule: ConsentRule | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** What a receiver said of a mail that it did not take, or not for good. */
export interface BounceWords {
  readonly class: string | null;
  /** RFC 3463, such as `5.1.1`. */
  readonly status: string | null;
  readonly diagnostic: string | null;
}

/** One line of "what happened with this lead", oldest first. */
export type TimelineEntry = { readonly at: Instant } & (
  | {
      readonly kind: 'stage';
      readonly from: Stage | null;
      readonly to: Stage;
      readonly actor: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'enrolled';
      readonly sequence: string;
      /** The one it began with, whatever it goes by now. */
      readonly version: number;
      readonly number: number;
      readonly origin: string;
    }
  | { readonly kind: 'ended'; readonly sequence: string; readonly outcome: Outcome; readonly reason: string | null }
  | {
      readonly kind: 'mail';
      readonly messageId: string;
      readonly sequence: string | null;
      /** The name of the broadcast that it is a mail of. */
      readonly broadcast: string | null;
      readonly stepId: string | null;
      readonly subject: string | null;
      /** Of mail to the lead: what it is made from. */
      readonly template: string | null;
      /** The colleague it went to; null when it is to the lead. */
      readonly colleague: string | null;
      /** Who wrote it by hand; null when it is made from a template, or about a lead. */
      readonly writer: string | null;
      readonly state: MessageState;
      readonly detail: string | null;
      /** The person who said what became of it, when nobody could know. */
      readonly resolvedBy: string | null;
    }
  /** Which way a branch went: the condition that led there, and the step; null when no version has the step any more. */
  | {
      readonly kind: 'branch';
      readonly sequence: string;
      readonly stepId: StepId;
      readonly condition: string | null;
      /** Null also when nothing more follows. */
      readonly to: StepId | null;
    }
  | { readonly kind: 'split'; readonly sequence: string; readonly stepId: StepId; readonly arm: string }
  /** A webhook that answered (0: not at all, until it was given up), or whose last try failed and is made again. */
  | {
      readonly kind: 'call';
      readonly sequence: string;
      readonly stepId: StepId;
      readonly status: number | null;
      readonly failure: string | null;
      readonly nextTry: Instant | null;
    }
  /** What a step did to the lead, or asked for: who refuses it says so elsewhere. Points have entries of their own. */
  | {
      readonly kind: 'act';
      readonly sequence: string;
      readonly stepId: StepId;
      readonly act: 'set' | 'tag' | 'start' | 'stop' | 'handoff';
      readonly detail: string;
    }
  /** A person held it or let it go on; `sequence` is null when it was the lead as a whole. */
  | {
      readonly kind: 'pause';
      readonly what: 'paused' | 'resumed';
      readonly scope: LeadPauseScope['kind'];
      readonly sequence: string | null;
      readonly actor: string;
      readonly reason: string | null;
    }
  /** A person asked it to go on at another step, or to stop. Steps are null between two steps. */
  | {
      readonly kind: 'moved';
      readonly sequence: string;
      readonly from: StepId | null;
      readonly to: StepId;
      readonly actor: string;
    }
  | { readonly kind: 'stopping'; readonly sequence: string; readonly actor: string }
  /** Another lead turned out to be the same person, or that was undone. `email` is null once it cannot be undone any more. */
  | {
      readonly kind: 'merged' | 'unmerged';
      readonly mergeId: string;
      readonly otherId: string;
      readonly email: string | null;
      readonly reason: MergeReason;
      /** In the words of whoever merged them. */
      readonly note: string | null;
      readonly actor: string;
    }
  | {
      readonly kind: 'migrated';
      readonly sequence: string;
      readonly fromVersion: number;
      readonly toVersion: number;
      readonly from: StepId | null;
      readonly to: StepId | null;
    }
  | {
      readonly kind: 'event';
      readonly eventId: string;
      readonly event: EventKind;
      readonly name: string | null;
      readonly link: string | null;
      readonly stepId: string | null;
      readonly text: string | null;
      /** Of an open or a click at an address of ours: whose it was, as far as can be told. */
      readonly verdict: string | null;
      /** Of a mail that came back: what was said of it. */
      readonly report: BounceWords | null;
      /** Of an automatic answer: the day (`2026-12-01`) on which the lead is back. */
      readonly returnsOn: string | null;
      /** Of an opt-out: the way it came, such as `link` or `mail`. */
      readonly via: string | null;
    }
  | {
      readonly kind: 'score';
      readonly points: number;
      readonly group: string;
      readonly reason: string;
      /** As it was when they were booked: of a click that was held, up to two minutes after `at`. */
      readonly scoreAfter: number;
      /** Of a score that another service told: what it told. How much of it counts is what the model says. */
      readonly told: number | null;
      /** Booked after something that happened later: \`scoreAfter\` holds that, too. */
      readonly late: boolean;
    }
  /** Another scoring model came into force: what happened before is valued by it from then on. */
  | { readonly kind: 'model'; readonly model: string; readonly version: number }
  | {
      readonly kind: 'handoff';
      readonly handoffId: string;
      readonly what: 'opened' | 'offered' | 'lapsed' | DeskStep['kind'];
      readonly salesperson: string | null;
      readonly reason: string | null;
    }
);

export interface Leads {
  /**
   * Creates the lead, or fills in what is new about a known address (absent keys keep their value). Recomputes fit.
   * A suppressed address stays suppressed. `origin`: how it comes in, which is added to the record of its origins when it
   * says something new.
   */
  save(
    input: LeadInput,
    now: Instant,
    actor: string,
    origin?: Arriving,
  ): Promise<{ readonly lead: LeadView; readonly created: boolean }>;
  /** Every time that it came in, oldest first; none of a lead that nobody knows. */
  origins(leadId: string): Promise<readonly OriginView[]>;
  /** By id or by address (any case). @throws LEAD_UNKNOWN */
  get(idOrEmail: string, now: Instant): Promise<LeadView>;
  /**
   * The lead that an address belongs to, in this spelling or, where the organisation merges such leads, in another one that its
   * provider brings to the same mailbox; null when nobody is known by it.
   */
  ofMailbox(address: string, now: Instant): Promise<LeadView | null>;
  /** The country that is known of a lead; null also when nobody knows the lead. By id or by address. */
  countryOf(idOrEmail: string): Promise<string | null>;
  /** With the fields that everybody may see; `sensitive`: with all of them, for who may see each lead anyway. */
  list(
    filter: { readonly stage?: Stage; readonly search?: string; readonly sensitive?: boolean },
    page: PageRequest,
    now: Instant,
  ): Promise<Page<LeadView>>;
  /** Purposes for which the lead's consent is in force. */
  consents(leadId: string, now: Instant): Promise<readonly string[]>;
  /** Why the score is what it is at this moment. By id or by address. @throws LEAD_UNKNOWN, MODEL_UNKNOWN */
  explainScore(idOrEmail: string, now: Instant): Promise<ScoreExplanation>;
  /** @throws LEAD_UNKNOWN */
  timeline(leadId: string): Promise<readonly TimelineEntry[]>;
}
