/** How lints and publishing tell what they found and did. */
import type { Store } from '../db/store.ts';
import type { Finding } from '../domain/errors.ts';
import type { Cli } from './command.ts';
import { findingLines } from './failure.ts';
import type { PublishedItem } from './publish.ts';
import type { PlannedSequence } from './publish-plan.ts';
import { strandedBy, strandedWords } from './stranded.ts';
import type { Screen } from './terminal/screen.ts';

/** The findings of a lint are its data: they go to stdout, and the exit code is that of the first. */
export async function showFindings(cli: Cli, findings: readonly Finding[], files: number): Promise<void> {
  const { screen } = cli;
  const [first] = findings;
  if (first) cli.exitAs(first.code);
  if (screen.json) return screen.record(findings);
  for (const finding of findings) {
    for (const line of findingLines(finding, (code) => screen.paint('red', code))) await screen.line(line);
  }
  const checked = files === 1 ? '1 file' : `${files} files`;
  screen.note(first ? `${findings.length} to correct.` : `${checked} checked: nothing to correct.`);
}

export async function showPublished(screen: Screen, items: readonly PublishedItem[]): Promise<void> {
  if (screen.json) return screen.record({ published: items });
  const width = Math.max(0, ...items.map(({ name }) => name.length));
  for (const { kind, name, version, created } of items) {
    const what = created ? screen.paint('green', `published version ${version}`) : `unchanged, version ${version}`;
    await screen.line(`${kind.padEnd(9)}  ${name.padEnd(width)}  ${what}`);
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
