/** The contract of the database: migrations of live enrollments to another version. */

import type { Transfer } from '../../domain/migration.ts';
import type { MigrationEffect } from '../../domain/migration-effects.ts';
import type { StepId } from '../../domain/program.ts';
import type { Instant } from '../../domain/time.ts';
import type { Page, PageRequest } from './pages.ts';

export interface MigrationView {
  readonly id: string;
  readonly sequence: string;
  readonly toVersion: number;
  readonly status: 'running' | 'done' | 'stopped';
  readonly total: number;
  readonly moved: number;
  /** Those that stay in their version, because their step is gone and no other was named. */
  readonly stayed: number;
  readonly failed: number;
  readonly createdAt: Instant;
  readonly endedAt: Instant | null;
}

/** One enrollment that a migration did not move; what was erased since is not told. */
export interface UnmovedView {
  readonly enrollmentId: string;
  readonly leadId: string;
  readonly email: string;
  readonly kind: 'stayed' | 'failed';
  /** Where it stands now; null between two steps, and when it has ended. */
  readonly stepId: StepId | null;
  readonly detail: string | null;
  readonly at: Instant;
}

/** One enrollment that a migration is about to move. */
export interface MigrationMove extends Transfer {
  readonly enrollmentId: string;
  readonly workflowId: string;
  readonly fromVersionId: string;
}

export interface Migrations {
  /**
   * What a migration would do now: the active enrollments of older versions by their step, and where they would go on.
   * `to` null: the step is gone, so they would stay; without a `stepId` they stand between steps, and would move.
   * @throws SEQUENCE_UNKNOWN, STEP_MISSING, REQUEST_INVALID (a place for a step that is not gone)
   */
  plan(
    sequence: string,
    places: Readonly<Record<StepId, StepId>>,
  ): Promise<
    readonly {
      readonly version: number;
      readonly stepId: StepId | null;
      readonly to: StepId | null;
      readonly count: number;
    }[]
  >;
  /**
   * What it would do to those that move, besides moving them: what they would notice and what they would lose. How long a
   * wait still lasts is reckoned by its durations, without the calendar of the lead.
   * @throws SEQUENCE_UNKNOWN, STEP_MISSING, REQUEST_INVALID (a place for a step that is not gone)
   */
  effects(
    sequence: string,
    places: Readonly<Record<StepId, StepId>>,
    now: Instant,
  ): Promise<readonly MigrationEffect[]>;
  /**
   * Begins to move the active enrollments of older versions to the newest, carried on by its workflow.
   * `places`: steps that are gone, each with the step to go on at instead.
   * @throws SEQUENCE_UNKNOWN, STEP_MISSING, MIGRATION_RUNNING, REQUEST_INVALID (a place for a step that is not gone)
   */
  begin(sequence: string, places: Readonly<Record<StepId, StepId>>, pace: number, now: Instant): Promise<MigrationView>;
  get(id: string): Promise<MigrationView>;
  list(sequence?: string): Promise<readonly MigrationView[]>;
  /** Whom it did not move, and why, by the newest enrollment first. @throws MIGRATION_UNKNOWN */
  unmoved(id: string, kind: UnmovedView['kind'], page: PageRequest): Promise<Page<UnmovedView>>;
  /** The next enrollments to move, with the version to move to; those whose step is gone are counted as staying. */
  next(
    id: string,
    limit: number,
  ): Promise<{ readonly toVersionId: string; readonly moves: readonly MigrationMove[]; readonly pace: number }>;
  /** Records what became of them: `moved` sets the version of the enrollment. */
  record(
    id: string,
    results: readonly {
      readonly enrollmentId: string;
      readonly kind: 'moved' | 'stayed' | 'failed';
      readonly detail: string | null;
    }[],
    now: Instant,
  ): Promise<void>;
  finish(id: string, now: Instant): Promise<MigrationView>;
}
