/** The receiver shown in docs/developer.md takes what the engine sends, and nothing else. */
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createWebhooks } from '../../worker/webhook.ts';
import { root } from '../support/source-files.ts';

const secret = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
let folder: string;
let server: Server;

beforeAll(async () => {
  const page = await readFile(join(root, 'docs/developer.md'), 'utf8');
  const code = /^<!-- checked: webhook receiver -->\n```js\n(.*?)^```$/ms.exec(page)?.[1];
  if (code === undefined) throw new Error('No example is marked "checked: webhook receiver"');
  vi.stubEnv('TENDRIL_WEBHOOK_SECRET', secret);
  // Inside the project, so that its packages are found.
  await mkdir(join(root, '.cache'), { recursive: true });
  folder = await mkdtemp(join(root, '.cache/docs-'));
  const file = join(folder, 'receiver.mjs');
  await writeFile(file, code);
  ({ server } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { readonly server: Server });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  const closed = once(server, 'close');
  server.close();
  await Promise.all([closed, rm(folder, { recursive: true, force: true })]);
});

const send = (secrets: readonly string[], employees: number) => {
  const { port } = server.address() as AddressInfo;
  const body = JSON.stringify({ type: 'tendril.step', lead: { fields: { employees } }, data: { plan: 'pro' } });
  const request = { id: 'step/e/ask/1', url: `http://127.0.0.1:${port}/`, method: 'POST', body } as const;
  return createWebhooks({ secrets, allowHttp: true, allowPrivate: true }).send(request);
};

it('the receiver in docs/developer.md answers what is signed, once for an id, and refuses the rest', async () => {
  const answered = { kind: 'answered', retryAfterMs: null };
  expect(await send([`whsec_${'A'.repeat(43)}=`], 80)).toEqual({ ...answered, status: 401, body: null });
  const first = { ...answered, status: 200, body: { fit: true, plan: 'pro' } };
  expect(await send([secret], 80)).toEqual(first);
  expect(await send([secret], 3)).toEqual(first);
});
