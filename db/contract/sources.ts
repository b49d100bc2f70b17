/** The contract of the database: where leads come from, what that costs, and what becomes of them; and their companies. */
import type { LeadFacts } from '../../domain/lead.ts';
import type { Stage } from '../../domain/lifecycle.ts';
import type { Grade, Temperature } from '../../domain/scoring.ts';
import type { Source } from '../../domain/source.ts';
import type { CostShare } from '../../domain/source-cost.ts';
import type { Instant } from '../../domain/time.ts';
import type { Page, PageRequest } from './pages.ts';

/** Days, the first and the last; null: since ever, until now. */
export interface Period {
  readonly from: string | null;
  readonly to: string | null;
}

/** What became of the leads of a source that came in a period, until now. */
export interface SourceReport {
  /** The name; null: leads of which nobody told a source. */
  readonly source: string | null;
  /** Null when no file declares it. */
  readonly declared: Source | null;
  readonly leads: number;
  /** Of these, that ever showed interest, ever were ready for sales, and ever became customers. */
  readonly engaged: number;
  readonly mql: number;
  readonly customers: number;
  /** As they are now. */
  readonly temperature: Readonly<Record<Temperature, number>>;
  /** One entry a currency: amounts of different currencies are never added. */
  readonly costs: readonly CostShare[];
}

export interface CostInput {
  readonly source: string;
  /** Days, both included. */
  readonly from: string;
  readonly to: string;
  /** Decimal text with at most two places, such as `1200.50`. */
  readonly amount: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly note: string | null;
}

export interface CostView extends CostInput {
  readonly id: string;
  readonly actor: string;
  readonly at: Instant;
  /** It was entered by mistake and counts nowhere. */
  readonly voidedAt: Instant | null;
  readonly voidedBy: string | null;
}

export interface SourceRepository {
  /** All that are declared or that leads have, by name. */
  report(period: Period): Promise<readonly SourceReport[]>;
  /** Of one source; also voided ones, the newest period first. */
  costs(source: string): Promise<readonly CostView[]>;
  /** @throws SOURCE_UNKNOWN when nothing has that name, COST_INVALID */
  addCost(cost: CostInput, actor: string, now: Instant): Promise<CostView>;
  /** Nothing is deleted: it is dated. Voiding twice is once. @throws COST_UNKNOWN */
  voidCost(id: string, actor: string, now: Instant): Promise<CostView>;
}

export interface AccountView {
  readonly id: string;
  readonly name: string;
  readonly domain: string | null;
  readonly leads: number;
  /** Of its leads together, as the scoring model reckons it, at this moment. */
  readonly score: number;
  readonly createdAt: Instant;
}

/** One of the people who decide together. */
export interface AccountMember extends Pick<LeadFacts, 'email' | 'firstName' | 'lastName' | 'title' | 'score'> {
  readonly id: string;
  readonly stage: Stage;
  readonly grade: Grade;
  readonly temperature: Temperature;
}

export interface AccountRepository {
  /** Newest first. `search`: part of the name or the domain. */
  list(filter: { readonly search?: string }, page: PageRequest, now: Instant): Promise<Page<AccountView>>;
  /** By id or by name, in any case; with its leads, the highest score first. @throws ACCOUNT_UNKNOWN */
  get(
    idOrName: string,
    now: Instant,
  ): Promise<{ readonly account: AccountView; readonly members: readonly AccountMember[] }>;
}
