/**
 * What would be published, and what stands against it: reads, checks and compiles everything that was asked for, and
 * collects all findings. Changes nothing.
 */
import type { SourceText } from '../authoring/findings.ts';
import type { CheckedSequence } from '../authoring/sequence.ts';
import type { SequenceContext } from '../authoring/sequence-context.ts';
import { checkWorkspace } from '../authoring/workspace.ts';
import { type ErrorCode, errorKind, type Finding } from '../domain/errors.ts';
import type { Program } from '../domain/program.ts';
import type { Organisation, Workspace } from '../domain/workspace.ts';
import { type KnownNames, namesIn, namesOf, nothingKnown, sequenceNames } from './known-names.ts';
import { readSequenceFile, type SequenceFile } from './sequence-file.ts';
import type { CompiledTemplate, TemplateCompiler } from './services.ts';
import { shownPath } from './source-file.ts';
import { readWorkspaceSources, sequenceFilesIn } from './workspace-folder.ts';

export interface PlannedSequence {
  readonly source: SourceText;
  readonly program: Program;
  /** The templates it sends, by name. */
  readonly templates: readonly string[];
}

export interface Plan {
  readonly workspace: Workspace | null;
  readonly templates: ReadonlyMap<string, CompiledTemplate>;
  readonly sequences: readonly PlannedSequence[];
  /** In the order of the files; empty when nothing stands against publishing. */
  readonly findings: readonly Finding[];
}

type Fields = Organisation['fields'];

/**
 * Checks sequence files, with the templates that they send.
 * @param given the names that they may use; sequences of these files may always be named.
 * @throws FILE_UNKNOWN
 */
export async function planSequences(
  files: readonly string[],
  given: KnownNames,
  compiler: TemplateCompiler,
): Promise<Plan> {
  const sources = await readSequences(files);
  const { sequences: others = null } = given;
  const texts = sources.map(({ source }) => source);
  const names = { ...given, sequences: others && [...others, ...sequenceNames(texts)] };
  const used = new Set(sources.flatMap((source) => templatesOf(check(source, names, null))));
  const known = await compiler.names();
  const compiled = await compileAll(
    compiler,
    known.filter((name) => used.has(name)),
    names.fields,
  );
  const { sequences, findings } = checkAll(sources, names, known, compiled.templates);
  return {
    workspace: null,
    templates: compiled.templates,
    sequences,
    findings: [...findings, ...compiled.findings],
  };
}

/**
 * Checks a whole folder: organisation, scoring, sales, all templates, all sequences.
 * @param published names of sequences that are there already.
 * @throws FILE_UNKNOWN
 */
export async function planWorkspace(
  dir: string,
  compiler: TemplateCompiler,
  published: readonly string[],
): Promise<Plan> {
  const sources = await readWorkspaceSources(dir);
  const checked = checkWorkspace(sources);
  const workspace = checked.kind === 'checked' ? checked.workspace : null;
  const files = await readSequences(await sequenceFilesIn(dir));
  const known = await compiler.names();
  const texts = files.map(({ source }) => source);
  const own = workspace && namesOf(workspace, [...sequenceNames(texts), ...published]);
  const compiled = await compileAll(compiler, known, own?.fields ?? null);
  const { sequences, findings } = checkAll(files, own ?? nothingKnown, known, compiled.templates);
  // A sequence that has findings, of its own or of its templates, is not missing.
  const names =
    findings.length + compiled.findings.length > 0
      ? null
      : [...sequences.map(({ program }) => program.sequence), ...published];
  return {
    workspace,
    templates: compiled.templates,
    sequences,
    findings: [
      ...(checked.kind === 'refused' ? checked.findings : []),
      ...(workspace && names ? missingRecycle(workspace, sources.sales, names) : []),
      ...findings,
      ...compiled.findings,
    ],
  };
}

/**
 * Checks one sequence file, but for the templates that it sends: for what only looks at its steps.
 * @throws FILE_UNKNOWN
 */
export async function checkAlone(file: string, dir: string): Promise<CheckedSequence> {
  const { names } = await namesIn(dir, []);
  return check(await readSequenceFile(file), { ...names, sequences: null }, null);
}

const readSequences = (files: readonly string[]): Promise<readonly SequenceFile[]> =>
  Promise.all(files.map(readSequenceFile));

/** Checks sequences against the templates that exist (`known`) and what is known of them (`compiled`). */
function checkAll(
  files: readonly SequenceFile[],
  names: KnownNames,
  known: readonly string[],
  compiled: Plan['templates'],
): Pick<Plan, 'sequences' | 'findings'> {
  const links = new Map(known.map((name) => [name, { links: compiled.get(name)?.links ?? [] }]));
  const findings: Finding[] = [];
  const sequences: PlannedSequence[] = [];
  for (const file of files) {
    const checked = check(file, names, links);
    if (checked.kind === 'checked') {
      sequences.push({ source: file.source, program: checked.program, templates: checked.templates });
      continue;
    }
    // What links a template has is not known while the template, or which one it is, cannot be read.
    const used = templatesOf(check(file, names, null));
    const sure = used.length > 0 && used.every((name) => compiled.has(name));
    findings.push(...checked.findings.filter(({ code }) => sure || code !== 'LINK_UNKNOWN'));
  }
  return { sequences, findings: [...findings, ...namesakes(sequences)] };
}

const check = (file: SequenceFile, names: KnownNames, templates: SequenceContext['templates']): CheckedSequence =>
  file.check({ ...names, templates });

const templatesOf = (checked: CheckedSequence): readonly string[] =>
  checked.kind === 'checked' ? checked.templates : [];

async function compileAll(compiler: TemplateCompiler, names: readonly string[], fields: Fields | null) {
  const customFields = fields && Object.keys(fields);
  const templates = new Map<string, CompiledTemplate>();
  const findings: Finding[] = [];
  for (const name of names) {
    const result = await compiler.compile(name, customFields);
    if (result.kind === 'compiled') templates.set(name, result.template);
    else findings.push(...result.findings.map((found) => ({ ...found, file: shownPath(found.file) })));
  }
  return { templates, findings };
}

/** Two files that define the same sequence: one would overwrite the other. */
function namesakes(sequences: readonly PlannedSequence[]): readonly Finding[] {
  const first = new Map<string, string>();
  return sequences.flatMap(({ source, program }) => {
    const other = first.get(program.sequence);
    first.set(program.sequence, other ?? source.file);
    if (other === undefined) return [];
    const message = `the sequence "${program.sequence}" is in ${other} already`;
    return [finding(source, /^sequence:/m, 'AUTHORING_SHAPE', message)];
  });
}

function missingRecycle({ sales }: Workspace, source: SourceText, names: readonly string[]): readonly Finding[] {
  const wanted = sales.returns.sequence;
  if (names.includes(wanted)) return [];
  const message = `returned leads go to the sequence "${wanted}", which is neither in sequences/ nor published`;
  return [finding(source, /^\s+sequence:/m, 'SEQUENCE_UNKNOWN', message)];
}

function finding(source: SourceText, place: RegExp, code: ErrorCode, message: string): Finding {
  const index = Math.max(0, source.text.search(place));
  const line = source.text.slice(0, index).split('\n').length;
  return { file: source.file, line, col: 1, code, message, remedy: errorKind(code).remedy };
}
