/**
 * The workflow bundle: made from the sources once and kept by their content, so that a worker starts in half a second
 * instead of two.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const root = fileURLToPath(new URL('..', import.meta.url));
/** The folders that workflow code may import. */
const sources = ['workflows', 'domain'];

/** Path of the bundle for the present sources; bundles them if that has not been done. */
export async function workflowBundle(home: string): Promise<string> {
  const folder = join(home, 'cache');
  const path = join(folder, `workflows-${await sourceHash()}.js`);
  if (existsSync(path)) return path;
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(root, 'workflows/index.ts'),
    logger: new DefaultLogger('WARN'),
  });
  await mkdir(folder, { recursive: true });
  // Written aside and renamed, so that two workers that start at once never read half a file.
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, code);
  await rename(draft, path);
  return path;
}

async function sourceHash(): Promise<string> {
  const hash = createHash('sha256').update(createRequire(import.meta.url)('@temporalio/worker/package.json').version);
  for (const source of sources) {
    const names = (await readdir(join(root, source))).filter((name) => name.endsWith('.ts')).sort();
    for (const name of names) hash.update(name).update(await readFile(join(root, source, name)));
  }
  return hash.digest('hex').slice(0, 16);
}
