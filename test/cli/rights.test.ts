/** Export, erasure and retention at the terminal. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStoredInstallation, now, publishSmall, type StoredInstallation } from './installation.ts';

let tendril: StoredInstallation;
beforeAll(async () => {
  tendril = await createStoredInstallation();
  await publishSmall(tendril.store);
});
afterAll(() => tendril.close());

const addLead = async (email: string) =>
  (await tendril.store.leads.save({ email, firstName: 'Ann' }, now(), 'test')).lead;

describe('leads export', () => {
  it('writes a page that only its owner can read, or JSON', async () => {
    await addLead('ann@one.example');
    const file = join(tendril.home, 'ann.html');
    const { code, stdout } = await tendril.tendril('leads', 'export', 'ann@one.example', '--html', '--out', file);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^Wrote \d+ records in \d+ sections to .*ann\.html\n$/)]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).toContain('ann@one.example');
    const json = await tendril.tendril('leads', 'export', 'ann@one.example', '--json');
    expect(JSON.parse(json.stdout).sections[0]).toMatchObject({ name: 'lead', rows: [{ firstName: 'Ann' }] });
    expect(await tendril.tendril('leads', 'export', 'nobody@one.example')).toMatchObject({ code: 3 });
  });
});

describe('leads erase', () => {
  it('does nothing unless somebody agrees', async () => {
    await addLead('bob@one.example');
    const refused = await tendril.tendril('leads', 'erase', 'bob@one.example', '--reason', 'asked');
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('say --yes');
    expect((await tendril.store.leads.get('bob@one.example', now())).firstName).toBe('Ann');
  });

  it('forgets the lead, lists that it did, and an import cannot bring it back', async () => {
    const { id } = await addLead('cem@one.example');
    const erased = await tendril.tendril('leads', 'erase', 'cem@one.example', '--reason', 'asked', '--yes');
    expect(erased).toMatchObject({ code: 0, stdout: expect.stringContaining('Erased cem@one.example') });
    const list = (await tendril.tendril('leads', 'erasures')).stdout.trim().split('\n');
    expect(list).toEqual([expect.stringContaining(id)]);
    expect(list[0]).toContain('going on  by cli ("asked")');
    const again = await tendril.tendril('leads', 'add', 'cem@one.example');
    expect(again.code).not.toBe(0);
    expect(again.stderr).toContain('LEAD_SUPPRESSED');
  });
});

describe('retention', () => {
  it('runs now, and tells the periods with the last run', async () => {
    expect((await tendril.tendril('retention', 'show')).stdout).toMatch(/rawMail +30 days +never run/);
    const run = await tendril.tendril('retention', 'run');
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('0 whole incoming mails') });
    const after = (await tendril.tendril('retention', 'show')).stdout;
    expect(after).toMatch(/rawMail +30 days +0 taken away /);
    expect(after).toMatch(/idleLeads +for good +never run/);
    expect((await tendril.tendril('status')).stdout).toMatch(/^retention +last run /m);
  });

  it('says what could not be kept, in the list of periods and in the status', async () => {
    const sweep = { kind: 'requests', before: now(), at: now(), rows: 3, failure: 'INTERNAL' } as const;
    await tendril.store.retention.swept(sweep);
    expect((await tendril.tendril('retention', 'show')).stdout).toMatch(/requests +90 days +failed \(INTERNAL\) /);
    expect((await tendril.tendril('status')).stdout).toMatch(/^retention .*could not keep requests$/m);
  });
});
