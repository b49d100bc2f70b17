/**
 * The search attributes of nurture workflows: they let the Temporal UI and `temporal workflow list` answer "who is at
 * this step?". Ids and names of steps only, nothing about the lead.
 */
import { defineSearchAttributeKey, type SearchAttributePair, type SearchAttributeType } from '@temporalio/common';
import type { Rest } from '../domain/program.ts';

const keyword = (name: string) => defineSearchAttributeKey(name, 'KEYWORD' satisfies SearchAttributeType);

export const listedAttributes = {
  sequence: keyword('TendrilSequence'),
  /** The id of the version. */
  version: keyword('TendrilVersion'),
  step: keyword('TendrilStep'),
  /** A phase of the machine, or `paused`. */
  phase: keyword('TendrilPhase'),
} as const;

export const listedAttributeNames: readonly string[] = Object.values(listedAttributes).map(({ name }) => name);

/**
 * What a nurture workflow is started with, of the attributes that its namespace has. One that is started without step
 * and phase never writes them: an attribute that the namespace does not know fails workflow tasks for ever.
 */
export function startAttributes(
  registered: ReadonlySet<string>,
  {
    sequence,
    sequenceVersionId,
    rest,
  }: { readonly sequence: string; readonly sequenceVersionId: string; readonly rest: Rest | null },
): SearchAttributePair[] {
  const pairs: SearchAttributePair[] = [
    { key: listedAttributes.sequence, value: sequence },
    { key: listedAttributes.version, value: sequenceVersionId },
  ];
  const { step, phase } = listedAttributes;
  // Where it will rest first is written ahead, a moment early: that saves the event that would write it.
  if (rest) pairs.push({ key: step, value: rest.stepId });
  if (registered.has(step.name)) pairs.push({ key: phase, value: rest?.phase ?? 'new' });
  return pairs.filter(({ key }) => registered.has(key.name));
}
