/** What a planned migration comes to: how many would move, and how many would stay because their step is gone. */
import type { StepId } from './program.ts';

/** Enrollments of one version at one step; `to` is where they would go on. */
export interface PlannedMove {
  readonly version: number;
  /** Null: between two steps, or not begun yet; then there is nothing to lose. */
  readonly stepId: StepId | null;
  readonly to: StepId | null;
  readonly count: number;
}

/** Its step is gone, and no other was named. */
export const wouldStay = ({ stepId, to }: PlannedMove): boolean => stepId !== null && to === null;

export function migrationTotals(moves: readonly PlannedMove[]): { readonly moving: number; readonly staying: number } {
  const total = (some: readonly PlannedMove[]): number => some.reduce((sum, { count }) => sum + count, 0);
  const staying = total(moves.filter(wouldStay));
  return { moving: total(moves) - staying, staying };
}
