/** What leads want of our mail: topics, a pause, fewer mails; and being away. In sequences and in broadcasts. */
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EnrollmentView, LeadView } from '../../db/store.ts';
import { plusMs } from '../../domain/time.ts';
import { type BroadcastGround, openBroadcasts } from './broadcast-ground.ts';
import {
  addLead,
  claim,
  claimed,
  connect,
  leaseMs,
  minute,
  openRules,
  outboxOf,
  publishWith,
  sendMail,
  start,
} from './fixtures.ts';

let test: BroadcastGround;
let other: pg.Client;
let lead: LeadView;
let enrollment: EnrollmentView;
let mail: string;

beforeAll(async () => {
  test = await openBroadcasts();
  await publishWith(test.store, 'news', { purpose: 'news' });
});
afterAll(() => test.close());
beforeEach(async () => {
  lead = await addLead(test.store, { email: `Ann-${Math.random().toString(36).slice(2)}@y.test` });
  enrollment = await test.store.enrollments.enroll(lead.id, 'welcome', 'test', start);
  mail = await sendMail(test.store, enrollment, 'hello', test.templateVersionId);
  other = await connect(test.url);
});
afterEach(() => other.end());

const day = (days: number) => plusMs(start, days * 86_400_000);
const change = (wanted: Parameters<typeof test.store.preferences.change>[1], now = minute(1)) =>
  test.store.preferences.change(mail, wanted, now);
const asks = (now = minute(2), purpose = 'marketing', of = enrollment) =>
  claim(test.store, of, 'next', test.templateVersionId, now, { purpose });
const content = { subject: 'Hello', links: [] };

describe('preferences', () => {
  it('are those of the lead a mail went to, with its address masked', async () => {
    expect(await test.store.preferences.of(mail)).toEqual({
      leadId: lead.id,
      language: null,
      masked: 'A…@y.test',
      without: [],
      frequency: 'all',
      pausedUntil: null,
      awayUntil: null,
      stopped: null,
    });
  });

  it('are nobody’s of a mail that is not known, that went to a colleague, or whose lead was erased', async () => {
    const recipient = 'ines@sales.acme.example';
    const owner = { kind: 'notice', enrollmentId: enrollment.id, stepId: 'tell', visit: 1, recipient } as const;
    const route = { fromDomain: 'acme.example', relay: 'smtp' };
    const notice = await test.store.messages.claim(`notice/${enrollment.id}`, owner, route, leaseMs, start);
    expect(notice.kind).toBe('claimed');
    const ids = ['no-id', '00000000-0000-7000-8000-000000000000', 'messageId' in notice ? notice.messageId : ''];
    await other.query('UPDATE lead SET erased_at = now() WHERE id = $1', [lead.id]);
    for (const id of [...ids, mail]) {
      expect(await test.store.preferences.of(id)).toBeNull();
      expect(await test.store.preferences.change(id, { frequency: 'weekly' }, start)).toBeNull();
    }
  });

  it('against a topic stop the sequences of that topic, and are a withdrawal of consent', async () => {
    const news = await test.store.enrollments.enroll(lead.id, 'news', 'test', start);
    expect(await change({ topics: { news: false, events: true } })).toMatchObject({ without: ['news'], stopped: null });
    expect(await asks(minute(2), 'news', news)).toMatchObject({ kind: 'blocked', reason: 'unsubscribe' });
    expect(await asks()).toMatchObject({ kind: 'claimed' });
    expect(await test.store.consents.list(lead.id)).toMatchObject([
      { purpose: 'news', withdrawnAt: minute(1), withdrawnBy: 'lead', proof: { method: 'page' } },
    ]);
    const told = (await outboxOf(test.url)).filter((row) => row.workflow_id === news.workflowId);
    expect(told.map(({ payload }) => payload)).toContainEqual({ kind: 'stop', reason: 'unsubscribe' });
  });

  it('for a topic are an express consent that lifts the opt-out', async () => {
    await change({ topics: { news: false } });
    expect(await change({ topics: { news: true } }, minute(3))).toMatchObject({ without: [] });
    expect(await test.store.consents.list(lead.id)).toMatchObject([
      { withdrawnAt: minute(1) },
      { purpose: 'news', basis: 'express', at: minute(3), withdrawnAt: null, proof: { method: 'page' } },
    ]);
    await expect(test.store.enrollments.enroll(lead.id, 'news', 'test', minute(4))).resolves.toBeDefined();
  });

  it('said again change nothing; what is new stands in the timeline, once', async () => {
    const wanted = { topics: { news: false }, frequency: 'weekly', pausedUntil: day(3) } as const;
    await change(wanted);
    await change(wanted, minute(5));
    const lines = (await test.store.leads.timeline(lead.id)).filter(
      (entry) => entry.kind === 'event' && entry.event === 'preferences',
    );
    expect(lines).toMatchObject([
      { at: minute(1), name: 'page', text: `no mails of news; at most one mail a week; paused until ${day(3)}` },
    ]);
    expect((await test.store.leads.get(lead.id, minute(6))).score).toBe(0);
    const told = (await outboxOf(test.url)).filter((row) => row.workflow_id === enrollment.workflowId);
    expect(told.filter(({ payload }) => (payload as { kind?: string }).kind === 'replan')).toHaveLength(1);
  });

  it('are written down by a person as well, who is named', async () => {
    const after = await test.store.preferences.changeOfLead(lead.id, { frequency: 'monthly' }, 'ines', minute(1));
    expect(after).toEqual(await test.store.preferences.ofLead(lead.id));
    expect(after.frequency).toBe('monthly');
    const nobody = test.store.preferences.ofLead('00000000-0000-7000-8000-000000000000');
    await expect(nobody).rejects.toMatchObject({ code: 'LEAD_UNKNOWN' });
  });
});

describe('a pause', () => {
  it('puts mails off to its end, in words, and lifting it lets them go', async () => {
    await change({ pausedUntil: day(3) });
    const later = { kind: 'later', until: day(3), why: 'the lead has asked for a pause' };
    expect(await asks()).toMatchObject(later);
    await change({ pausedUntil: null }, minute(3));
    expect(await asks(minute(4))).toMatchObject({ kind: 'claimed' });
  });

  it('that comes while a mail is about to leave holds that back', async () => {
    const { messageId, claimToken } = await claimed(test.store, enrollment, 'next', test.templateVersionId, minute(1));
    await change({ pausedUntil: day(3) }, minute(2));
    await expect(test.store.messages.markInFlight(messageId, claimToken, content)).rejects.toMatchObject({
      code: 'CLAIM_LOST',
    });
    expect(await asks(minute(3))).toMatchObject({ kind: 'later', until: day(3) });
    expect(await asks(day(3))).toMatchObject({ kind: 'claimed' });
  });

  it('does not touch work mail to a colleague', async () => {
    await change({ pausedUntil: day(3) });
    const recipient = 'ines@sales.acme.example';
    const owner = { kind: 'notice', enrollmentId: enrollment.id, stepId: 'tell', visit: 1, recipient } as const;
    const route = { fromDomain: 'acme.example', relay: 'smtp' };
    const claim = await test.store.messages.claim(`n/${enrollment.id}`, owner, route, leaseMs, minute(2));
    expect(claim.kind).toBe('claimed');
  });

  it('and being away hold until the later of both', async () => {
    await other.query('UPDATE lead SET away_until = $2 WHERE id = $1', [lead.id, day(2)]);
    expect(await asks()).toMatchObject({ kind: 'later', until: day(2), why: 'the lead is out of office' });
    await change({ pausedUntil: day(1) });
    expect(await asks()).toMatchObject({ until: day(2), why: 'the lead has asked for a pause' });
    expect(await asks(day(2))).toMatchObject({ kind: 'claimed' });
  });
});

describe('how many mails a lead wants', () => {
  it.each([
    ['weekly', 7],
    ['monthly', 30],
  ] as const)('(%s) is a cap of its own beside the others', async (frequency, days) => {
    await change({ frequency });
    expect(await asks(day(days - 1))).toMatchObject({ kind: 'later', until: day(days) });
    expect(await asks(day(days))).toMatchObject({ kind: 'claimed' });
  });
});

describe('a broadcast', () => {
  async function toThree() {
    const broadcast = await test.ordered();
    const leads = await test.leadsOf(broadcast.source, 3);
    const [first = lead, second = lead, third = lead] = leads;
    return { broadcast, first, second, third };
  }

  it('goes neither to who opted out of its topic, nor yet to who is away or has asked for a pause', async () => {
    const { broadcast, first, second, third } = await toThree();
    await test.store.preferences.changeOfLead(first.id, { topics: { marketing: false } }, 'ines', start);
    await test.store.preferences.changeOfLead(second.id, { pausedUntil: day(2) }, 'ines', start);
    await other.query('UPDATE lead SET away_until = $2 WHERE id = $1', [third.id, day(1)]);
    expect(await test.claimAll(broadcast.id)).toEqual([]);
    expect(await test.mailOf(broadcast.id, first.id)).toMatchObject({
      state: 'SUPPRESSED',
      detail: 'unsubscribe: the lead wants no mails of marketing',
    });
    expect(await test.mailOf(broadcast.id, second.id)).toMatchObject({ state: 'DEFERRED' });
    const dayAfter = await test.sendAll(broadcast.id, day(1));
    expect(dayAfter.map(({ leadId }) => leadId)).toEqual([third.id]);
    const atLast = await test.claimAll(broadcast.id, day(2));
    expect(atLast.map(({ leadId }) => leadId)).toEqual([second.id]);
  });

  it('counts for who wants few mails, though it has no caps itself', async () => {
    const first = await test.ordered();
    const [one = lead] = await test.leadsOf(first.source, 1);
    await test.store.preferences.changeOfLead(one.id, { frequency: 'weekly' }, 'ines', start);
    expect(await test.sendAll(first.id)).toHaveLength(1);
    const next = await test.ordered({ filter: { when: null, segment: null, source: first.source, tag: null } });
    expect(await test.claimAll(next.id, day(6))).toEqual([]);
    expect(await test.claimAll(next.id, day(7))).toHaveLength(1);
  });

  it('does not count what a person wrote to the lead', async () => {
    const broadcast = await test.ordered();
    const [one = lead] = await test.leadsOf(broadcast.source, 1);
    await test.store.preferences.changeOfLead(one.id, { frequency: 'weekly' }, 'ines', start);
    const letterId = crypto.randomUUID();
    await other.query(
      `INSERT INTO letter (id, key, kind, lead_id, recipient, subject, text, "references", actor, created_at)
       VALUES ($1, $2, 'answer', $3, $4, 'Re: Hello', 'Yes.', '{}', 'ines', $5)`,
      [letterId, `answer/${letterId}`, one.id, one.email, start],
    );
    const owner = { kind: 'letter', letterId, recipient: one.email, internal: false } as const;
    const route = { fromDomain: 'acme.example', relay: 'smtp' };
    const letter = await test.store.messages.claim(`letter/${letterId}`, owner, route, leaseMs, start);
    if (letter.kind !== 'claimed') throw new Error(JSON.stringify(letter));
    const sent = { kind: 'sent', response: '250 ok', at: start } as const;
    await test.store.messages.settle(letter.messageId, letter.claimToken, sent);
    expect(await test.claimAll(broadcast.id, minute(1))).toHaveLength(1);
  });

  it.each([
    ['an opt-out of its topic', { topics: { marketing: false } }],
    ['a pause', { pausedUntil: day(2) }],
  ])('holds back a mail that is about to leave after %s', async (_, wanted) => {
    const { broadcast, first } = await toThree();
    const claims = await test.claimAll(broadcast.id);
    await test.store.preferences.changeOfLead(first.id, wanted, 'ines', minute(1));
    const leaving = await test.inFlight(claims);
    const held = claims.filter(({ messageId }) => !leaving.has(messageId));
    expect(held.map(({ leadId }) => leadId)).toEqual([first.id]);
  });

  it('is forecast with what leads want', async () => {
    const source = `forecast-${lead.id}`;
    const [first = lead, second = lead, third = lead] = await test.leadsOf(source, 3);
    await test.store.preferences.changeOfLead(first.id, { topics: { marketing: false } }, 'ines', start);
    await test.store.preferences.changeOfLead(second.id, { pausedUntil: day(2) }, 'ines', start);
    const settings = { purpose: 'marketing', stages: openRules.stages, caps: [], priority: 0 };
    const filter = { when: null, segment: null, source, tag: null };
    expect(await test.store.broadcasts.forecast(filter, settings, start)).toMatchObject({
      fit: 3,
      heldBack: { unsubscribe: 1 },
      later: { paused: 1 },
      sampleLeadId: third.id,
    });
  });
});
