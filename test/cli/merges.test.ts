/** Duplicates and merges at the terminal. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createStoredInstallation, now, publishSmall, type StoredInstallation } from './installation.ts';

let tendril: StoredInstallation;
beforeAll(async () => {
  tendril = await createStoredInstallation();
  await publishSmall(tendril.store);
});
afterAll(() => tendril.close());

it('lists duplicates, merges only who agrees, tells what becomes what, and undoes it', async () => {
  for (const email of ['ann@acme.example', 'a.lee@web.example']) {
    await tendril.store.leads.save({ email, firstName: 'Ann', lastName: 'Lee', company: 'Acme' }, now(), 'test');
  }
  const listed = await tendril.tendril('leads', 'duplicates');
  expect(listed.stdout).toMatch(/ann@acme\.example .* a\.lee@web\.example .* same name and company/);
  const refused = await tendril.tendril('leads', 'merge', 'ann@acme.example', 'a.lee@web.example');
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/gone +Ann Lee <a\.lee@web.*say --yes/s)]);
  const merged = await tendril.tendril('leads', 'merge', 'ann@acme.example', 'a.lee@web.example', '--yes');
  const again = async (...words: readonly string[]) => {
    const pair = ['leads', 'merge', 'ann@acme.example', 'a.lee@web.example', ...words] as const;
    return tendril.tendril(...pair, '--yes');
  };
  expect([merged.code, merged.stdout]).toEqual([0, expect.stringContaining('Merged into Ann Lee <ann@acme.example>')]);
  const shown = await tendril.tendril('leads', 'show', 'a.lee@web.example');
  expect(shown.stdout).toMatch(/merged +with a\.lee@web\.example · a person said so · by cli/);
  const undone = await tendril.tendril('leads', 'unmerge', 'a.lee@web.example');
  expect(undone.stdout).toBe('a.lee@web.example is a lead of its own again.\n');
  expect((await tendril.tendril('leads', 'duplicates')).stdout).not.toContain('web.example');
  const other = await tendril.tendril('leads', 'show', 'a.lee@web.example');
  expect(other.stdout).toMatch(/merge undone +from ann@acme\.example/);
  expect((await tendril.tendril('leads', 'unmerge', 'a.lee@web.example')).stderr).toContain('MERGE_UNDONE');
  await again('--reason', 'called her');
  const why = await tendril.tendril('leads', 'show', 'ann@acme.example');
  expect(why.stdout).toMatch(/merged +with a\.lee@web\.example · called her · by cli/);
});
