/**
 * How the parts of the engine are started, what each needs from the others, and the settings that the whole ends up with.
 * What can start side by side does: the inbox and Temporal while the database is migrated, then worker and server.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, SettingName } from '../../config/config.ts';
import { readRelays } from '../../config/relays.ts';
import { defaultRelay } from '../../domain/relay.ts';
import { findTemporal } from './find-temporal.ts';
import { startNodePart } from './node-part.ts';
import type { Part } from './part.ts';
import type { EnginePorts } from './ports-of-engine.ts';
import { startPostgres } from './postgres.ts';
import { reachTemporal, startTemporal } from './temporal.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
/** The settings that make one engine, for its processes and for `tendril` on the same machine. */
export type EngineSettings = Readonly<Partial<Record<SettingName, string>>>;

export interface Assembly {
  readonly config: Config;
  readonly env: Environment;
  readonly ports: EnginePorts;
  /** Takes note of a started process; from then on its end is noticed. Rejects when the engine is stopping already. */
  add(part: Part): Promise<void>;
  /** Tells what is ready and where. */
  told(what: string, where: string): void;
  /** Brings the database to this version. */
  migrate(settings: EngineSettings): Promise<void>;
}

export interface Assembled {
  readonly settings: EngineSettings;
  readonly httpUrl: string;
  /** Null when there is a real relay for mails of senders that name none. */
  readonly inboxUrl: string | null;
  /** Names of the relays that really send. */
  readonly relays: readonly string[];
  /** Null when TEMPORAL_ADDRESS names a server of one's own. */
  readonly temporalUrl: string | null;
}

export interface Assembling {
  /** Rejects as soon as one part fails; others may still be starting then. */
  readonly done: Promise<Assembled>;
  /** Resolves when nothing is starting any more, well or badly. */
  readonly settled: Promise<unknown>;
}

interface Provided {
  readonly settings: EngineSettings;
  readonly url: string | null;
}

/**
 * Starts everything.
 * @throws CONFIG_INVALID before anything is started, when the file of relays is wrong
 */
export function assemble(assembly: Assembly): Assembling {
  const { config, env, ports } = assembly;
  const relays = realRelays(config, env);
  mkdirSync(logFolder(config), { recursive: true, mode: 0o700 });
  const httpUrl = `http://127.0.0.1:${ports.http.port}`;
  const own: EngineSettings = {
    TENDRIL_HOME: config.home,
    PORT: String(ports.http.port),
    TENDRIL_INBOUND_PORT: String(ports.inbound.port),
    PUBLIC_URL: env.PUBLIC_URL || httpUrl,
    ...(config.relaysFile === null ? {} : { TENDRIL_RELAYS: config.relaysFile }),
  };
  const database = provideDatabase(assembly);
  const temporal = provideTemporal(assembly);
  const inbox = relays.includes(defaultRelay) ? provideNoInbox(env) : provideInbox(assembly);
  const server = database.then((settings) => startServer(assembly, { ...own, ...settings }));
  const together = Promise.all([database, temporal, inbox]).then(([fromDatabase, fromTemporal, fromInbox]) => ({
    settings: { ...own, ...fromDatabase, ...fromTemporal.settings, ...fromInbox.settings },
    httpUrl,
    inboxUrl: fromInbox.url,
    relays,
    temporalUrl: fromTemporal.url,
  }));
  const worker = together.then(({ settings }) => startWorkers(assembly, settings));
  return {
    done: Promise.all([together, server, worker]).then(([assembled]) => assembled),
    settled: Promise.allSettled([database, temporal, inbox, server, worker]),
  };
}

const logFolder = ({ home }: Config): string => join(home, 'logs');

const logFile = (config: Config, name: string): string => join(logFolder(config), `${name}.log`);

async function provideDatabase(assembly: Assembly): Promise<EngineSettings> {
  const { config, env, ports, add, told, migrate } = assembly;
  let settings: EngineSettings = { DATABASE_URL: env.DATABASE_URL || '' };
  if (!config.given.has('DATABASE_URL')) {
    const file = logFile(config, 'postgres');
    const { port } = ports.postgres;
    const postgres = await startPostgres({
      dataDir: join(config.home, 'postgres'),
      port,
      logFile: file,
      connections: databaseConnections(config),
    });
    await add({ ...postgres, name: 'postgres', logFile: file, stop: (graceMs) => postgres.stop(graceMs) });
    settings = { DATABASE_URL: postgres.url };
    told('PostgreSQL', `127.0.0.1:${port}`);
  }
  await migrate(settings);
  told('Database', 'up to date');
  return settings;
}

async function provideTemporal({ config, ports, add, told, env }: Assembly): Promise<Provided> {
  const file = logFile(config, 'temporal');
  if (config.given.has('TEMPORAL_ADDRESS')) {
    await reachTemporal(config.temporal.address ?? '');
    return { settings: given(env, 'TEMPORAL_'), url: null };
  }
  const temporal = await startTemporal({
    binary: findTemporal(),
    dbFile: join(config.home, 'temporal.db'),
    port: ports.temporal.port,
    uiPort: ports.temporalUi.port,
    logFile: file,
  });
  await add({ ...temporal, name: 'temporal', logFile: file, stop: (graceMs) => temporal.stop(graceMs) });
  told('Temporal', temporal.address);
  return { settings: { TEMPORAL_ADDRESS: temporal.address, TEMPORAL_NAMESPACE: 'default' }, url: temporal.uiUrl };
}

/** Those that a person has set up, as opposed to the inbox that an engine of before may have left in `run.json`. */
function realRelays(config: Config, env: Environment): readonly string[] {
  const smtpUrl = config.given.has('SMTP_URL') ? config.smtpUrl : null;
  return readRelays({ ...config, smtpUrl }, env).relays.map(({ name }) => name);
}

const provideNoInbox = async (env: Environment): Promise<Provided> => ({
  settings: given(env, 'SMTP_URL'),
  url: null,
});

/** The relay for mails of senders that name none, while nobody has set up another. */
async function provideInbox({ config, ports, add, told, env }: Assembly): Promise<Provided> {
  const folder = join(config.home, 'inbox');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { inboxSmtp, inboxWeb } = ports;
  const { part, ready } = startNodePart({
    name: 'inbox',
    entry: 'cli/start/inbox.mjs',
    args: [String(inboxSmtp.port), String(inboxWeb.port), folder],
    env,
    logFile: logFile(config, 'inbox'),
  });
  await Promise.all([add(part), ready]);
  const url = `http://127.0.0.1:${inboxWeb.port}`;
  told('Inbox', url);
  return { settings: { SMTP_URL: `smtp://127.0.0.1:${inboxSmtp.port}` }, url };
}

async function startServer({ config, env, add, told }: Assembly, settings: EngineSettings): Promise<void> {
  const { part, ready } = startNodePart({
    name: 'server',
    entry: 'server/main.ts',
    env: { ...env, ...settings },
    logFile: logFile(config, 'server'),
  });
  await Promise.all([add(part), ready]);
  told('HTTP and inbound mail', settings.PUBLIC_URL ?? '');
}

/** They share nothing but the database and Temporal, so they may as well run on several machines. */
async function startWorkers({ config, env, add, told }: Assembly, settings: EngineSettings): Promise<void> {
  const { workers, temporal } = config;
  const started = Array.from({ length: workers }, (_, index) =>
    startNodePart({
      name: 'worker',
      entry: 'worker/main.ts',
      env: { ...env, ...settings },
      logFile: logFile(config, index === 0 ? 'worker' : `worker-${index + 1}`),
    }),
  );
  await Promise.all(started.flatMap(({ part, ready }) => [add(part), ready]));
  told(workers === 1 ? 'Worker' : `${workers} workers`, `task queue ${temporal.taskQueue}`);
}

/** What server, relay and Temporal's visitors may hold at most, and each worker: its pool and its guards. */
const databaseConnections = ({ workers }: Config): number => 80 + 20 * workers;

/** The settings of the environment whose names start so. */
const given = (env: Environment, prefix: string): EngineSettings =>
  Object.fromEntries(Object.entries(env).filter(([name, value]) => name.startsWith(prefix) && value));
