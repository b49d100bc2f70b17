/**
 * The names that sequence files may use: what the workspace beside them declares, and which sequences there are, in the
 * folder and published.
 */
import type { SourceText } from '../authoring/findings.ts';
import type { SequenceContext } from '../authoring/sequence-context.ts';
import { checkWorkspace } from '../authoring/workspace.ts';
import type { Store } from '../db/store.ts';
import { errorCode, errorKind, type Finding, TendrilError } from '../domain/errors.ts';
import type { Workspace } from '../domain/workspace.ts';
import { isCode, readSequenceFile } from './sequence-file.ts';
import type { Services } from './services.ts';
import { readSource, shownPath } from './source-file.ts';
import { hasWorkspace, readWorkspaceSources, sequenceFilesIn, sequencesDirOf } from './workspace-folder.ts';

/** What a sequence may name besides templates; null leaves it unchecked. */
export type KnownNames = Omit<SequenceContext, 'templates'>;

/** The names of a workspace. @param sequences null leaves names of sequences unchecked. */
export const namesOf = (
  { organisation, sales, sources }: Workspace,
  sequences: readonly string[] | null,
): Required<Omit<KnownNames, 'now'>> => ({
  fields: organisation.fields,
  senders: Object.keys(organisation.senders),
  segments: Object.keys(organisation.segments),
  // Who declares none uses any.
  sources: Object.keys(sources).length > 0 ? Object.keys(sources) : null,
  events: organisation.events,
  sequences,
  salespeople: sales.salespeople.map(({ key }) => key),
});

/** The custom events of the workspace in force; null when it names none, or there is none: then any name is taken. */
export async function declaredEvents({ publications }: Store): Promise<readonly string[] | null> {
  try {
    return (await publications.workspace()).organisation.events;
  } catch (error) {
    if (errorCode(error) === 'WORKSPACE_EMPTY') return null;
    throw error;
  }
}

/** While the workspace is wrong, what depends on it cannot be checked: its own findings are told instead. */
export const nothingKnown: KnownNames = { fields: null };

/** A file that may hold a sequence whose name is not known: nothing can be said about names that may be in it. */
export interface UnreadName {
  readonly file: string;
  readonly reason: string;
}

/** What the workspace of a folder declares, with what is wrong about it. Without one there are no names. */
export async function declaredIn(
  dir: string,
): Promise<{ readonly names: KnownNames; readonly findings: readonly Finding[] }> {
  if (!hasWorkspace(dir)) return { names: { fields: {} }, findings: [] };
  const checked = checkWorkspace(await readWorkspaceSources(dir));
  if (checked.kind === 'refused') return { names: nothingKnown, findings: checked.findings };
  return { names: namesOf(checked.workspace, null), findings: [] };
}

/** The names for the sequences of a folder: what its workspace declares, and the sequences beside it. */
export async function namesIn(
  dir: string,
  published: readonly string[],
): Promise<{
  readonly names: KnownNames;
  readonly findings: readonly Finding[];
  readonly unread: readonly UnreadName[];
}> {
  const { names, findings } = await declaredIn(dir);
  if (names.sequences === undefined) return { names, findings, unread: [] };
  const files = await sequencesIn(dir);
  const sequences = files.flatMap((file) => ('name' in file ? file.name : []));
  const unread = files.flatMap((file) => ('reason' in file ? file : []));
  return { names: { ...names, sequences: [...sequences, ...published] }, findings, unread };
}

/**
 * The sequence files of a folder, each with the name at its top. Code is run only where its text does not tell the name.
 */
export async function sequencesIn(
  dir: string,
): Promise<readonly ({ readonly file: string; readonly name: string } | UnreadName)[]> {
  const files = await sequenceFilesIn(sequencesDirOf(dir));
  return Promise.all(
    files.map(async (file) => {
      const name = await nameIn(file);
      return typeof name === 'string' ? { file, name } : { file: shownPath(file), ...name };
    }),
  );
}

async function nameIn(file: string): Promise<string | { readonly reason: string }> {
  try {
    if (isCode(file)) {
      const name = nameInCode.exec((await readSource(file, 'CODE_INVALID')).text)?.[1];
      if (name !== undefined) return name;
    }
    const read = await readSequenceFile(file);
    if (read.kind === 'unread') return { reason: `line ${read.finding.line}: ${read.finding.message}` };
    return sequenceNames([read.source])[0] ?? { reason: 'it has no "sequence: NAME" at its top' };
  } catch (error) {
    // It may not be read at all; whoever asks for that very file is told so as a failure.
    if (error instanceof TendrilError) return { reason: error.message };
    throw error;
  }
}

const nameInCode = /\bexport\s+default\s+sequence\(\s*['"]([a-z0-9-]+)['"]/;

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
