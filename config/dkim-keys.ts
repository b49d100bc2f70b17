/**
 * The keys that mails are signed with (RFC 6376), as files: `FOLDER/DOMAIN/SELECTOR.pem`, readable by their owner only,
 * and beside them `keys.json`, which says which of them signs. A key is made as `next`, signs once it is `active`, and is
 * `retired` when another takes its place; its DNS record stays for a while, because mails under way are verified with it.
 * Every file is written aside and renamed, so that nobody ever reads half of one. Keys never leave this folder.
 */
import { createPublicKey, generateKeyPair } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { TendrilError } from '../domain/errors.ts';
import { type Instant, plusMs } from '../domain/instant.ts';
import { holdingFile, writePrivateFile } from './private-file.ts';

/** The key that signs the mails of a domain. */
export interface SigningKey {
  readonly domain: string;
  readonly selector: string;
  /** PEM, PKCS #8. */
  readonly privateKey: string;
}

export interface DkimKeyView {
  readonly domain: string;
  readonly selector: string;
  readonly state: 'next' | 'active' | 'retired';
  readonly createdAt: Instant;
  readonly activatedAt: Instant | null;
  readonly retiredAt: Instant | null;
  /** From then on no mail that is under way needs its DNS record; null while it is not retired. */
  readonly removableAt: Instant | null;
  /** Base64 of its SubjectPublicKeyInfo; null when the private key is gone. */
  readonly publicKey: string | null;
}

export interface DkimKeyring {
  /** Newest first; none for a domain that has none. @throws CONFIG_INVALID when a file is damaged */
  list(domain: string): readonly DkimKeyView[];
  /** Makes a key that signs nothing yet. */
  generate(domain: string, now: Instant): Promise<DkimKeyView>;
  /** From now on this key signs, and the one that did is retired. @throws DKIM_KEY_UNKNOWN */
  activate(domain: string, selector: string, now: Instant): Promise<DkimKeyView>;
  /** Throws the private key away. @throws DKIM_KEY_UNKNOWN; DKIM_KEY_IN_USE for the one that signs */
  retire(domain: string, selector: string, now: Instant): Promise<DkimKeyView>;
}

/** Verifiers have to take 2048 bits, and larger keys do not fit into one DNS answer everywhere (RFC 8301 §3.2). */
const keyBits = 2048;
/** Relays give up after 5 days at most (RFC 5321 §4.5.4.1); some programs of readers verify when a mail is opened. */
const recordKeptMs = 14 * 24 * 3_600_000;
/** How long what was read counts, before the files are looked at again. */
const trustedMs = 1000;

const keysSchema = z.object({
  keys: z.array(
    z.object({
      selector: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/),
      state: z.enum(['next', 'active', 'retired']),
      createdAt: z.string(),
      activatedAt: z.string().nullable(),
      retiredAt: z.string().nullable(),
    }),
  ),
});
type StoredKey = z.output<typeof keysSchema>['keys'][number];

/**
 * The active key of a domain, for whoever signs. Looks at the files once a second at most, so a rotation is noticed by
 * every process without being told.
 * @param options `mustExist`: without the folder nothing is signed, so the mails must wait instead of leaving unsigned.
 * @throws CONFIG_INVALID from the function it returns, when a file is damaged or the folder is gone
 */
export function createDkimKeys(
  folder: string,
  options: { readonly mustExist: boolean; readonly monotonicMs?: () => number },
): (domain: string) => SigningKey | null {
  const { mustExist, monotonicMs = () => performance.now() } = options;
  const known = new Map<string, { readonly stamp: string; readonly at: number; readonly key: SigningKey | null }>();
  return (domain) => {
    const before = known.get(domain);
    const at = monotonicMs();
    if (before && at - before.at < trustedMs) return before.key;
    const stamp = stampOf(keysFile(folder, domain));
    if (stamp === null && mustExist && !existsSync(folder)) throw folderGone(folder);
    const key = before?.stamp === (stamp ?? '') ? before.key : activeKey(folder, domain);
    known.set(domain, { stamp: stamp ?? '', at, key });
    return key;
  };
}

/** What the operator does with keys. Of several commands for one domain each changes what the one before it has left. */
export function createDkimKeyring(folder: string): DkimKeyring {
  const alone = <T>(domain: string, work: () => Promise<T>): Promise<T> =>
    holdingFile(join(domainFolder(folder, domain), 'keys.lock'), work);
  /** Changes the keys of a domain that has the wanted one. */
  const update = (
    domain: string,
    selector: string,
    change: (key: StoredKey, wanted: StoredKey) => StoredKey,
    afterwards: () => Promise<void> = async () => {},
  ): Promise<DkimKeyView> =>
    alone(domain, async () => {
      const stored = storedKeys(folder, domain);
      const wanted = stored.find((key) => key.selector === selector);
      if (!wanted) throw unknownKey(domain, selector);
      const changed = stored.map((key) => change(key, wanted));
      await writeKeys(folder, domain, changed);
      await afterwards();
      return found(folder, domain, selector);
    });
  return {
    list: (domain) => storedKeys(folder, domain).map((key) => viewOf(folder, domain, key)),
    async generate(domain, now) {
      await mkdir(domainFolder(folder, domain), { recursive: true, mode: 0o700 });
      const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: keyBits });
      const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      return alone(domain, async () => {
        const stored = storedKeys(folder, domain);
        const selector = freeSelector(folder, domain, stored, now);
        await writePrivateFile(pemFile(folder, domain, selector), pem);
        const made: StoredKey = { selector, state: 'next', createdAt: now, activatedAt: null, retiredAt: null };
        await writeKeys(folder, domain, [made, ...stored]);
        return found(folder, domain, selector);
      });
    },
    async activate(domain, selector, now) {
      found(folder, domain, selector);
      return update(domain, selector, (key) => {
        if (!existsSync(pemFile(folder, domain, selector))) throw unknownKey(domain, selector);
        if (key.selector === selector)
          return key.state === 'active' ? key : { ...key, state: 'active', activatedAt: now, retiredAt: null };
        return key.state === 'active' ? { ...key, state: 'retired', retiredAt: now } : key;
      });
    },
    async retire(domain, selector, now) {
      found(folder, domain, selector);
      const retired = (key: StoredKey, wanted: StoredKey): StoredKey => {
        if (wanted.state === 'active')
          throw new TendrilError('DKIM_KEY_IN_USE', `Mails of ${domain} are signed with ${selector}`, {
            domain,
            selector,
          });
        return key === wanted ? { ...key, state: 'retired', retiredAt: key.retiredAt ?? now } : key;
      };
      return update(domain, selector, retired, () => rm(pemFile(folder, domain, selector), { force: true }));
    },
  };
}

function domainFolder(folder: string, domain: string): string {
  // It becomes part of a path.
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain))
    throw new TendrilError('INTERNAL', `${JSON.stringify(domain)} is not a domain in lower case`, { domain });
  return join(folder, domain);
}

const keysFile = (folder: string, domain: string): string => join(domainFolder(folder, domain), 'keys.json');
const pemFile = (folder: string, domain: string, selector: string): string =>
  join(domainFolder(folder, domain), `${selector}.pem`);

/** Changes whenever the file is replaced; null when there is none. */
function stampOf(file: string): string | null {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat ? `${stat.ino}/${stat.mtimeNs}/${stat.size}` : null;
}

/** @throws CONFIG_INVALID when the file is damaged */
function storedKeys(folder: string, domain: string): readonly StoredKey[] {
  const file = keysFile(folder, domain);
  if (!existsSync(file)) return [];
  try {
    return keysSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).keys;
  } catch (cause) {
    throw new TendrilError('CONFIG_INVALID', `${file} is damaged; restore it from a backup`, { file }, cause);
  }
}

/** @throws CONFIG_INVALID */
function activeKey(folder: string, domain: string): SigningKey | null {
  const active = storedKeys(folder, domain).find(({ state }) => state === 'active');
  if (!active) return null;
  const { selector } = active;
  return { domain, selector, privateKey: privateKeyOf(pemFile(folder, domain, selector)) };
}

function privateKeyOf(file: string): string {
  try {
    const pem = readFileSync(file, 'utf8');
    createPublicKey(pem);
    return pem;
  } catch (cause) {
    // The cause of a key that cannot be parsed tells nothing of the key.
    const message = `The DKIM key ${file} cannot be read; restore it from a backup, or activate another`;
    throw new TendrilError('CONFIG_INVALID', message, { file }, cause);
  }
}

function viewOf(folder: string, domain: string, key: StoredKey): DkimKeyView {
  const file = pemFile(folder, domain, key.selector);
  const publicKey = existsSync(file)
    ? createPublicKey(privateKeyOf(file)).export({ type: 'spki', format: 'der' }).toString('base64')
    : null;
  const removableAt = key.retiredAt === null ? null : plusMs(key.retiredAt, recordKeptMs);
  return { domain, ...key, removableAt, publicKey };
}

/** @throws DKIM_KEY_UNKNOWN */
function found(folder: string, domain: string, selector: string): DkimKeyView {
  const key = storedKeys(folder, domain).find((stored) => stored.selector === selector);
  if (!key) throw unknownKey(domain, selector);
  return viewOf(folder, domain, key);
}

/** `t202611a`, then `b`, … and after `z` two letters: a selector that was ever used is not used again. */
function freeSelector(folder: string, domain: string, stored: readonly StoredKey[], now: Instant): string {
  const month = `t${now.slice(0, 4)}${now.slice(5, 7)}`;
  const used = new Set(stored.map(({ selector }) => selector));
  for (let n = 0; ; n++) {
    const letter = String.fromCharCode(97 + (n % 26));
    const selector = `${month}${'z'.repeat(Math.floor(n / 26))}${letter}`;
    if (!used.has(selector) && !existsSync(pemFile(folder, domain, selector))) return selector;
  }
}

const writeKeys = (folder: string, domain: string, keys: readonly StoredKey[]): Promise<void> =>
  writePrivateFile(keysFile(folder, domain), `${JSON.stringify({ keys }, null, 2)}\n`);

const unknownKey = (domain: string, selector: string): TendrilError =>
  new TendrilError('DKIM_KEY_UNKNOWN', `${domain} has no DKIM key ${selector}`, { domain, selector });

const folderGone = (folder: string): TendrilError =>
  new TendrilError(
    'CONFIG_INVALID',
    `TENDRIL_DKIM_DIR names ${folder}, which is not there: mails would leave unsigned`,
    {
      folder,
    },
  );
