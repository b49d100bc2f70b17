/**
 * What would be published, and what stands against it: reads, checks and compiles everything that was asked for, and
 * collects all findings. Changes nothing.
 */
import type { SourceText } from '../authoring/findings.ts';
import type { CheckedSequence } from '../authoring/sequence.ts';
import type { SequenceContext } from '../authoring/sequence-context.ts';
import { checkWorkspace } from '../authoring/workspace.ts';
import { type ErrorCode, errorKind, type Finding } from '../domain/errors.ts';
import type { Instant } from '../domain/instant.ts';
import type { Program } from '../domain/program.ts';
import { didYouMean, nearest } from '../domain/suggestion.ts';
import type { Workspace } from '../domain/workspace.ts';
import { declaredIn, type KnownNames, namesOf, nothingKnown, sequenceNames, type UnreadName } from './known-names.ts';
import { checkSalesSequences } from './sales-sequences.ts';
import { readSequenceFile, type SequenceFile } from './sequence-file.ts';
import type { CompiledTemplate, Declared, TemplateCompiler } from './services.ts';
import { shownPath } from './source-file.ts';
import { readWorkspaceSources, sequenceFilesIn, sequencesDirOf } from './workspace-folder.ts';

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
  /** What a person should know; nothing that stands against publishing. */
  readonly warnings: readonly Finding[];
  /** Names of sequences that nothing can be said about, because a file that may define them cannot be read. */
  readonly unchecked: readonly Finding[];
}

/**
 * Checks sequence files, with the templates that they send.
 * @param given the names that they may use; sequences of these files may always be named.
 * @param unread other files beside them whose names are not known.
 * @throws FILE_UNKNOWN
 */
export async function planSequences(
  files: readonly string[],
  given: KnownNames,
  compiler: TemplateCompiler,
  unread: readonly UnreadName[] = [],
): Promise<Plan> {
  const { sources, findings: broken } = await readSequences(files);
  const { sequences: others = null } = given;
  const texts = sources.map(({ source }) => source);
  const complete = unread.length + broken.length === 0;
  const all = { ...given, sequences: others && [...others, ...sequenceNames(texts)] };
  const names = complete ? all : { ...all, sequences: null };
  const used = new Set(sources.flatMap((source) => templatesOf(check(source, names, null))));
  const known = await compiler.names();
  const declared = { fields: names.fields, organisation: null };
  const compiled = await compileAll(
    compiler,
    known.filter((name) => used.has(name)),
    declared,
  );
  // What counts clicks in all mails to a lead asks for the links of all templates.
  const asks = texts.some(({ text }) => text.includes('events.clicks('));
  const rest = asks
    ? await compileAll(
        compiler,
        known.filter((name) => !used.has(name)),
        declared,
      )
    : null;
  const linked = new Map([...compiled.templates, ...(rest?.templates ?? [])]);
  const { sequences, findings, warnings } = checkAll(sources, names, known, linked);
  return {
    workspace: null,
    templates: compiled.templates,
    sequences,
    findings: [...broken, ...findings, ...compiled.findings],
    warnings: [...warnings, ...compiled.warnings],
    unchecked: complete ? [] : sources.flatMap((source) => unknownSequences(check(source, all, null))),
  };
}

/**
 * Checks a whole folder: organisation, scoring, sales, all templates, all sequences.
 * @param published names of sequences that are there already.
 * @param now null leaves it unsaid which dates are over.
 * @throws FILE_UNKNOWN
 */
export async function planWorkspace(
  dir: string,
  compiler: TemplateCompiler,
  published: readonly string[],
  now: Instant | null = null,
): Promise<Plan> {
  const sources = await readWorkspaceSources(dir);
  const checked = checkWorkspace(sources);
  const workspace = checked.kind === 'checked' ? checked.workspace : null;
  const { sources: files, findings: broken } = await readSequences(await sequenceFilesIn(sequencesDirOf(dir)));
  const known = await compiler.names();
  const texts = files.map(({ source }) => source);
  const own = workspace && namesOf(workspace, [...sequenceNames(texts), ...published]);
  const compiled = await compileAll(compiler, known, {
    fields: own?.fields ?? null,
    organisation: workspace?.organisation ?? null,
    forms: workspace && Object.keys(workspace.forms),
  });
  const all = { ...(own ?? nothingKnown), now };
  const complete = broken.length === 0;
  const used = complete ? all : { ...all, sequences: null };
  const { sequences, findings, warnings } = checkAll(files, used, known, compiled.templates);
  const programs = sequences.map(({ program }) => program);
  // A sequence that has findings, of its own or of its templates, is not missing.
  const names =
    broken.length + findings.length + compiled.findings.length > 0
      ? null
      : [...programs.map(({ sequence }) => sequence), ...published];
  return {
    workspace,
    templates: compiled.templates,
    sequences,
    findings: [
      ...(checked.kind === 'refused' ? checked.findings : []),
      ...(workspace && names ? checkSalesSequences(workspace.sales, sources.sales, programs, names) : []),
      ...(workspace && names ? missingEnrolls(workspace, sources.forms, names) : []),
      ...broken,
      ...findings,
      ...compiled.findings,
    ],
    warnings: [...warnings, ...compiled.warnings, ...(await compiler.strays())],
    unchecked: complete ? [] : files.flatMap((file) => unknownSequences(check(file, all, null))),
  };
}

/**
 * Checks one sequence file, but for the templates that it sends: for what only looks at its steps.
 * @throws FILE_UNKNOWN
 */
export async function checkAlone(file: string, dir: string): Promise<CheckedSequence> {
  const read = await readSequenceFile(file);
  if (read.kind === 'unread') return { kind: 'refused', findings: [read.finding] };
  const { names } = await declaredIn(dir);
  return check(read, names, null);
}

async function readSequences(
  files: readonly string[],
): Promise<{ readonly sources: readonly SequenceFile[]; readonly findings: readonly Finding[] }> {
  const all = await Promise.all(files.map(readSequenceFile));
  return {
    sources: all.flatMap((file) => (file.kind === 'read' ? file : [])),
    findings: all.flatMap((file) => (file.kind === 'unread' ? file.finding : [])),
  };
}

/** Checks sequences against the templates that exist (`known`) and what is known of them (`compiled`). */
function checkAll(
  files: readonly SequenceFile[],
  names: KnownNames,
  known: readonly string[],
  compiled: Plan['templates'],
): Pick<Plan, 'sequences' | 'findings' | 'warnings'> {
  const links = new Map(known.map((name) => [name, { links: compiled.get(name)?.links ?? null }]));
  const findings: Finding[] = [];
  const warnings: Finding[] = [];
  const sequences: PlannedSequence[] = [];
  for (const file of files) {
    const checked = check(file, names, links);
    if (checked.kind === 'checked') {
      // What is wrong with a template is told of the template, and keeps its sequences from being published.
      if (!checked.templates.every((name) => compiled.has(name))) continue;
      sequences.push({ source: file.source, program: checked.program, templates: checked.templates });
      warnings.push(...checked.warnings);
      continue;
    }
    // What links a template has is not known while the template, or which one it is, cannot be read.
    const used = templatesOf(check(file, names, null));
    const whole = !checked.findings.some(({ moreMayFollow }) => moreMayFollow);
    const sure = whole && used.length > 0 && used.every((name) => compiled.has(name));
    findings.push(...checked.findings.filter(({ code }) => sure || code !== 'LINK_UNKNOWN'));
  }
  return { sequences, findings: [...findings, ...namesakes(sequences)], warnings };
}

/** While a file cannot be read, a sequence that is not known may be there all the same. */
const unknownSequences = (checked: CheckedSequence): readonly Finding[] =>
  checked.kind === 'refused' ? checked.findings.filter(({ code }) => code === 'SEQUENCE_UNKNOWN') : [];

const check = (file: SequenceFile, names: KnownNames, templates: SequenceContext['templates']): CheckedSequence =>
  file.check({ ...names, templates });

const templatesOf = (checked: CheckedSequence): readonly string[] => checked.templates ?? [];

async function compileAll(compiler: TemplateCompiler, names: readonly string[], declared: Declared) {
  const templates = new Map<string, CompiledTemplate>();
  const findings: Finding[] = [];
  const warnings: Finding[] = [];
  for (const name of names) {
    const result = await compiler.compile(name, declared);
    if (result.kind === 'compiled') templates.set(name, result.template);
    const [told, list] = result.kind === 'compiled' ? [result.warnings, warnings] : [result.findings, findings];
    list.push(...told.map((found) => ({ ...found, file: shownPath(found.file) })));
  }
  return { templates, findings: once(findings), warnings: once(warnings) };
}

/** What is wrong with a layout or a partial comes from every template that uses it. */
const once = (findings: readonly Finding[]): readonly Finding[] => [
  ...new Map(findings.map((found) => [JSON.stringify(found), found])).values(),
];

/** Two files that define the same sequence: one would overwrite the other. */
function namesakes(sequences: readonly PlannedSequence[]): readonly Finding[] {
  const first = new Map<string, string>();
  return sequences.flatMap(({ source, program }) => {
    const other = first.get(program.sequence);
    first.set(program.sequence, other ?? source.file);
    if (other === undefined) return [];
    const files = `${other} and ${source.file}`;
    const message = `the sequence "${program.sequence}" is in two files, ${files}: give one another name, or remove it`;
    return [finding(source, /^sequence:/m, 'AUTHORING_SHAPE', message)];
  });
}

function missingEnrolls(
  { forms }: Workspace,
  sources: readonly SourceText[],
  names: readonly string[],
): readonly Finding[] {
  return Object.values(forms).flatMap(({ form, follows: { enroll } }) => {
    const source = sources.find(({ text }) => new RegExp(`^form:\\s*["']?${form}\\b`, 'm').test(text));
    if (enroll === null || names.includes(enroll) || source === undefined) return [];
    const message = `who fills in the form enters the sequence "${enroll}", which is neither in sequences/ nor published${didYouMean(nearest(enroll, names))}`;
    return [finding(source, /^.*\benroll:/m, 'SEQUENCE_UNKNOWN', message)];
  });
}

function finding(source: SourceText, place: RegExp, code: ErrorCode, message: string): Finding {
  const index = Math.max(0, source.text.search(place));
  const line = source.text.slice(0, index).split('\n').length;
  return { file: source.file, line, col: 1, code, message, remedy: errorKind(code).remedy };
}
