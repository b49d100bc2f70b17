/**
 * What would be published, and what stands against it: reads, checks and compiles everything that was asked for, and
 * collects all findings. Changes nothing.
 */
import type { SourceText } from '../authoring/findings.ts';
import { type CheckedSequence, checkSequence } from '../authoring/sequence.ts';
import { checkWorkspace } from '../authoring/workspace.ts';
import { type ErrorCode, errorKind, type Finding } from '../domain/errors.ts';
import type { Program } from '../domain/program.ts';
import type { Organisation, Workspace } from '../domain/workspace.ts';
import type { CompiledTemplate, TemplateCompiler } from './services.ts';
import { readSource, shownPath } from './source-file.ts';
import { hasWorkspace, readWorkspaceSources, sequenceFilesIn } from './workspace-folder.ts';

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
 * @param fields the custom fields of leads; null leaves conditions unchecked.
 * @throws FILE_UNKNOWN
 */
export async function planSequences(
  files: readonly string[],
  fields: Fields | null,
  compiler: TemplateCompiler,
): Promise<Plan> {
  const sources = await readSequences(files);
  const used = new Set(sources.flatMap((source) => templatesOf(check(source, fields, null))));
  const known = await compiler.names();
  const compiled = await compileAll(
    compiler,
    known.filter((name) => used.has(name)),
    fields,
  );
  const { sequences, findings } = checkAll(sources, fields, known, compiled.templates);
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
  const known = await compiler.names();
  const fields = workspace?.organisation.fields ?? null;
  const compiled = await compileAll(compiler, known, fields);
  const { sequences, findings } = checkAll(
    await readSequences(await sequenceFilesIn(dir)),
    fields,
    known,
    compiled.templates,
  );
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

/** The custom fields that the workspace of a folder declares, if it has one, with what is wrong about that workspace. */
export async function fieldsOf(dir: string): Promise<{ fields: Fields | null; findings: readonly Finding[] }> {
  if (!hasWorkspace(dir)) return { fields: {}, findings: [] };
  const checked = checkWorkspace(await readWorkspaceSources(dir));
  return checked.kind === 'checked'
    ? { fields: checked.workspace.organisation.fields, findings: [] }
    : { fields: null, findings: checked.findings };
}

const readSequences = (files: readonly string[]): Promise<readonly SourceText[]> =>
  Promise.all(files.map((file) => readSource(file, 'YAML_SYNTAX')));

/** Checks sequences against the templates that exist (`known`) and what is known of them (`compiled`). */
function checkAll(
  sources: readonly SourceText[],
  fields: Fields | null,
  known: readonly string[],
  compiled: Plan['templates'],
): Pick<Plan, 'sequences' | 'findings'> {
  const links = new Map(known.map((name) => [name, { links: compiled.get(name)?.links ?? [] }]));
  const findings: Finding[] = [];
  const sequences: PlannedSequence[] = [];
  for (const source of sources) {
    const checked = check(source, fields, links);
    if (checked.kind === 'checked') {
      sequences.push({ source, program: checked.program, templates: checked.templates });
      continue;
    }
    // What links a template has is not known while the template, or which one it is, cannot be read.
    const used = templatesOf(check(source, fields, null));
    const sure = used.length > 0 && used.every((name) => compiled.has(name));
    findings.push(...checked.findings.filter(({ code }) => sure || code !== 'LINK_UNKNOWN'));
  }
  return { sequences, findings: [...findings, ...namesakes(sequences)] };
}

type Links = ReadonlyMap<string, { readonly links: readonly string[] }>;

function check(source: SourceText, fields: Fields | null, templates: Links | null): CheckedSequence {
  const checked = checkSequence(source.file, source.text, { fields: fields ?? {}, templates });
  if (fields !== null || checked.kind === 'checked') return checked;
  // It stays refused: the findings of the workspace, from which these follow, are reported.
  return { kind: 'refused', findings: checked.findings.filter(({ code }) => code !== 'CONDITION_INVALID') };
}

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
