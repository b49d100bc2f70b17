/** What the gate asks besides the enrollment: consent and the address; and what is put off after it. */
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EnrollmentView, LeadView, SendRules } from '../../db/store.ts';
import { type ConsentPolicy, noConsentPolicy } from '../../domain/consent.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, claim, claimed, connect, leaseMs, minute, publishBasics, start } from './fixtures.ts';

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
  lead = await addLead(test.store, { country: 'DE' });
  enrollment = await test.store.enrollments.enroll(lead.id, 'welcome', 'test', start);
  other = await connect(test.url);
});
afterEach(() => other.end());

const content = { subject: 'Hello', links: [] };
const asks = (rules: Partial<SendRules> = {}, now = start, of = enrollment) =>
  claim(test.store, of, 'hello', templateVersionId, now, rules);
const newest = async (leadId: string) => (await test.store.messages.list({ leadId }, { limit: 1 })).items[0];

/** Writes an entry of the record of consents, as an import does. */
const consents = (basis: string, at: string, given: { expires?: string; withdrawn?: string; purpose?: string } = {}) =>
  other.query(
    `INSERT INTO consent (id, lead_id, purpose, basis, source, at, expires_at, withdrawn_at)
     VALUES (gen_random_uuid(), $1, $2, $3, 'test', $4, $5, $6)`,
    [lead.id, given.purpose ?? 'marketing', basis, at, given.expires ?? null, given.withdrawn ?? null],
  );

describe('consent', () => {
  const german: ConsentPolicy = { ...noConsentPolicy, countries: { DE: 'express' } };

  it('that the country of the lead asks for is looked for when the mail is claimed', async () => {
    const refused = await asks({ consent: german });
    expect(refused).toMatchObject({
      kind: 'blocked',
      reason: 'consent',
      detail: expect.stringContaining('leads in DE'),
    });
    expect(await newest(lead.id)).toMatchObject({ state: 'SUPPRESSED', attempts: 0 });
    expect(await asks({ consent: german })).toEqual(refused);
  });

  it('is told with the claim, by purpose', async () => {
    await consents('express', start);
    await consents('implied', start, { purpose: 'newsletter', expires: minute(5) });
    expect(await asks({ consent: german })).toMatchObject({ kind: 'claimed', consents: ['marketing', 'newsletter'] });
    expect(await asks({ consent: german }, minute(5))).toMatchObject({ kind: 'claimed', consents: ['marketing'] });
  });

  it('that was given for another purpose, or only implied, or has run out, is none', async () => {
    await consents('express', start, { purpose: 'newsletter' });
    await consents('implied', start);
    await consents('express', minute(-9), { expires: minute(-1) });
    expect(await asks({ consent: german })).toMatchObject({ kind: 'blocked', reason: 'consent' });
    const next = claim(test.store, enrollment, 'next', templateVersionId, start, {
      consent: german,
      purpose: 'newsletter',
    });
    expect(await next).toMatchObject({ kind: 'claimed' });
  });

  it('that was withdrawn is an objection, also where none is asked for', async () => {
    await consents('express', minute(-5), { withdrawn: minute(-1) });
    expect(await asks()).toMatchObject({
      kind: 'blocked',
      reason: 'consent',
      detail: 'the lead withdrew its consent to marketing',
    });
  });

  it('is not asked of a colleague', async () => {
    await consents('express', minute(-5), { withdrawn: minute(-1) });
    const recipient = 'ines@sales.acme.example';
    const owner = { kind: 'notice', enrollmentId: enrollment.id, stepId: 'tell', visit: 1, recipient } as const;
    const route = { fromDomain: 'acme.example', relay: 'smtp' };
    expect(await test.store.messages.claim(`notice/${enrollment.id}`, owner, route, leaseMs, start)).toMatchObject({
      kind: 'claimed',
    });
  });
});

describe('the address of a lead', () => {
  const move = (id: string, email: string) =>
    other.query('UPDATE lead SET email = $2, canonical_email = lower($2) WHERE id = $1', [id, email]);

  it('is the one that it has when the mail leaves', async () => {
    const later = { kind: 'later', until: minute(60), why: 'the window is closed' } as const;
    await asks({ slot: () => later });
    await move(lead.id, `moved-${lead.email}`);
    const { messageId, claimToken, recipient } = await claimed(test.store, enrollment, 'hello', templateVersionId);
    expect(recipient).toBe(`moved-${lead.email}`);
    await move(lead.id, `again-${lead.email}`);
    await expect(test.store.messages.markInFlight(messageId, claimToken, content)).rejects.toMatchObject({
      code: 'CLAIM_LOST',
    });
    expect(await asks()).toMatchObject({ kind: 'claimed', recipient: `again-${lead.email}`, attempt: 1 });
  });

  it('that opted out gets no mail, whichever lead has it', async () => {
    await test.store.suppressions.add(lead.email, 'unsubscribe', null, start);
    await move(lead.id, `moved-${lead.email}`);
    const somebody = await addLead(test.store);
    const running = await test.store.enrollments.enroll(somebody.id, 'welcome', 'test', start);
    await move(somebody.id, lead.email.toUpperCase());
    expect(await asks({}, start, running)).toMatchObject({ kind: 'blocked', reason: 'unsubscribe' });
    await move(somebody.id, 'elsewhere@acme.test');
    const twin = await addLead(test.store, { email: lead.email });
    expect(await newest(twin.id)).toBeUndefined();
    await expect(test.store.enrollments.enroll(twin.id, 'welcome', 'test', start)).rejects.toMatchObject({
      code: 'LEAD_SUPPRESSED',
    });
    expect(await asks()).toMatchObject({ kind: 'claimed' });
  });

  it('is looked up by its present hash where the row has none, or that of another key', async () => {
    for (const hash of [null, 'of another key']) {
      const known = await addLead(test.store);
      const its = await test.store.enrollments.enroll(known.id, 'welcome', 'test', start);
      await other.query('UPDATE lead SET address_hash = $2 WHERE id = $1', [known.id, hash]);
      const { messageId, claimToken } = await claimed(test.store, its, 'hello', templateVersionId);
      await test.store.suppressions.add(known.email, 'unsubscribe', null, start);
      const flight = test.store.messages.markInFlight(messageId, claimToken, content);
      await expect(flight).rejects.toMatchObject({ code: 'CLAIM_LOST' });
      await other.query('UPDATE lead SET address_hash = $2 WHERE id = $1', [known.id, hash]);
      expect(await asks({}, start, its)).toMatchObject({ kind: 'blocked', reason: 'unsubscribe' });
    }
  });
});

describe('putting a claim off', () => {
  it('gives it back without counting a try, and only to whom it belongs', async () => {
    const first = await claimed(test.store, enrollment, 'hello', templateVersionId);
    await test.store.messages.putOff(first.messageId, first.claimToken, 'the receiver takes 100 an hour');
    expect(await newest(lead.id)).toMatchObject({
      state: 'DEFERRED',
      attempts: 0,
      detail: 'the receiver takes 100 an hour',
    });
    await expect(test.store.messages.putOff(first.messageId, first.claimToken, 'again')).rejects.toMatchObject({
      code: 'CLAIM_LOST',
    });
    const second = await claimed(test.store, enrollment, 'hello', templateVersionId, minute(30));
    expect(second).toMatchObject({ attempt: 1, firstTriedAt: minute(30) });
    const deferred = { kind: 'deferred', detail: '450 later', verdict: 'greylisted' } as const;
    await test.store.messages.settle(second.messageId, second.claimToken, deferred);
    expect(await newest(lead.id)).toMatchObject({ verdict: 'greylisted', detail: '450 later' });
    const third = await claimed(test.store, enrollment, 'hello', templateVersionId, minute(40));
    expect(third).toMatchObject({ attempt: 2, firstTriedAt: minute(30) });
  });
});
