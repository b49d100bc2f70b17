/** What people do about webhooks out: see them, send them again, try an endpoint. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { StatusReport, WebhookEndpointView, WebhookView } from '../../db/store.ts';
import { plusMs } from '../../domain/instant.ts';
import { errorOf, lines } from './command-line.ts';
import { createStoredInstallation, now, publishSmall, type StoredInstallation } from './installation.ts';

const folder = mkdtempSync(join(tmpdir(), 'tendril-cli-hooks-'));
let tendril: StoredInstallation;
beforeAll(async () => {
  const TENDRIL_HOOKS = join(folder, 'hooks.yaml');
  // Commands send nothing: they do without the secret.
  const crm = '{ url: "https://crm.example.com/", secret: { env: NOT_HERE }, types: [lead.stage_changed] }';
  writeFileSync(TENDRIL_HOOKS, `hooks:\n  crm: ${crm}\n`);
  tendril = await createStoredInstallation({ TENDRIL_HOOKS });
  await publishSmall(tendril.store);
  await tendril.store.leads.save({ email: 'ann@one.example' }, now(), 'test');
});
afterAll(async () => {
  await tendril?.close();
  rmSync(folder, { recursive: true, force: true });
});

it('a change made by a command is told as any other, and is seen with what became of it', async () => {
  await tendril.tendril('events', 'post', 'ann@one.example', 'asked');
  const [endpoint] = lines<WebhookEndpointView>((await tendril.tendril('hooks', 'list', '--json')).stdout);
  expect(endpoint).toMatchObject({ endpoint: 'crm', waiting: 1, dead: 0 });
  await tendril.store.webhooks.expire('crm', plusMs(now(), 1_000_000), now());
  expect((await tendril.tendril('hooks', 'list')).stdout).toMatch(/crm +0 .*1 +none yet/);
  const [dead] = lines<WebhookView>(
    (await tendril.tendril('hooks', 'list', 'crm', '--state', 'dead', '--json')).stdout,
  );
  expect(dead).toMatchObject({ type: 'lead.stage_changed', state: 'dead' });
  const { stdout } = await tendril.tendril('hooks', 'show', dead?.id ?? '');
  expect(stdout).toMatch(/lead\.stage_changed for crm[\s\S]*away for too long[\s\S]*"to":"engaged"/);
  expect(stdout).not.toContain('ann@');
  expect((await tendril.tendril('status')).stdout).toMatch(/webhooks +0 waiting, 1 given up: tendril hooks list/);
});

it('what was given up is sent again, once somebody says which', async () => {
  for (const wrong of [[], ['--dead', '--since', '2026-11-20']]) {
    const refused = await tendril.tendril('hooks', 'replay', 'crm', ...wrong, '--json');
    expect([refused.code, errorOf(refused.stderr).code]).toEqual([2, 'USAGE']);
  }
  expect((await tendril.tendril('hooks', 'replay', 'crm', '--dead')).stdout).toBe(
    '1 message waits to be sent to crm again.\n',
  );
  const { webhooks } = JSON.parse((await tendril.tendril('status', '--json')).stdout) as StatusReport;
  expect(webhooks).toMatchObject({ waiting: 1, dead: 0 });
  const unknown = await tendril.tendril('hooks', 'replay', 'nobody', '--dead', '--json');
  expect([unknown.code, errorOf(unknown.stderr).code]).toEqual([3, 'ENDPOINT_UNKNOWN']);
});

it('an endpoint is tried, and the answer is told', async () => {
  const { webhooks } = tendril.store;
  const tried = tendril.tendril('hooks', 'test', 'crm');
  const ping = await vi.waitFor(
    async () => {
      const found = (await webhooks.list({ endpoint: 'crm' }, { limit: 9 })).items.find(
        ({ type }) => type === 'test.ping',
      );
      if (!found) throw new Error('No ping yet');
      return found;
    },
    { timeout: 20_000 },
  );
  await webhooks.settle([{ id: ping.id, kind: 'delivered', status: 202 }], now());
  expect(await tried).toMatchObject({ code: 0, stdout: 'crm: took it (202)\n' });
});
