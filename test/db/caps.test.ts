import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EnrollmentView, LeadView, SendRules } from '../../db/store.ts';
import { plusMs } from '../../domain/time.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, claim, claimed, minute, publishBasics, sendMail, start, whileLocked } from './fixtures.ts';

let test: TestStore;
let templateVersionId: string;
let lead: LeadView;
let welcome: EnrollmentView;
let recycle: EnrollmentView;

beforeAll(async () => {
  test = await createTestStore();
  ({ templateVersionId } = await publishBasics(test.store));
});
afterAll(() => test.close());
beforeEach(async () => {
  lead = await addLead(test.store);
  welcome = await test.store.enrollments.enroll(lead.id, 'welcome', 'test', start);
  recycle = await test.store.enrollments.enroll(lead.id, 'recycle', 'test', start);
});

const daily = { caps: [{ atMost: 1, within: 'P1D' }] } as const;
const hour = (hours: number) => minute(60 * hours);
const asks = (of: EnrollmentView, step: string, now = start, rules: Partial<SendRules> = daily) =>
  claim(test.store, of, step, templateVersionId, now, rules);

describe('a frequency cap', () => {
  it('counts the mails of all sequences to a lead, and says when to ask again', async () => {
    await sendMail(test.store, welcome, 'hello', templateVersionId, start);
    const later = await asks(recycle, 'hello', hour(5));
    expect(later).toEqual({
      kind: 'later',
      messageId: expect.any(String),
      until: hour(24),
      why: 'frequency cap: at most 1 mail in 1 day',
    });
    expect((await test.store.messages.list({ leadId: lead.id, state: 'DEFERRED' }, { limit: 5 })).items).toMatchObject([
      { detail: 'frequency cap: at most 1 mail in 1 day', attempts: 0 },
    ]);
    expect(await asks(recycle, 'hello', plusMs(hour(24), -1))).toMatchObject({ kind: 'later', until: hour(24) });
    expect(await asks(recycle, 'hello', hour(24))).toMatchObject({ kind: 'claimed', attempt: 1 });
  });

  it('asks again within a day, however long it lasts: what it counts may be less by then', async () => {
    const weekly = { caps: [{ atMost: 1, within: 'P7D' }] } as const;
    await sendMail(test.store, welcome, 'hello', templateVersionId, start);
    expect(await asks(recycle, 'hello', hour(1), weekly)).toMatchObject({ kind: 'later', until: hour(25) });
    expect(await asks(recycle, 'hello', hour(160), weekly)).toMatchObject({ kind: 'later', until: hour(168) });
    expect(await asks(recycle, 'hello', hour(168), weekly)).toMatchObject({ kind: 'claimed' });
  });

  it('does not count the mails of another lead, mails to colleagues, nor mails that never left', async () => {
    const somebody = await addLead(test.store);
    const other = await test.store.enrollments.enroll(somebody.id, 'welcome', 'test', start);
    await sendMail(test.store, other, 'hello', templateVersionId);
    const owner = {
      kind: 'notice',
      enrollmentId: welcome.id,
      stepId: 'tell',
      visit: 1,
      recipient: 'a@b.test',
    } as const;
    expect(await test.store.messages.claim(`notice/${welcome.id}`, owner, null, 1000, start)).toMatchObject({
      kind: 'claimed',
    });
    const failed = await claimed(test.store, welcome, 'hello', templateVersionId);
    await test.store.messages.settle(failed.messageId, failed.claimToken, {
      kind: 'failed',
      detail: '554',
      verdict: null,
    });
    expect(await asks(recycle, 'hello')).toMatchObject({ kind: 'claimed' });
  });

  it('counts a mail of unknown fate as sent, at the time of its claim', async () => {
    const { messageId, claimToken } = await claimed(test.store, welcome, 'hello', templateVersionId);
    await test.store.messages.markInFlight(messageId, claimToken, { subject: 's', links: [] });
    expect(await asks(recycle, 'hello', hour(1))).toMatchObject({ kind: 'later', until: hour(24) });
    await test.store.messages.settle(messageId, claimToken, { kind: 'unknown', detail: 'the connection broke' });
    expect(await asks(recycle, 'hello', hour(1))).toMatchObject({ kind: 'later', until: hour(24) });
  });

  it('does not count the mail itself, whose lease ran out', async () => {
    expect(await asks(welcome, 'hello')).toMatchObject({ kind: 'claimed' });
    expect(await asks(welcome, 'hello', hour(1))).toMatchObject({ kind: 'claimed', attempt: 2 });
  });

  it('lets one of two mails pass that are claimed at the same moment', async () => {
    const both = () => Promise.all([asks(welcome, 'hello'), asks(recycle, 'hello')]);
    const results = await whileLocked(test.url, lead.id, 2, both);
    expect(results.map(({ kind }) => kind).sort()).toEqual(['claimed', 'later']);
  });
});

describe('the priority of a sequence', () => {
  const high = { ...daily, priority: 50 };
  const low = { ...daily, priority: 10 };
  /** A mail has left; the mail of the higher sequence is kept back, then the one of the lower asks. */
  const lowAsks = async (now: string) => {
    await sendMail(test.store, welcome, 'first', templateVersionId, start);
    await asks(welcome, 'hello', hour(1), high);
    return asks(recycle, 'hello', now, low);
  };

  it('decides whose mail takes the place that becomes free', async () => {
    const later = await lowAsks(hour(24));
    expect(later).toMatchObject({ kind: 'later', until: hour(48), why: expect.stringContaining('higher priority') });
    expect(await asks(welcome, 'hello', hour(24), high)).toMatchObject({ kind: 'claimed' });
  });

  it('stays in its place when its window has closed by the time the cap lets it go', async () => {
    await sendMail(test.store, welcome, 'first', templateVersionId, start);
    await asks(welcome, 'hello', hour(1), high);
    const closed: Partial<SendRules> = {
      ...high,
      slot: () => ({ kind: 'later', until: hour(45), why: 'the window opens in the morning' }),
    };
    expect(await asks(welcome, 'hello', hour(24), closed)).toMatchObject({ kind: 'later', until: hour(45) });
    expect(await asks(recycle, 'hello', hour(24), low)).toMatchObject({ kind: 'later' });
    expect(await asks(welcome, 'hello', hour(45), high)).toMatchObject({ kind: 'claimed' });
  });

  it('is the one that its version has now, also of a mail that waits already', async () => {
    await sendMail(test.store, welcome, 'first', templateVersionId, start);
    await asks(welcome, 'hello', hour(1), low);
    await asks(welcome, 'hello', hour(2), high);
    expect(await asks(recycle, 'hello', hour(24), low)).toMatchObject({ kind: 'later' });
  });

  it('does not count between equals: who asks first, goes first', async () => {
    await sendMail(test.store, welcome, 'first', templateVersionId, start);
    await asks(welcome, 'hello', hour(1), high);
    expect(await asks(recycle, 'hello', hour(24), high)).toMatchObject({ kind: 'claimed' });
  });

  it('keeps no place for an enrollment that has moved on', async () => {
    await lowAsks(hour(2));
    const elsewhere = { kind: 'sleeping', stepId: 'elsewhere', until: hour(30) } as const;
    await test.store.enrollments.position(welcome.id, elsewhere);
    expect(await asks(recycle, 'hello', hour(24), low)).toMatchObject({ kind: 'claimed' });
  });

  it('keeps no place for one that is paused', async () => {
    await lowAsks(hour(2));
    await test.store.pauses.pause({ kind: 'enrollment', enrollmentId: welcome.id }, null, 'test', hour(3));
    expect(await asks(recycle, 'hello', hour(24), low)).toMatchObject({ kind: 'claimed' });
  });

  it('keeps no place for one that was stopped', async () => {
    await lowAsks(hour(2));
    await test.store.enrollments.stop(welcome.id, 'test', hour(3));
    expect(await asks(recycle, 'hello', hour(24), low)).toMatchObject({ kind: 'claimed' });
  });

  it('keeps no place for ever for one that never comes', async () => {
    expect(await lowAsks(hour(47))).toMatchObject({ kind: 'later' });
    expect(await asks(recycle, 'hello', hour(48), low)).toMatchObject({ kind: 'claimed' });
  });
});

describe('two mails of one lead at one moment', () => {
  it('are taken in turn: the second asks again when the first is decided, and neither waits for ever', async () => {
    const first = await claimed(test.store, welcome, 'hello', templateVersionId, start, daily);
    // The first is judged, or handed to the relay; whether it leaves is not known yet.
    expect(await asks(recycle, 'hello')).toMatchObject({ kind: 'later', until: minute(1) });
    await test.store.messages.settle(first.messageId, first.claimToken, {
      kind: 'deferred',
      detail: '450 later',
      verdict: 'passing',
    });
    expect(await asks(recycle, 'hello', minute(1))).toMatchObject({ kind: 'claimed' });
    expect(await asks(welcome, 'hello', minute(1))).toMatchObject({ kind: 'later', until: minute(2) });
  });

  it('do not wait for one that the gate puts off', async () => {
    const slot = () => ({ kind: 'later', until: hour(9), why: 'the window is closed' }) as const;
    const both = () => Promise.all([asks(welcome, 'hello', start, { ...daily, slot }), asks(recycle, 'hello')]);
    const [closed, open] = await whileLocked(test.url, lead.id, 2, both);
    expect(closed).toMatchObject({ kind: 'later', until: hour(9) });
    // It came first, or it waits until the other must have been decided.
    expect(open.kind === 'later' ? open.until : open.kind).toBe(open.kind === 'later' ? minute(1) : 'claimed');
    expect(await asks(recycle, 'hello', minute(1))).toMatchObject({ kind: 'claimed' });
  });

  it('do not wait for a worker that died before its mail left, and that can send it no more', async () => {
    const { messageId, claimToken } = await claimed(test.store, welcome, 'hello', templateVersionId, start, daily);
    expect(await asks(recycle, 'hello', minute(1))).toMatchObject({ kind: 'claimed' });
    const late = test.store.messages.markInFlight(messageId, claimToken, { subject: 's', links: [] });
    await expect(late).rejects.toMatchObject({ code: 'CLAIM_LOST' });
    expect(await asks(welcome, 'hello', minute(1))).toMatchObject({ kind: 'later' });
  });

  it('pass one by one under a cap of one, however many ask and however often', async () => {
    const steps = ['one', 'two', 'three', 'four'];
    const sent: string[] = [];
    for (let day = 0; sent.length < steps.length; day += 1) {
      const left = steps.filter((step) => !sent.includes(step));
      const claims = await Promise.all(
        left.map(async (step) => ({ step, claim: await asks(welcome, step, hour(24 * day)) })),
      );
      const passed = claims.filter(({ claim }) => claim.kind === 'claimed');
      expect(passed).toHaveLength(1);
      for (const { step, claim } of passed) {
        if (claim.kind !== 'claimed') continue;
        await test.store.messages.markInFlight(claim.messageId, claim.claimToken, { subject: 's', links: [] });
        await test.store.messages.settle(claim.messageId, claim.claimToken, {
          kind: 'sent',
          response: '250',
          at: hour(24 * day),
        });
        sent.push(step);
      }
    }
  });
});
