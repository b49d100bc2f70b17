/**
 * Composition root of the command line: puts the services together, runs the command that was asked for, and turns
 * whatever is thrown into a message and an exit code, once. Nothing below it reads the environment. Long, because it is
 * the only file of the command line that may use `mail/` and `db/`.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import type { Config } from '../config/config.ts';
import type { DkimKeyView } from '../config/dkim-keys.ts';
import type { Store } from '../db/store.ts';
import { errorKind, TendrilError } from '../domain/errors.ts';
import { instantFromMs } from '../domain/instant.ts';
import { subscriptionsOf } from '../domain/outgoing-webhook.ts';
import type { AddressCheck } from '../domain/registration.ts';
import { defaultRelay, leavesMachine, relayHost } from '../domain/relay.ts';
import type { Signer } from '../domain/tokens.ts';
import type { CompiledTemplate, Mailer } from '../mail/ports.ts';
import type { TryHttps } from '../mail/preflight/https-handshake.ts';
import type { CheckedKey } from '../mail/preflight/subject.ts';
import type { SampleInput } from '../mail/sample.ts';
import type { Cli } from './command.ts';
import { failureOf, report } from './failure.ts';
import { watchInterrupts } from './interrupts.ts';
import { commandsBelow, createProgram, handlesSignals } from './program.ts';
import type {
  CrmHere,
  Deliverability,
  Inbox,
  Mailboxes,
  SampleRequest,
  Samples,
  Services,
  TemplateCompiler,
} from './services.ts';
import { askYesNo, canAsk, type Input } from './terminal/question.ts';
import { createScreen, type Output } from './terminal/screen.ts';

/** The folder of the clone. */
const installationRoot = dirname(dirname(fileURLToPath(import.meta.url)));

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Where a person answers questions; nobody is asked without it. */
  readonly stdin?: Input;
  /** How it is tried whether links can be opened; over the network without it. */
  readonly tryHttps?: TryHttps;
}

/** Runs one command line; returns the exit code. Never throws. */
export async function main(given: readonly string[], surroundings: Surroundings = process): Promise<number> {
  // Many people's first words to a program they do not know.
  const argv = given[0] === 'help' ? [...given.slice(1), '--help'] : given;
  const { env, stdout, stderr, tryHttps } = surroundings;
  const noColor = (env.NO_COLOR ?? '') !== '';
  const screen = createScreen({ stdout, stderr, json: wantsJson(argv), noColor });
  const interrupts = watchInterrupts(!handlesSignals(argv));
  const services = once(() => openServices(env, tryHttps));
  let exit = 0;
  const cli: Cli = {
    screen,
    services: services.get,
    servicesWith: (settings) => openServices({ ...env, ...settings }, tryHttps),
    stoppable: interrupts.stoppable,
    async confirm(question) {
      // Read here only: to look at the input of a process opens it.
      const { stdin } = surroundings;
      if (!canAsk(screen, stdin)) return null;
      return interrupts.stoppable((signal) => askYesNo(screen, stdin, question, signal));
    },
    exitAs(code) {
      exit = errorKind(code).exit;
    },
  };
  try {
    const stopped = await Promise.race([run(argv, cli, stdout), interrupts.stopped]);
    return interrupts.exit ?? stopped ?? exit;
  } catch (thrown) {
    const failure = await explained(failureOf(thrown), services.made());
    const code = report(screen, failure, env.TENDRIL_LOG_LEVEL === 'debug');
    return interrupts.exit ?? code;
  } finally {
    interrupts.release();
    await services.made()?.then(
      (made) => made.close(),
      () => {},
    );
  }
}

async function run(argv: readonly string[], cli: Cli, stdout: Output): Promise<null> {
  const writeOut = (text: string): void => void stdout.write(text);
  const program = await createProgram(argv, cli, { version: version(), writeOut });
  try {
    if (argv.length === 0) program.help();
    await program.parseAsync([...argv], { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (thrown.code === 'commander.help' && thrown.exitCode !== 0)
      throw missingCommand(argv, commandsBelow(program, argv));
    if (thrown.exitCode !== 0) throw thrown;
  }
  return null;
}

/** A failure with what its command could not know. */
async function explained(failure: TendrilError, services: Promise<Services> | null): Promise<TendrilError> {
  if (failure.code !== 'SEQUENCE_UNKNOWN' || services === null) return failure;
  const { withSuggestedSequence } = await import('./suggested-sequence.ts');
  return withSuggestedSequence(failure, await services);
}

function missingCommand(argv: readonly string[], names: readonly string[]): TendrilError {
  const words = argv.filter((word) => !word.startsWith('-')).join(' ');
  return new TendrilError('USAGE', `tendril ${words} needs one of: ${names.join(', ')}`);
}

/** The services of the installation that the environment describes. */
async function openServices(env: Surroundings['env'], tryHttps?: TryHttps): Promise<Services> {
  const { readConfig } = await import('../config/config.ts');
  // State belongs to the clone, so that `npx tendril` finds it from a folder below as well.
  const home = env.TENDRIL_HOME || join(installationRoot, '.tendril');
  return createServices(readConfig({ ...env, TENDRIL_HOME: home }), installationRoot, env, tryHttps);
}

/** Puts the parts of an installation together; each is made when it is first asked for. */
export function createServices(
  config: Config,
  root: string = installationRoot,
  env: Surroundings['env'] = {},
  tryHttps?: TryHttps,
): Services {
  const compilers = new Map<string, Promise<TemplateCompiler>>();
  const keys = once(async () => (await import('../config/keys.ts')).loadKeys(config));
  const store = once(async () => openStore(config, env, (await keys.get()).addressHash));
  const deliverability = once(() => openDeliverability(config, env, tryHttps));
  const samples = once(() => openSamples(config, env));
  const addressCheck = once(() => openAddressCheck(config));
  return {
    config,
    root,
    now: () => instantFromMs(Date.now()),
    keys: keys.get,
    store: store.get,
    deliverability: deliverability.get,
    mailboxes: () => openMailboxes(config, env),
    crm: () => openCrm(config, env, store.get),
    addressCheck: addressCheck.get,
    samples: samples.get,
    inbox: async () => openInbox(config, await store.get(), (await keys.get()).signer),
    async readMail(raw) {
      const { readMail, writtenAt } = await import('../mail/inbound/reading.ts');
      return readMail(raw, { receivedAt: writtenAt(raw) ?? instantFromMs(Date.now()) });
    },
    async formPreview(workspace, form, language) {
      const { formPreview } = await import('../server/forms/preview.ts');
      return formPreview(workspace, form, language);
    },
    async openInBrowser(target) {
      const { openInBrowser } = await import('./preview/opener.ts');
      return openInBrowser(target, env);
    },
    compiler(templatesDir) {
      const made = compilers.get(templatesDir) ?? openCompiler(templatesDir);
      compilers.set(templatesDir, made);
      return made;
    },
    async migrate() {
      const { migrate } = await import('../db/migrate.ts');
      await migrate(databaseUrl(config));
    },
    async isFilled() {
      const { isFilled } = await import('../db/filled.ts');
      return isFilled(databaseUrl(config));
    },
    async close() {
      const parts = [store.made(), ...compilers.values()];
      await Promise.allSettled(parts.map(async (part) => (await part)?.close()));
    },
  };
}

async function openStore(
  config: Config,
  env: Surroundings['env'],
  addressHash: (address: string) => string,
): Promise<Store> {
  const url = databaseUrl(config);
  const [{ createHolidays }, { createStore }, { createConditions }, { localRelays }, { readOutgoingEndpoints }] =
    await Promise.all([
      import('../activities/holidays.ts'),
      import('../db/create-store.ts'),
      import('../authoring/conditions.ts'),
      import('../config/relays.ts'),
      import('../config/outgoing-webhooks.ts'),
    ]);
  const isLocalRelay = localRelays(config, env);
  const subscriptions = subscriptionsOf(readOutgoingEndpoints(config, null).endpoints);
  const conditions = createConditions();
  const isPublicHoliday = createHolidays();
  const store = createStore({
    databaseUrl: url,
    addressHash,
    conditions,
    isPublicHoliday,
    isLocalRelay,
    subscriptions,
  });
  try {
    await store.ping();
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** @throws CONFIG_INVALID when the file of relays is wrong */
async function openDeliverability(
  config: Config,
  env: Surroundings['env'],
  tryHttps?: TryHttps,
): Promise<Deliverability> {
  const [{ readRelays }, { createDkimKeyring }, { checkDkimKey, preflight }, { createResolver }, { createTryHttps }] =
    await Promise.all([
      import('../config/relays.ts'),
      import('../config/dkim-keys.ts'),
      import('../mail/preflight/preflight.ts'),
      import('../mail/preflight/lookups.ts'),
      import('../mail/preflight/https-handshake.ts'),
    ]);
  const { relays } = readRelays(config, env);
  const keys = createDkimKeyring(config.dkim.folder);
  const resolver = createResolver(config.dnsServers);
  const checked = ({ selector, state, publicKey }: DkimKeyView): readonly CheckedKey[] =>
    publicKey === null || state === 'retired' ? [] : [{ selector, state, publicKey }];
  return {
    relays: relays.map((relay) => ({
      name: relay.name,
      kind: relay.kind,
      at: relayHost(relay),
      leavesMachine: leavesMachine(relay),
    })),
    keys,
    preflight: (domain, names) =>
      preflight(
        resolver,
        {
          domain,
          relays: relays.filter(({ name }) => names.includes(name)),
          keys: keys.list(domain).flatMap(checked),
          returnPath: config.mailDomain,
          publicUrl: config.publicUrl,
        },
        tryHttps ?? createTryHttps(),
      ),
    async dkimRecord({ domain, selector, publicKey }) {
      if (publicKey === null) throw new TendrilError('DKIM_KEY_UNKNOWN', `The private key ${selector} is gone`);
      return checkDkimKey(resolver, domain, { selector, state: 'next', publicKey });
    },
  };
}

async function openAddressCheck({ dnsServers }: Config): Promise<AddressCheck> {
  const [{ createAddressCheck }, { createResolver }] = await Promise.all([
    import('../mail/address-check.ts'),
    import('../mail/preflight/lookups.ts'),
  ]);
  return createAddressCheck({ resolver: createResolver(dnsServers), now: Date.now });
}

/** @throws CONFIG_INVALID when the file of the CRM is wrong */
async function openCrm(config: Config, env: Surroundings['env'], store: () => Promise<Store>): Promise<CrmHere | null> {
  const [{ readCrm }, { createCrmAccess }] = await Promise.all([
    import('../config/crm.ts'),
    import('../worker/crm-access.ts'),
  ]);
  const settings = readCrm(config, env);
  const access = createCrmAccess(settings, async () => {
    const { sales } = await (await store()).publications.workspace();
    return sales.salespeople.map(({ address }) => address);
  });
  return access && { ...access, complaint: settings.fieldComplaint };
}

/** @throws CONFIG_INVALID when the file of mailboxes is wrong */
async function openMailboxes(config: Config, env: Surroundings['env']): Promise<Mailboxes> {
  const [{ readMailboxes }, { checkMailbox }] = await Promise.all([
    import('../config/mailboxes.ts'),
    import('../mail/inbound/imap/check.ts'),
  ]);
  const { mailboxes } = readMailboxes(config, env);
  return {
    list: mailboxes.map(({ name, host, port, folder }) => ({ name, at: `${host}:${port}`, folder })),
    async check(wanted) {
      const mailbox = mailboxes.find(({ name }) => name === wanted);
      if (mailbox === undefined) throw new TendrilError('USAGE', `There is no mailbox ${wanted}`);
      return checkMailbox(mailbox);
    },
  };
}

/** What happens on the way is told by the answer, and by the item itself. */
async function openInbox({ replyClassifier }: Config, store: Store, signer: Signer): Promise<Inbox> {
  const [{ createReceiving }, { writtenAt }, { createMailReading }, { createHttpClassifier }] = await Promise.all([
    import('../server/inbound/receiving.ts'),
    import('../mail/inbound/reading.ts'),
    import('../mail/inbound/mail-reading.ts'),
    import('../mail/inbound/answers/http-classifier.ts'),
  ]);
  const classifier = replyClassifier && createHttpClassifier(replyClassifier);
  const now = () => instantFromMs(Date.now());
  const receiving = createReceiving({
    store,
    ...createMailReading({ signer, classifier }),
    now,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  return {
    ...receiving,
    hand(raw, { from, to }) {
      const [written, at] = [writtenAt(raw), now()];
      // A mail from an archive came when it was written; one from the future came now.
      const receivedAt = written !== null && written < at ? written : at;
      return receiving.take({ way: 'api/cli', wayKey: null, envelopeFrom: from, envelopeTo: to, raw, receivedAt });
    },
  };
}

async function openSamples(config: Config, env: Surroundings['env']): Promise<Samples> {
  const [{ composeSample }, { readCompiledTemplate }] = await Promise.all([
    import('../mail/sample.ts'),
    import('../mail/compiled-template.ts'),
  ]);
  const { mailDomain, publicUrl, port } = config;
  const inputOf = ({ template, sender, ...request }: SampleRequest): SampleInput => ({
    ...request,
    // Only the compiler and `published` make them.
    template: template as CompiledTemplate,
    sender,
    relay: sender.relay ?? defaultRelay,
    publicUrl: publicUrl ?? `http://127.0.0.1:${port}`,
    mailDomain,
  });
  return {
    published: readCompiledTemplate,
    compose: (request) => composeSample(inputOf(request)),
    async send(request) {
      const sample = composeSample(inputOf(request));
      const mailer = await openMailer(config, env);
      try {
        return { sample, answer: await mailer.send(sample.mail, async () => {}) };
      } finally {
        await mailer.close();
      }
    },
  };
}

/** @throws CONFIG_INVALID when the file of relays is wrong */
async function openMailer({ dkim, ...config }: Config, env: Surroundings['env']): Promise<Mailer> {
  const [{ readRelays }, { createDkimKeys }, { createRelays }] = await Promise.all([
    import('../config/relays.ts'),
    import('../config/dkim-keys.ts'),
    import('../mail/relays.ts'),
  ]);
  return createRelays(readRelays(config, env).relays, { dkim: createDkimKeys(dkim.folder, { mustExist: dkim.given }) });
}

async function openCompiler(templatesDir: string): Promise<TemplateCompiler> {
  const [{ createTemplateCompiler }, { createCompilationMemory }] = await Promise.all([
    import('../mail/template-compiler.ts'),
    import('../mail/compilation-memory.ts'),
  ]);
  const memory = createCompilationMemory(join(installationRoot, '.cache', 'templates'), installationRoot);
  return createTemplateCompiler(templatesDir, { memory });
}

function databaseUrl(config: Config): string {
  if (config.databaseUrl !== null) return config.databaseUrl;
  const message = `No database is known: no engine runs with ${config.home}, and DATABASE_URL is not set; if the engine runs elsewhere, set TENDRIL_HOME to its folder`;
  throw new TendrilError('DATABASE_UNAVAILABLE', message);
}

/** Makes a thing at most once, when it is first asked for. */
function once<T>(make: () => Promise<T>): { get(): Promise<T>; made(): Promise<T> | null } {
  let promise: Promise<T> | null = null;
  return {
    get() {
      promise ??= make();
      return promise;
    },
    made: () => promise,
  };
}

/** Looked for by hand, because also a command line that cannot be parsed gets its error in the form it asked for. */
function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).includes('--json');
}

function version(): string {
  return (JSON.parse(readFileSync(join(installationRoot, 'package.json'), 'utf8')) as { version: string }).version;
}
