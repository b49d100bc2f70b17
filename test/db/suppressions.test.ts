/** Suppressions: scopes, reasons, what lifts which, and that no mail follows one, whatever comes when. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type EnrollmentView,
  type LeadView,
  liftingRights,
  type SuppressionReason,
  type SuppressionScope,
  suppressionReasons,
} from '../../db/store.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import {
  addLead,
  claim,
  claimed,
  minute,
  publishBasics,
  publishWith,
  start,
  untilWaiting,
  whileHeld,
} from './fixtures.ts';

let test: TestStore;
let templateVersionId: string;
beforeAll(async () => {
  test = await createTestStore();
  ({ templateVersionId } = await publishBasics(test.store));
  await publishWith(test.store, 'news', { purpose: 'news' });
});
afterAll(() => test.close());

const put = (address: string, reason: SuppressionReason, scope: SuppressionScope = 'all', now = start) =>
  test.store.suppressions.put(address, { reason, scope, detail: null, actor: 'ines' }, now);
const content = { subject: 'Hello', links: [] };
let addresses = 0;
const address = () => {
  addresses += 1;
  return `address${addresses}@y.test`;
};
const enrolled = async (lead: LeadView, sequence = 'welcome') =>
  test.store.enrollments.enroll(lead.id, sequence, 'test', start);
const asks = (enrollment: EnrollmentView, stepId: string, now = start, purpose = 'marketing') =>
  claim(test.store, enrollment, stepId, templateVersionId, now, { purpose });

describe('a suppression by an event', () => {
  it('says how it is known and of which mail, and repeats nothing that its source wrote of the person', async () => {
    const lead = await addLead(test.store, { email: address() });
    const { messageId } = await claimed(test.store, await enrolled(lead), 'hello', templateVersionId);
    const happened = (kind: 'bounce_hard' | 'complaint' | 'unsubscribe', payload: Readonly<Record<string, unknown>>) =>
      test.store.events.ingest(
        { dedupeKey: `${kind} of ${lead.email}`, kind, lead: { messageId }, payload, occurredAt: start },
        start,
      );
    await happened('bounce_hard', { status: '5.1.1', diagnostic: `550 ${lead.email} unknown` });
    await happened('complaint', { class: `<${lead.email}>` });
    await happened('unsubscribe', { via: 'one-click' });
    const told = (await test.store.suppressions.entries(lead.email)).map(({ reason, detail }) => [reason, detail]);
    expect(Object.fromEntries(told)).toEqual({
      bounce_hard: `5.1.1, mail ${messageId}`,
      complaint: `mail ${messageId}`,
      unsubscribe: `one-click, mail ${messageId}`,
    });
  });
});

describe('what lifts which reason', () => {
  it('is as the table says, and nothing lifts a complaint', async () => {
    const table: Record<string, string> = {};
    for (const reason of suppressionReasons) {
      const lifting: string[] = [];
      for (const right of liftingRights) {
        const to = address();
        await put(to, reason);
        const answer = test.store.suppressions.lift(to, { scope: 'all', reason, right, by: 'ines' }, minute(1));
        const lifted = await answer.catch((error: { readonly code: string }) => error.code);
        expect(await test.store.suppressions.reasonFor(to)).toBe(lifted === 1 ? null : reason);
        if (lifted === 1) lifting.push(right);
        else expect(lifted).toBe('SUPPRESSION_LASTING');
      }
      table[reason] = lifting.join(', ') || 'nothing';
    }
    expect(table).toEqual({
      manual: 'manual',
      bounce_hard: 'address, manual',
      unsubscribe: 'consent',
      complaint: 'nothing',
      legal: 'legal',
    });
  });

  it('leaves the reasons that are left, the gravest in force', async () => {
    const to = address();
    for (const reason of ['unsubscribe', 'manual', 'legal', 'bounce_hard'] as const) await put(to, reason);
    expect(await test.store.suppressions.reasonFor(to)).toBe('legal');
    const lift = (reason: SuppressionReason, right: 'legal' | 'consent') =>
      test.store.suppressions.lift(to, { scope: 'all', reason, right, by: 'ines' }, minute(1));
    await lift('legal', 'legal');
    expect(await test.store.suppressions.reasonFor(to)).toBe('unsubscribe');
    await lift('unsubscribe', 'consent');
    expect(await test.store.suppressions.reasonFor(to)).toBe('bounce_hard');
    expect(await lift('unsubscribe', 'consent')).toBe(0);
    const entries = await test.store.suppressions.entries(to);
    expect(entries.map(({ reason, liftedFor, liftedAt }) => ({ reason, liftedFor, liftedAt }))).toEqual([
      { reason: 'unsubscribe', liftedFor: 'consent', liftedAt: minute(1) },
      { reason: 'manual', liftedFor: null, liftedAt: null },
      { reason: 'legal', liftedFor: 'legal', liftedAt: minute(1) },
      { reason: 'bounce_hard', liftedFor: null, liftedAt: null },
    ]);
  });

  it('does not lose a graver reason that comes at the same moment', async () => {
    const to = address();
    await put(to, 'manual');
    const { suppressions } = test.store;
    const lifting = { scope: 'all', reason: 'manual', right: 'manual', by: 'ines' } as const;
    await whileHeld(test.url, 'SELECT 1 FROM suppression FOR UPDATE', 2, async () => {
      const graver = put(to, 'complaint', 'all', minute(1));
      await untilWaiting(test.url, 1);
      await Promise.all([graver, suppressions.lift(to, lifting, minute(1))]);
    });
    expect(await suppressions.reasonFor(to)).toBe('complaint');
  });

  it('of one topic leaves the others, and all mail, as they are', async () => {
    const to = address();
    await put(to, 'unsubscribe', 'topic/news');
    await put(to, 'unsubscribe', 'topic/events');
    expect(await test.store.suppressions.reasonFor(to)).toBeNull();
    const lifting = { scope: 'topic/news', reason: 'unsubscribe', right: 'consent', by: 'ines' } as const;
    expect(await test.store.suppressions.lift(to, lifting, minute(1))).toBe(1);
    const inForce = (await test.store.suppressions.entries(to)).filter(({ liftedAt }) => liftedAt === null);
    expect(inForce.map(({ scope }) => scope)).toEqual(['topic/events']);
  });
});

describe('a suppressed address', () => {
  it('is the same in any case, for every lead, and no import brings it back', async () => {
    const to = address();
    await put(to.toUpperCase(), 'unsubscribe');
    const lead = await addLead(test.store, { email: to });
    await expect(enrolled(lead)).rejects.toMatchObject({ code: 'LEAD_SUPPRESSED' });
    const again = await test.store.leads.save({ email: to, firstName: 'Imported' }, minute(9), 'import');
    expect(again.lead.suppressed).toBe('unsubscribe');
    expect(await test.store.suppressions.reasonFor(to)).toBe('unsubscribe');
  });

  it('of one topic gets the mails of the others, and enters no sequence of that topic', async () => {
    const lead = await addLead(test.store);
    const [welcome, news] = [await enrolled(lead), await enrolled(lead, 'news')];
    await put(lead.email, 'unsubscribe', 'topic/news');
    expect(await asks(news, 'hello', start, 'news')).toMatchObject({
      kind: 'blocked',
      reason: 'unsubscribe',
      detail: 'the lead wants no mails of news',
    });
    expect(await asks(welcome, 'hello')).toMatchObject({ kind: 'claimed' });
    const other = await addLead(test.store);
    await put(other.email, 'unsubscribe', 'topic/news');
    await expect(enrolled(other, 'news')).rejects.toMatchObject({ code: 'LEAD_SUPPRESSED' });
    await expect(enrolled(other)).resolves.toMatchObject({ status: 'active' });
  });

  it.each(['all', 'topic/news'] as const)('gets not even the mail that was about to leave (%s)', async (scope) => {
    const lead = await addLead(test.store);
    const news = await enrolled(lead, 'news');
    const rules = { purpose: 'news' };
    const { messageId, claimToken } = await claimed(test.store, news, 'hello', templateVersionId, start, rules);
    await put(lead.email, 'unsubscribe', scope);
    const leaving = test.store.messages.markInFlight(messageId, claimToken, content);
    await expect(leaving).rejects.toMatchObject({ code: 'CLAIM_LOST' });
    expect(await asks(news, 'hello', start, 'news')).toMatchObject({ kind: 'blocked', reason: 'unsubscribe' });
  });

  it('gets no second mail where the first was leaving already', async () => {
    const lead = await addLead(test.store);
    const enrollment = await enrolled(lead);
    const { messageId, claimToken } = await claimed(test.store, enrollment, 'hello', templateVersionId);
    await test.store.messages.markInFlight(messageId, claimToken, content);
    await put(lead.email, 'unsubscribe');
    await test.store.messages.settle(messageId, claimToken, { kind: 'sent', response: '250 ok', at: start });
    expect(await asks(enrollment, 'next', minute(1))).toMatchObject({ kind: 'blocked', reason: 'unsubscribe' });
  });
});

describe('whatever comes when', () => {
  const reasons = fc.constantFrom(...suppressionReasons);
  const act = fc.oneof(
    fc.record({ kind: fc.constant('put' as const), reason: reasons }),
    fc.record({ kind: fc.constant('lift' as const), reason: reasons, right: fc.constantFrom(...liftingRights) }),
    fc.record({ kind: fc.constant('import' as const) }),
  );

  it('the reason in force is the gravest that was put and not lifted, and mail goes only without one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 8 }), async (acts) => {
        const lead = await addLead(test.store, { email: address() });
        const enrollment = await enrolled(lead);
        const inForce = new Set<SuppressionReason>();
        for (const [i, step] of acts.entries()) {
          if (step.kind === 'put') {
            await put(lead.email, step.reason, 'all', minute(i));
            inForce.add(step.reason);
          } else if (step.kind === 'lift') {
            const lifting = { scope: 'all', by: 'ines', reason: step.reason, right: step.right } as const;
            const lifted = await test.store.suppressions.lift(lead.email, lifting, minute(i)).catch(() => 0);
            if (lifted > 0) inForce.delete(step.reason);
          } else {
            await test.store.leads.save({ email: lead.email, firstName: `Name ${i}` }, minute(i), 'import');
          }
        }
        const gravest = suppressionReasons.findLast((reason) => inForce.has(reason)) ?? null;
        expect(await test.store.suppressions.reasonFor(lead.email)).toBe(gravest);
        expect((await asks(enrollment, 'hello', minute(20))).kind).toBe(gravest === null ? 'claimed' : 'blocked');
      }),
      { numRuns: 25 },
    );
  });
});
