/** The contract of the database: leads moved by hand. */
import type { Stage } from '../../domain/lifecycle.ts';
import type { Instant } from '../../domain/time.ts';

export interface MoveByHand {
  /** Id or address. */
  readonly lead: string;
  readonly stage: Stage;
  /** Shown with the move for ever; not empty. */
  readonly reason: string;
}

export interface MovedByHand {
  readonly leadId: string;
  readonly from: Stage;
  readonly stage: Stage;
  /** The hand-off that a move to `mql` opened. */
  readonly handoffId: string | null;
}

export interface Stages {
  /**
   * Moves a lead to another stage, through all between. To `mql` it is given to sales as by its points; a lead whose hand-off
   * is open is moved by deciding that, and not by hand. At the stage already, nothing happens.
   * @throws LEAD_UNKNOWN, STAGE_ILLEGAL, REQUEST_INVALID
   */
  move(move: MoveByHand, now: Instant, actor: string): Promise<MovedByHand>;
}
