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

  it('is a finding as well where a step is of another kind now, with what leads would find there', async () => {
    const changed = join(folder, 'kinds.yaml');
    const write = (...steps: readonly string[]) =>
      writeFile(changed, `sequence: kinds\nsteps:\n${steps.map((step) => `  - ${step}\n`).join('')}`);
    await write('{ id: intro, wait: 5 days }', '{ id: read, waitFor: reply, timeout: 3 days }');
    expect(await tendril.tendril('sequences', 'publish', changed)).toMatchObject({ code: 0, stderr: '' });
    for (const lead of ['ben', 'cem']) await standing(tendril.store, lead, 'kinds', 'intro');
    await standing(tendril.store, 'dan', 'kinds', 'read');
    const live = async () =>
      JSON.parse((await tendril.tendril('sequences', 'lint', changed, '--live', '--json')).stdout);
    await write('{ id: intro, tag: greeted }', '{ id: pause, formerly: read, wait: 2 days }');
    expect(await live()).toMatchObject([
      {
        code: 'LIVE_CHANGED',
        message: '2 leads wait at "intro", which is a tag now: migrated, they would go on at once',
      },
      {
        code: 'LIVE_CHANGED',
        message:
          '1 lead stands at "read", which is a wait now, not a waitFor: migrated, they would wait by its rules, counted from when they came',
      },
    ]);
    const { code, stderr } = await tendril.tendril('sequences', 'publish', changed);
    expect([code, stderr]).toEqual([0, expect.stringContaining('2 leads wait at "intro", which is a tag now')]);
    // What is published is compared with what leads go by, whichever version that is.
    expect(await live()).toHaveLength(2);
    await write('{ id: intro, wait: 9 days }', '{ id: read, waitFor: reply, timeout: 3 days }');
    expect(await live()).toEqual([]);
  });

  it('is seen in show and graph', async () => {
    const shown = await tendril.tendril('sequences', 'show', 'strands');
    expect(shown.stdout).toMatch(/^1 +one +Wait 1 day +second +0$/m);
    expect(shown.stderr).toContain('1 at two, a step of an older version only.');
    expect((await tendril.tendril('sequences', 'graph', 'strands')).stdout).toContain('1 at two');
    // Of a version that is named, only its own leads are counted.
    const [first, second] = [
      await tendril.tendril('sequences', 'graph', 'strands@1'),
      await tendril.tendril('sequences', 'graph', 'strands@2'),
    ];
    expect([first.stdout.includes('1 lead here'), first.stderr]).toEqual([true, 'Counted: leads of version 1.\n']);
    expect([/lead here|at two/.test(second.stdout), second.stderr]).toEqual([false, 'Counted: leads of version 2.\n']);
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

  it.each([
    [['show', 'strand'], 'There is no published sequence "strand"; did you mean "strands"?'],
    [['graph', 'strnads@1'], 'There is no version 1 of a sequence "strnads"; did you mean "strands"?'],
    [['explain', 'strands@9'], 'There is no version 9 of a sequence "strands"; its newest is version 2'],
    [['pause', 'welcom'], 'There is no published sequence "welcom"; did you mean "welcome"?'],
    [['migrate', 'strand', '--dry-run'], 'There is no published sequence "strand"; did you mean "strands"?'],
    [['migrations', 'zzz'], 'There is no published sequence "zzz"; published are kinds, recycle, strands and welcome'],
    [['show', 'energy-guide'], 'There is no published sequence "energy-guide"; sequences/energy-guide.yaml defines it'],
  ])('is asked for by name: %j says what may have been meant', async (argv, message) => {
    const { code, stderr } = await tendril.tendril('sequences', ...argv);
    expect([code, stderr.split('\n')[0]]).toEqual([3, `SEQUENCE_UNKNOWN ${message}`]);
  });

  it('does not keep a published version from being explained', async () => {
    const told = await tendril.json<{ version: number; text: string }>('sequences', 'explain', 'strands@1');
    expect(told.version).toBe(1);
    expect(told.text).toContain('2. Wait 2 days. [two]');
    expect((await tendril.tendril('sequences', 'explain', 'strands')).stdout).toContain('2. Wait 3 days. [second]');
  });
});
