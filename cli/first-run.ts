/**
 * What a first start is asked for, and asked at every start: is the example due, is there a key. It imports little, because
 * it is nearly always answered with no.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Services } from './services.ts';

const keyName = 'first start';

/** There while the example is being loaded: what is in the database then is not somebody's own data. */
export const unfinishedExample = (services: Services): string => join(services.config.home, 'example-unfinished');

/**
 * Whether a first start has nothing left to do, as at nearly every start. Answered without the store, which takes longer to
 * load than all else that a start does in this process.
 */
export async function firstStartIsOver(services: Services): Promise<boolean> {
  return !existsSync(unfinishedExample(services)) && (await services.isFilled());
}

/** Whether this installation has nothing of its own yet: an empty database, or an example that was interrupted. */
export async function exampleIsDue(services: Services): Promise<boolean> {
  const store = await services.store();
  return existsSync(unfinishedExample(services)) || store.overview.isEmpty();
}

/**
 * The key with all rights that an installation gets at its first start, to be shown once; null when there is a key
 * already, whoever made it.
 */
export async function makeFirstKey(services: Services): Promise<string | null> {
  const store = await services.store();
  if ((await store.keys.list()).length > 0) return null;
  return (await store.keys.create(keyName, ['admin'], services.now())).key;
}
