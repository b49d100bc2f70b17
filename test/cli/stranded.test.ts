/** Leads that stand at steps which a new version does not have: how lint, publish, show, graph and diff tell of them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../domain/errors.ts';
import { createStoredInstallation, publishSmall, type StoredInstallation, standing } from './installation.ts';

let tendril: StoredInstallation;
let folder: string;
beforeAll(async () => {
  tendril = await createStoredInstallation();
  folder = await mkdtemp(join(tmpdir(), 'tendril-stranded-'));
  await publishSmall(tendril.store);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await tendril.close();
});

describe('a change that would strand live enrollments', () => {
  const text = (...steps: readonly string[]): string => `sequence: strands\nsteps:\n${steps.join('\n')}\n`;
  const file = (): string => join(folder, 'strands.yaml');

  it('is a finding of lint --live and a note of publish, and none once the step is renamed', async () => {
    await writeFile(file(), text('  - wait: 1 day', '    id: one', '  - wait: 2 days', '    id: two'));
    expect(await tendril.tendril('sequences', 'publish', file())).toMatchObject({ code: 0, stderr: '' });
    await standing(tendril.store, 'lea', 'strands', 'two');
    await writeFile(file(), text('  - wait: 1 day', '    id: one', '  - wait: 3 days', '    id: second'));
    expect(await tendril.tendril('sequences', 'lint', file())).toMatchObject({ code: 0 });
    const live = await tendril.tendril('sequences', 'lint', file(), '--live', '--json');
    expect(live.code).toBe(2);
    expect(JSON.parse(live.stdout) as Finding[]).toMatchObject([
      {
        file: file(),
        line: 2,
        code: 'LIVE_STRANDED',
        message:
          '1 lead stands at "two", which is gone; if it has another name now, write "formerly: two" at that step',
      },
    ]);
    const published = await tendril.tendril('sequences', 'publish', file());
    expect(published.code).toBe(0);
    expect(published.stderr).toContain('strands: 1 lead stands at "two", which is gone; if it has another name now');
    await writeFile(
      file(),
      text('  - wait: 1 day', '    id: one', '  - wait: 3 days', '    id: second', '    formerly: two'),
    );
    expect(await tendril.tendril('sequences', 'lint', file(), '--live')).toMatchObject({ code: 0 });
  });

  it('is seen in show and graph', async () => {
    const shown = await tendril.tendril('sequences', 'show', 'strands');
    expect(shown.stdout).toMatch(/^1 +one +Wait 1 day +second +0$/m);
    expect(shown.stderr).toContain('1 at two, a step of an older version only.');
    expect((await tendril.tendril('sequences', 'graph', 'strands')).stdout).toContain('1 at two');
    const bare = await tendril.tendril('sequences', 'graph', file());
    expect(bare.stdout).not.toContain('at two');
    expect((await tendril.tendril('sequences', 'graph', file(), '--live')).stdout).toContain('1 at two');
  });

  it('is told by diff, between versions and files', async () => {
    const diff = await tendril.tendril('sequences', 'diff', 'strands@1', 'strands@2');
    expect(diff).toMatchObject({ code: 0, stderr: 'From strands@1 to strands@2:\n' });
    expect(diff.stdout).toMatch(/^added +second +Wait 3 days$/m);
    expect(diff.stdout).toMatch(/^removed +two +Wait 2 days$/m);
    const json = await tendril.json('sequences', 'diff', 'strands@1', file());
    expect(json).toMatchObject({
      from: 'strands@1',
      to: file(),
      steps: [
        { kind: 'renamed', id: 'second', was: 'two' },
        { kind: 'changed', id: 'second', key: 'rule.duration', from: 'P2D', to: 'P3D' },
      ],
    });
    const same = await tendril.tendril('sequences', 'diff', 'strands', 'strands@2');
    expect(same).toEqual({ code: 0, stdout: '', stderr: 'strands@2 and strands@2 do the same.\n' });
    expect(await tendril.tendril('sequences', 'diff', 'strands', 'strands@9')).toMatchObject({ code: 3, stdout: '' });
    expect(await tendril.tendril('sequences', 'diff', 'strands', 'strands@x')).toMatchObject({ code: 2, stdout: '' });
  });

  it('does not keep a published version from being explained', async () => {
    const told = await tendril.json<{ version: number; text: string }>('sequences', 'explain', 'strands@1');
    expect(told.version).toBe(1);
    expect(told.text).toContain('2. Wait 2 days. [two]');
    expect((await tendril.tendril('sequences', 'explain', 'strands')).stdout).toContain('2. Wait 3 days. [second]');
  });
});
