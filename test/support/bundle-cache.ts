/**
 * One folder for the workflow bundles of all tests and runs, kept by the content of their sources. Without it each new
 * state folder would bundle the same workflows again, which costs a core three seconds.
 */
import { existsSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The state folder in which the bundles are; what the set-up keeps is beside them. */
export const bundleHome = fileURLToPath(new URL('../../.cache', import.meta.url));

/** Lets a worker with this state folder find the bundle, or leave one for others if it has to make it. */
export async function shareBundles(home: string): Promise<void> {
  const [bundles, link] = [join(bundleHome, 'cache'), join(home, 'cache')];
  await mkdir(bundles, { recursive: true });
  if (!existsSync(link)) await symlink(bundles, link);
}
