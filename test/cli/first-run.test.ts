import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExampleLoaded, loadExample } from '../../cli/example.ts';
import { exampleIsDue, makeFirstKey } from '../../cli/first-run.ts';
import type { Services } from '../../cli/services.ts';
import type { Store } from '../../db/store.ts';
import { root } from './command-line.ts';
import { createStoredInstallation, now, publishSmall, type StoredInstallation } from './installation.ts';

let tendril: StoredInstallation;
let services: Services;
beforeAll(async () => {
  tendril = await createStoredInstallation();
  services = tendril.services();
});
afterAll(async () => {
  await services.close();
  await tendril.close();
});

const marker = (): string => join(tendril.home, 'example-unfinished');

/** The services, as they are while the database goes away in the middle: enrolling stops after so many leads. */
function failingAfter(enrollments: number): Services {
  let left = enrollments;
  return {
    ...services,
    async store() {
      const store: Store = await services.store();
      return {
        ...store,
        enrollments: {
          ...store.enrollments,
          async enroll(...args: Parameters<Store['enrollments']['enroll']>) {
            if (left === 0) throw new Error('the power went off');
            left -= 1;
            return store.enrollments.enroll(...args);
          },
        },
      };
    },
  };
}

describe('the first start', () => {
  let loaded: ExampleLoaded;

  it('is due on an empty database, and stays due when it was interrupted', async () => {
    expect(await exampleIsDue(services)).toBe(true);
    await expect(loadExample(failingAfter(3))).rejects.toThrow('the power went off');
    expect(await tendril.store.overview.isEmpty()).toBe(false);
    expect(await exampleIsDue(services)).toBe(true);
  });

  it('is finished by the next one: everything is there once', async () => {
    loaded = await loadExample(services);
    expect(loaded).toMatchObject({ leads: 25 });
    expect(new Set(loaded.enrolled).size).toBe(8);
    const files = (await readdir(join(root, 'sequences'))).map((file) => file.replace('.yaml', '')).sort();
    expect([...loaded.sequences].sort()).toEqual(files);
    const { items } = await tendril.store.enrollments.list({}, { limit: 100 });
    expect(items).toHaveLength(8);
    expect(new Set(items.map(({ number }) => number))).toEqual(new Set([1]));
    expect(new Set(items.map(({ sequence }) => sequence))).toEqual(new Set(['energy-guide', 'webinar-follow-up']));
    const status = await tendril.store.overview.status();
    expect(status.leads).toMatchObject({ name: 25 });
    const published = await tendril.store.publications.sequences();
    expect(new Set(published.map(({ version }) => version))).toEqual(new Set([1]));
  });

  it('gives one admin key that works, and never a second', async () => {
    const key = await makeFirstKey(services);
    expect(await tendril.store.keys.verify(key ?? '', now())).toMatchObject({
      scopes: expect.arrayContaining(['admin']),
    });
    expect(await makeFirstKey(services)).toBeNull();
  });

  it('is not due any more, and leaves nothing behind', async () => {
    expect(await exampleIsDue(services)).toBe(false);
    expect(existsSync(marker())).toBe(false);
  });
});

describe('somebody else’s data', () => {
  it('is never mixed with the example', async () => {
    const own = await createStoredInstallation();
    const ownServices = own.services();
    await publishSmall(own.store);
    expect(await exampleIsDue(ownServices)).toBe(false);
    await ownServices.close();
    await own.close();
  });
});
