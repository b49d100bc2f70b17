/** The contract of the database: who is in which segment. */
import type { Instant } from '../../domain/time.ts';
import type { LeadView } from './leads.ts';
import type { Page, PageRequest } from './pages.ts';

/** Leads are asked for by a segment of the organisation, or by a condition of the moment. */
export type SegmentAsk = { readonly segment: string } | { readonly when: string };

export interface SegmentView {
  readonly name: string;
  readonly condition: string;
  /** How many leads are in it at this moment; null: it took too long to count. */
  readonly leads: number | null;
  /** Sequences that begin when a lead comes to be in it. */
  readonly starts: readonly string[];
  /** Since when its members are known one by one; null when nothing waits for it. */
  readonly watchedSince: Instant | null;
}

/** A lead that is known to be in a watched segment. */
export interface SegmentMember {
  readonly leadId: string;
  readonly email: string;
  readonly since: Instant;
}

/** A segment that is watched from now on. Those who were in it already were not enrolled. */
export interface FilledSegment {
  readonly segment: string;
  readonly members: number;
  readonly starts: readonly string[];
}

/** What a turn of reviews did. */
export interface ReviewTurn {
  /** Leads that were looked at; less than asked for when no more are due. */
  readonly looked: number;
  readonly entered: number;
  readonly left: number;
  readonly enrolled: number;
  /** Leads that could not be judged; they are tried again later. */
  readonly failed: number;
}

export interface Segments {
  /** All of the organisation, each counted within a time that all share. */
  list(now: Instant): Promise<readonly SegmentView[]>;
  /** @throws SEGMENT_UNKNOWN, SEGMENT_SLOW */
  get(name: string, now: Instant): Promise<SegmentView>;
  /** @throws SEGMENT_UNKNOWN, CONDITION_INVALID, SEGMENT_SLOW */
  count(asked: SegmentAsk, now: Instant): Promise<number>;
  /**
   * Newest leads first, with the fields that everybody may see; `sensitive`: with all of them, for who may see each lead anyway.
   * @throws SEGMENT_UNKNOWN, CONDITION_INVALID, SEGMENT_SLOW, REQUEST_INVALID
   */
  leads(
    asked: SegmentAsk,
    page: PageRequest,
    now: Instant,
    seen?: { readonly sensitive?: boolean },
  ): Promise<Page<LeadView>>;
  /** Of a watched segment, newest leads first; none of one that nothing waits for. @throws SEGMENT_UNKNOWN, REQUEST_INVALID */
  members(name: string, page: PageRequest): Promise<Page<SegmentMember>>;
  /**
   * Watches the segments that something waits for, and no others. Members of those that are new, or mean something else now,
   * are written without starting anything. Changes nothing when all is as it should be.
   */
  watch(now: Instant): Promise<readonly FilledSegment[]>;
  /** Looks at up to so many leads that changed, or of which time may have changed something. */
  review(limit: number, now: Instant): Promise<ReviewTurn>;
  /** When the next lead is due; null while none is. */
  nextReview(): Promise<Instant | null>;
  /** Calls back whenever leads may be due. */
  listen(wake: () => void): Promise<{ stop(): Promise<void> }>;
}
