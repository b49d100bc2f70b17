/**
 * What publishing a sequence would do to the leads that are in it: those that stand at a step which is gone, and not
 * renamed, stay in their version, and a migration could not take them along.
 */
import type { Store } from '../db/store.ts';
import { errorKind, type Finding } from '../domain/errors.ts';
import type { Program, StepId } from '../domain/program.ts';
import type { PlannedSequence } from './publish-plan.ts';
import { leadsAt } from './sequence-source.ts';

export interface Stranded {
  readonly sequence: string;
  readonly stepId: StepId;
  readonly leads: number;
}

/** The places of live enrollments, of all versions, that the program does not have. */
export async function strandedBy(store: Store, program: Program): Promise<readonly Stranded[]> {
  const at = Object.entries(await leadsAt(store, program.sequence));
  return at
    .filter(([stepId, leads]) => leads > 0 && !isThere(program, stepId))
    .map(([stepId, leads]) => ({ sequence: program.sequence, stepId, leads }));
}

function isThere({ steps, renamed }: Program, stepId: StepId): boolean {
  if (Object.hasOwn(steps, stepId)) return true;
  const now = Object.hasOwn(renamed, stepId) ? renamed[stepId] : undefined;
  return now !== undefined && Object.hasOwn(steps, now);
}

/** `3 leads stand at "exercise", which is gone: …` */
export function strandedWords({ stepId, leads }: Stranded): string {
  const who = leads === 1 ? '1 lead stands' : `${leads} leads stand`;
  return `${who} at "${stepId}", which is gone; if it has another name now, write "formerly: ${stepId}" at that step`;
}

/** The same as findings of a lint, at the steps of the file. */
export async function strandedFindings(store: Store, planned: readonly PlannedSequence[]): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { source, program } of planned) {
    const line = source.text.slice(0, Math.max(0, source.text.search(/^steps:/m))).split('\n').length;
    for (const stranded of await strandedBy(store, program)) {
      const code = 'LIVE_STRANDED';
      const message = strandedWords(stranded);
      findings.push({ file: source.file, line, col: 1, code, message, remedy: errorKind(code).remedy });
    }
  }
  return findings;
}
