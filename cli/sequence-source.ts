/**
 * The sequences that people name on the command line: a file, the newest published version, or one version (`NAME@3`).
 */
import type { Store } from '../db/store.ts';
import { TendrilError } from '../domain/errors.ts';
import type { Program } from '../domain/program.ts';
import { findingsFailure } from './failure.ts';
import { isFile } from './lint-targets.ts';
import { checkAlone } from './publish-plan.ts';
import type { Services } from './services.ts';
import { folderOf } from './workspace-folder.ts';

export interface NamedSequence {
  /** As it is told to people: the file, or `NAME@3`. */
  readonly label: string;
  /** Null for a file. */
  readonly version: number | null;
  /** Whether that version was asked for by its number. */
  readonly byNumber: boolean;
  readonly program: Program;
}

/**
 * Finds a sequence. A file is checked as `lint` checks it, but for its templates, which say nothing about its steps.
 * @throws FILE_UNKNOWN, SEQUENCE_UNKNOWN, USAGE, or the code of the first finding in the file
 */
export async function namedSequence(services: Services, word: string): Promise<NamedSequence> {
  if (isFile(word)) return { label: word, version: null, byNumber: false, program: await programIn(services, word) };
  const { name, number } = nameAndVersion(word);
  const store = await services.store();
  const version = await store.publications.version(name, number);
  const byNumber = number !== undefined;
  return { label: `${name}@${version.number}`, version: version.number, byNumber, program: version.program };
}

async function programIn(services: Services, file: string): Promise<Program> {
  const checked = await checkAlone(file, folderOf(file, services.root));
  if (checked.kind === 'refused') throw findingsFailure(checked.findings, 'correct the file first');
  return checked.program;
}

/** `guide@3` → guide, 3. @throws USAGE */
function nameAndVersion(word: string): { readonly name: string; readonly number?: number } {
  const [name = '', version, ...rest] = word.split('@');
  if (version === undefined) return { name };
  const number = Number(version);
  if (rest.length === 0 && Number.isInteger(number) && number > 0) return { name, number };
  throw new TendrilError('USAGE', `"${word}" is neither a file nor a version of a sequence, such as energy-guide@3`);
}

/**
 * How many active enrollments stand at each step of a sequence; none when it is not published.
 * @param version null counts those of all versions.
 */
export async function leadsAt(
  store: Store,
  sequence: string,
  version: number | null,
): Promise<Readonly<Record<string, number>>> {
  if (version !== null) return store.publications.leadsAt(sequence, version);
  const known = (await store.publications.sequences()).some(({ name }) => name === sequence);
  return known ? (await store.publications.sequence(sequence)).at : {};
}
