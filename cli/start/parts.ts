/**
 * How the parts of the engine are started, what each needs from the others, and the settings that the whole ends up with.
 * What can start side by side does: the inbox and Temporal while the database is migrated, then server and workers, which
 * load while Temporal and the inbox come up, and what a new database is filled with.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, SettingName } from '../../config/config.ts';
import { readRelays } from '../../config/relays.ts';
import { checkSettingsFiles } from '../../config/settings-files.ts';
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
  /** Puts into a new database what it should hold, while the other parts start. Needs nothing but the database. */
  fill(settings: EngineSettings): Promise<void>;
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

/** A part whose address is known before it is there. */
interface Planned {
  readonly settings: EngineSettings;
  readonly url: string | null;
  /** Resolves when it answers. */
  start(): Promise<void>;
}

/**
 * Starts everything.
 * @throws CONFIG_INVALID before anything is started, when a file that a setting names is wrong
 */
export function assemble(assembly: Assembly): Assembling {
  const { config, env, ports } = assembly;
  const relays = realRelays(config, env);
  checkSettingsFiles(config, env);
  mkdirSync(logFolder(config), { recursive: true, mode: 0o700 });
  const httpUrl = `http://127.0.0.1:${ports.http.port}`;
  const own: EngineSettings = {
    TENDRIL_HOME: config.home,
    PORT: String(ports.http.port),
    TENDRIL_INBOUND_PORT: String(ports.inbound.port),
    PUBLIC_URL: env.PUBLIC_URL || httpUrl,
    ...(config.relaysFile === null ? {} : { TENDRIL_RELAYS: config.relaysFile }),
    ...(config.webhooksFile === null ? {} : { TENDRIL_WEBHOOKS: config.webhooksFile }),
    ...(config.hooksFile === null ? {} : { TENDRIL_HOOKS: config.hooksFile }),
    ...(config.crmFile === null ? {} : { TENDRIL_CRM: config.crmFile }),
    ...(config.mailboxesFile === null ? {} : { TENDRIL_MAILBOXES: config.mailboxesFile }),
  };
  const temporal = temporalOf(assembly);
  const inbox = inboxOf(assembly, relays.includes(defaultRelay));
  const database = provideDatabase(assembly);
  const [temporalStarts, inboxStarts] = [temporal.start(), inbox.start()];
  const reachable = Promise.all([temporalStarts, inboxStarts]);
  const settings = database.then((known) => ({ ...own, ...known, ...temporal.settings, ...inbox.settings }));
  const filled = settings.then((all) => assembly.fill(all));
  // It asks as well whether a relay is on this machine: clicks on mails that never left it are not held.
  const server = settings.then((all) => startServer(assembly, all));
  const workers = settings.then((all) => startWorkers(assembly, all, reachable));
  const assembled = settings.then((all) => ({
    settings: all,
    httpUrl,
    inboxUrl: inbox.url,
    relays,
    temporalUrl: temporal.url,
  }));
  return {
    done: Promise.all([assembled, reachable, filled, server, workers]).then(([result]) => result),
    settled: Promise.allSettled([database, temporalStarts, inboxStarts, filled, server, workers]),
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

function temporalOf({ config, ports, add, told, env }: Assembly): Planned {
  if (config.given.has('TEMPORAL_ADDRESS')) {
    const start = () => reachTemporal(config.temporal.address ?? '');
    return { settings: given(env, 'TEMPORAL_'), url: null, start };
  }
  const file = logFile(config, 'temporal');
  const { temporal: port, temporalUi: uiPort } = ports;
  return {
    settings: { TEMPORAL_ADDRESS: `127.0.0.1:${port.port}`, TEMPORAL_NAMESPACE: 'default' },
    url: `http://127.0.0.1:${uiPort.port}`,
    async start() {
      const temporal = await startTemporal({
        binary: findTemporal(),
        dbFile: join(config.home, 'temporal.db'),
        port: port.port,
        uiPort: uiPort.port,
        logFile: file,
      });
      await add({ ...temporal, name: 'temporal', logFile: file, stop: (graceMs) => temporal.stop(graceMs) });
      told('Temporal', temporal.address);
    },
  };
}

/** Those that a person has set up, as opposed to the inbox that an engine of before may have left in `run.json`. */
function realRelays(config: Config, env: Environment): readonly string[] {
  const smtpUrl = config.given.has('SMTP_URL') ? config.smtpUrl : null;
  return readRelays({ ...config, smtpUrl }, env).relays.map(({ name }) => name);
}

/** The relay for mails of senders that name none, while nobody has set up another. */
function inboxOf({ config, ports, add, told, env }: Assembly, hasRelay: boolean): Planned {
  if (hasRelay) return { settings: given(env, 'SMTP_URL'), url: null, start: async () => {} };
  const { inboxSmtp, inboxWeb } = ports;
  const url = `http://127.0.0.1:${inboxWeb.port}`;
  return {
    settings: { SMTP_URL: `smtp://127.0.0.1:${inboxSmtp.port}` },
    url,
    async start() {
      const folder = join(config.home, 'inbox');
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const { part, ready } = startNodePart({
        name: 'inbox',
        entry: 'cli/start/inbox.mjs',
        args: [String(inboxSmtp.port), String(inboxWeb.port), folder],
        env,
        logFile: logFile(config, 'inbox'),
      });
      await Promise.all([add(part), ready]);
      told('Inbox', url);
    },
  };
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

/**
 * They share nothing but the database and Temporal, so they may as well run on several machines. Held until what they
 * reach is there: a mail that is due would be put off by an inbox that is still starting.
 */
async function startWorkers(
  { config, env, add, told }: Assembly,
  settings: EngineSettings,
  reachable: Promise<unknown>,
): Promise<void> {
  const { workers, temporal } = config;
  const started = Array.from({ length: workers }, (_, index) =>
    startNodePart({
      name: 'worker',
      entry: 'worker/main.ts',
      args: ['--held'],
      env: { ...env, ...settings },
      logFile: logFile(config, index === 0 ? 'worker' : `worker-${index + 1}`),
    }),
  );
  const going = reachable.then(() => {
    for (const { release } of started) release();
  });
  await Promise.all([going, ...started.flatMap(({ part, ready }) => [add(part), ready])]);
  told(workers === 1 ? 'Worker' : `${workers} workers`, `task queue ${temporal.taskQueue}`);
}

/** What server, relay and Temporal's visitors may hold at most, and each worker: its pool and its guards. */
const databaseConnections = ({ workers }: Config): number => 80 + 20 * workers;

/** The settings of the environment whose names start so. */
const given = (env: Environment, prefix: string): EngineSettings =>
  Object.fromEntries(Object.entries(env).filter(([name, value]) => name.startsWith(prefix) && value));
