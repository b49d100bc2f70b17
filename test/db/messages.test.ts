/** The sending ledger: claims, the gate, and how attempts end. Long, because every answer of a claim has its case. */
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EnrollmentView, LeadView, SendRules } from '../../db/store.ts';
import type { Slot } from '../../domain/send-slot.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import {
  addLead,
  claim,
  claimed,
  connect,
  event,
  leaseMs,
  minute,
  openRules,
  publishBasics,
  sendMail,
  start,
  untilWaiting,
  whileLocked,
} from './fixtures.ts';

let test: TestStore;
let templateVersionId: string;
let lead: LeadView;
let enrollment: EnrollmentView;
let other: pg.Client;

beforeAll(async () => {
  test = await createTestStore();
  ({ templateVersionId } = await publishBasics(test.store));
});
afterAll(() => test.close());
beforeEach(async () => {
  lead = await addLead(test.store);
  enrollment = await test.store.enrollments.enroll(lead.id, 'welcome', 'test', start);
  other = await connect(test.url);
});
afterEach(() => other.end());

const content = { subject: 'Hello', links: [{ name: 'guide', url: 'https://acme.example/guide' }] };
const claimNow = (now = start) => claim(test.store, enrollment, 'hello', templateVersionId, now);
const claimedNow = (now = start) => claimed(test.store, enrollment, 'hello', templateVersionId, now);
const stateOf = async (messageId: string) => (await test.store.messages.find(messageId))?.state;

describe('claiming', () => {
  it('gives a new message with the facts of the lead', async () => {
    expect(await claimNow()).toMatchObject({
      kind: 'claimed',
      leadId: lead.id,
      recipient: lead.email,
      attempt: 1,
      facts: { email: lead.email, firstName: 'Ann', grade: 'A', stage: 'name', fields: { employees: 100 } },
    });
  });

  it('lets one of two workers win that claim at the same moment', async () => {
    const results = await whileLocked(test.url, lead.id, 2, () => Promise.all([claimNow(), claimNow()]));
    expect(results.map(({ kind }) => kind).sort()).toEqual(['busy', 'claimed']);
    expect(results.find(({ kind }) => kind === 'busy')).toEqual({ kind: 'busy', until: minute(leaseMs / 60_000) });
  });

  it('gives a message again whose claim ran out before it left', async () => {
    const first = await claimedNow();
    const second = await claimedNow(minute(1));
    expect(second).toMatchObject({ messageId: first.messageId, attempt: 2 });
    await expect(test.store.messages.markInFlight(first.messageId, first.claimToken, content)).rejects.toMatchObject({
      code: 'CLAIM_LOST',
    });
    await test.store.messages.settle(first.messageId, first.claimToken, {
      kind: 'failed',
      detail: 'late',
      verdict: null,
    });
    expect(await stateOf(first.messageId)).toBe('CLAIMED');
  });

  it('never gives a message again whose lease ran out in flight', async () => {
    const { messageId, claimToken } = await claimedNow();
    await test.store.messages.markInFlight(messageId, claimToken, content);
    expect(await claimNow()).toMatchObject({ kind: 'busy' });
    expect(await claimNow(minute(1))).toMatchObject({ kind: 'settled', state: 'UNKNOWN', messageId });
    expect(await claimNow(minute(60))).toMatchObject({ kind: 'settled', state: 'UNKNOWN', messageId });
  });

  it('does not take a message whose late worker goes in flight in this very moment', async () => {
    const { messageId } = await claimedNow();
    await other.query('BEGIN');
    await other.query(`UPDATE message SET state = 'IN_FLIGHT' WHERE id = $1`, [messageId]);
    const second = claimNow(minute(1));
    await untilWaiting(test.url, 1);
    await other.query('COMMIT');
    expect(await second).toMatchObject({ kind: 'settled', state: 'UNKNOWN' });
  });

  it('believes a relay that answers in the moment in which the lease runs out', async () => {
    const { messageId, claimToken } = await claimedNow();
    await test.store.messages.markInFlight(messageId, claimToken, content);
    await other.query('BEGIN');
    await other.query(`UPDATE message SET state = 'SENT', sent_at = $2 WHERE id = $1`, [messageId, start]);
    const second = claimNow(minute(1));
    await untilWaiting(test.url, 1);
    await other.query('COMMIT');
    expect(await second).toMatchObject({ kind: 'settled', state: 'SENT', at: start });
  });

  it('gives a deferred message again and counts the attempts', async () => {
    const first = await claimedNow();
    await test.store.messages.markInFlight(first.messageId, first.claimToken, content);
    await test.store.messages.settle(first.messageId, first.claimToken, {
      kind: 'deferred',
      detail: '450 later',
      verdict: 'passing',
    });
    expect(await claimedNow()).toMatchObject({ messageId: first.messageId, attempt: 2 });
  });

  it('answers with the end of a message that has failed', async () => {
    const { messageId, claimToken } = await claimedNow();
    await test.store.messages.settle(messageId, claimToken, { kind: 'failed', detail: '554 refused', verdict: null });
    expect(await claimNow()).toMatchObject({ kind: 'settled', state: 'FAILED', detail: '554 refused' });
  });
});

describe('the gate', () => {
  it('blocks a suppressed address, and says the same when asked again', async () => {
    await test.store.suppressions.add(lead.email, 'complaint', null, start);
    const first = await claimNow();
    expect(first).toMatchObject({ kind: 'blocked', reason: 'complaint' });
    expect(await claimNow(minute(5))).toEqual(first);
    expect((await test.store.messages.list({ leadId: lead.id }, { limit: 5 })).items).toMatchObject([
      { state: 'SUPPRESSED', attempts: 0 },
    ]);
  });

  it('blocks what was stopped by hand and what has ended', async () => {
    await test.store.enrollments.stop(enrollment.id, 'test', start);
    expect(await claimNow()).toMatchObject({ kind: 'blocked', reason: 'manual' });
    const ended = await test.store.enrollments.enroll(lead.id, 'recycle', 'test', start);
    await test.store.enrollments.close(ended.id, 'completed', 'end', start);
    expect(await claim(test.store, ended, 'hello', templateVersionId)).toMatchObject({
      kind: 'blocked',
      reason: 'manual',
    });
  });

  it('blocks a lead that belongs to sales', async () => {
    await test.store.events.ingest(event({ kind: 'reply', lead: { id: lead.id } }), start);
    await test.store.events.ingest(event({ kind: 'click', lead: { id: lead.id } }), start);
    expect(await claimNow()).toMatchObject({ kind: 'blocked', reason: 'mql' });
  });

  it('waits for an event that is being ingested, and then lets no mail pass', async () => {
    await other.query('BEGIN');
    await other.query('SELECT 1 FROM lead WHERE id = $1 FOR UPDATE', [lead.id]);
    await other.query(`UPDATE enrollment SET stop_reason = 'reply' WHERE id = $1`, [enrollment.id]);
    const claiming = claimNow();
    await untilWaiting(test.url, 1);
    await other.query('COMMIT');
    expect(await claiming).toMatchObject({ kind: 'blocked', reason: 'reply' });
  });

  it('holds back even the mail that was claimed when the lead opted out, and lets one pass that is in flight', async () => {
    const leaving = await claimed(test.store, enrollment, 'leaving', templateVersionId);
    await test.store.messages.markInFlight(leaving.messageId, leaving.claimToken, content);
    const { messageId, claimToken } = await claimedNow();
    await test.store.events.ingest(event({ kind: 'unsubscribe', lead: { id: lead.id } }), start);
    const late = test.store.messages.markInFlight(messageId, claimToken, content);
    await expect(late).rejects.toMatchObject({ code: 'CLAIM_LOST' });
    expect(await claimNow()).toMatchObject({ kind: 'blocked', reason: 'unsubscribe', messageId });
    const sent = { kind: 'sent', response: '250', at: start } as const;
    await test.store.messages.settle(leaving.messageId, leaving.claimToken, sent);
    expect(await stateOf(leaving.messageId)).toBe('SENT');
    expect(await claim(test.store, enrollment, 'next', templateVersionId)).toMatchObject({
      kind: 'blocked',
      reason: 'unsubscribe',
    });
  });

  it('refuses a mail for an enrollment or a hand-off that does not exist', async () => {
    const nobody = '018f0000-0000-7000-8000-000000000000';
    const nurture = { kind: 'nurture', enrollmentId: nobody, stepId: 'a', visit: 1, templateVersionId } as const;
    await expect(test.store.messages.claim('k1', nurture, openRules, leaseMs, start)).rejects.toMatchObject({
      code: 'ENROLLMENT_UNKNOWN',
    });
    const handoff = { kind: 'handoff', handoffId: 'x', offer: 1, recipient: 'a@b.test' } as const;
    await expect(test.store.messages.claim('k2', handoff, null, leaseMs, start)).rejects.toMatchObject({
      code: 'HANDOFF_UNKNOWN',
    });
  });
});

describe('the stages of a sequence', () => {
  it('are those at which it mails, whoever else the lead belongs to', async () => {
    const at = (stages: SendRules['stages']) =>
      claim(test.store, enrollment, 'hello', templateVersionId, start, { stages });
    expect(await at(['customer'])).toMatchObject({ kind: 'blocked', reason: 'rule' });
    const other = await test.store.enrollments.enroll(lead.id, 'recycle', 'test', start);
    expect(
      await claim(test.store, other, 'hello', templateVersionId, start, { stages: ['name', 'customer'] }),
    ).toMatchObject({ kind: 'claimed' });
  });

  it('refuses nurture mail that comes without its rules', async () => {
    const owner = { kind: 'nurture', enrollmentId: enrollment.id, stepId: 'a', visit: 1, templateVersionId } as const;
    await expect(test.store.messages.claim('k3', owner, null, leaseMs, start)).rejects.toMatchObject({
      code: 'INTERNAL',
    });
  });
});

describe('the calendar', () => {
  const withSlot = (slot: Slot, now = start) =>
    claim(test.store, enrollment, 'hello', templateVersionId, now, {
      slot: (facts) => (facts.email === lead.email ? slot : { kind: 'now' }),
    });

  it('puts a mail off with a reason, and gives it when it is asked again in time', async () => {
    const later = { kind: 'later', until: minute(60), why: 'outside the send window' } as const;
    expect(await withSlot(later)).toEqual({ ...later, messageId: expect.any(String) });
    expect((await test.store.messages.list({ leadId: lead.id }, { limit: 1 })).items).toMatchObject([
      { state: 'DEFERRED', detail: later.why, attempts: 0 },
    ]);
    expect(await test.store.enrollments.get(enrollment.id)).toMatchObject({ stepId: 'hello', waitUntil: minute(60) });
    expect(await withSlot({ kind: 'now' }, minute(60))).toMatchObject({ kind: 'claimed', attempt: 1 });
  });

  it('leaves a stale mail out for good, and says the same when asked again', async () => {
    const skipped = {
      kind: 'skipped',
      at: minute(-3000),
      why: 'two days late',
      messageId: expect.any(String),
    } as const;
    expect(await withSlot({ kind: 'skip', at: skipped.at, why: skipped.why })).toEqual(skipped);
    expect(await withSlot({ kind: 'now' }, minute(5))).toEqual(skipped);
    const [message] = (await test.store.messages.list({ leadId: lead.id }, { limit: 1 })).items;
    expect(message).toMatchObject({ state: 'SKIPPED', detail: skipped.why, sentAt: null });
    expect((await test.store.overview.status()).messages.SKIPPED).toBeGreaterThan(0);
  });

  it('is not asked about a mail that the gate refuses', async () => {
    await test.store.enrollments.stop(enrollment.id, 'test', start);
    expect(await withSlot({ kind: 'later', until: minute(60), why: 'x' })).toMatchObject({ kind: 'blocked' });
  });
});

describe('a pause', () => {
  const pauseOf = () => ({ kind: 'enrollment', enrollmentId: enrollment.id }) as const;

  it.each(['sequence', 'lead', 'enrollment'] as const)(
    'of the %s holds the mail, and resuming tells the enrollment',
    async (kind) => {
      const scopes = {
        sequence: { kind: 'sequence', sequence: 'recycle' },
        lead: { kind: 'lead', leadId: lead.id },
        enrollment: pauseOf(),
      } as const;
      if (kind === 'sequence') enrollment = await test.store.enrollments.enroll(lead.id, 'recycle', 'test', start);
      await test.store.pauses.pause(scopes[kind], null, 'test', start);
      expect(await claimNow()).toEqual({ kind: 'parked' });
      expect(await test.store.pauses.resume(scopes[kind], 'test', start)).toMatchObject({ resumed: 1 });
      expect(await claimNow()).toMatchObject({ kind: 'claimed' });
    },
  );

  it('does not hide that a mail has left', async () => {
    await sendMail(test.store, enrollment, 'hello', templateVersionId);
    await test.store.pauses.pause(pauseOf(), null, 'test', start);
    expect(await claimNow()).toMatchObject({ kind: 'settled', state: 'SENT' });
  });

  it('that is lifted in this very moment does not hold the mail', async () => {
    await test.store.pauses.pause(pauseOf(), null, 'test', start);
    await other.query('BEGIN');
    await other.query('DELETE FROM pause WHERE target = $1', [enrollment.id]);
    const claiming = claimNow();
    await untilWaiting(test.url, 1);
    await other.query('COMMIT');
    expect(await claiming).toMatchObject({ kind: 'claimed' });
  });
});

describe('a note to a colleague', () => {
  const note = (recipient: string) => {
    const owner = { kind: 'notice', enrollmentId: enrollment.id, stepId: 'tell', visit: 1, recipient } as const;
    return test.store.messages.claim(`notice/${enrollment.id}/${recipient}`, owner, null, leaseMs, start);
  };

  it('goes whatever holds the mail to the lead, unless its address is suppressed by hand', async () => {
    await test.store.enrollments.stop(enrollment.id, 'test', start);
    await test.store.suppressions.add(lead.email, 'unsubscribe', null, start);
    await test.store.pauses.pause({ kind: 'lead', leadId: lead.id }, null, 'test', start);
    expect(await note('ines@sales.acme.example')).toMatchObject({
      kind: 'claimed',
      leadId: lead.id,
      recipient: 'ines@sales.acme.example',
    });
    await test.store.suppressions.add('left@sales.acme.example', 'manual', null, start);
    expect(await note('left@sales.acme.example')).toMatchObject({ kind: 'blocked', reason: 'manual' });
  });
});

describe('going in flight', () => {
  it('happens once for a claim, so that an attempt that runs twice sends once', async () => {
    const { messageId, claimToken } = await claimedNow();
    await test.store.messages.markInFlight(messageId, claimToken, content);
    const again = test.store.messages.markInFlight(messageId, claimToken, content);
    await expect(again).rejects.toMatchObject({ code: 'CLAIM_LOST' });
    await test.store.messages.settle(messageId, claimToken, { kind: 'deferred', detail: '450', verdict: 'passing' });
    const late = test.store.messages.markInFlight(messageId, claimToken, content);
    await expect(late).rejects.toMatchObject({ code: 'CLAIM_LOST' });
  });
});

describe('settling', () => {
  it('keeps subject, links and time, and tells the timeline once however often it is told', async () => {
    const { messageId, claimToken } = await claimedNow();
    await test.store.messages.markInFlight(messageId, claimToken, content);
    for (const response of ['250 ok', '250 again']) {
      await test.store.messages.settle(messageId, claimToken, { kind: 'sent', response, at: minute(1) });
    }
    await test.store.messages.settle(messageId, claimToken, { kind: 'failed', detail: 'no', verdict: null });
    expect(await test.store.messages.find(messageId)).toMatchObject({
      ...content,
      state: 'SENT',
      detail: '250 ok',
      sentAt: minute(1),
    });
    const events = (await test.store.leads.timeline(lead.id)).filter((entry) => entry.kind === 'event');
    expect(events).toMatchObject([{ event: 'sent', stepId: 'hello', at: minute(1) }]);
    expect((await test.store.leads.get(lead.id, minute(1))).score).toBe(0);
  });

  it('lets a late SENT overwrite UNKNOWN, and nothing else do so', async () => {
    const { messageId, claimToken } = await claimedNow();
    await test.store.messages.markInFlight(messageId, claimToken, content);
    await claimNow(minute(1));
    await test.store.messages.settle(messageId, claimToken, { kind: 'deferred', detail: '450', verdict: 'passing' });
    expect(await stateOf(messageId)).toBe('UNKNOWN');
    await test.store.messages.settle(messageId, claimToken, { kind: 'sent', response: '250', at: minute(2) });
    expect(await stateOf(messageId)).toBe('SENT');
  });

  it('finds the newest mail that has left, not the mails to sales', async () => {
    const sent = await sendMail(test.store, enrollment, 'hello', templateVersionId);
    await claimed(test.store, enrollment, 'next', templateVersionId);
    expect(await test.store.messages.newestSent(lead.id)).toMatchObject({ id: sent, stepId: 'hello', visit: 1 });
    expect(await test.store.messages.newestSent('nobody')).toBeNull();
    expect(await test.store.messages.find('nothing')).toBeNull();
  });

  it('lists by state, newest first, page by page', async () => {
    for (const step of ['a', 'b', 'c']) await sendMail(test.store, enrollment, step, templateVersionId);
    const filter = { state: 'SENT', leadId: lead.id } as const;
    const first = await test.store.messages.list(filter, { limit: 2 });
    expect(first.items.map(({ stepId }) => stepId)).toEqual(['c', 'b']);
    const second = await test.store.messages.list(filter, { limit: 2, after: first.next ?? '' });
    expect(second).toMatchObject({ items: [{ stepId: 'a' }], next: null });
    await expect(test.store.messages.list({}, { limit: 2, after: 'x' })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
    });
  });
});
