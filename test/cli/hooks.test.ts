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

it('messages are listed by hand or for programs, and are sent again by their ids or since a time', async () => {
  const [head, row] = (await tendril.tendril('hooks', 'list', 'crm')).stdout
    .split('\n')
    .map((line) => line.trimEnd().replace(/ {2,}/g, ' | '));
  const records = async () => lines<WebhookView>((await tendril.tendril('hooks', 'list', 'crm', '--json')).stdout);
  const [message] = await records();
  const id = message?.id ?? '';
  expect(head).toMatch(/^MADE \(.+\) \| TYPE \| STATE \| TRIES \| LAST ANSWER \| LEAD \| ID$/);
  expect(row).toContain(`lead.stage_changed | waiting | 0 |`);
  expect(row?.endsWith(`${message?.leadId} | ${id}`)).toBe(true);
  for (const which of [
    ['--id', id],
    ['--since', '2026-01-01'],
  ]) {
    await tendril.store.webhooks.settle([{ id, kind: 'delivered', status: 200 }], now());
    expect(await records()).toMatchObject([{ id, state: 'delivered', lastStatus: 200 }]);
    const { stdout } = await tendril.tendril('hooks', 'replay', 'crm', ...which, '--json');
    expect(JSON.parse(stdout)).toEqual({ endpoint: 'crm', count: 1 });
    expect(await records()).toMatchObject([{ id, state: 'waiting' }]);
  }
  const none = await tendril.tendril('hooks', 'replay', 'crm', '--id', '01a0aaaa-aaaa-7aaa-8aaa-aaaaaaaaaaaa');
  expect([none.code, none.stdout]).toEqual([1, '0 messages wait to be sent to crm again.\n']);
  const later = await tendril.tendril('hooks', 'replay', 'crm', '--since', '2999-01-01');
  expect(later.stdout).toBe('0 messages wait to be sent to crm again.\n');
  const wrong = await tendril.tendril('hooks', 'replay', 'crm', '--since', 'yesterday');
  expect([wrong.code, wrong.stderr]).toEqual([
    2,
    expect.stringContaining('It must be a date or a time, such as 2026-11-20'),
  ]);
  const missing = await tendril.tendril('hooks', 'show', '0199f0c2-0000-7000-8000-000000000000', '--json');
  expect([missing.code, errorOf(missing.stderr).code]).toEqual([3, 'WEBHOOK_UNKNOWN']);
});

it('an endpoint is tried, and the answer is told', async () => {
  const { webhooks } = tendril.store;
  const tried = tendril.tendril('hooks', 'test', 'crm');
  const newestPing = (fits: (ping: WebhookView) => boolean = () => true) =>
    vi.waitFor(
      async () => {
        const { items } = await webhooks.list({ endpoint: 'crm' }, { limit: 9 });
        const found = items.find((one) => one.type === 'test.ping' && fits(one));
        if (!found) throw new Error('No ping yet');
        return found;
      },
      { timeout: 20_000 },
    );
  const ping = await newestPing();
  await webhooks.settle([{ id: ping.id, kind: 'delivered', status: 202 }], now());
  expect(await tried).toMatchObject({ code: 0, stdout: 'crm: took it (202)\n' });

  const again = tendril.tendril('hooks', 'test', 'crm');
  const second = await newestPing(({ id }) => id !== ping.id);
  const error = 'the answer was 500';
  await webhooks.settle(
    [{ id: second.id, kind: 'later', at: plusMs(now(), 5000), counts: true, status: 500, error }],
    now(),
  );
  expect(await again).toMatchObject({ code: 1, stdout: `crm: ${error}; see tendril hooks show ${second.id}\n` });
});
