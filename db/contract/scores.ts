/** The contract of the database: scores of other services, scores computed anew, and what a model would have said. */
import type { TendrilError } from '../../domain/errors.ts';
import type { EventKind } from '../../domain/events.ts';
import type { LeadFacts } from '../../domain/lead.ts';
import type { Stage } from '../../domain/lifecycle.ts';
import type { ScoreEntry } from '../../domain/score-ledger.ts';
import type { Grade, Temperature } from '../../domain/scoring.ts';
import type { Instant } from '../../domain/time.ts';

/** A score that another service gives a lead. */
export interface ExternalScoreInput {
  /** Id or address. */
  readonly lead: string;
  /** The name under which the model weighs it, e.g. `propensity`. One that the model does not name counts nothing. */
  readonly service: string;
  readonly value: number;
  /** For when it holds; of several of one service the newest counts. Later than now counts as now. */
  readonly at: Instant;
  /** Names this score among those of the service for this lead; told again, nothing changes. At most 200 characters. */
  readonly key: string;
  /** What the service says about it, in a few words. */
  readonly detail?: string | null;
}

export interface ExternalScore {
  readonly service: string;
  readonly value: number;
  readonly at: Instant;
  readonly detail: string | null;
}

/** A lead after something was told of it. */
export interface ScoredLead {
  readonly leadId: string;
  /** False when it was known already, or withheld. */
  readonly recorded: boolean;
  /** Why it was not recorded: the lead has not agreed to be profiled; null when that is not the reason. */
  readonly withheld: string | null;
  readonly score: number;
  readonly grade: Grade;
  readonly temperature: Temperature;
  readonly stage: Stage;
  /** The hand-off that it opened. */
  readonly handoffId: string | null;
}

/**
 * `all`: what the events of a lead give, its fit, and what follows. `fit`: only its grade, which publishing another model begins
 * by itself where there are many leads.
 */
export type RecomputeScope = 'all' | 'fit';

export type ExternalScoreOutcome = { readonly lead: ScoredLead } | { readonly refused: TendrilError };

/** All leads valued anew by the model in force, some at a time. */
export interface RecomputeView {
  readonly id: string;
  /** The number of the workspace version whose model it was when it began. */
  readonly workspace: number;
  readonly scope: RecomputeScope;
  /** Whether leads that are over the threshold by it are given to sales. */
  readonly promote: boolean;
  /** Leads per second at most. */
  readonly pace: number;
  readonly status: 'running' | 'done' | 'stopped';
  readonly total: number;
  readonly looked: number;
  readonly changed: number;
  readonly promoted: number;
  readonly actor: string;
  readonly createdAt: Instant;
  readonly endedAt: Instant | null;
}

/** What a recompute would change, and nothing was written. */
export interface RecomputeForecast {
  readonly looked: number;
  readonly changed: number;
  /** Leads that change their grade or temperature, by `before → after`. */
  readonly grades: Readonly<Record<string, number>>;
  readonly temperatures: Readonly<Record<string, number>>;
  /** Leads that would be given to sales with `promote`. */
  readonly ready: number;
}

/** A lead of the past with what became of it. */
export interface PastLead {
  readonly id: string;
  readonly good: boolean;
  /** The stage or decision that tells, and when it came. */
  readonly outcome: string;
  readonly at: Instant;
  /** Points by fit of today: what a lead is has no history. */
  readonly facts: LeadFacts;
  /** What it did before that, oldest first. */
  readonly events: readonly PastEvent[];
  /** The entries of the ledger that no event gave: of steps, of other services, returns. */
  readonly entries: readonly ScoreEntry[];
  /** When mails went to it before that. */
  readonly mails: readonly Instant[];
}

export interface PastEvent {
  readonly id: string;
  readonly kind: EventKind;
  readonly name: string | null;
  readonly link: string | null;
  readonly at: Instant;
}

export interface Scores {
  /**
   * Records scores of services, up to 1,000 in one transaction, and does what follows from them, as for events. Each has its
   * own answer: REQUEST_INVALID, LEAD_UNKNOWN, or the lead as it is then.
   * @throws MODEL_UNKNOWN, REQUEST_INVALID when there are more
   */
  putExternals(
    inputs: readonly ExternalScoreInput[],
    now: Instant,
    actor: string,
  ): Promise<readonly ExternalScoreOutcome[]>;
  /** The newest score of each service, by its name. @throws LEAD_UNKNOWN */
  externals(idOrEmail: string, now: Instant): Promise<readonly ExternalScore[]>;

  /**
   * Whether the scores, temperatures and bounds that are written down are of the model in force: false from publishing
   * another one until its recompute is done. A score that is shown is always worked out by the model in force.
   */
  upToDate(): Promise<boolean>;
  /** Begins to value all leads anew, and ends a recompute that runs; its workflow carries it on. @throws MODEL_UNKNOWN, REQUEST_INVALID */
  beginRecompute(
    request: { readonly promote: boolean; readonly pace: number },
    actor: string,
    now: Instant,
  ): Promise<RecomputeView>;
  /** @throws RECOMPUTE_UNKNOWN */
  recompute(id: string): Promise<RecomputeView>;
  /** Newest first. */
  recomputes(): Promise<readonly RecomputeView[]>;
  /** @throws RECOMPUTE_UNKNOWN */
  stopRecompute(id: string, now: Instant): Promise<RecomputeView>;
  /** Values up to `limit` leads more and moves the cursor on, in one transaction. */
  carryOnRecompute(
    id: string,
    limit: number,
    now: Instant,
  ): Promise<{ readonly looked: number; readonly more: boolean; readonly pace: number }>;
  /** What it would change, with `promote` or without, and nothing is written. @throws MODEL_UNKNOWN */
  forecastRecompute(now: Instant, onProgress?: (looked: number) => void): Promise<RecomputeForecast>;

  /**
   * Leads that sales decided on or that were disqualified since then, in the order of their ids, some at a time. Good are
   * those that came to `positive` or beyond.
   */
  past(asked: {
    readonly since: Instant | null;
    readonly positive: Stage;
    readonly after: string | null;
    readonly limit: number;
  }): Promise<readonly PastLead[]>;
}
