/**
 * The keys of an installation: signing keys for tokens, which rotate (old ones keep verifying), and the key under which
 * suppressed addresses are hashed, which must never change. From the environment, or made at first start and kept in
 * `secrets.json` in TENDRIL_HOME, readable by its owner only.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalAddress } from '../domain/address.ts';
import { TendrilError } from '../domain/errors.ts';
import type { Signer } from '../domain/tokens.ts';
import type { Config } from './config.ts';

export interface Keys {
  readonly signer: Signer;
  /** The form in which a suppressed address is stored: hex HMAC-SHA256 of the canonical address. */
  addressHash(address: string): string;
}

const secretsSchema = z.object({ signingKeys: z.string(), suppressionKey: z.string() });

/** @throws CONFIG_INVALID when `secrets.json` is damaged. */
export function loadKeys(config: Config): Keys {
  const { signingKeys, suppressionKey } = config;
  if (signingKeys !== null && suppressionKey !== null) return makeKeys(signingKeys, suppressionKey);
  const kept = keptSecrets(config.home);
  return makeKeys(signingKeys ?? kept.signingKeys, suppressionKey ?? kept.suppressionKey);
}

/** Keys from their text form: `NUMBER:HEX,…` newest first, and HEX. */
export function makeKeys(signingKeys: string, suppressionKey: string): Keys {
  const ring = new Map(
    signingKeys.split(',').map((pair) => {
      const [number, hex] = pair.split(':');
      return [Number(number), Buffer.from(hex ?? '', 'hex')] as const;
    }),
  );
  const currentKey = [...ring.keys()][0] ?? 0;
  const hashKey = Buffer.from(suppressionKey, 'hex');
  return {
    signer: {
      currentKey,
      sign(key, bytes) {
        const secret = ring.get(key);
        return secret ? createHmac('sha256', secret).update(bytes).digest() : null;
      },
    },
    addressHash: (address) => createHmac('sha256', hashKey).update(canonicalAddress(address)).digest('hex'),
  };
}

function keptSecrets(home: string): z.output<typeof secretsSchema> {
  const file = join(home, 'secrets.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return makeSecrets(home, file);
  }
  try {
    return secretsSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new TendrilError(
      'CONFIG_INVALID',
      `${file} is damaged; restore it from a backup, or links in sent mails stop working`,
      {},
      cause,
    );
  }
}

function makeSecrets(home: string, file: string): z.output<typeof secretsSchema> {
  const secrets = {
    signingKeys: `1:${randomBytes(32).toString('hex')}`,
    suppressionKey: randomBytes(32).toString('hex'),
  };
  // Others may pass through but not look: started by root, PostgreSQL runs under an account of its own in here.
  mkdirSync(home, { recursive: true, mode: 0o711 });
  try {
    writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    return secrets;
  } catch (error) {
    // Another process made them in the same moment: theirs count.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      return secretsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    throw error;
  }
}
