import { createPublicKey } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDkimKeyring, createDkimKeys } from '../../config/dkim-keys.ts';
import { hasCode } from '../../domain/errors.ts';

const [domain, now] = ['mail.acme.example', '2026-11-22T10:00:00.000Z'];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tendril-dkim-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const modeOf = async (...path: readonly string[]): Promise<number> => (await stat(join(folder, ...path))).mode & 0o777;

describe('DKIM keys', () => {
  it('are made of 2048 bits, readable by their owner only, and sign nothing yet', async () => {
    const key = await createDkimKeyring(folder).generate(domain, now);
    expect(key).toMatchObject({ selector: 't202611a', state: 'next', activatedAt: null, removableAt: null });
    const der = Buffer.from(key.publicKey ?? '', 'base64');
    const { asymmetricKeyDetails } = createPublicKey({ key: der, format: 'der', type: 'spki' });
    expect(asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect((await readdir(join(folder, domain))).sort()).toEqual(['keys.json', 't202611a.pem']);
    const modes = [modeOf(domain), modeOf(domain, 't202611a.pem'), modeOf(domain, 'keys.json')];
    expect(await Promise.all(modes)).toEqual([0o700, 0o600, 0o600]);
    expect(createDkimKeys(folder, { mustExist: true })(domain)).toBeNull();
  });

  it('take each other’s place, and whoever signs notices within a second', async () => {
    const keyring = createDkimKeyring(folder);
    let clock = 0;
    const signs = createDkimKeys(folder, { mustExist: true, monotonicMs: () => clock });
    await keyring.generate(domain, now);
    await keyring.activate(domain, 't202611a', now);
    const first = signs(domain);
    expect(first).toMatchObject({ domain, selector: 't202611a' });
    expect(first?.privateKey).toMatch(/^-----BEGIN PRIVATE KEY-----/);

    const { selector } = await keyring.generate(domain, now);
    await keyring.activate(domain, selector, '2026-12-01T10:00:00.000Z');
    expect(keyring.list(domain)).toMatchObject([
      { selector: 't202611b', state: 'active' },
      { selector: 't202611a', state: 'retired', removableAt: '2026-12-15T10:00:00.000Z' },
    ]);
    clock = 999;
    expect(signs(domain)).toBe(first);
    clock = 1001;
    expect(signs(domain)?.selector).toBe('t202611b');
  });

  it('that sign are not thrown away, and the others are, for good', async () => {
    const keyring = createDkimKeyring(folder);
    for (const selector of ['t202611a', 't202611b']) {
      await keyring.generate(domain, now);
      await keyring.activate(domain, selector, now);
    }
    await expect(keyring.retire(domain, 't202611b', now)).rejects.toMatchObject({ code: 'DKIM_KEY_IN_USE' });
    expect(await keyring.retire(domain, 't202611a', now)).toMatchObject({ state: 'retired', publicKey: null });
    expect(await readdir(join(folder, domain))).not.toContain('t202611a.pem');
    await expect(keyring.activate(domain, 't202611a', now)).rejects.toMatchObject({ code: 'DKIM_KEY_UNKNOWN' });
    // A selector that receivers may have cached is never used for another key.
    expect((await keyring.generate(domain, now)).selector).toBe('t202611c');
  });

  it('are not lost when several commands change them at one moment', async () => {
    const first = await createDkimKeyring(folder).generate(domain, now);
    const made = await Promise.all([
      ...['one', 'two'].map(() => createDkimKeyring(folder).generate(domain, now)),
      // It reads what is there while the others write.
      createDkimKeyring(folder).activate(domain, first.selector, now),
    ]);
    expect(made.map(({ selector }) => selector).sort()).toEqual(['t202611a', 't202611b', 't202611c']);
    const kept = createDkimKeyring(folder).list(domain);
    const stateOf = (selector: string) => kept.find((key) => key.selector === selector)?.state;
    expect(made.map(({ selector }) => stateOf(selector))).toEqual(['next', 'next', 'active']);
    // The record that each command has shown is that of the key in the folder.
    for (const { selector, publicKey } of made)
      expect(kept.find((key) => key.selector === selector)).toMatchObject({ publicKey });
    expect(await readdir(join(folder, domain))).not.toContain('keys.lock');
  });

  it('are not thrown away by a command that another one overtakes', async () => {
    const keyring = createDkimKeyring(folder);
    const { selector } = await keyring.generate(domain, now);
    const [active, retired] = await Promise.allSettled([
      keyring.activate(domain, selector, now),
      createDkimKeyring(folder).retire(domain, selector, now),
    ]);
    // Whichever came first, a key that signs is there, and one that is gone does not sign.
    const [key] = keyring.list(domain);
    expect([active.status, retired.status].filter((status) => status === 'fulfilled')).toHaveLength(1);
    expect(key?.state === 'active').toBe(key?.publicKey !== null);
  });

  it('that are damaged or gone stop the signing instead of letting mails leave unsigned', async () => {
    const keyring = createDkimKeyring(folder);
    await keyring.generate(domain, now);
    await keyring.activate(domain, 't202611a', now);
    await writeFile(join(folder, domain, 't202611a.pem'), 'half a k');
    const invalid = (error: unknown): boolean => hasCode(error, 'CONFIG_INVALID');
    const thrown = (work: () => unknown): unknown => {
      try {
        return work();
      } catch (error) {
        return error;
      }
    };
    expect(thrown(() => createDkimKeys(folder, { mustExist: true })(domain))).toSatisfy(invalid);
    await writeFile(join(folder, domain, 'keys.json'), '{');
    expect(thrown(() => createDkimKeys(folder, { mustExist: true })(domain))).toSatisfy(invalid);
    await rm(folder, { recursive: true });
    expect(thrown(() => createDkimKeys(folder, { mustExist: true })(domain))).toSatisfy(invalid);
    expect(createDkimKeys(folder, { mustExist: false })(domain)).toBeNull();
  });

  it('of a name that is a path are refused', async () => {
    await mkdir(join(folder, 'inside'));
    for (const name of ['..', '../inside', 'a/b.example', 'A.example', ''])
      await expect(createDkimKeyring(join(folder, 'inside')).generate(name, now)).rejects.toThrow('not a domain');
  });
});
