/** How lints and publishing tell what they found and did. */
import type { FilledSegment, Store } from '../db/store.ts';
import { errorKind, type Finding } from '../domain/errors.ts';
import type { Cli } from './command.ts';
import { findingLines } from './failure.ts';
import type { UnreadName } from './known-names.ts';
import type { PublishedItem } from './publish.ts';
import type { PlannedSequence } from './publish-plan.ts';
import { strandedBy, strandedWords } from './stranded.ts';
import type { Screen } from './terminal/screen.ts';
import { printable } from './terminal/width.ts';

/** What a lint has to tell. */
export interface LintReport {
  readonly findings: readonly Finding[];
  /** How many files were looked at. */
  readonly files: number;
  /** Files that nobody asked about and whose names are missing. */
  readonly unread?: readonly UnreadName[];
  /** What may be right, if it is in one of those. */
  readonly unchecked: readonly Finding[];
}

/** The findings of a lint are its data: they go to stdout, and the exit code is that of the first. */
export async function showFindings(cli: Cli, { findings, files, unread = [], unchecked }: LintReport): Promise<void> {
  const { screen } = cli;
  const wrong = findings.filter(({ severity }) => severity === undefined);
  const [first] = wrong;
  if (first) cli.exitAs(first.code);
  if (screen.json) return screen.record(findings);
  // Messages about keys and values say what to write: where to read on is told once.
  const readOn = errorKind('AUTHORING_SHAPE').remedy;
  for (const finding of findings) {
    const lines = findingLines(finding, (code) => screen.paint(finding.severity ? 'yellow' : 'red', code));
    for (const line of finding.remedy === readOn ? lines.slice(0, -1) : lines) await screen.line(line);
  }
  if (findings.some(({ remedy }) => remedy === readOn)) screen.note(readOn);
  // A file that cannot be read matters only to a name that may be in it.
  for (const { file, reason } of unchecked.length > 0 ? unread : []) {
    screen.note(`not checked: ${file}: ${printable(reason)}`);
  }
  for (const { file, line, col, message } of unchecked) {
    screen.note(`not checked: ${file}:${line}:${col}: ${printable(message)} (or it is in a file that cannot be read)`);
  }
  const checked = files === 1 ? '1 file' : `${files} files`;
  const more = wrong.some(({ moreMayFollow }) => moreMayFollow) ? ' More may be found once these are corrected.' : '';
  screen.note(first ? `${wrong.length} to correct.${more}` : `${checked} checked: nothing to correct.`);
}

/** What was published and may still not be meant so. */
export function noteWarnings(screen: Screen, warnings: readonly Finding[]): void {
  for (const warning of warnings) {
    for (const line of findingLines(warning, (code) => screen.paintNote('yellow', code))) screen.note(line);
  }
}

export async function showPublished(screen: Screen, items: readonly PublishedItem[]): Promise<void> {
  if (screen.json) return screen.record({ published: items });
  const width = Math.max(0, ...items.map(({ name }) => name.length));
  for (const { kind, name, version, created } of items) {
    const what = created ? screen.paint('green', `published version ${version}`) : `unchanged, version ${version}`;
    await screen.line(`${kind.padEnd(9)}  ${name.padEnd(width)}  ${what}`);
  }
}

/** Segments by which sequences begin from now on, with who is in them already and is not enrolled by that. */
export async function noteWatched(screen: Screen, filled: readonly FilledSegment[]): Promise<void> {
  for (const { segment, members, starts } of filled.filter((one) => one.starts.length > 0)) {
    const whom = members === 1 ? '1 lead is in it already' : `${members} leads are in it already`;
    const how = starts.map((sequence) => `tendril enroll --segment ${segment} --sequence ${sequence}`).join('; ');
    screen.note(
      `${segment}: begins ${starts.join(', ')} from now on. ${whom}, not enrolled${members > 0 ? `: ${how}` : ''}.`,
    );
  }
}

/** Leads that the new versions leave where they are; nothing that stands against publishing. */
export async function noteStranded(screen: Screen, store: Store, planned: readonly PlannedSequence[]): Promise<void> {
  for (const { program } of planned) {
    for (const stranded of await strandedBy(store, program)) {
      screen.note(`${program.sequence}: ${strandedWords(stranded)}.`);
    }
  }
}
