/** What the checks of a whole program share: the program beside the steps as they were written. */
import type { ErrorCode } from '../domain/errors.ts';
import type { Program } from '../domain/program.ts';
import type { Findings } from './findings.ts';
import type { LocatedYaml, Path } from './located-yaml.ts';
import type { SequenceContext } from './sequence-context.ts';
import type { Paths } from './sequence-graph-paths.ts';
import type { Names } from './sequence-names.ts';
import { isFromUse } from './sequence-part.ts';
import { type AuthoredStep, reportAt, type Steps } from './sequence-step.ts';

export interface Flow {
  readonly steps: Steps;
  readonly program: Program;
  readonly names: Names;
  readonly paths: Paths;
  readonly yaml: LocatedYaml;
  readonly context: SequenceContext;
  readonly findings: Findings;
  /** False when some step could not be read: then a name that is missing here may be the one left out. */
  readonly complete: boolean;
}

/** Reports what depends on where a step stands; in a part, that is one use of it. */
export function reportIn(step: AuthoredStep, code: ErrorCode, message: string, at: Path = step.place.path): void {
  const { place } = step;
  reportAt(place, code, isFromUse(place, at) ? message : `${message}${place.use}`, at);
}
