/**
 * The keys of an installation: signing keys for tokens, which rotate (old ones keep verifying), the key under which
 * suppressed addresses are hashed, which must never change, and the secrets that webhooks are signed with. From the
 * environment, or made at first start and kept in `secrets.json` in TENDRIL_HOME, readable by its owner only.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalAddress } from '../domain/address.ts';
import { TendrilError } from '../domain/errors.ts';
import type { Signer } from '../domain/tokens.ts';
import { type Config, settings } from './config.ts';

export interface Keys {
  readonly signer: Signer;
  /** The form in which a suppressed address is stored: hex HMAC-SHA256 of the canonical address. */
  addressHash(address: string): string;
  /** What a caller's network is called where it must not be kept: 22 characters, equal for equal networks. */
  networkHash(network: string): string;
  /** `whsec_…`, newest first; receivers verify with any of them. */
  readonly webhookSecrets: readonly string[];
}

const webhookSecretSchema = settings.TENDRIL_WEBHOOK_SECRET.schema;
const secretsSchema = z.object({
  signingKeys: z.string(),
  suppressionKey: z.string(),
  webhookSecret: webhookSecretSchema,
});
type Secrets = z.output<typeof secretsSchema>;
/** As older versions kept them. */
const storedSchema = secretsSchema.extend({ webhookSecret: webhookSecretSchema.optional() });

/** @throws CONFIG_INVALID when `secrets.json` is damaged. */
export function loadKeys(config: Config): Keys {
  const { signingKeys, suppressionKey, webhookSecret } = config;
  // With these two given, nothing needs to be kept.
  if (signingKeys !== null && suppressionKey !== null) {
    return makeKeys(signingKeys, suppressionKey, webhookSecret ?? derivedWebhookSecret(suppressionKey));
  }
  const kept = keptSecrets(config.home);
  return makeKeys(
    signingKeys ?? kept.signingKeys,
    suppressionKey ?? kept.suppressionKey,
    webhookSecret ?? kept.webhookSecret,
  );
}

/** Keys from their text form: `NUMBER:HEX,…` newest first, HEX, and `whsec_BASE64,…` newest first. */
export function makeKeys(
  signingKeys: string,
  suppressionKey: string,
  webhookSecret = derivedWebhookSecret(suppressionKey),
): Keys {
  const ring = new Map(
    signingKeys.split(',').map((pair) => {
      const [number, hex] = pair.split(':');
      return [Number(number), Buffer.from(hex ?? '', 'hex')] as const;
    }),
  );
  const currentKey = [...ring.keys()][0] ?? 0;
  const hashKey = Buffer.from(suppressionKey, 'hex');
  const networkKey = createHmac('sha256', hashKey).update('networks of callers').digest();
  return {
    signer: {
      currentKey,
      sign(key, bytes) {
        const secret = ring.get(key);
        return secret ? createHmac('sha256', secret).update(bytes).digest() : null;
      },
    },
    addressHash: (address) => createHmac('sha256', hashKey).update(canonicalAddress(address)).digest('hex'),
    networkHash: (network) => createHmac('sha256', networkKey).update(network).digest('base64url').slice(0, 22),
    webhookSecrets: webhookSecret.split(','),
  };
}

/** For an installation that has none yet: every process of it comes to the same one, whichever needs it first. */
const derivedWebhookSecret = (suppressionKey: string): string =>
  webhookSecretOf(createHmac('sha256', Buffer.from(suppressionKey, 'hex')).update('webhook secret').digest());

const webhookSecretOf = (bytes: Buffer): string => `whsec_${bytes.toString('base64')}`;

function keptSecrets(home: string): Secrets {
  const file = join(home, 'secrets.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return makeSecrets(home, file);
  }
  let stored: z.output<typeof storedSchema>;
  try {
    stored = storedSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new TendrilError(
      'CONFIG_INVALID',
      `${file} is damaged; restore it from a backup, or links in sent mails stop working`,
      {},
      cause,
    );
  }
  const { webhookSecret } = stored;
  return webhookSecret === undefined ? withWebhookSecret(file, stored) : { ...stored, webhookSecret };
}

/** Adds what an older version did not have. Written aside and renamed, so that nobody ever reads half a file. */
function withWebhookSecret(file: string, stored: Omit<Secrets, 'webhookSecret'>): Secrets {
  const secrets = { ...stored, webhookSecret: derivedWebhookSecret(stored.suppressionKey) };
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, textOf(secrets), { mode: 0o600 });
  renameSync(draft, file);
  return secrets;
}

const textOf = (secrets: Secrets): string => `${JSON.stringify(secrets, null, 2)}\n`;

function makeSecrets(home: string, file: string): Secrets {
  const secrets = {
    signingKeys: `1:${randomBytes(32).toString('hex')}`,
    suppressionKey: randomBytes(32).toString('hex'),
    webhookSecret: webhookSecretOf(randomBytes(32)),
  };
  // Others may pass through but not look: started by root, PostgreSQL runs under an account of its own in here.
  mkdirSync(home, { recursive: true, mode: 0o711 });
  try {
    writeFileSync(file, textOf(secrets), { mode: 0o600, flag: 'wx' });
    return secrets;
  } catch (error) {
    // Another process made them in the same moment: theirs count.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      return secretsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    throw error;
  }
}
