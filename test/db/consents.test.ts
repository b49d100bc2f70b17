/** The ledger of consents: what is recorded, withdrawn, asked for and confirmed, and what follows for mails. */
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LeadView, NewConsent } from '../../db/store.ts';
import { plusMs } from '../../domain/time.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, connect, minute, outboxOf, publishBasics, publishWith, start } from './fixtures.ts';

let test: TestStore;
let lead: LeadView;
let other: pg.Client;
beforeAll(async () => {
  test = await createTestStore();
  await publishBasics(test.store);
  await publishWith(test.store, 'news', { purpose: 'news' });
});
afterAll(() => test.close());
beforeEach(async () => {
  lead = await addLead(test.store);
  other = await connect(test.url);
});
afterEach(() => other.end());

const nobody = '00000000-0000-7000-8000-000000000000';
const yes: NewConsent = {
  purpose: 'marketing',
  basis: 'express',
  source: 'form pricing',
  wording: 'Yes, send me mail.',
  proof: { method: 'form', ip: '192.0.2.7', wordingVersion: '3' },
  at: minute(2),
  expiresAt: null,
};
const record = (consents: readonly Partial<NewConsent>[], now = minute(5)) =>
  test.store.consents.record(
    lead.id,
    consents.map((consent) => ({ ...yes, ...consent })),
    'ines',
    now,
  );
const withdraw = (purpose: string, now = minute(6)) => test.store.consents.withdraw(lead.id, purpose, 'ines', now);
const optOut = (at = start, scope: 'all' | `topic/${string}` = 'all') =>
  test.store.suppressions.put(lead.email, { reason: 'unsubscribe', scope, detail: null, actor: 'lead' }, at);
const reason = () => test.store.suppressions.reasonFor(lead.email);

describe('a consent', () => {
  it('is kept with its proof and who recorded it; told again it is the same one', async () => {
    await record([{}, {}]);
    expect(await record([{}], minute(9))).toEqual([
      {
        ...yes,
        id: expect.any(String),
        actor: 'ines',
        withdrawnAt: null,
        withdrawnBy: null,
      },
    ]);
  });

  it('that is implied ends after 180 days unless its end is told, and one of the future counts from now', async () => {
    const entries = await record([
      { basis: 'implied' },
      { basis: 'implied', source: 'purchase', expiresAt: minute(90) },
      { source: 'clock', at: minute(90) },
    ]);
    expect(entries.map(({ source, at, expiresAt }) => ({ source, at, expiresAt }))).toEqual([
      { source: 'form pricing', at: minute(2), expiresAt: plusMs(minute(2), 180 * 86_400_000) },
      { source: 'purchase', at: minute(2), expiresAt: minute(90) },
      { source: 'clock', at: minute(5), expiresAt: null },
    ]);
  });

  it.each([
    ['express and later than the opt-out lifts it', {}, null],
    ['express, but of another purpose, does not', { purpose: 'news' }, 'unsubscribe'],
    ['only implied does not', { basis: 'implied' }, 'unsubscribe'],
    ['older than the opt-out does not', { at: minute(-1) }, 'unsubscribe'],
    ['out of an import does not', { proof: { method: 'import' } }, 'unsubscribe'],
  ] as const)('that is %s', async (_, consent, left) => {
    await optOut();
    await record([consent]);
    expect(await reason()).toBe(left);
  });

  it('from between two opt-outs lifts neither', async () => {
    await optOut();
    await optOut(minute(3));
    await record([{}]);
    expect(await reason()).toBe('unsubscribe');
  });

  it('lifts the opt-out of its topic, and never a complaint', async () => {
    await optOut(start, 'topic/news');
    await record([{ purpose: 'news' }]);
    await expect(test.store.enrollments.enroll(lead.id, 'news', 'test', minute(7))).resolves.toBeDefined();
    await test.store.suppressions.add(lead.email, 'complaint', null, start);
    await record([{ source: 'another form' }]);
    expect(await reason()).toBe('complaint');
  });

  it('is nothing of a lead that is not known or was erased', async () => {
    await other.query('UPDATE lead SET erased_at = now() WHERE id = $1', [lead.id]);
    for (const id of [lead.id, nobody, 'no-id']) {
      const { consents } = test.store;
      const asks = [
        () => consents.list(id),
        () => consents.record(id, [yes], 'ines', start),
        () => consents.withdraw(id, 'marketing', 'ines', start),
      ];
      for (const ask of asks) await expect(ask()).rejects.toMatchObject({ code: 'LEAD_UNKNOWN' });
    }
  });
});

describe('a withdrawal', () => {
  it('ends all that is in force of the purpose, once, and stops its sequences only', async () => {
    await record([{ purpose: 'news' }, { purpose: 'news', source: 'fair' }, {}]);
    const news = await test.store.enrollments.enroll(lead.id, 'news', 'test', minute(5));
    const welcome = await test.store.enrollments.enroll(lead.id, 'welcome', 'test', minute(5));
    await withdraw('news');
    const entries = await withdraw('news', minute(9));
    const told = entries.map(({ purpose, withdrawnAt, withdrawnBy }) => ({ purpose, withdrawnAt, withdrawnBy }));
    const gone = { purpose: 'news', withdrawnAt: minute(6), withdrawnBy: 'ines' };
    expect(told).toEqual([gone, gone, { purpose: 'marketing', withdrawnAt: null, withdrawnBy: null }]);
    const signals = (await outboxOf(test.url)).filter(({ kind }) => kind === 'signal_nurture');
    const stopped = signals.map(({ workflow_id }) => workflow_id);
    expect(stopped).toContain(news.workflowId);
    expect(stopped).not.toContain(welcome.workflowId);
  });

  it('where nothing was agreed to is an objection, which a later consent answers', async () => {
    expect(await withdraw('tracking')).toMatchObject([
      { purpose: 'tracking', source: 'objection', withdrawnAt: minute(6), withdrawnBy: 'ines' },
    ]);
    expect(await test.store.leads.consents(lead.id, minute(7))).toEqual([]);
    await record([{ purpose: 'tracking', at: minute(8) }], minute(8));
    expect(await test.store.leads.consents(lead.id, minute(9))).toEqual(['tracking']);
  });
});

describe('a consent that was asked for', () => {
  const wanted = { purposes: ['marketing', 'news', 'news'], source: 'webinar', wording: 'Yes.', wordingVersion: '7' };
  const ask = () => test.store.consents.request(lead.id, wanted, 'ines', start);
  const proof = { ip: '192.0.2.9', userAgent: 'Browser' };
  const week = plusMs(start, 7 * 86_400_000);

  it('counts once it is confirmed, with the proof, and is an event that sequences wait for', async () => {
    const request = await ask();
    expect(await test.store.consents.list(lead.id)).toEqual([]);
    expect(await test.store.consents.requested(request.id, minute(1))).toEqual(request);
    const confirmed = await test.store.consents.confirm(request.id, proof, minute(2));
    expect(confirmed).toEqual({ ...request, confirmedAt: minute(2) });
    const again = await test.store.consents.confirm(request.id, { ip: '203.0.113.1' }, minute(3));
    expect(again).toEqual(confirmed);
    const full = { ...proof, wordingVersion: '7', method: 'double-opt-in', reference: request.id };
    expect(await test.store.consents.list(lead.id)).toMatchObject([
      { purpose: 'marketing', basis: 'express', at: minute(2), proof: full, source: 'webinar', wording: 'Yes.' },
      { purpose: 'news', proof: full },
    ]);
    const events = (await test.store.leads.timeline(lead.id)).filter((entry) => entry.kind === 'event');
    expect(events).toMatchObject([{ event: 'custom', name: 'consent_confirmed', at: minute(2) }]);
  });

  it('is confirmed once by two clicks at one moment', async () => {
    const { id } = await ask();
    await Promise.all([1, 2, 3].map(() => test.store.consents.confirm(id, proof, minute(2))));
    expect(await test.store.consents.list(lead.id)).toHaveLength(2);
  });

  it('lifts the opt-out of before', async () => {
    await optOut();
    const { id } = await ask();
    expect(await reason()).toBe('unsubscribe');
    await test.store.consents.confirm(id, proof, minute(2));
    expect(await reason()).toBeNull();
  });

  it('ends after seven days; one that was confirmed is told of for good', async () => {
    const [first, second] = [await ask(), await ask()];
    await test.store.consents.confirm(first.id, proof, minute(2));
    expect(await test.store.consents.requested(first.id, week)).toMatchObject({ confirmedAt: minute(2) });
    expect(await test.store.consents.requested(second.id, week)).toBeNull();
    expect(await test.store.consents.confirm(second.id, proof, week)).toBeNull();
    expect(await test.store.consents.confirm(nobody, proof, start)).toBeNull();
    expect(await test.store.consents.requested('no-id', start)).toBeNull();
  });
});
