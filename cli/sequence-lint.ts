/** Checks sequence files with all that they name: the workspace and the templates above each, and the sequences beside it. */
import type { Cli } from './command.ts';
import { namesIn, publishedIfReachable } from './known-names.ts';
import { type LintReport, showFindings } from './lint-report.ts';
import { lintTargets } from './lint-targets.ts';
import { planSequences } from './publish-plan.ts';
import type { Services } from './services.ts';
import { shownPath } from './source-file.ts';
import { strandedFindings } from './stranded.ts';
import { folderOf, templatesDirOf } from './workspace-folder.ts';

/**
 * Checks what the words mean, and tells what was found.
 * @param live looks in the database as well for leads at steps that are gone.
 * @throws USAGE, FILE_UNKNOWN when a word means nothing
 */
export async function lintSequences(cli: Cli, words: readonly string[], live: boolean): Promise<void> {
  const services = await cli.services();
  const files = await lintTargets(words, services.root);
  const published = await publishedIfReachable(services);
  const reports: Required<LintReport>[] = [];
  for (const folder of new Set(files.map((file) => folderOf(file, services.root)))) {
    const inFolder = files.filter((file) => folderOf(file, services.root) === folder);
    reports.push(await lintFolder(services, folder, inFolder, { published, live }));
  }
  await showFindings(cli, {
    files: files.length,
    findings: reports.flatMap(({ findings }) => findings),
    unread: reports.flatMap(({ unread }) => unread),
    unchecked: reports.flatMap(({ unchecked }) => unchecked),
  });
}

async function lintFolder(
  services: Services,
  folder: string,
  files: readonly string[],
  { published, live }: { readonly published: readonly string[]; readonly live: boolean },
): Promise<Required<LintReport>> {
  const { names, findings, unread } = await namesIn(folder, published);
  const plan = await planSequences(
    files,
    { ...names, now: services.now() },
    await services.compiler(templatesDirOf(folder)),
    unread,
  );
  const stranded = live ? await strandedFindings(await services.store(), plan.sequences) : [];
  const given = new Set(files.map(shownPath));
  return {
    files: files.length,
    findings: [...findings, ...plan.findings, ...plan.warnings, ...stranded],
    // What is wrong with a file that was asked about is among the findings.
    unread: unread.filter(({ file }) => !given.has(file)),
    unchecked: plan.unchecked,
  };
}
