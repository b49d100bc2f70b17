/** What refusals add up to: when an address is given up, and how much of a sender's mail is refused. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnrollmentView, LeadView } from '../../db/store.ts';
import type { DeliveryClass } from '../../domain/delivery-class.ts';
import type { Instant } from '../../domain/time.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, claimed, connect, event, minute, outboxOf, publishBasics, sendMail, start } from './fixtures.ts';

let test: TestStore;
let templateVersionId: string;

beforeAll(async () => {
  test = await createTestStore();
  ({ templateVersionId } = await publishBasics(test.store));
});
afterAll(() => test.close());

const day = (days: number): Instant => minute(days * 24 * 60);

async function mailed(): Promise<{ lead: LeadView; enrollment: EnrollmentView; messageId: string }> {
  const lead = await addLead(test.store);
  const enrollment = await test.store.enrollments.enroll(lead.id, 'welcome', 'test', start);
  return { lead, enrollment, messageId: await sendMail(test.store, enrollment, 'hello', templateVersionId) };
}

const bounce = (messageId: string, verdict: DeliveryClass, at: Instant) =>
  test.store.events.ingest(
    event({ kind: 'bounce_soft', lead: { messageId }, payload: { class: verdict }, occurredAt: at }),
    at,
  );

const reasonFor = (lead: LeadView) => test.store.suppressions.reasonFor(lead.email);

describe('soft bounces', () => {
  it('of a domain that is gone suppress the address a day after the first, and stop its enrollment in the same breath', async () => {
    const { lead, enrollment, messageId } = await mailed();
    await bounce(messageId, 'domain', start);
    await bounce(messageId, 'domain', minute(60));
    expect(await reasonFor(lead)).toBeNull();
    expect((await outboxOf(test.url)).filter((row) => row.workflow_id === enrollment.workflowId)).toHaveLength(1);
    const last = await bounce(messageId, 'domain', day(1));
    expect(last).toMatchObject({ recorded: true, leadId: lead.id });
    expect(await reasonFor(lead)).toBe('bounce_hard');
    const signals = (await outboxOf(test.url)).filter(
      (row) => row.workflow_id === enrollment.workflowId && row.kind === 'signal_nurture',
    );
    expect(signals).toMatchObject([{ payload: { kind: 'event', event: { kind: 'bounce_hard' } } }]);
    const client = await connect(test.url);
    const { rows } = await client.query('SELECT stop_reason FROM enrollment WHERE id = $1', [enrollment.id]);
    await client.end();
    expect(rows).toEqual([{ stop_reason: 'bounce_hard' }]);
    const told = (await test.store.leads.timeline(lead.id)).filter((entry) => entry.kind === 'event');
    expect(told.map((entry) => 'event' in entry && entry.event).filter((kind) => kind !== 'sent')).toEqual([
      'bounce_soft',
      'bounce_soft',
      'bounce_soft',
      'bounce_hard',
    ]);
  });

  it('of a full mailbox suppress it on the fifth day of thirty on which it is full', async () => {
    const { lead, messageId } = await mailed();
    for (const days of [0, 3, 6, 9]) await bounce(messageId, 'full', day(days));
    expect(await reasonFor(lead)).toBeNull();
    await bounce(messageId, 'full', day(31));
    expect(await reasonFor(lead)).toBeNull();
    await bounce(messageId, 'full', day(32));
    expect(await reasonFor(lead)).toBe('bounce_hard');
  });

  it('of different classes are not added up, and those about us never count', async () => {
    const { lead, messageId } = await mailed();
    await bounce(messageId, 'domain', day(0));
    await bounce(messageId, 'unclear', day(2));
    for (const days of [4, 6, 8, 10, 12, 14]) await bounce(messageId, 'policy', day(days));
    await test.store.events.ingest(event({ kind: 'bounce_soft', lead: { messageId }, occurredAt: day(20) }), day(20));
    expect(await reasonFor(lead)).toBeNull();
  });

  it('before a click or an answer do not count: somebody was there', async () => {
    const { lead, messageId } = await mailed();
    await bounce(messageId, 'unclear', day(0));
    await test.store.events.ingest(event({ kind: 'click', lead: { messageId } }), day(1));
    await bounce(messageId, 'unclear', day(2));
    expect(await reasonFor(lead)).toBeNull();
    await bounce(messageId, 'unclear', day(4));
    expect(await reasonFor(lead)).toBe('bounce_hard');
  });

  it('of an address that the lead has left behind do not speak against the one it has', async () => {
    const { lead, messageId } = await mailed();
    await bounce(messageId, 'unclear', day(0));
    const moved = `new-${lead.email}`;
    const client = await connect(test.url);
    await client.query('UPDATE lead SET email = $1 WHERE id = $2', [moved, lead.id]);
    await client.end();
    const enrollment = await test.store.enrollments.enroll(lead.id, 'recycle', 'test', day(1));
    await bounce(await sendMail(test.store, enrollment, 'hello', templateVersionId, day(1)), 'unclear', day(2));
    expect(await test.store.suppressions.reasonFor(moved)).toBeNull();
    await bounce(messageId, 'unclear', day(3));
    expect(await reasonFor(lead)).toBe('bounce_hard');
    expect(await test.store.suppressions.reasonFor(moved)).toBeNull();
  });

  it('that are reported twice count once', async () => {
    const { lead, messageId } = await mailed();
    const report = event({ kind: 'bounce_soft', lead: { messageId }, payload: { class: 'unclear' } });
    await test.store.events.ingest(report, day(0));
    expect(await test.store.events.ingest(report, day(5))).toMatchObject({ recorded: false });
    expect(await reasonFor(lead)).toBeNull();
    expect(await test.store.bounces.recordedAt(report.dedupeKey)).toBe(day(0));
    expect(await test.store.bounces.recordedAt('none')).toBeNull();
  });
});

describe('the figures of a sender', () => {
  const fromDomain = 'figures.example';
  const attempt = async (domain: string, settle: DeliveryClass | 'sent' | null, at: Instant): Promise<string> => {
    const lead = await addLead(test.store);
    const enrollment = await test.store.enrollments.enroll(lead.id, 'welcome', 'test', start);
    const { messageId, claimToken } = await claimed(test.store, enrollment, 'hello', templateVersionId, at, {
      fromDomain: domain,
      relay: `relay of ${domain}`,
    });
    if (settle === 'sent') {
      await test.store.messages.settle(messageId, claimToken, { kind: 'sent', response: '250', at });
    } else if (settle !== null) {
      await test.store.messages.settle(messageId, claimToken, { kind: 'deferred', detail: 'no', verdict: settle });
    }
    return messageId;
  };

  it('tell how many recipients were refused alike since then, the present one included, and of how many', async () => {
    for (let n = 0; n < 3; n += 1) await attempt(fromDomain, 'policy', minute(100));
    for (let n = 0; n < 4; n += 1) await attempt(fromDomain, 'sent', minute(100));
    await attempt(fromDomain, 'greylisted', minute(100));
    await attempt(fromDomain, 'policy', minute(10));
    await attempt('other.example', 'policy', minute(100));
    const present = await attempt(fromDomain, null, minute(110));
    const since = minute(60);
    const { bounces } = test.store;
    expect(await bounces.figures({ kind: 'domain', domain: fromDomain }, 'policy', present, since)).toEqual({
      recipients: 4,
      of: 9,
    });
    const relay = { kind: 'relay', relay: `relay of ${fromDomain}` } as const;
    expect(await bounces.figures(relay, 'greylisted', present, since)).toEqual({ recipients: 2, of: 9 });
    expect(await bounces.figures({ kind: 'domain', domain: 'quiet.example' }, 'policy', present, since)).toEqual({
      recipients: 1,
      of: 1,
    });
  });

  it('count mails that left and came back as well, each recipient once, and only those of the time', async () => {
    const domain = 'reported.example';
    const scope = { kind: 'domain', domain } as const;
    const back = (messageId: string, of: DeliveryClass, at: Instant) =>
      test.store.events.ingest(event({ kind: 'bounce_soft', lead: { messageId }, payload: { class: of } }), at);
    const mails: string[] = [];
    for (let n = 0; n < 4; n += 1) mails.push(await attempt(domain, 'sent', minute(200)));
    const [first = '', second = '', third = '', present = ''] = mails;
    await attempt(domain, 'policy', minute(200));
    await back(first, 'policy', minute(201));
    await back(first, 'policy', minute(202));
    await back(second, 'full', minute(202));
    await back(third, 'policy', minute(100));
    const { bounces } = test.store;
    expect(await bounces.figures(scope, 'policy', present, minute(150))).toEqual({ recipients: 3, of: 5 });
    // The mail itself is older than the time that is looked at, its report is not.
    expect(await bounces.figures(scope, 'policy', present, minute(201))).toEqual({ recipients: 2, of: 2 });
  });
});

describe('refusals in a row', () => {
  it('are those of one class, the present one included, until another class or an end comes between', async () => {
    const { messages, bounces } = test.store;
    const lead = await addLead(test.store);
    const enrollment = await test.store.enrollments.enroll(lead.id, 'welcome', 'test', start);
    const refused = async (n: number, verdict: DeliveryClass) => {
      const { messageId, claimToken } = await claimed(test.store, enrollment, 'hello', templateVersionId, minute(n));
      const count = await bounces.inARow(messageId, verdict);
      await messages.settle(messageId, claimToken, { kind: 'deferred', detail: 'no', verdict });
      // Booking is tried again when its answer is lost.
      await messages.settle(messageId, claimToken, { kind: 'deferred', detail: 'no', verdict });
      return count;
    };
    const counts: number[] = [];
    const classes = ['unreachable', 'unreachable', 'unreachable', 'greylisted', 'greylisted', 'unreachable'] as const;
    for (const [n, verdict] of classes.entries()) counts.push(await refused(n, verdict));
    expect(counts).toEqual([1, 2, 3, 1, 2, 1]);
  });
});
