/** What goes along while lists of steps are read: where, in which part, and what was met so far. */
import type { StepId } from '../domain/program.ts';
import type { Findings } from './findings.ts';
import type { LocatedYaml } from './located-yaml.ts';
import type { SequenceContext } from './sequence-context.ts';
import type { Parts } from './sequence-part.ts';
import type { Place } from './sequence-step.ts';
import type { StepShapes } from './step-shapes.ts';

/** The use of a part: a name for the first of its steps. */
export interface UsedPart {
  readonly id: StepId;
  readonly first: StepId | null;
  /** Of steps inside it, by the ids they have there: the ids that they had outside. */
  readonly formerly: Readonly<Record<string, readonly StepId[]>>;
  readonly place: Place;
}

/** One list and all below it, in one place: the file itself, or one use of a part. */
export interface StepReading {
  readonly yaml: LocatedYaml;
  readonly findings: Findings;
  readonly context: SequenceContext;
  readonly shapes: StepShapes;
  readonly parts: Parts;
  /** Which use of a part it is, for findings; empty in the file itself. */
  readonly use: string;
  /** What the ids of the steps begin with: empty in the file itself. */
  readonly scope: string;
  /** What it began with in former versions. */
  readonly formerScopes: readonly string[];
  /** The parts that this one is used in, outermost first. */
  readonly within: readonly string[];
  /** How many steps of each kind, and uses of each part, were met here: names those without an id. */
  readonly counts: Map<string, number>;
  /** Shared by all lists of the file. */
  readonly total: { steps: number; tooMany: boolean; leftOut: number; readonly uses: UsedPart[] };
}
