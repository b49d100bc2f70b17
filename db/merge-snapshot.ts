/**
 * What undoing a merge needs, as `lead_merge.snapshot` keeps it: plain JSON, with a person's data in it, so that it is taken
 * away when its time is over and when the person is erased.
 */
import type { ColumnChange, RowJson } from './merge-facts.ts';
import type { Moves } from './merge-moves.ts';
import type { CopiedSuppression } from './merge-wishes.ts';

/** A row of `lead_duplicate`. */
export interface DuplicateRow {
  readonly lead_id: string;
  readonly other_id: string;
  readonly reason: string;
  readonly found_at: string;
  readonly status: string;
  readonly decided_at: string | null;
  readonly decided_by: string | null;
}

export interface MergeSnapshot {
  readonly format: 1;
  /** The lead that was left then: what was merged into another one since is undone from the newest on. */
  readonly keptId: string;
  /** The row that is gone. */
  readonly lead: RowJson;
  readonly moves: Moves;
  /** Of the lead that is left. */
  readonly changes: Readonly<Record<string, ColumnChange>>;
  readonly stageMoveId: string | null;
  readonly objectionIds: readonly string[];
  readonly suppressions: readonly CopiedSuppression[];
  /** The alias for the address of the row that is gone; false when there was one. */
  readonly aliased: boolean;
  /** Aliases that were those of the row that is gone. */
  readonly aliases: readonly string[];
  /** Its pause, and whether that became the other's. */
  readonly pause: { readonly row: RowJson; readonly moved: boolean } | null;
  readonly segments: readonly { readonly segment: string; readonly since: string; readonly moved: boolean }[];
  readonly duplicates: { readonly before: readonly DuplicateRow[]; readonly added: readonly DuplicateRow[] };
  /** Hand-offs of the lead that is gone, and of the one that is left; merges of before ended none of those. */
  readonly endedHandoffs: readonly string[];
  readonly endedOfKept?: readonly string[];
  readonly stopped: readonly { readonly enrollmentId: string; readonly sequence: string }[];
}
