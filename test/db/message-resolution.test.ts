/** Mails of unknown fate: what people say of them, and what evidence says after that. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EnrollmentView, LeadView } from '../../db/store.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, claimed, event, minute, publishBasics, sendMail, start } from './fixtures.ts';

let test: TestStore;
let templateVersionId: string;
let lead: LeadView;
let enrollment: EnrollmentView;

beforeAll(async () => {
  test = await createTestStore();
  ({ templateVersionId } = await publishBasics(test.store));
});
afterAll(() => test.close());
beforeEach(async () => {
  lead = await addLead(test.store);
  enrollment = await test.store.enrollments.enroll(lead.id, 'welcome', 'test', start);
});

/** A mail whose relay broke off; returns its id and the token of its attempt. */
async function unknownMail() {
  const { messageId, claimToken } = await claimed(test.store, enrollment, 'hello', templateVersionId);
  await test.store.messages.markInFlight(messageId, claimToken, { subject: 'Hello', links: [] });
  await test.store.messages.settle(messageId, claimToken, { kind: 'unknown', detail: 'the connection broke' });
  return { messageId, claimToken };
}

const resolve = (id: string, fate: 'arrived' | 'lost', actor = 'mara', now = minute(5)) =>
  test.store.messages.resolve(id, fate, actor, now);
const sentEvents = async () =>
  (await test.store.leads.timeline(lead.id)).filter((entry) => entry.kind === 'event' && entry.event === 'sent');
const mailLine = async () => (await test.store.leads.timeline(lead.id)).find((entry) => entry.kind === 'mail');

describe('a person', () => {
  it('says that a mail arrived: it is SENT at the time of its attempt, and the timeline says who said so', async () => {
    const { messageId } = await unknownMail();
    const resolved = await resolve(messageId, 'arrived');
    expect(resolved).toMatchObject({ state: 'SENT', sentAt: start, resolvedBy: 'mara', detail: 'arrived, says mara' });
    expect(await mailLine()).toMatchObject({ state: 'SENT', resolvedBy: 'mara', detail: 'arrived, says mara' });
    expect(await sentEvents()).toHaveLength(1);
    expect(await resolve(messageId, 'arrived', 'joel', minute(9))).toEqual(resolved);
    await expect(resolve(messageId, 'lost')).rejects.toMatchObject({ code: 'MESSAGE_SETTLED' });
  });

  it('says that it was lost: it is FAILED and stays so, and is not sent again', async () => {
    const { messageId } = await unknownMail();
    const resolved = await resolve(messageId, 'lost');
    expect(resolved).toMatchObject({ state: 'FAILED', resolvedBy: 'mara', detail: 'lost, says mara', sentAt: null });
    expect(await resolve(messageId, 'lost', 'joel')).toEqual(resolved);
    expect(await sentEvents()).toHaveLength(0);
    const owner = {
      kind: 'nurture',
      enrollmentId: enrollment.id,
      stepId: 'hello',
      visit: 1,
      templateVersionId,
    } as const;
    const { key } = resolved;
    const rules = {
      stages: ['name'],
      priority: 0,
      caps: [],
      purpose: 'marketing',
      fromDomain: 'a.test',
      relay: 'smtp',
    } as const;
    const consent = { countries: {}, otherwise: 'none', unknown: 'none' } as const;
    const again = { ...rules, consent, slot: () => ({ kind: 'now' }) as const };
    expect(await test.store.messages.claim(key, owner, again, 1000, minute(9))).toMatchObject({
      kind: 'settled',
      state: 'FAILED',
    });
  });

  it('cannot say anything of a mail whose fate is known, or that is not there', async () => {
    const sent = await sendMail(test.store, enrollment, 'hello', templateVersionId);
    await expect(resolve(sent, 'lost')).rejects.toMatchObject({
      code: 'MESSAGE_SETTLED',
      message: expect.stringContaining('is SENT'),
    });
    await expect(resolve(sent, 'arrived')).rejects.toMatchObject({ code: 'MESSAGE_SETTLED' });
    for (const id of ['x', enrollment.id]) {
      await expect(resolve(id, 'lost')).rejects.toMatchObject({ code: 'MESSAGE_UNKNOWN' });
    }
  });
});

describe('evidence', () => {
  it.each(['click', 'reply', 'open', 'bounce_soft', 'bounce_hard'] as const)(
    'by a %s tells that it had left',
    async (kind) => {
      const { messageId } = await unknownMail();
      await test.store.events.ingest(event({ kind, lead: { messageId } }), minute(3));
      expect(await test.store.messages.find(messageId)).toMatchObject({
        state: 'SENT',
        resolvedBy: null,
        sentAt: start,
      });
      expect(await sentEvents()).toHaveLength(1);
    },
  );

  it('has the last word over a person, and over neither relay nor gate', async () => {
    const { messageId, claimToken } = await unknownMail();
    await resolve(messageId, 'lost');
    await test.store.events.ingest(event({ kind: 'click', lead: { messageId } }), minute(9));
    expect(await test.store.messages.find(messageId)).toMatchObject({ state: 'SENT', resolvedBy: null });
    await test.store.messages.settle(messageId, claimToken, { kind: 'failed', detail: '554', verdict: 'content' });
    expect(await test.store.messages.find(messageId)).toMatchObject({ state: 'SENT' });
    const other = await claimed(test.store, enrollment, 'next', templateVersionId);
    await test.store.messages.settle(other.messageId, other.claimToken, {
      kind: 'failed',
      detail: '554',
      verdict: 'content',
    });
    await test.store.events.ingest(event({ kind: 'click', lead: { messageId: other.messageId } }), minute(9));
    expect(await test.store.messages.find(other.messageId)).toMatchObject({ state: 'FAILED', verdict: 'content' });
  });

  it('of a relay that answers late counts as well', async () => {
    const { messageId, claimToken } = await unknownMail();
    await resolve(messageId, 'lost');
    const sent = { kind: 'sent', response: '250 ok', at: minute(6) } as const;
    await test.store.messages.settle(messageId, claimToken, sent);
    expect(await test.store.messages.find(messageId)).toMatchObject({
      state: 'SENT',
      detail: '250 ok',
      resolvedBy: null,
    });
  });
});
