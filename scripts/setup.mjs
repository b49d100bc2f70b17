/**
 * Brings a clone to the state in which the engine and the tests run. Runs before every `npm start` and `npm test`, so it
 * does only what is not done yet: a second run takes a fraction of a second. Node built-ins only: it works before any
 * package is installed. What it found is written to `.cache/setup.json`, where `npm start` looks.
 */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { run, tail } from './command.mjs';
import { hashOf, installPackages, linkPostgres, readOr } from './packages.mjs';
import { SetupError, say, step } from './progress.mjs';
import { provideTemporal } from './temporal-cli.mjs';

const leastNode = [20, 19];
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const cache = join(root, '.cache');
const record = join(cache, 'setup.json');

/** @typedef {{ prisma?: string, temporal?: string }} Done */

async function main() {
  checkNode();
  mkdirSync(cache, { recursive: true });
  const release = await lock(join(cache, 'setup.lock'));
  try {
    /** @type {Done} */
    const done = JSON.parse(readOr(record, '{}'));
    await installPackages(root);
    await linkPostgres(root);
    const now = { ...done, prisma: await generateClient(done.prisma) };
    if (!process.env.TEMPORAL_ADDRESS) now.temporal = await provideTemporal(root, done.temporal);
    save(now);
  } finally {
    release();
  }
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = leastNode;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return;
  throw new SetupError(
    `Tendril needs Node ${leastNode.join('.')} or newer; this is ${process.versions.node}.
  Any of these helps:
  - install a newer one from https://nodejs.org
  - with nvm: nvm install 22; with fnm: fnm use 22; with Homebrew: brew install node`,
  );
}

/**
 * Generates the Prisma client when the schema changed.
 * @param {string | undefined} done the hash of what was generated last
 */
async function generateClient(done) {
  const sources = ['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json'];
  const hash = hashOf(sources.map((file) => join(root, file)));
  if (hash === done && existsSync(join(root, 'db', 'generated'))) return hash;
  await step('Generating the Prisma client', async () => {
    const prisma = join(root, 'node_modules', 'prisma', 'build', 'index.js');
    const env = {
      ...process.env,
      // Generating needs no engine, but Prisma looks for one and would download it: any executable satisfies it.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    };
    const { ok, output } = await run(process.execPath, [prisma, 'generate'], { cwd: root, env });
    if (!ok) throw new SetupError(`prisma generate failed; correct prisma/schema.prisma:\n${tail(output)}`);
  });
  return hash;
}

/** @param {Done} now */
function save(now) {
  const text = `${JSON.stringify(now, null, 2)}\n`;
  if (text === readOr(record, '')) return;
  writeFileSync(`${record}.${process.pid}`, text);
  renameSync(`${record}.${process.pid}`, record);
}

/**
 * One set-up at a time in this clone: `npm start` and `npm test` may be typed side by side.
 * @param {string} file
 */
async function lock(file) {
  for (let told = false; ; ) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    const holder = Number(readOr(file, ''));
    if (holder > 0 && !isAlive(holder)) rmSync(file, { force: true });
    else if (!told) {
      say(`Waiting for another set-up (process ${holder}) …`);
      told = true;
    }
    await delay(100);
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

try {
  await main();
} catch (error) {
  if (error instanceof SetupError) say(`\n${error.message}\n`);
  else if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
    say(`\nThere is no space left on the disk: ${error.message}\n  Free about 1 GB and try again.\n`);
  } else console.error(error);
  process.exitCode = 5;
}
