/**
 * What the tests with a real mail server need of the machine: a Postfix, which must be there, and for a second opinion
 * Python with dkimpy, which is fetched from its index into a temporary folder. Says who will judge the mails.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { installedPostfix } from '../support/postfix.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder of dkimpy; null where its index cannot be reached or there is no Python. */
    dkimpyFolder: string | null;
    hasPython: boolean;
  }
}

const packages = ['dkimpy==1.1.8', 'dnspython==2.9.2'];

/** What pip says when the network is to blame. Anything else is a mistake here. */
const unreachable =
  /connection broken|NewConnectionError|ConnectTimeout|ReadTimeout|name resolution|timed out|proxy|no matching distribution/i;

/** @throws when there is no Postfix, or pip fails for another reason than its network */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { version } = installedPostfix();
  const folder = await mkdtemp(join(tmpdir(), 'tendril-dkimpy-'));
  const python = spawnSync('python3', ['--version'], { encoding: 'utf8' });
  const hasPython = python.status === 0;
  const missing = hasPython ? dkimpyMissing(folder) : 'there is no python3';
  project.provide('hasPython', hasPython);
  project.provide('dkimpyFolder', missing === null ? folder : null);
  const mailauth: unknown = createRequire(import.meta.url)('mailauth/package.json').version;
  console.log(
    [
      `Mail server: Postfix ${version}`,
      `DKIM is verified by mailauth ${mailauth}${missing === null ? ` and ${packages[0]}` : `; not by dkimpy: ${missing}`}`,
      `Mails are read by postal-mime${hasPython ? ` and the email package of ${python.stdout.trim()}` : ''}`,
    ].join('\n'),
  );
  return () => rm(folder, { recursive: true, force: true });
}

/** Installs dkimpy into the folder, or says why that cannot be done here. */
function dkimpyMissing(folder: string): string | null {
  const quietly = ['--disable-pip-version-check', '--no-input', '--quiet', '--retries', '1', '--timeout', '15'];
  const argv = ['-m', 'pip', 'install', '--target', folder, '--no-deps', ...quietly, ...packages];
  const { status, stderr } = spawnSync('python3', argv, { encoding: 'utf8', timeout: 120_000 });
  if (status === 0) return null;
  if (/No module named pip/.test(stderr)) return 'there is no pip';
  if (status === null || unreachable.test(stderr)) return 'its index cannot be reached';
  throw new Error(`pip could not install ${packages.join(' ')}:\n${stderr}`);
}
