/**
 * What publishing a sequence would do to the leads that are in it. Those that stand at a step which is gone, and not
 * renamed, stay in their version, and a migration could not take them along. Those at a step that is of another kind now
 * would find something else in its place.
 */
import type { Store } from '../db/store.ts';
import { type ErrorCode, errorKind, type Finding } from '../domain/errors.ts';
import type { Program, StepId } from '../domain/program.ts';
import { consequenceOf, stepChange, successorOf } from '../domain/step-changes.ts';
import type { PlannedSequence } from './publish-plan.ts';

/** `change` null: the step is gone. Otherwise the kinds of the step, as they are written. */
export interface Stranded {
  readonly sequence: string;
  readonly stepId: StepId;
  readonly leads: number;
  readonly change: { readonly was: string; readonly is: string } | null;
}

/** The places of live enrollments, of all versions, that the program does not have, or has something else at. */
export async function strandedBy(store: Store, program: Program): Promise<readonly Stranded[]> {
  const { sequence } = program;
  const found = new Map<string, Stranded>();
  for (const { from, stepId, leads } of await livePlaces(store, sequence)) {
    const there = successorOf(program, stepId);
    const was = Object.hasOwn(from.steps, stepId) ? from.steps[stepId] : undefined;
    const compared = there && was ? stepChange(was, there) : null;
    const change = compared?.kind === 'kind' ? { was: compared.was, is: compared.is } : null;
    if (leads === 0 || (there && !change)) continue;
    const key = JSON.stringify([stepId, change]);
    found.set(key, { sequence, stepId, change, leads: (found.get(key)?.leads ?? 0) + leads });
  }
  return [...found.values()];
}

/** Where the active enrollments of each version stand; none when the sequence is not published. */
async function livePlaces(
  { publications, enrollments }: Store,
  sequence: string,
): Promise<readonly { readonly from: Program; readonly stepId: StepId; readonly leads: number }[]> {
  const known = (await publications.sequences()).some(({ name }) => name === sequence);
  if (!known) return [];
  const { number: newest } = await publications.version(sequence);
  const older = (await enrollments.behind(sequence)).map(({ version }) => version);
  const places = [...new Set([...older, newest])].map(async (number) => {
    const { program: from } = await publications.version(sequence, number);
    const at = Object.entries(await publications.leadsAt(sequence, number));
    return at.map(([stepId, leads]) => ({ from, stepId, leads }));
  });
  return (await Promise.all(places)).flat();
}

/**
 * `3 leads stand at "exercise", which is gone: …`, or
 * `3 leads wait at "intro", which is a send now: migrated, they would be mailed at once`
 */
export function strandedWords({ stepId, leads, change }: Stranded): string {
  const [wait, stand] =
    leads === 1 ? ['1 lead waits', '1 lead stands'] : [`${leads} leads wait`, `${leads} leads stand`];
  if (change === null) {
    return `${stand} at "${stepId}", which is gone; if it has another name now, write "formerly: ${stepId}" at that step`;
  }
  const { was, is } = change;
  const [who, not] = was === 'wait' ? [wait, ''] : [stand, `, not a ${was}`];
  return `${who} at "${stepId}", which is ${is === 'exit' ? 'an' : 'a'} ${is} now${not}: migrated, ${consequenceOf(is)}`;
}

/** The same as findings of a lint, at the steps of the file. */
export async function strandedFindings(store: Store, planned: readonly PlannedSequence[]): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { source, program } of planned) {
    const line = source.text.slice(0, Math.max(0, source.text.search(/^steps:/m))).split('\n').length;
    for (const stranded of await strandedBy(store, program)) {
      const code: ErrorCode = stranded.change === null ? 'LIVE_STRANDED' : 'LIVE_CHANGED';
      const message = strandedWords(stranded);
      findings.push({ file: source.file, line, col: 1, code, message, remedy: errorKind(code).remedy });
    }
  }
  return findings;
}
