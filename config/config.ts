/**
 * The settings, read from the environment once and frozen. The only place that reads `process.env`.
 * What the environment leaves open is taken from the addresses that a running engine wrote to `run.json` in
 * TENDRIL_HOME, so that `tendril` on the same machine finds the engine by itself. Long, because it is one table.
 */
import { readFileSync } from 'node:fs';
import { isIPv4, isIPv6 } from 'node:net';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { TendrilError } from '../domain/errors.ts';
import { rangeBits } from './networks.ts';

const port = z.coerce.number().int().min(0).max(65_535);

/** Of a file or a folder; absolute once it has been read. */
const path = z
  .string()
  .min(1)
  .transform((text) => resolve(text));

/** A token carries the number of its key in one byte. */
const keyNumbers = (text: string): readonly number[] => text.split(',').map((pair) => Number.parseInt(pair, 10));

/** As Standard Webhooks writes secrets, with the padding that libraries insist on. */
export function isWebhookSecret(text: string): boolean {
  const [, base64 = ''] = /^whsec_(.+)$/.exec(text) ?? [];
  const bytes = Buffer.from(base64, 'base64');
  return bytes.toString('base64') === base64 && bytes.length >= 24 && bytes.length <= 64;
}

/** What leads write must not go over a network that anybody can read. */
function isClassifierUrl(text: string): boolean {
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(hostname));
}

/** As `dns.setServers` takes them. */
function isDnsServer(text: string): boolean {
  const [, inBrackets, bare = '', port = '53'] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  return Number(port) <= 65_535 && (inBrackets === undefined ? isIPv4(bare) || isIPv6(text) : isIPv6(inBrackets));
}

/** Every setting, with its meaning: the table in docs/operator.md is checked against it. */
export const settings = {
  DATABASE_URL: {
    schema: z.url({ protocol: /^postgres(ql)?$/ }),
    about: 'PostgreSQL to use instead of the embedded one',
  },
  TEMPORAL_ADDRESS: {
    schema: z.string().regex(/^[^\s:]+:\d+$/, 'host:port'),
    about: 'Temporal server to use instead of the local one, host:port',
  },
  TEMPORAL_NAMESPACE: { schema: z.string().min(1), about: 'Temporal namespace; default "default"' },
  TEMPORAL_TLS_CERT: { schema: path, about: 'file with the client certificate for mTLS' },
  TEMPORAL_TLS_KEY: { schema: path, about: 'file with the key of that certificate' },
  TEMPORAL_API_KEY: { schema: z.string().min(1), about: 'API key for Temporal Cloud' },
  SMTP_URL: {
    schema: z.url({ protocol: /^smtps?$/ }),
    about: 'relay for outgoing mail, named `default`; without it a local inbox catches every mail',
  },
  TENDRIL_RELAYS: {
    schema: path,
    about: 'file with further relays, in YAML or JSON; see "Relays" below',
  },
  TENDRIL_WEBHOOKS: {
    schema: path,
    about: 'file with the endpoints that sending providers report to; see provider-webhooks.md',
  },
  TENDRIL_HOOKS: {
    schema: path,
    about: 'file with the endpoints that are told of changes of leads; see "Webhooks out" below',
  },
  TENDRIL_CRM: {
    schema: path,
    about: 'file with the CRM that sales works in; see "The CRM" below',
  },
  PUBLIC_URL: {
    schema: z.url({ protocol: /^https?$/ }),
    about: 'address under which the outside reaches the HTTP server; links in mails start with it',
  },
  TENDRIL_HOME: { schema: path, about: 'folder for state; default .tendril' },
  PORT: { schema: port, about: 'port of the HTTP server; default 3000' },
  TENDRIL_INBOUND_PORT: { schema: port, about: 'port of the inbound SMTP listener; default 2525' },
  TENDRIL_INBOUND_HOST: {
    schema: z.union([z.hostname(), z.ipv4(), z.ipv6()]),
    about: 'address that the inbound SMTP listener listens at, 0.0.0.0 or :: for all; default 127.0.0.1',
  },
  TENDRIL_INBOUND_TLS_CERT: {
    schema: path,
    about: 'file with the certificate (PEM, with its chain) that the inbound SMTP listener offers STARTTLS with',
  },
  TENDRIL_INBOUND_TLS_KEY: { schema: path, about: 'file with the key of that certificate (PEM)' },
  TENDRIL_MAILBOXES: {
    schema: path,
    about: 'file with mailboxes to fetch replies and bounces from by IMAP, in YAML or JSON; see "Mailboxes" below',
  },
  TENDRIL_NETWORKS: {
    schema: path,
    about:
      'file with networks of scanners, hosters and proxies, a range and a kind on each line; see "Opens and clicks" below',
  },
  TENDRIL_TRUSTED_PROXIES: {
    schema: z
      .string()
      .refine((text) => text.split(',').every((range) => rangeBits(range) !== null), 'ADDRESS or ADDRESS/BITS, …'),
    about: 'reverse proxies whose X-Forwarded-For is believed: ADDRESS[/BITS],…; default: nobody’s is',
  },
  TENDRIL_MAIL_DOMAIN: {
    // Names are compared as text in many places.
    schema: z.hostname().transform((name) => name.toLowerCase()),
    about: 'domain of replies, bounces and Message-IDs, whose MX is the inbound listener; default inbound.localhost',
  },
  TENDRIL_SIGNING_KEYS: {
    schema: z
      .string()
      .regex(/^\d{1,3}:[0-9a-f]{64}(,\d{1,3}:[0-9a-f]{64})*$/, 'NUMBER:HEX,… with 64 hex digits each')
      .refine((text) => keyNumbers(text).every((number) => number <= 255), 'a key number is 0 to 255')
      .refine((text) => new Set(keyNumbers(text)).size === keyNumbers(text).length, 'a key number is given twice'),
    about: 'keys for links and tokens, newest first: NUMBER:HEX,…; default: made at first start',
  },
  TENDRIL_SUPPRESSION_KEY: {
    schema: z.string().regex(/^[0-9a-f]{64}$/),
    about: 'key under which suppressed addresses are hashed; never change it; default: made at first start',
  },
  TENDRIL_WEBHOOK_SECRET: {
    schema: z
      .string()
      .refine((text) => text.split(',').every(isWebhookSecret), 'whsec_BASE64,… of 24 to 64 bytes each'),
    about: 'what requests of `call` steps are signed with, newest first: whsec_…,…; default: made at first start',
  },
  TENDRIL_REPLY_CLASSIFIER_URL: {
    schema: z.url().refine(isClassifierUrl, 'https, or http on this machine'),
    about: 'https address of a classifier that is asked what replies want; see replies.md; default: the rules alone',
  },
  TENDRIL_REPLY_CLASSIFIER_TOKEN: {
    schema: z.string().regex(/^[\x21-\x7e]{1,4096}$/, 'visible ASCII characters'),
    about: 'bearer token for that classifier',
  },
  TENDRIL_CALLS_ALLOW_HTTP: {
    schema: z.stringbool(),
    about: 'true lets `call` steps use http; default false: https only',
  },
  TENDRIL_CALLS_ALLOW_PRIVATE: {
    schema: z.stringbool(),
    about: 'true lets `call` steps reach loopback, link-local and private addresses; default false',
  },
  TENDRIL_DKIM_DIR: {
    schema: path,
    about:
      'folder of the DKIM keys; where several machines send it must be one that all of them share; default: dkim in TENDRIL_HOME',
  },
  TENDRIL_DNS: {
    schema: z.string().refine((text) => text.split(',').every(isDnsServer), 'ADDRESS or ADDRESS:PORT, …'),
    about: 'DNS servers to ask about senders and receivers instead of those of the system: ADDRESS[:PORT],…',
  },
  TENDRIL_WORKFLOW_CACHE: {
    schema: z.coerce.number().int().min(10).max(100_000),
    about: 'how many enrollments a worker keeps in memory, about 150 kB each; the others cost none; default 500',
  },
  TENDRIL_WORKERS: {
    schema: z.coerce.number().int().min(1).max(64),
    about: 'worker processes that `tendril start` runs; as many as there are cores use all of them; default 1',
  },
  TENDRIL_API_LIMIT: {
    schema: z.coerce.number().int().min(0).max(100_000_000),
    about:
      'how much one API key may ask for in a minute, requests and events of batches alike, in each server process; 0: no limit; default 60000',
  },
  TENDRIL_TASK_QUEUE: { schema: z.string().min(1), about: 'Temporal task queue; default tendril' },
  TENDRIL_LOG_LEVEL: {
    schema: z.enum(['debug', 'info', 'warn', 'error', 'silent']),
    about: 'how much is logged; default info',
  },
} as const;

export type SettingName = keyof typeof settings;
type Values = { readonly [K in SettingName]?: z.output<(typeof settings)[K]['schema']> };

export interface Config {
  readonly home: string;
  readonly databaseUrl: string | null;
  readonly temporal: {
    readonly address: string | null;
    readonly namespace: string;
    readonly tlsCert: string | null;
    readonly tlsKey: string | null;
    readonly apiKey: string | null;
    readonly taskQueue: string;
    /** Workflows that a worker keeps in memory. */
    readonly cachedWorkflows: number;
  };
  readonly smtpUrl: string | null;
  /** Absolute path; `config/relays.ts` reads it. */
  readonly relaysFile: string | null;
  /** Absolute path; `config/webhook-endpoints.ts` reads it. */
  readonly webhooksFile: string | null;
  /** Absolute path; `config/outgoing-webhooks.ts` reads it. */
  readonly hooksFile: string | null;
  /** The file with the CRM. */
  readonly crmFile: string | null;
  readonly publicUrl: string | null;
  readonly port: number;
  readonly inboundHost: string;
  readonly inboundPort: number;
  /** Files of the certificate for STARTTLS; null: none is offered. */
  readonly inboundTls: { readonly cert: string; readonly key: string } | null;
  /** Absolute path; `config/mailboxes.ts` reads it. */
  readonly mailboxesFile: string | null;
  /** Absolute path; `config/networks.ts` reads it. */
  readonly networksFile: string | null;
  /** Ranges of addresses. */
  readonly trustedProxies: readonly string[] | null;
  readonly mailDomain: string;
  readonly signingKeys: string | null;
  readonly suppressionKey: string | null;
  readonly webhookSecret: string | null;
  /** Who else is asked what replies want. */
  readonly replyClassifier: { readonly url: string; readonly token: string | null } | null;
  /** Where DKIM keys are kept; `given`: somebody chose the folder, so it must be there. */
  readonly dkim: { readonly folder: string; readonly given: boolean };
  /** DNS servers to ask instead of those of the system. */
  readonly dnsServers: readonly string[] | null;
  /** What `call` steps may reach besides https at public addresses. */
  readonly calls: { readonly allowHttp: boolean; readonly allowPrivate: boolean };
  /** Requests of one API key in a minute; null: as many as it likes. */
  readonly apiLimit: number | null;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Worker processes of an engine. */
  readonly workers: number;
  /** The names that the environment itself gives, as opposed to defaults and `run.json`. */
  readonly given: ReadonlySet<SettingName>;
}

/** The value of a setting for processes that may run in another folder: paths are absolute. */
export const portable = (name: SettingName, text: string): string =>
  settings[name].schema === path ? resolve(text) : text;

/** Where the running engine says how to reach it. */
export const runFile = (home: string): string => join(home, 'run.json');

/**
 * Reads the settings.
 * @throws CONFIG_INVALID naming the setting, for a wrong value and for an unknown name that starts with `TENDRIL_`.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = checked(env, 'the environment');
  const home = resolve(given.TENDRIL_HOME ?? '.tendril');
  const running = runningEngine(home);
  const value = { ...running, ...given };
  return Object.freeze({
    home,
    databaseUrl: value.DATABASE_URL ?? null,
    temporal: {
      address: value.TEMPORAL_ADDRESS ?? null,
      namespace: value.TEMPORAL_NAMESPACE ?? 'default',
      tlsCert: value.TEMPORAL_TLS_CERT ?? null,
      tlsKey: value.TEMPORAL_TLS_KEY ?? null,
      apiKey: value.TEMPORAL_API_KEY ?? null,
      taskQueue: value.TENDRIL_TASK_QUEUE ?? 'tendril',
      cachedWorkflows: value.TENDRIL_WORKFLOW_CACHE ?? 500,
    },
    smtpUrl: value.SMTP_URL ?? null,
    relaysFile: value.TENDRIL_RELAYS ?? null,
    webhooksFile: value.TENDRIL_WEBHOOKS ?? null,
    hooksFile: value.TENDRIL_HOOKS ?? null,
    crmFile: value.TENDRIL_CRM ?? null,
    publicUrl: value.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    port: value.PORT ?? 3000,
    inboundHost: value.TENDRIL_INBOUND_HOST ?? '127.0.0.1',
    inboundPort: value.TENDRIL_INBOUND_PORT ?? 2525,
    inboundTls: inboundTls(value),
    mailboxesFile: value.TENDRIL_MAILBOXES ?? null,
    networksFile: value.TENDRIL_NETWORKS ?? null,
    trustedProxies: value.TENDRIL_TRUSTED_PROXIES?.split(',') ?? null,
    mailDomain: value.TENDRIL_MAIL_DOMAIN ?? 'inbound.localhost',
    signingKeys: value.TENDRIL_SIGNING_KEYS ?? null,
    suppressionKey: value.TENDRIL_SUPPRESSION_KEY ?? null,
    webhookSecret: value.TENDRIL_WEBHOOK_SECRET ?? null,
    replyClassifier: value.TENDRIL_REPLY_CLASSIFIER_URL
      ? { url: value.TENDRIL_REPLY_CLASSIFIER_URL, token: value.TENDRIL_REPLY_CLASSIFIER_TOKEN ?? null }
      : null,
    dkim: {
      folder: value.TENDRIL_DKIM_DIR ?? join(home, 'dkim'),
      given: value.TENDRIL_DKIM_DIR !== undefined,
    },
    dnsServers: value.TENDRIL_DNS?.split(',') ?? null,
    calls: {
      allowHttp: value.TENDRIL_CALLS_ALLOW_HTTP ?? false,
      allowPrivate: value.TENDRIL_CALLS_ALLOW_PRIVATE ?? false,
    },
    apiLimit: value.TENDRIL_API_LIMIT === 0 ? null : (value.TENDRIL_API_LIMIT ?? 60_000),
    logLevel: value.TENDRIL_LOG_LEVEL ?? 'info',
    workers: value.TENDRIL_WORKERS ?? 1,
    given: new Set(Object.keys(given) as SettingName[]),
  });
}

/** @throws CONFIG_INVALID when only one of the two is given */
function inboundTls({ TENDRIL_INBOUND_TLS_CERT: cert, TENDRIL_INBOUND_TLS_KEY: key }: Values): Config['inboundTls'] {
  if (cert !== undefined && key !== undefined) return { cert, key };
  if (cert === undefined && key === undefined) return null;
  const message = 'TENDRIL_INBOUND_TLS_CERT and TENDRIL_INBOUND_TLS_KEY belong together; one of them is not set';
  throw new TendrilError('CONFIG_INVALID', message);
}

function checked(source: Readonly<Record<string, string | undefined>>, where: string): Values {
  const values: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(source)) {
    if (text === undefined || text === '') continue;
    if (!Object.hasOwn(settings, name)) {
      if (!name.startsWith('TENDRIL_')) continue;
      const known = Object.keys(settings).filter((key) => key.startsWith('TENDRIL_'));
      throw new TendrilError('CONFIG_INVALID', `${name} in ${where} is not a setting; there are ${known.join(', ')}`);
    }
    const result = settings[name as SettingName].schema.safeParse(text);
    if (!result.success) {
      const why = result.error.issues[0]?.message ?? 'wrong value';
      throw new TendrilError('CONFIG_INVALID', `${name} in ${where} is not valid: ${why}`, { name });
    }
    values[name] = result.data;
  }
  return values as Values;
}

/** The addresses of the engine that runs on this machine, if one does. */
function runningEngine(home: string): Values {
  let text: string;
  try {
    text = readFileSync(runFile(home), 'utf8');
  } catch {
    return {};
  }
  return checked(runSettings(text, runFile(home)), runFile(home));
}

/** @throws CONFIG_INVALID when the file is damaged. */
function runSettings(text: string, file: string): Record<string, string> {
  try {
    return z.object({ env: z.record(z.string(), z.string()) }).parse(JSON.parse(text)).env;
  } catch (cause) {
    throw new TendrilError('CONFIG_INVALID', `${file} is damaged; remove it if no engine runs here`, { file }, cause);
  }
}
