/**
 * Adds to package-lock.json the packages of other systems that npm left out. npm writes only those that it could look up
 * at that moment; a registry mirror often lacks some, and then `npm ci` refuses the lock on every machine ("Missing … from
 * lock file"). Run after `npm install` has changed the lock: `node scripts/complete-lock.mjs`; `--check` only looks.
 * Entries made here have no integrity: npm adds it where it can.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../package-lock.json', import.meta.url));
const lock = JSON.parse(readFileSync(file, 'utf8'));

/** @type {Record<string, string>} */
const missing = {};
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (!isLocked(path, name)) missing[name] = String(version);
  }
}

/** Whether the package at `path` finds `name`: in its own node_modules or in one further up. */
function isLocked(/** @type {string} */ path, /** @type {string} */ name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules') - 1))) {
    if (lock.packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`]) return true;
    if (at === '') return false;
  }
}

/** For which system a package is, by its name: npm does not fetch it elsewhere then. */
function systemOf(/** @type {string} */ name) {
  const words = name.split(/[-/]/);
  const pick = (/** @type {readonly string[]} */ known) => known.filter((word) => words.includes(word));
  const os = pick([
    'aix',
    'android',
    'darwin',
    'freebsd',
    'linux',
    'netbsd',
    'openbsd',
    'openharmony',
    'sunos',
    'win32',
  ]);
  const cpu = pick(['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']);
  const libc = words.some((word) => word.startsWith('musl'))
    ? ['musl']
    : words.some((word) => word.startsWith('gnu'))
      ? ['glibc']
      : [];
  return {
    ...(cpu.length > 0 && { cpu }),
    ...(os.length > 0 && { os }),
    ...(os.includes('linux') && libc.length > 0 && { libc }),
  };
}

const names = Object.keys(missing).sort();
if (process.argv.includes('--check')) {
  for (const name of names)
    console.error(`package-lock.json lacks ${name}@${missing[name]}: run node scripts/complete-lock.mjs`);
  process.exitCode = names.length > 0 ? 1 : 0;
} else if (names.length > 0) {
  for (const name of names) {
    lock.packages[`node_modules/${name}`] = { version: missing[name], optional: true, ...systemOf(name) };
  }
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.error(`Added ${names.length}: ${names.join(', ')}`);
}
