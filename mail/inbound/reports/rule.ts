/** The shape of the rules by which a refusal in a report is put into a class. */
import type { BounceClass } from '../../../domain/bounce-class.ts';
import type { SmtpCommand } from './commands.ts';

/** A rule fits when all that it names fits. */
export interface BounceRule {
  readonly name: string;
  readonly class: BounceClass;
  readonly code?: readonly number[];
  readonly status?: RegExp;
  /** Holds only when no code tells more than "refused". */
  readonly vague?: true;
  readonly text?: RegExp;
  /** Words with which it does not hold. */
  readonly unless?: RegExp;
  readonly command?: readonly SmtpCommand[];
  /** Whether its codes say that it passes. */
  readonly passing?: boolean;
  /** Holds only for what stands in the field for it (RFC 3464 §2.3.6), where the remote server is quoted to the letter. */
  readonly field?: true;
  /** Says that nothing is told: what a report says around the reply is asked first. */
  readonly fallback?: true;
  /** Counts as well when a report says it once for all its recipients, before it names them. */
  readonly inGeneral?: true;
}
