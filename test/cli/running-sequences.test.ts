/** What is done to sequences while leads are in them: migrations and mass enrollments. */
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BatchView, MigrationView, UnmovedView } from '../../db/store.ts';
import { errorOf, lines, start } from './command-line.ts';
import {
  createStoredInstallation,
  now,
  publishSmall,
  publishWaits,
  type StoredInstallation,
  standing,
} from './installation.ts';

let tendril: StoredInstallation;
beforeAll(async () => {
  tendril = await createStoredInstallation();
  await publishSmall(tendril.store);
});
afterAll(() => tendril.close());

describe('migrate', () => {
  beforeAll(async () => {
    await publishWaits(tendril.store, 'changes', ['one', 'two', 'three']);
    await standing(tendril.store, 'eve', 'changes', 'one');
    await standing(tendril.store, 'fay', 'changes', 'two');
    await standing(tendril.store, 'gil', 'changes', 'three');
    await publishWaits(tendril.store, 'changes', ['one', 'third', 'four'], { renamed: { three: 'third' } });
  });

  it('--dry-run prints who would go on where, and who would stay', async () => {
    const outcome = await tendril.tendril('sequences', 'migrate', 'changes', '--dry-run');
    expect(outcome.code).toBe(0);
    expect(`\n${outcome.stdout}`).toBe(`
VERSION  STEP   GOES ON AT               LEADS
      1  one    the same step                1
      1  three  third                        1
      1  two    stays: the step is gone      1

VERSION  STEP   LEADS  WHAT IT MEANS FOR THEM
      1  three      1  the wait would end at another time
`);
    expect(outcome.stderr).toContain('To version 2: 2 leads would move, 1 lead would stay in their version.');
    expect(outcome.stderr).toContain('Gone without a successor: two.');
    const placed = await tendril.json('sequences', 'migrate', 'changes', '--dry-run', '--place', 'two=four');
    expect(placed).toMatchObject({
      toVersion: 2,
      moving: 3,
      staying: 0,
      effects: [{ kind: 'other_time', version: 1, stepId: 'three', was: null, is: null, count: 1 }],
    });
    expect((await tendril.store.migrations.list('changes')).length).toBe(0);
  });

  it('begins one that goes on by itself, and says how to see it again', async () => {
    const argv = ['sequences', 'migrate', 'changes', '--place', 'two=four', '--pace', '20/s', '--no-wait'];
    const outcome = await tendril.tendril(...argv);
    expect(outcome.stdout).toMatch(/^Migrating 3 leads of changes to version 2 \([0-9a-f-]{36}\)\n$/);
    expect(outcome.stderr).toBe('See how far it is: tendril sequences migrations changes\n');
    const [running] = lines<MigrationView>((await tendril.tendril('sequences', 'migrations', '--json')).stdout);
    expect(running).toMatchObject({ sequence: 'changes', status: 'running', total: 3, moved: 0 });
    expect((await tendril.tendril('status')).stdout).toMatch(/^migrating +changes to version 2: 0\/3, 0 failed$/m);
    const second = await tendril.tendril(...argv, '--json');
    expect([second.code, errorOf(second.stderr).code]).toEqual([4, 'MIGRATION_RUNNING']);
    await tendril.store.migrations.finish(running?.id ?? '', now());
  });

  it('waits for its end and reports it', async () => {
    const waiting = tendril.tendril('sequences', 'migrate', 'changes');
    const { id } = await begun(() => tendril.store.migrations.list('changes'));
    const { moves, toVersionId } = await tendril.store.migrations.next(id, 10);
    expect(toVersionId).not.toBe('');
    const results = moves.map(({ enrollmentId }) => ({ enrollmentId, kind: 'moved' as const, detail: null }));
    await tendril.store.migrations.record(id, results, now());
    await tendril.store.migrations.finish(id, now());
    const outcome = await waiting;
    expect(outcome.code).toBe(0);
    expect(outcome.stdout).toBe('changes to version 2: 2 moved, 1 stayed, 0 failed of 3 (done)\n');
    const told = await tendril.tendril('leads', 'show', 'gil@one.example');
    expect(told.stdout).toMatch(/enrolled +changes v1 .*\n.*migrated +changes v1 → v2 · three → third\n/);
    expect(outcome.stderr).toContain('Who stayed, and why: tendril sequences migrations changes --stayed\n');
    const stayed = await tendril.tendril('sequences', 'migrations', 'changes', '--stayed');
    expect(stayed.stdout).toMatch(
      /^fay@one\.example +two +its step "two" is gone, and no other was named +[0-9a-f-]{36}$/m,
    );
    const none = await tendril.tendril('sequences', 'migrations', 'welcome');
    expect(none).toEqual({ code: 0, stdout: '', stderr: 'No migrations.\n' });
  });

  it('that could not move all fails, and tells who failed and why', async () => {
    await publishWaits(tendril.store, 'stuck', ['one']);
    for (const name of ['hal', 'ivy']) await standing(tendril.store, name, 'stuck', 'one');
    await publishWaits(tendril.store, 'stuck', ['one', 'two']);
    const waiting = tendril.tendril('sequences', 'migrate', 'stuck');
    const { id } = await begun(() => tendril.store.migrations.list('stuck'));
    const { moves } = await tendril.store.migrations.next(id, 10);
    const results = moves.map(({ enrollmentId }) => ({ enrollmentId, kind: 'failed' as const, detail: 'no answer' }));
    await tendril.store.migrations.record(id, results, now());
    await tendril.store.migrations.finish(id, now());
    const outcome = await waiting;
    expect([outcome.code, outcome.stdout]).toEqual([
      1,
      'stuck to version 2: 0 moved, 0 stayed, 2 failed of 2 (done)\n',
    ]);
    expect(outcome.stderr).toContain('NOT_ALL_DONE 2 of 2 leads could not be moved');
    expect(outcome.stderr).toContain('Who failed, and why: tendril sequences migrations stuck --failed\n');
    const failed = ['sequences', 'migrations', 'stuck', '--failed', '--limit', '1'];
    const [row, ...more] = lines<UnmovedView>((await tendril.tendril(...failed, '--json')).stdout);
    expect([row, more]).toMatchObject([{ email: 'ivy@one.example', stepId: 'one', detail: 'no answer' }, []]);
    expect((await tendril.tendril(...failed)).stderr).toContain('The first 1; there are more');
    const stayed = await tendril.tendril('sequences', 'migrations', 'stuck', '--stayed');
    expect(stayed).toEqual({ code: 0, stdout: '', stderr: 'None stayed on the way to version 2.\n' });
    const unnamed = await tendril.tendril('sequences', 'migrations', '--failed', '--json');
    expect([unnamed.code, errorOf(unnamed.stderr).code]).toEqual([2, 'USAGE']);
  });

  it('of a sequence that nobody is behind in says so', async () => {
    await publishWaits(tendril.store, 'lonely', ['one']);
    const outcome = await tendril.tendril('sequences', 'migrate', 'lonely', '--dry-run');
    expect(outcome).toMatchObject({ code: 0, stdout: '' });
    expect(outcome.stderr).toContain('Nobody goes by an older version than 1');
  });
});

/** The work that a command has begun meanwhile. */
async function begun<T extends { readonly status: string }>(list: () => Promise<readonly T[]>): Promise<T> {
  for (;;) {
    const running = (await list()).find(({ status }) => status === 'running');
    if (running) return running;
  }
}

describe('mass enrollment', () => {
  beforeAll(async () => {
    await publishWaits(tendril.store, 'letters', ['one']);
    for (const [name, tags] of [
      ['ina', ['guide']],
      ['jon', ['guide']],
      ['kim', []],
    ] as const) {
      const email = `${name}@two.example`;
      await tendril.store.leads.save({ email, source: 'fair', country: 'DE', tags }, now(), 'test');
    }
  });

  /** Does what the engine does for it. */
  async function carriedOn(id: string): Promise<void> {
    while ((await tendril.store.batches.carryOn(id, 2, now())).more);
  }

  it('takes the leads that fit, and tells who was refused and why', async () => {
    const argv = ['enroll', '--tag', 'guide', '--source', 'fair', '--when', 'lead.country == "DE"', '-s', 'letters'];
    const waiting = tendril.tendril(...argv);
    const { id, total } = await begun(() => tendril.store.batches.list());
    await carriedOn(id);
    const outcome = await waiting;
    expect(outcome.code).toBe(0);
    expect(outcome.stdout).toBe(`letters: ${total} leads looked at, 2 enrolled, ${total - 2} did not match (done)\n`);
    const shown = await tendril.tendril('enroll', '--show', id);
    expect(shown.stdout).toMatch(/^letters +source fair, tag guide, lead\.country == "DE" +done +(\d+)\/\1 +2 /m);
    expect(shown.stdout).toMatch(/^NOT_MEANT +\d+ +It does not fit/m);
    const again = await tendril.json<BatchView>(...argv, '--no-wait');
    await carriedOn(again.id);
    expect((await tendril.json<BatchView>('enroll', '--show', again.id)).refused).toMatchObject({
      ALREADY_ENROLLED: 2,
    });
  });

  it('is listed, and stops when asked to', async () => {
    const outcome = await tendril.tendril('enroll', '--all', '-s', 'letters', '--no-wait', '--pace', '5');
    expect(outcome.stdout).toMatch(/^Enrolling in letters: \d+ leads to look at \(/);
    const { id } = await begun(() => tendril.store.batches.list());
    expect(outcome.stderr).toBe(`See how far it is: tendril enroll --show ${id}\n`);
    expect((await tendril.tendril('status')).stdout).toMatch(
      /^enrolling +in letters: 0\/\d+ leads looked at, 0 enrolled/m,
    );
    const stopped = await tendril.tendril('enroll', '--stop', id);
    expect(stopped.stdout).toBe('letters: 0 leads looked at, 0 enrolled (stopped)\n');
    const listed = lines<BatchView>((await tendril.tendril('enroll', '--list', '--json')).stdout);
    expect(listed.map(({ status }) => status)).toEqual(['stopped', 'done', 'done']);
    expect(listed[0]).toMatchObject({ id, pace: 5, filter: { when: null, tag: null } });
    expect((await tendril.tendril('enroll', '--list')).stdout).toMatch(/^letters +all +stopped /m);
  });

  it('that somebody stops fails where it is waited for', async () => {
    const waiting = tendril.tendril('enroll', '--all', '-s', 'letters');
    const { id } = await begun(() => tendril.store.batches.list());
    await tendril.store.batches.stop(id, now());
    const outcome = await waiting;
    expect([outcome.code, outcome.stdout]).toEqual([1, 'letters: 0 leads looked at, 0 enrolled (stopped)\n']);
    expect(outcome.stderr).toMatch(/NOT_ALL_DONE Somebody stopped it when 0 of \d+ leads had been looked at/);
  });

  it('goes on when Ctrl-C ends the looking at it', async () => {
    const child = start(['enroll', '--all', '-s', 'letters'], tendril.env);
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const { id } = await begun(() => tendril.store.batches.list());
    child.kill('SIGINT');
    const [code] = (await once(child, 'close')) as [number | null];
    expect([code, said]).toEqual([130, `It goes on without you. See how far it is: tendril enroll --show ${id}\n`]);
    expect((await tendril.store.batches.stop(id, now())).status).toBe('stopped');
  });

  it('checks who is meant before it begins', async () => {
    const before = (await tendril.store.batches.list()).length;
    const refused = async (...argv: readonly string[]) => {
      const outcome = await tendril.tendril('enroll', ...argv, '-s', 'letters', '--json');
      return [outcome.code, errorOf(outcome.stderr).code, errorOf(outcome.stderr).message] as const;
    };
    expect(await refused('--when', 'lead.fields.employes > 3')).toEqual([
      2,
      'CONDITION_INVALID',
      'The condition cannot be used: the field "employes" is not declared (at character 13); did you mean "lead.fields.employees"?',
    ]);
    expect(await refused('--segment', 'large')).toEqual([3, 'SEGMENT_UNKNOWN', 'There is no segment "large"']);
    const unknown = await tendril.tendril('enroll', '--all', '-s', 'nothing', '--json');
    expect([unknown.code, errorOf(unknown.stderr).code]).toEqual([3, 'SEQUENCE_UNKNOWN']);
    const noBatch = await tendril.tendril('enroll', '--show', 'no-id', '--json');
    expect([noBatch.code, errorOf(noBatch.stderr).code]).toEqual([3, 'BATCH_UNKNOWN']);
    expect((await tendril.store.batches.list()).length).toBe(before);
  });
});
