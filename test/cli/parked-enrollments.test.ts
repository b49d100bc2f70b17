/** What people do to enrollments on their way, and what they see of it: pauses, moves, stops. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnrollmentView, PauseView, StatusReport } from '../../db/store.ts';
import { errorOf, lines } from './command-line.ts';
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

describe('pause and resume', () => {
  it('of a sequence hold every enrollment in it, and are told by status', async () => {
    await publishWaits(tendril.store, 'calm', ['rest', 'more']);
    const { id } = await standing(tendril.store, 'ann', 'calm', 'rest');
    const paused = await tendril.tendril('sequences', 'pause', 'calm', '--reason', 'new prices');
    expect(paused).toEqual({ code: 0, stdout: 'Paused calm: new prices. It holds 1 enrollment.\n', stderr: '' });
    expect((await tendril.store.enrollments.get(id)).paused).toBe(true);
    expect((await tendril.tendril('enrollments', 'list', '--sequence', 'calm')).stdout).toMatch(/ paused +rest /);
    const list = async (...options: readonly string[]) =>
      (await tendril.tendril('enrollments', 'list', '-s', 'calm', ...options)).stdout;
    expect(await list('--status', 'paused')).toMatch(/ paused +rest /);
    const again = await tendril.tendril('sequences', 'pause', 'calm', '--reason', 'other');
    expect(again.stdout).toMatch(/^calm is paused already, since .* by cli: new prices\.\n$/);
    const status = await tendril.tendril('status');
    expect(status.stdout).toMatch(/^paused +sequence calm since .* by cli, holds 1: new prices$/m);
    const report = await tendril.json<StatusReport & { readonly pauses: readonly PauseView[] }>('status');
    expect(report.pauses).toMatchObject([{ scope: { kind: 'sequence', sequence: 'calm' }, holds: 1 }]);

    expect(await tendril.store.enrollments.park(id)).toBe(true);
    const resumed = await tendril.tendril('sequences', 'resume', 'calm');
    expect(resumed.stdout).toBe('Resumed calm. 1 enrollment had come to a halt and goes on.\n');
    expect((await tendril.tendril('sequences', 'resume', 'calm')).stdout).toBe('calm was not paused.\n');
    expect((await tendril.store.enrollments.get(id)).paused).toBe(false);
    expect(await list('--status', 'paused')).toBe('');
  });

  it('of a lead and of one enrollment lie over one another', async () => {
    await publishWaits(tendril.store, 'twice', ['rest']);
    const { id, email } = await standing(tendril.store, 'bob', 'twice', 'rest');
    expect(await tendril.json<PauseView>('leads', 'pause', email)).toMatchObject({ scope: { kind: 'lead' }, holds: 1 });
    expect(await tendril.json('enrollments', 'pause', id, '--reason', 'asked')).toMatchObject({ reason: 'asked' });
    expect(await tendril.json('leads', 'resume', email)).toMatchObject({ lifted: true, resumed: 0 });
    expect((await tendril.store.enrollments.get(id)).paused).toBe(true);
    expect(await tendril.json('enrollments', 'resume', id)).toMatchObject({ lifted: true });
    expect((await tendril.store.enrollments.get(id)).paused).toBe(false);
  });

  it('are marked wherever the sequence, the lead or the enrollment is shown, with how to lift them', async () => {
    await publishWaits(tendril.store, 'marked', ['rest']);
    const { id, email, leadId } = await standing(tendril.store, 'hugo', 'marked', 'rest');
    const since = String.raw`since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \([^)]+\) by cli`;
    await tendril.tendril('enrollments', 'pause', email, '--reason', 'asked for time');
    await tendril.tendril('sequences', 'pause', 'marked');
    const status = (await tendril.tendril('status')).stdout;
    expect(status).toMatch(new RegExp(`^paused +enrollment of ${email} in marked \\(${id}\\) ${since}`, 'm'));
    const shown = (await tendril.tendril('leads', 'show', email)).stdout;
    expect(shown).toMatch(
      new RegExp(`paused: sequence marked ${since}\n +let it go on: tendril sequences resume marked`),
    );
    expect(shown).toMatch(new RegExp(`paused: enrollment of ${email} .*: asked for time\n.* resume ${id}\n`));
    expect(shown).toMatch(new RegExp(`^marked v1 +paused +rest .* ${id}$`, 'm'));
    expect((await tendril.tendril('sequences', 'show', 'marked')).stdout).toMatch(/^paused since .*resume marked$/m);
    const list = (await tendril.tendril('sequences', 'list')).stdout;
    expect(list).toMatch(/^SEQUENCE .* PAUSED SINCE \([^)]+\)$/m);
    expect(list).toMatch(/^marked .* \d\d:\d\d:\d\d$/m);
    expect(list).toMatch(/^twice .* –$/m);

    // Another sequence of the lead that is paused is none of this one's business.
    await publishWaits(tendril.store, 'beside', ['rest']);
    await tendril.tendril('sequences', 'pause', 'beside');
    const waits = await tendril.tendril('enroll', email, '--sequence', 'beside');
    expect(waits.code).toBe(0);
    expect(waits.stderr).toMatch(
      new RegExp(
        `^It waits for a pause to be lifted: sequence beside ${since}\n.*: tendril sequences resume beside\n$`,
      ),
    );
    for (const sequence of ['marked', 'beside']) await tendril.tendril('sequences', 'resume', sequence);
    const kinds = (await tendril.store.leads.timeline(leadId)).filter(({ kind }) => kind === 'pause');
    // Two of the one, one of the enrollment, two of the other: it was paused before the lead came, and holds it.
    expect(kinds).toHaveLength(5);
    await tendril.tendril('enrollments', 'resume', email, '--sequence', 'marked');
  });

  it.each([
    [['sequences', 'pause', 'nothing'], 'SEQUENCE_UNKNOWN'],
    [['leads', 'pause', 'nobody@one.example'], 'LEAD_UNKNOWN'],
    [['enrollments', 'pause', 'no-id'], 'ENROLLMENT_UNKNOWN'],
  ])('%j of what does not exist exits 3', async (argv, code) => {
    const outcome = await tendril.tendril(...argv, '--json');
    expect([outcome.code, outcome.stdout, errorOf(outcome.stderr).code]).toEqual([3, '', code]);
  });
});

describe('enrollments', () => {
  it('are listed by the step they stand at, and move to another', async () => {
    await publishWaits(tendril.store, 'moves', ['one', 'two']);
    const { id } = await standing(tendril.store, 'cem', 'moves', 'one');
    await standing(tendril.store, 'dora', 'moves', 'two');
    const at = async (step: string) => {
      const { stdout } = await tendril.tendril('enrollments', 'list', '--step', step, '--sequence', 'moves', '--json');
      return lines<EnrollmentView>(stdout).map(({ email }) => email);
    };
    expect([await at('one'), await at('two')]).toEqual([['cem@one.example'], ['dora@one.example']]);
    const moved = await tendril.tendril('enrollments', 'move', id, '--to', 'two');
    expect(moved).toEqual({ code: 0, stdout: 'cem@one.example in moves goes on at two\n', stderr: '' });
    expect(await tendril.json('enrollments', 'move', id, '--to', 'two')).toMatchObject({ stepId: 'one', to: 'two' });
    const wrong = await tendril.tendril('enrollments', 'move', id, '--to', 'three', '--json');
    expect([wrong.code, errorOf(wrong.stderr).code]).toEqual([3, 'STEP_MISSING']);
  });

  it('are named by the address of their lead, and by the sequence when it is in several', async () => {
    for (const name of ['first', 'second']) await publishWaits(tendril.store, name, ['one', 'two']);
    const { email } = await standing(tendril.store, 'ivo', 'first', 'one');
    await standing(tendril.store, 'ivo', 'second', 'one');
    const stop = (...argv: readonly string[]) => tendril.tendril('enrollments', 'stop', email, ...argv, '--json');
    const both = errorOf((await stop()).stderr);
    expect([both.code, both.message]).toEqual(['USAGE', `${email} is in first and second: say which with --sequence`]);
    const near = errorOf((await stop('--sequence', 'secnd')).stderr);
    expect(near.code).toBe('ENROLLMENT_UNKNOWN');
    expect(near.message).toContain('did you mean "second"?');
    const moved = await tendril.tendril('enrollments', 'move', email, '--sequence', 'second', '--to', 'two');
    expect(moved.stdout).toBe(`${email} in second goes on at two\n`);
    const { id } = await tendril.json<EnrollmentView>('enrollments', 'stop', email, '--sequence', 'first');
    await tendril.store.enrollments.close(id, 'stopped', 'manual', now());
    expect((await tendril.tendril('enrollments', 'pause', email)).stdout).toContain('It holds 1 enrollment.');
    expect((await tendril.tendril('enrollments', 'resume', email)).stdout).toMatch(/^Resumed ivo/);
    await tendril.store.enrollments.recordFailure({ enrollmentId: id, stepId: 'one', visit: 1 }, 'ECONNREFUSED', now());
    const timeline = (await tendril.tendril('leads', 'show', email)).stdout;
    expect(timeline).toMatch(/call failed +first\/one · ECONNREFUSED\n/);
    expect(timeline).toMatch(/moved +second · one → two · by cli\n/);
    expect(timeline).toMatch(/asked to stop +first · by cli\n/);
    expect(timeline).toMatch(/paused +second · by cli\n.*resumed +second · by cli\n/);
  });

  it('at a step or in a sequence that there is not are a slip, not an empty list', async () => {
    await publishWaits(tendril.store, 'slips', ['breakfast']);
    const list = async (...argv: readonly string[]) => {
      const outcome = await tendril.tendril('enrollments', 'list', ...argv, '--json');
      return [outcome.code, outcome.stdout, errorOf(outcome.stderr).message];
    };
    const near = 'a step "brekfast"; did you mean "breakfast"?';
    expect(await list('--step', 'brekfast', '--sequence', 'slips')).toEqual([
      3,
      '',
      `No version of "slips" has ${near}`,
    ]);
    expect(await list('--step', 'brekfast')).toEqual([3, '', `No sequence has ${near}`]);
    expect(await list('--sequence', 'slip')).toEqual([3, '', expect.stringContaining('no published sequence "slip"')]);
    const empty = await tendril.tendril('enrollments', 'list', '--step', 'breakfast', '--sequence', 'slips');
    expect(empty).toEqual({ code: 0, stdout: '', stderr: 'No enrollments.\n' });
  });
});
