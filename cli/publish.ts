/**
 * The use-case "publish": puts a plan into the database. Nothing is published while anything stands against the plan, and
 * content that the newest version has already makes no new version; so publishing twice, or again after an interruption,
 * is safe.
 */
import type { FilledSegment, Published, Store } from '../db/store.ts';
import type { Instant } from '../domain/instant.ts';
import type { Program } from '../domain/program.ts';
import { contentHash } from './content-hash.ts';
import { findingsFailure } from './failure.ts';
import type { Plan, PlannedSequence } from './publish-plan.ts';

/** What publishing did with one thing. */
export interface PublishedItem {
  readonly kind: 'workspace' | 'template' | 'sequence';
  readonly name: string;
  readonly version: number;
  /** False when the newest version has this content already. */
  readonly created: boolean;
}

/**
 * Publishes workspace, templates and sequences, in this order.
 * @throws the code of the first finding when there is any; then nothing was published.
 */
export async function publish(store: Store, plan: Plan, now: Instant): Promise<readonly PublishedItem[]> {
  if (plan.findings.length > 0) throw findingsFailure(plan.findings);
  const items: PublishedItem[] = [];
  if (plan.workspace) items.push(itemOf('workspace', await store.publications.publishWorkspace(plan.workspace, now)));
  const templates = await publishTemplates(store, plan, now);
  for (const { published } of templates.values()) items.push(itemOf('template', published));
  for (const sequence of plan.sequences) {
    items.push(itemOf('sequence', await publishSequence(store, sequence, templates, now)));
  }
  return items;
}

type PublishedTemplates = ReadonlyMap<string, { readonly published: Published; readonly hash: string }>;

async function publishTemplates(store: Store, plan: Plan, now: Instant): Promise<PublishedTemplates> {
  const templates = new Map<string, { readonly published: Published; readonly hash: string }>();
  for (const [name, compiled] of plan.templates) {
    const hash = contentHash(compiled);
    const published = await store.publications.publishTemplate({ name, contentHash: hash, compiled }, now);
    templates.set(name, { published, hash });
  }
  return templates;
}

/** The hash of a sequence covers the templates that it sends: a new text of a mail is a new version of the sequence. */
function publishSequence(
  store: Store,
  { source, program, templates }: PlannedSequence,
  available: PublishedTemplates,
  now: Instant,
): Promise<Published> {
  const used = templates.flatMap((name) => {
    const template = available.get(name);
    return template ? [{ name, id: template.published.id, hash: template.hash }] : [];
  });
  const hashes = Object.fromEntries(used.map(({ name, hash }) => [name, hash]));
  return store.publications.publishSequence(
    {
      name: program.sequence,
      contentHash: contentHash({ program: withoutAbsent(program), templates: hashes }),
      source: source.text,
      program,
      templates: Object.fromEntries(used.map(({ name, id }) => [name, id])),
    },
    now,
  );
}

/** What says nothing is no content: a program that was published before there was `start` has not changed by that. */
function withoutAbsent({ settings: { start, ...settings }, ...program }: Program): object {
  return { ...program, settings: start === null ? settings : { ...settings, start } };
}

/**
 * Watches the segments by which the published sequences begin. Who is in one already is not enrolled by that.
 * @returns what is watched anew, with how many are in it
 */
export const watchSegments = (store: Store, now: Instant): Promise<readonly FilledSegment[]> =>
  store.segments.watch(now);

const itemOf = (kind: PublishedItem['kind'], { name, number, created }: Published): PublishedItem => ({
  kind,
  name,
  version: number,
  created,
});
