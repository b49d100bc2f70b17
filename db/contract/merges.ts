/** The contract of the database: leads that are one person. */

import type { Stage } from '../../domain/lifecycle.ts';
import type { DuplicateReason, MergeReason } from '../../domain/merging.ts';
import type { Instant } from '../../domain/time.ts';
import type { Page, PageRequest } from './pages.ts';

/** One of two leads, as far as telling them apart takes. */
export interface MergedLead {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly company: string | null;
  readonly phone: string | null;
  readonly stage: Stage;
}

/** Two leads that may be one person, the older one first. */
export interface DuplicateView {
  readonly leads: readonly [MergedLead, MergedLead];
  readonly reason: DuplicateReason;
  readonly foundAt: Instant;
}

export interface MergeView {
  readonly id: string;
  /** The lead that is left, and the one that is gone. */
  readonly leadId: string;
  readonly mergedId: string;
  /** The address of the one that is gone; null once the merge cannot be undone any more. */
  readonly mergedEmail: string | null;
  /** The address of the one that is left; null once it is erased. */
  readonly keptEmail: string | null;
  readonly reason: MergeReason;
  /** Why, in the words of whoever did it. */
  readonly note: string | null;
  readonly actor: string;
  readonly at: Instant;
  readonly undoUntil: Instant;
  readonly undoneAt: Instant | null;
  readonly undoneBy: string | null;
}

/** What a merge does or did. */
export interface MergeEffects {
  /** The lead that is left, and the other, as they were before. */
  readonly kept: MergedLead;
  readonly merged: MergedLead;
  /** What becomes other of the one that is left, by column: points, facts, wishes. */
  readonly changes: readonly { readonly what: string; readonly before: unknown; readonly after: unknown }[];
  /** How many rows go over, by table; those of which there are none are left out. */
  readonly moved: Readonly<Record<string, number>>;
  /** Purposes that one agreed to and the other objects to: the objection holds. */
  readonly objections: readonly string[];
  /** Opt-outs and blocks that hold for the other address too, such as `unsubscribe (all)`. */
  readonly suppressions: readonly string[];
  /** Sequences that both are in: the enrollment of the one that goes is asked to stop. */
  readonly stopped: readonly string[];
  /** Hand-offs of the one that goes that end, because sales has the other. */
  readonly endedHandoffs: number;
}

export interface MergeOrder {
  /** Which of the two is left; without it, the one that has come further, or was there first. */
  readonly keep?: string;
  /** Why, in words. */
  readonly note?: string | null;
  readonly actor: string;
}

export interface Merges {
  /** What merging them would do; nothing is changed. Ids or addresses. @throws LEAD_UNKNOWN, LEADS_SAME */
  preview(lead: string, other: string, order: MergeOrder, now: Instant): Promise<MergeEffects>;
  /**
   * Makes one lead of two, in one transaction: all that is known of the one belongs to the other, the stricter wish holds, and
   * its address finds the one that is left. Ids or addresses.
   * @throws LEAD_UNKNOWN, LEADS_SAME
   */
  merge(
    lead: string,
    other: string,
    order: MergeOrder,
    now: Instant,
  ): Promise<{ readonly merge: MergeView; readonly effects: MergeEffects }>;
  /**
   * Undoes a merge, by its id or the id of the lead that is gone: that one is there again with all that was its own, and what
   * the merge changed of the other is as before unless it was changed since. The two are never proposed again.
   * @throws MERGE_UNKNOWN, MERGE_UNDONE, MERGE_EXPIRED, MERGE_BURIED
   */
  undo(mergeOrLead: string, actor: string, now: Instant): Promise<MergeView>;
  /** Takes away what undoing needs of merges whose time is over; returns how many there were. */
  expire(now: Instant): Promise<number>;
  /** Of a lead, by id or address, newest first. @throws LEAD_UNKNOWN */
  of(lead: string): Promise<readonly MergeView[]>;
  /** What nobody has decided yet, newest first. */
  duplicates(page: PageRequest): Promise<Page<DuplicateView>>;
  /** Says that two leads are two persons, for good. Ids or addresses. @throws LEAD_UNKNOWN, LEADS_SAME */
  distinct(lead: string, other: string, actor: string, now: Instant): Promise<void>;
}
