/** Whether a sending domain is activated, as the gate sees it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activationActor, type EnrollmentView } from '../../db/store.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, claim, connect, minute, publishBasics, start } from './fixtures.ts';

let test: TestStore;
let templateVersionId: string;
beforeAll(async () => {
  test = await createTestStore();
  ({ templateVersionId } = await publishBasics(test.store));
});
afterAll(() => test.close());

const enrolled = async (): Promise<EnrollmentView> =>
  test.store.enrollments.enroll((await addLead(test.store)).id, 'welcome', 'test', start);
const asks = (enrollment: EnrollmentView, fromDomain: string, mustBeActivated = true, now = start) =>
  claim(test.store, enrollment, 'hello', templateVersionId, now, { fromDomain, mustBeActivated });
const pauseOf = async (domain: string) =>
  (await test.store.pauses.list()).find(({ scope }) => scope.kind === 'domain' && scope.domain === domain);
const by = { actor: 'ann', checks: [] };

describe('a sending domain', () => {
  it('that nobody has activated is paused by its first mail, and activating it lets those that halted go on', async () => {
    const [one, two] = [await enrolled(), await enrolled()];
    expect(await asks(one, 'new.example')).toEqual({ kind: 'parked' });
    expect(await asks(two, 'new.example')).toEqual({ kind: 'parked' });
    expect(await pauseOf('new.example')).toMatchObject({
      actor: activationActor,
      reason: 'new.example is not activated: tendril senders preflight new.example',
      holds: 2,
    });
    const { view, resumed } = await test.store.senders.activate('new.example', by, minute(1));
    expect([view, resumed]).toEqual([
      { domain: 'new.example', activatedAt: minute(1), activatedBy: 'ann', checks: [], warmUpSince: null },
      2,
    ]);
    expect(await pauseOf('new.example')).toBeUndefined();
    expect(await asks(one, 'new.example')).toMatchObject({ kind: 'claimed' });
  });

  it('needs no activation while its relay stands on this machine', async () => {
    expect(await asks(await enrolled(), 'local.example', false)).toMatchObject({ kind: 'claimed' });
    expect(await pauseOf('local.example')).toBeUndefined();
  });

  it('waits again once it is deactivated, and resuming it alone does not let it pass', async () => {
    await test.store.senders.activate('old.example', by, start);
    await test.store.senders.deactivate('old.example');
    const enrollment = await enrolled();
    expect(await asks(enrollment, 'old.example')).toEqual({ kind: 'parked' });
    await test.store.pauses.resume({ kind: 'domain', domain: 'old.example' }, 'ann', minute(1));
    expect(await asks(enrollment, 'old.example')).toEqual({ kind: 'parked' });
  });

  it('that a person has paused stays paused when it is activated', async () => {
    await test.store.pauses.pause({ kind: 'domain', domain: 'held.example' }, 'listed', 'ann', start);
    await test.store.senders.activate('held.example', by, start);
    expect(await pauseOf('held.example')).toMatchObject({ actor: 'ann' });
  });

  it('that is activated while its first mail is claimed is not left paused', async () => {
    const client = await connect(test.url);
    try {
      // The claim has found that nobody activated it, and has not committed its pause.
      await client.query('BEGIN');
      await client.query(`SELECT hold_unactivated('race.example', '${start}')`);
      const activating = test.store.senders.activate('race.example', by, minute(1));
      const waiting = `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`;
      while ((await client.query(waiting)).rowCount === 0);
      await client.query('COMMIT');
      await activating;
    } finally {
      await client.end();
    }
    expect(await pauseOf('race.example')).toBeUndefined();
  });

  it('keeps what was found when it was activated, and since when it warms up', async () => {
    const check = { id: 'dkim', state: 'ok', found: 'v=DKIM1', wanted: 'a key', why: 'it fits' } as const;
    await test.store.senders.activate('warm.example', { actor: 'ann', checks: [check] }, start);
    await test.store.senders.warmUp('warm.example', minute(5));
    const warm = (await test.store.senders.list()).find(({ domain }) => domain === 'warm.example');
    expect(warm).toMatchObject({ checks: [check], warmUpSince: minute(5), activatedAt: start });
    expect((await test.store.senders.warmUp('warm.example', null)).warmUpSince).toBeNull();
  });
});
