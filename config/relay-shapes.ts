/**
 * What may stand in the file of TENDRIL_RELAYS, for each kind of relay, with limits, and the relay that it makes. Reads no
 * file and no environment: where a secret is only named, somebody else looks it up.
 */

import { z } from 'zod';
import { assertNever } from '../domain/errors.ts';
import type { Relay, SesRelay, SmtpRelay } from '../domain/relay.ts';
import { type Secret, secret } from '../domain/secret.ts';
import { isUrl } from '../domain/web-address.ts';

const text = (most: number) => z.string().min(1).max(most);
/** What ends up in a header or a URL: printable ASCII without spaces. */
const word = (most: number) => text(most).regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces');

export const secretShape = z.union(
  [
    text(4000),
    z.strictObject({ env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,199}$/) }),
    z.strictObject({ file: text(1000) }),
  ],
  { error: 'must be a text, { env: NAME } or { file: PATH }' },
);
export type SecretSource = z.output<typeof secretShape>;

/** Names that end with the machine itself: what is sent to them leaves it for nobody to read. */
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i;

const smtpShape = z
  .strictObject({
    kind: z.literal('smtp'),
    host: z.union([z.hostname(), z.ipv4(), z.ipv6()], { error: 'must be a host name or an IP address' }),
    port: z.int().min(1).max(65_535).optional(),
    security: z.enum(['tls', 'starttls', 'opportunistic', 'none']).default('starttls'),
    auth: z.strictObject({ user: text(500), password: secretShape }).optional(),
    connections: z.int().min(1).max(100).default(5),
    messagesPerConnection: z.int().min(1).max(10_000).default(100),
    name: z.hostname().optional(),
    dkim: z.enum(['relay', 'tendril']).default('tendril'),
  })
  .refine(({ auth, security, host }) => !auth || security === 'tls' || security === 'starttls' || loopback.test(host), {
    path: ['security'],
    error: 'must be tls or starttls where there is a password: anything else may send it in clear text',
  });

const endpointShape = z
  .url({ protocol: /^https?$/ })
  .refine((given) => isUrl(given) && new URL(given).href === `${new URL(given).origin}/`, {
    error: 'must be scheme, host and port only',
  })
  .refine((given) => !isUrl(given) || new URL(given).protocol === 'https:' || loopback.test(new URL(given).hostname), {
    error: 'must be https',
  })
  .transform((given) => new URL(given).origin);

const sesShape = z.strictObject({
  kind: z.literal('ses'),
  region: z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/, 'must be a region such as eu-central-1'),
  accessKeyId: z.string().regex(/^[A-Za-z0-9]{8,128}$/, 'must be 8 to 128 letters and digits'),
  secretAccessKey: secretShape,
  sessionToken: secretShape.optional(),
  configurationSet: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be up to 64 letters, digits, - and _')
    .optional(),
  endpoint: endpointShape.optional(),
});

const postmarkShape = z.strictObject({
  kind: z.literal('postmark'),
  serverToken: secretShape,
  messageStream: word(100).default('outbound'),
  endpoint: endpointShape.default('https://api.postmarkapp.com'),
});

const relayShape = z.discriminatedUnion('kind', [smtpShape, sesShape, postmarkShape], {
  error: 'must be a relay whose kind is smtp, ses or postmark',
});
export type RelayEntry = z.output<typeof relayShape>;

const relayName = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be up to 63 lower-case letters, digits and -');

/** The whole file: `relays`, by name. */
export const relaysShape = z.strictObject({
  relays: z.record(relayName, relayShape).refine((relays) => Object.keys(relays).length <= 50, 'at most 50 relays'),
});

/**
 * Looks up a secret; `key` says where in the entry it stands, e.g. `auth.password`. In the form `header` it has only what
 * may stand in an HTTP header.
 */
export type SecretLookUp = (source: SecretSource, key: string, form: 'any' | 'header') => Secret;

/** The relay that an entry describes. @throws what `lookUp` throws */
export function relayOf(name: string, entry: RelayEntry, lookUp: SecretLookUp): Relay {
  switch (entry.kind) {
    case 'smtp':
      return smtpRelay(name, entry, lookUp);
    case 'ses':
      return sesRelay(name, entry, lookUp);
    case 'postmark': {
      const { messageStream, endpoint } = entry;
      const serverToken = lookUp(entry.serverToken, 'serverToken', 'header');
      return { kind: 'postmark', name, endpoint, serverToken, messageStream };
    }
    default:
      return assertNever(entry);
  }
}

/** RFC 8314 §3.3 for 465, RFC 6409 §3.1 for 587, RFC 5321 §4.5.4.2 for 25. */
const usualPort = { tls: 465, starttls: 587, opportunistic: 587, none: 25 } as const;

/** In the words of `mail/smtp-url.ts`. */
const startTls = {
  tls: '',
  starttls: '?starttls=required',
  opportunistic: '?starttls=opportunistic',
  none: '?starttls=off',
} as const;

function smtpRelay(name: string, entry: RelayEntry & { kind: 'smtp' }, lookUp: SecretLookUp): SmtpRelay {
  const { host, security, auth, connections, messagesPerConnection, dkim } = entry;
  const port = entry.port ?? usualPort[security];
  const password = auth ? lookUp(auth.password, 'auth.password', 'any').reveal() : '';
  const login = auth ? `${encodeURIComponent(auth.user)}:${encodeURIComponent(password)}@` : '';
  const address = host.includes(':') ? `[${host}]` : host;
  const url = secret(`${security === 'tls' ? 'smtps' : 'smtp'}://${login}${address}:${port}${startTls[security]}`);
  const ehloName = entry.name ?? null;
  return { kind: 'smtp', name, host, port, url, connections, messagesPerConnection, ehloName, dkim };
}

function sesRelay(name: string, entry: RelayEntry & { kind: 'ses' }, lookUp: SecretLookUp): SesRelay {
  const { region, accessKeyId, sessionToken } = entry;
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return {
    kind: 'ses',
    name,
    endpoint: entry.endpoint ?? `https://email.${region}.${domain}`,
    region,
    accessKeyId,
    secretAccessKey: lookUp(entry.secretAccessKey, 'secretAccessKey', 'any'),
    sessionToken: sessionToken === undefined ? null : lookUp(sessionToken, 'sessionToken', 'header'),
    configurationSet: entry.configurationSet ?? null,
  };
}

/** The relay of `SMTP_URL`, which `mail/smtp-url.ts` reads as it is. */
export function relayOfUrl(name: string, smtpUrl: string): SmtpRelay {
  const { protocol, hostname, port } = new URL(smtpUrl);
  return {
    kind: 'smtp',
    name,
    host: hostname,
    port: Number(port) || (protocol === 'smtps:' ? 465 : 587),
    url: secret(smtpUrl),
    connections: 10,
    messagesPerConnection: 100,
    ehloName: null,
    dkim: 'tendril',
  };
}
