/** Keeps the search attributes of a nurture workflow true, where its namespace has them. */
import type { SearchAttributePair, SearchAttributeUpdatePair } from '@temporalio/common';
import { upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { type EnrollmentState, standsAt } from '../domain/enrollment.ts';
import { listedAttributes } from './listed-attributes.ts';

const { version, step, phase } = listedAttributes;

/**
 * Writes where the enrollment stands, if that has changed. Called before it waits and not at every step: a change is an
 * event of the history and, on Temporal Cloud, an action.
 */
export function listPlace(state: EnrollmentState): void {
  const { typedSearchAttributes: now } = workflowInfo();
  if (now.get(phase) === undefined) return;
  const changes: SearchAttributeUpdatePair[] = [];
  const stepId = standsAt(state);
  const kind = state.paused ? 'paused' : state.phase.kind;
  if ((now.get(step) ?? null) !== stepId) changes.push({ key: step, value: stepId });
  if (now.get(phase) !== kind) changes.push({ key: phase, value: kind });
  if (changes.length > 0) upsertSearchAttributes(changes);
}

/** What a run in another version starts with; undefined when the present run has none, or keeps them all. */
export function attributesIn(versionId: string): SearchAttributePair[] | undefined {
  const { typedSearchAttributes: now } = workflowInfo();
  const listed = now.get(version);
  if (listed === undefined || listed === versionId) return undefined;
  const ours = Object.values(listedAttributes).map(({ name }) => name);
  return now
    .updateCopy([{ key: version, value: versionId }])
    .getAll()
    .filter(({ key }) => ours.includes(key.name));
}
