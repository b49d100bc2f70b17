/** What tests of scoring start from: a model that is published, and leads that click or ask for a demo, minutes after the start. */
import type { LeadView } from '../../db/store.ts';
import type { ScoringModel } from '../../domain/scoring.ts';
import type { TestStore } from '../support/database.ts';
import { event, minute, start, workspace } from './fixtures.ts';

/** Publishes the workspace with another model; what is remembered of the one before is forgotten. */
export async function publishModel(
  { store }: TestStore,
  model: Partial<ScoringModel>,
  now = start,
): Promise<ScoringModel> {
  const scoring = { ...workspace.scoring, ...model };
  await store.publications.publishWorkspace({ ...workspace, scoring }, now);
  return scoring;
}

export const click = ({ store }: TestStore, { id }: LeadView, minutes = 0, link: string | null = null) =>
  store.events.ingest(event({ kind: 'click', lead: { id }, link, occurredAt: minute(minutes) }), minute(minutes));

export const demo = ({ store }: TestStore, { id }: LeadView, minutes = 0) =>
  store.events.ingest(
    event({ kind: 'custom', name: 'demo_requested', lead: { id }, occurredAt: minute(minutes) }),
    minute(minutes),
  );
