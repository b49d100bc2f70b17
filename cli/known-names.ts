/**
 * The names that sequence files may use: what the workspace beside them declares, and which sequences there are, in the
 * folder and published.
 */
import type { SourceText } from '../authoring/findings.ts';
import type { SequenceContext } from '../authoring/sequence-context.ts';
import { checkWorkspace } from '../authoring/workspace.ts';
import { errorCode, errorKind, type Finding } from '../domain/errors.ts';
import type { Workspace } from '../domain/workspace.ts';
import { readSequenceFile } from './sequence-file.ts';
import type { Services } from './services.ts';
import { hasWorkspace, readWorkspaceSources, sequenceFilesIn } from './workspace-folder.ts';

/** What a sequence may name besides templates; null leaves it unchecked. */
export type KnownNames = Omit<SequenceContext, 'templates'>;

/** The names of a workspace. @param sequences null leaves names of sequences unchecked. */
export const namesOf = (
  { organisation, sales }: Workspace,
  sequences: readonly string[] | null,
): Required<KnownNames> => ({
  fields: organisation.fields,
  senders: Object.keys(organisation.senders),
  segments: Object.keys(organisation.segments),
  events: organisation.events,
  sequences,
  salespeople: sales.salespeople.map(({ key }) => key),
});

/** While the workspace is wrong, what depends on it cannot be checked: its own findings are told instead. */
export const nothingKnown: KnownNames = { fields: null };

/** The names for the sequences of a folder, with what is wrong about its workspace. Without one there are no names. */
export async function namesIn(
  dir: string,
  published: readonly string[],
): Promise<{ readonly names: KnownNames; readonly findings: readonly Finding[] }> {
  if (!hasWorkspace(dir)) return { names: { fields: {} }, findings: [] };
  const checked = checkWorkspace(await readWorkspaceSources(dir));
  if (checked.kind === 'refused') return { names: nothingKnown, findings: checked.findings };
  return { names: namesOf(checked.workspace, [...(await sequencesIn(dir)), ...published]), findings: [] };
}

async function sequencesIn(dir: string): Promise<readonly string[]> {
  const files = await sequenceFilesIn(dir);
  return sequenceNames(await Promise.all(files.map(async (file) => (await readSequenceFile(file)).source)));
}

/** The names at the top of sequence files, also of those that are wrong further down. */
export const sequenceNames = (sources: readonly SourceText[]): readonly string[] =>
  sources.flatMap(({ text }) => /^(?:sequence|"sequence"):\s*["']?([a-z0-9-]+)/m.exec(text)?.[1] ?? []);

/** The published sequences if the database can be reached; a check must work without one. */
export async function publishedIfReachable(services: Services): Promise<readonly string[]> {
  if (services.config.databaseUrl === null) return [];
  try {
    const store = await services.store();
    return (await store.publications.sequences()).map(({ name }) => name);
  } catch (error) {
    if (errorKind(errorCode(error)).retry !== 'later') throw error;
    return [];
  }
}
