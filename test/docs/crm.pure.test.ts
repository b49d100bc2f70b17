/** The two programs of docs/integrating.md, "A CRM of your own", against the real other ends. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { OpenAPIHono } from '@hono/zod-openapi';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { CrmChange } from '../../crm/port.ts';
import { createWebhookCrm } from '../../crm/webhook/crm.ts';
import { changesOf } from '../../crm/webhook/incoming.ts';
import { instantFromMs } from '../../domain/instant.ts';
import { secret } from '../../domain/secret.ts';
import { addCrmWebhook } from '../../server/crm-webhook.ts';
import { listenHttp } from '../../server/http-listener.ts';
import { createOutgoingWebhooks } from '../../worker/outgoing-webhooks.ts';
import { root } from '../support/source-files.ts';

const key = `whsec_${Buffer.alloc(32, 6).toString('base64')}`;
const now = () => instantFromMs(Date.now());
let page: string;
let folder: string;
let shown: { readonly server: Server; readonly records: ReadonlyMap<string, Readonly<Record<string, unknown>>> };

const example = (mark: string, language: string): string => {
  const code = new RegExp(`^<!-- checked: ${mark} -->\\n\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(page)?.[1];
  if (code === undefined) throw new Error(`No example is marked "checked: ${mark}"`);
  return code;
};

beforeAll(async () => {
  page = await readFile(join(root, 'docs/integrating.md'), 'utf8');
  vi.stubEnv('CRM_SECRET', key);
  // Inside the project, so that its packages are found.
  await mkdir(join(root, '.cache'), { recursive: true });
  folder = await mkdtemp(join(root, '.cache/docs-'));
  const file = join(folder, 'receiver.mjs');
  await writeFile(file, example('crm receiver', 'js'));
  shown = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as typeof shown;
  await once(shown.server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  const closed = once(shown.server, 'close');
  shown.server.close();
  await Promise.all([closed, rm(folder, { recursive: true, force: true })]);
});

it('the receiver stores what it is told by its id, and refuses a deal whose contact it does not know', async () => {
  const { port } = shown.server.address() as AddressInfo;
  const connect = (by: string) => {
    const endpoint = { endpoint: 'crm', url: `http://127.0.0.1:${port}/`, types: [], scoreStep: null, disabled: false };
    const target = createOutgoingWebhooks([{ ...endpoint, secrets: [secret(by)], allowInsecure: true }]).of('crm');
    return createWebhookCrm({ account: 'crm' }, (id, body) => target?.send(id, body) ?? Promise.reject(), now);
  };
  const crm = connect(key);
  await crm.check();
  const contact = { leadId: 'c', email: 'ada@customer.example', fields: { first: 'Ada', last: 'Lovelace' } };
  const deal = { handoffId: 'd', leadId: 'c', name: 'Ada', stage: 'offered' } as const;
  expect(await crm.pushDeals([deal])).toMatchObject([{ kind: 'refused', code: 'contact_unknown' }]);
  const changed = { ...contact, fields: { first: 'Augusta' } };
  expect(await crm.pushContacts([contact])).toEqual([{ kind: 'stored', remoteId: 'c', created: true }]);
  expect(await crm.pushContacts([changed])).toEqual([{ kind: 'stored', remoteId: 'c', created: false }]);
  expect(await crm.pushDeals([deal])).toMatchObject([{ kind: 'stored' }]);
  expect(shown.records.get('c')).toMatchObject({ fields: { first: 'Augusta', last: 'Lovelace' } });
  expect(shown.records.get('d')).toMatchObject({ contact: 'c', stage: 'offered' });
  const stranger = connect(`whsec_${Buffer.alloc(32, 7).toString('base64')}`);
  await expect(stranger.pushContacts([contact])).rejects.toMatchObject({ details: { crm: { kind: 'unauthorised' } } });
});

it('the lines for a shell tell changes that are taken', async () => {
  const taken: CrmChange[] = [];
  const app = new OpenAPIHono();
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const take = async (changes: readonly CrmChange[]) => taken.push(...changes);
  addCrmWebhook(app, { secrets: [secret(key)], read: changesOf, take, now, publicUrl: 'http://x', log: silent });
  const http = await listenHttp('127.0.0.1', 0, () => app.fetch);
  try {
    const env = { ...process.env, TENDRIL_URL: `http://127.0.0.1:${http.port}`, CRM_SECRET: key, NO_PROXY: '*' };
    const run = promisify(execFile)('bash', ['-euo', 'pipefail', '-c', example('crm changes', 'bash')], { env });
    expect(JSON.parse((await run).stdout)).toEqual({ taken: 3, problems: [] });
  } finally {
    await http.close(1000);
  }
  expect(taken.map(({ kind }) => kind)).toEqual(['stage', 'lost', 'field']);
  expect(taken.map(({ key: name }) => name)).toContain('change/audit-4711');
});
