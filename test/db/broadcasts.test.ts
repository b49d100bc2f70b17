/** Broadcasts over real PostgreSQL. Long, because who gets the mail, and what a lost lane leaves, share one set-up. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { BroadcastClaim, BroadcastOrder, BroadcastRules, BroadcastView, LeadView, Store } from '../../db/store.ts';
import type { BroadcastSettings } from '../../domain/broadcast.ts';
import { noConsentPolicy } from '../../domain/consent.ts';
import { nurturable } from '../../domain/lifecycle.ts';
import { type Instant, plusMs } from '../../domain/time.ts';
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
  outboxOf,
  publishBasics,
  sendMail,
  start,
  untilWaiting,
  whileLocked,
  workspace,
} from './fixtures.ts';

let test: TestStore;
let store: Store;
let templateVersionId: string;

beforeAll(async () => {
  test = await createTestStore();
  store = test.store;
  ({ templateVersionId } = await publishBasics(store));
  const organisation = { ...workspace.organisation, segments: { large: 'lead.fields.employees >= 500' } };
  await store.publications.publishWorkspace({ ...workspace, organisation }, start);
});
afterAll(() => test.close());

const settings: BroadcastSettings = {
  purpose: 'marketing',
  stages: [...nurturable],
  priority: 0,
  caps: [],
  window: null,
  stale: null,
};
let names = 0;
/** To leads of a source of its own, so that the tests do not meet each other's leads. */
async function ordered(order: Partial<BroadcastOrder> = {}): Promise<BroadcastView & { readonly source: string }> {
  names += 1;
  const source = `source-${names}`;
  const filter = { when: null, segment: null, source, tag: null };
  const base = { name: `mail-${names}`, template: 'hello', filter, sender: null, settings, pace: 100, startAt: start };
  return { ...(await store.broadcasts.begin({ ...base, ...order }, 'ines', start)), source };
}
/** In the order of their ids, in which they are looked at. */
const leadsOf = async (source: string, count: number, input: Parameters<typeof addLead>[1] = {}): Promise<LeadView[]> =>
  (await Promise.all(Array.from({ length: count }, () => addLead(store, { source, ...input })))).toSorted((a, b) =>
    a.id < b.id ? -1 : 1,
  );
const rules: BroadcastRules = { ...openRules, slot: () => ({ kind: 'now' }) };
const page = (id: string, now: Instant = start, given: Partial<BroadcastRules> = {}, limit = 100) =>
  store.broadcasts.claimPage(id, { ...rules, ...given }, { limit, leaseMs }, now);

/** Pages until nothing is left to look at now; all that was claimed. */
async function claimAll(id: string, now: Instant = start, given: Partial<BroadcastRules> = {}, limit = 100) {
  const claims: BroadcastClaim[] = [];
  for (;;) {
    const { claims: more, more: goOn } = await page(id, now, given, limit);
    claims.push(...more);
    if (!goOn) return claims;
  }
}
const links = [{ name: 'guide', url: 'https://acme.example/guide' }];
const inFlight = (claims: readonly BroadcastClaim[], until: Instant = minute(10)) =>
  store.broadcasts.markInFlight(
    claims.map(({ messageId, claimToken }) => ({ messageId, claimToken, subject: 'News', links })),
    until,
  );
const sent = (claims: readonly BroadcastClaim[], now: Instant = start) =>
  store.broadcasts.settle(
    claims.map(({ messageId, claimToken }) => ({ messageId, claimToken, kind: 'sent', response: '250 ok' })),
    now,
  );
async function sendAll(id: string, now: Instant = start): Promise<readonly BroadcastClaim[]> {
  const claims = await claimAll(id, now);
  await inFlight(claims);
  await sent(claims, now);
  return claims;
}
const mailOf = async (id: string, leadId: string) =>
  (await store.messages.list({ leadId }, { limit: 100 })).items.find(({ broadcastId }) => broadcastId === id);

describe('an order', () => {
  it('writes the broadcast and what starts its workflow, and waits for its time', async () => {
    const view = await ordered({ startAt: minute(60), pace: 25 });
    await addLead(store);
    const { total } = await store.broadcasts.get(view.name);
    expect(view).toMatchObject({ status: 'scheduled', template: 'hello', templateNumber: 1, looked: 0, mails: {} });
    expect((await outboxOf(test.url)).filter(({ kind }) => kind === 'start_broadcast').at(-1)).toMatchObject({
      workflow_id: `broadcast/${view.id}`,
      payload: { broadcastId: view.id, look: false },
    });
    expect(await page(view.id, minute(59))).toMatchObject({ more: false, nextAt: minute(60), status: 'scheduled' });
    await page(view.id, minute(60));
    // Who came before it began is meant.
    expect(await store.broadcasts.get(view.id)).toMatchObject({ status: 'running', total: total + 1 });
  });

  it('is refused for a name that is taken, and for what is not there', async () => {
    const { name } = await ordered();
    const filter = { when: null, segment: 'none', source: null, tag: null };
    await expect(ordered({ name })).rejects.toMatchObject({ code: 'BROADCAST_EXISTS' });
    await expect(ordered({ template: 'none' })).rejects.toMatchObject({ code: 'TEMPLATE_UNKNOWN' });
    await expect(ordered({ sender: 'nobody' })).rejects.toMatchObject({ code: 'SENDER_UNKNOWN' });
    await expect(ordered({ filter })).rejects.toMatchObject({ code: 'SEGMENT_UNKNOWN' });
    await expect(ordered({ filter: { ...filter, segment: null, when: '(' } })).rejects.toMatchObject({
      code: 'CONDITION_INVALID',
    });
    await expect(ordered({ pace: 0 })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    await expect(store.broadcasts.get('none')).rejects.toMatchObject({ code: 'BROADCAST_UNKNOWN' });
  });
});

describe('a page', () => {
  it('claims a mail for each lead that fits, once, and ends when all have been sent', async () => {
    const { id, source } = await ordered();
    const leads = await leadsOf(source, 5);
    const claims = await claimAll(id, start, {}, 2);
    expect(claims.map(({ leadId }) => leadId)).toEqual(leads.map((lead) => lead.id).sort());
    expect(await store.broadcasts.finish(id, start)).toBe('running');
    expect([...(await inFlight(claims))].sort()).toEqual(claims.map(({ messageId }) => messageId).sort());
    await sent(claims, minute(1));
    await sent(claims, minute(2));
    expect(await page(id, minute(1))).toMatchObject({ claims: [], more: false, nextAt: null });
    expect(await store.broadcasts.finish(id, minute(3))).toBe('done');
    const { total, ...view } = await store.broadcasts.get(id);
    expect(view).toMatchObject({ status: 'done', mails: { SENT: 5 }, looked: total, endedAt: minute(3) });
    const [lead] = leads;
    expect(await mailOf(id, lead?.id ?? '')).toMatchObject({
      key: `broadcast/${id}/${lead?.id}`,
      state: 'SENT',
      subject: 'News',
      links,
      attempts: 1,
      sentAt: minute(1),
    });
    const timeline = await store.leads.timeline(lead?.id ?? '');
    expect(timeline.filter((entry) => entry.kind === 'event' && entry.event === 'sent')).toHaveLength(1);
    expect(timeline.find(({ kind }) => kind === 'mail')).toMatchObject({ broadcast: view.name, sequence: null });
  });

  it('asks the filter with all that conditions can ask', async () => {
    const filter = { when: 'events.clicks() > 0', segment: 'large', source: null, tag: 'vip' };
    const { id } = await ordered({ filter });
    const large = { fields: { employees: 900 }, tags: ['vip'] };
    const [meant, silent, small] = [
      await addLead(store, large),
      await addLead(store, large),
      await addLead(store, { tags: ['vip'] }),
    ];
    for (const lead of [meant, small])
      await store.events.ingest(event({ kind: 'click', lead: { id: lead.id } }), start);
    expect((await claimAll(id)).map(({ leadId }) => leadId)).toEqual([meant.id]);
    expect(await mailOf(id, silent.id)).toBeUndefined();
  });

  it('lets the gate decide about each mail as about one of a sequence', async () => {
    const { id, source } = await ordered();
    const consent = { ...noConsentPolicy, countries: { DE: 'express' } } as const;
    const [free, suppressed, german, withdrawn, sales, mailed, paused, asleep] = await leadsOf(source, 8);
    if (!free || !suppressed || !german || !withdrawn || !sales || !mailed || !paused || !asleep)
      throw new Error('no leads');
    await store.suppressions.add(suppressed.email, 'unsubscribe', null, start);
    await store.leads.save({ email: german.email, country: 'DE' }, start, 'test');
    const db = await connect(test.url);
    await db.query(
      `INSERT INTO consent (id, lead_id, purpose, basis, source, at, withdrawn_at)
       VALUES (gen_random_uuid(), $1, 'marketing', 'express', 'form', $2, $3)`,
      [withdrawn.id, start, start],
    );
    await db.query(`UPDATE lead SET stage = 'mql' WHERE id = $1`, [sales.id]);
    await db.end();
    const enrollment = await store.enrollments.enroll(mailed.id, 'welcome', 'test', start);
    await sendMail(store, enrollment, 'hello', templateVersionId, start);
    await store.pauses.pause({ kind: 'lead', leadId: paused.id }, null, 'ines', start);
    const slot: BroadcastRules['slot'] = (_facts, seed) =>
      seed === asleep.id
        ? { kind: 'later', until: minute(600), why: 'the send window opens at 2026-11-22 08:00 Europe/Berlin' }
        : { kind: 'now' };
    const caps = [{ atMost: 1, within: 'P1D' }];
    const claims = await claimAll(id, minute(1), { consent, caps, slot });
    expect(claims.map(({ leadId }) => leadId)).toEqual([free.id]);
    const states = await Promise.all(
      [suppressed, german, withdrawn, sales, mailed, paused, asleep].map((lead) => mailOf(id, lead.id)),
    );
    expect(states.map((mail) => `${mail?.state} ${mail?.detail}`)).toMatchInlineSnapshot(`
      [
        "SUPPRESSED unsubscribe: the address is suppressed (unsubscribe)",
        "SUPPRESSED consent: leads in DE must have given express consent to marketing, and this one has not",
        "SUPPRESSED consent: the lead withdrew its consent to marketing",
        "SUPPRESSED mql: the lead belongs to sales (stage mql)",
        "DEFERRED frequency cap: at most 1 mail in 1 day",
        "DEFERRED the lead is paused",
        "DEFERRED the send window opens at 2026-11-22 08:00 Europe/Berlin",
      ]
    `);
    await inFlight(claims);
    await sent(claims, minute(1));
    expect((await store.broadcasts.report(id)).heldBack).toMatchInlineSnapshot(`
      {
        "frequency cap: at most 1 mail in 1 day": 1,
        "leads in DE must have given express consent to marketing, and this one has not": 1,
        "the address is suppressed (unsubscribe)": 1,
        "the lead belongs to sales (stage mql)": 1,
        "the lead is paused": 1,
        "the lead withdrew its consent to marketing": 1,
        "the send window opens": 1,
      }
    `);
    // The first of them is due: the paused lead, in an hour.
    expect(await page(id, minute(2), { consent, caps, slot })).toMatchObject({ more: false, nextAt: minute(61) });
    await store.pauses.resume({ kind: 'lead', leadId: paused.id }, 'ines', minute(3));
    expect((await claimAll(id, minute(61), { consent, caps, slot })).map(({ leadId }) => leadId)).toEqual([paused.id]);
  });

  it('leaves out a lead that does not fit any more when its mail is due', async () => {
    const { id, source } = await ordered();
    const [lead] = await leadsOf(source, 1);
    const slot = () => ({ kind: 'later', until: minute(60), why: 'later' }) as const;
    await claimAll(id, start, { slot });
    await store.leads.save({ email: lead?.email ?? '', source: 'elsewhere' }, start, 'test');
    const db = await connect(test.url);
    await db.query(`UPDATE lead SET source = 'elsewhere' WHERE id = $1`, [lead?.id]);
    await db.end();
    expect(await claimAll(id, minute(60))).toEqual([]);
    expect(await mailOf(id, lead?.id ?? '')).toMatchObject({ state: 'SKIPPED', attempts: 0 });
    expect(await store.broadcasts.finish(id, minute(60))).toBe('done');
  });

  it('claims nothing while the sender is paused, or not activated, and looks again in a minute', async () => {
    const { id, source } = await ordered();
    await leadsOf(source, 1);
    await store.pauses.pause({ kind: 'relay', relay: 'smtp' }, null, 'ines', start);
    expect(await page(id)).toMatchObject({ claims: [], more: false, nextAt: minute(1) });
    await store.pauses.resume({ kind: 'relay', relay: 'smtp' }, 'ines', start);
    const own = { fromDomain: 'new.acme.example', mustBeActivated: true };
    expect(await page(id, start, own)).toMatchObject({ claims: [], more: false, nextAt: minute(1) });
    const scopes = (await store.pauses.list()).map(({ scope }) => scope);
    expect(scopes).toContainEqual({ kind: 'domain', domain: 'new.acme.example' });
    await store.senders.activate('new.acme.example', { actor: 'ines', checks: [] }, start);
    expect(await claimAll(id, start, own)).toHaveLength(1);
  });
});

describe('a page and a sequence', () => {
  const caps = [{ atMost: 1, within: 'P1D' }];

  it('that reach for one lead at the same moment mail it once, when a cap says so', async () => {
    const { id, source } = await ordered();
    const [lead] = await leadsOf(source, 1);
    const enrollment = await store.enrollments.enroll(lead?.id ?? '', 'welcome', 'test', start);
    const [mail, { claims }] = await whileLocked(test.url, lead?.id ?? '', 2, () =>
      Promise.all([
        claim(store, enrollment, 'hello', templateVersionId, start, { caps }),
        page(id, start, { caps }, 10_000),
      ]),
    );
    expect([mail.kind, ...claims.map(() => 'claimed')].filter((kind) => kind === 'claimed')).toHaveLength(1);
  });

  it('of which one has let its claim run out: the other counts it no more, and it does not leave any more', async () => {
    const { id, source } = await ordered();
    const [lead] = await leadsOf(source, 1);
    const enrollment = await store.enrollments.enroll(lead?.id ?? '', 'welcome', 'test', start);
    const { messageId, claimToken } = await claimed(store, enrollment, 'hello', templateVersionId);
    expect(await claimAll(id, minute(2), { caps })).toHaveLength(1);
    await expect(
      store.messages.markInFlight(messageId, claimToken, { subject: 'Hello', links: [] }),
    ).rejects.toMatchObject({ code: 'CLAIM_LOST' });
  });
});

describe('two lanes', () => {
  it('at one broadcast claim each lead once', async () => {
    const { id, source } = await ordered();
    await leadsOf(source, 300, { fields: {} });
    const lanes = await Promise.all([
      claimAll(id, start, {}, 40),
      claimAll(id, start, {}, 40),
      claimAll(id, start, {}, 40),
    ]);
    const leads = lanes.flat().map(({ leadId }) => leadId);
    expect(leads).toHaveLength(300);
    expect(new Set(leads).size).toBe(300);
    const { mails, looked, total } = await store.broadcasts.get(id);
    expect([mails, looked]).toEqual([{ CLAIMED: 300 }, total]);
  });

  it('of which one is lost before its mails leave: they are taken up when its lease ends, and the first claim is void', async () => {
    const { id, source } = await ordered();
    await leadsOf(source, 2);
    const lost = await claimAll(id);
    expect(await page(id, minute(0.5))).toMatchObject({ claims: [], more: false, nextAt: plusMs(start, leaseMs) });
    expect(await store.broadcasts.finish(id, minute(0.5))).toBe('running');
    const again = await claimAll(id, minute(1));
    expect(again.map(({ messageId, attempt }) => [messageId, attempt])).toEqual(
      lost.map(({ messageId }) => [messageId, 2]),
    );
    expect(await inFlight(lost)).toEqual(new Set());
    expect((await inFlight(again)).size).toBe(2);
  });

  it('of which one is only slow: what it sends at the last moment is not claimed by the other', async () => {
    const { id, source } = await ordered();
    const [lead] = await leadsOf(source, 1);
    const slow = await claimAll(id);
    const holder = await connect(test.url);
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM lead WHERE id = $1 FOR UPDATE', [lead?.id]);
    const other = page(id, minute(2));
    await untilWaiting(test.url, 1);
    expect((await inFlight(slow)).size).toBe(1);
    await holder.query('COMMIT');
    await holder.end();
    expect((await other).claims).toEqual([]);
    expect(await mailOf(id, lead?.id ?? '')).toMatchObject({ state: 'IN_FLIGHT', attempts: 1 });
  });

  it('of which one is lost while its mails leave: they are UNKNOWN and never claimed again, but its answer counts', async () => {
    const { id, source } = await ordered();
    const [first, second] = await leadsOf(source, 2);
    const claims = await claimAll(id);
    await inFlight(claims, minute(2));
    expect(await page(id, minute(1))).toMatchObject({ claims: [], more: false, nextAt: minute(2) });
    expect(await claimAll(id, minute(3))).toEqual([]);
    expect((await store.broadcasts.get(id)).mails).toEqual({ UNKNOWN: 2 });
    await sent(
      claims.filter(({ leadId }) => leadId === first?.id),
      minute(4),
    );
    expect((await mailOf(id, first?.id ?? ''))?.state).toBe('SENT');
    expect((await mailOf(id, second?.id ?? ''))?.state).toBe('UNKNOWN');
    expect(await store.broadcasts.finish(id, minute(5))).toBe('done');
    // Nobody would ever look at it again.
    await store.broadcasts.settle(
      claims.map(({ messageId, claimToken }) => ({
        messageId,
        claimToken,
        kind: 'deferred',
        detail: '451 later',
        verdict: 'passing',
        until: minute(20),
      })),
      minute(6),
    );
    expect((await mailOf(id, first?.id ?? ''))?.state).toBe('SENT');
    expect(await mailOf(id, second?.id ?? '')).toMatchObject({
      state: 'FAILED',
      detail: 'the answer came too late for another try: 451 later',
    });
    expect(await page(id, minute(60))).toMatchObject({ claims: [], nextAt: null });
  });
});

describe('a mail that is about to leave', () => {
  it('is held back when the lead opts out or is paused, its address changes, or the broadcast or its sender is paused meanwhile', async () => {
    const { id, source } = await ordered();
    const [optsOut, moves, goes, rests] = await leadsOf(source, 4);
    const claims = await claimAll(id);
    await store.events.ingest(event({ kind: 'unsubscribe', lead: { id: optsOut?.id ?? '' } }), start);
    const db = await connect(test.url);
    await db.query(`UPDATE lead SET email = 'moved@acme.test', canonical_email = 'moved@acme.test' WHERE id = $1`, [
      moves?.id,
    ]);
    await db.end();
    await store.pauses.pause({ kind: 'lead', leadId: rests?.id ?? '' }, null, 'ines', start);
    const leaving = claims.find(({ leadId }) => leadId === goes?.id);
    expect(await inFlight(claims)).toEqual(new Set([leaving?.messageId]));
    const again = await claimAll(id, start);
    expect(again.map(({ recipient, attempt }) => [recipient, attempt])).toEqual([['moved@acme.test', 1]]);
    await store.broadcasts.pause(id, 'a typo', 'ines', start);
    expect(await inFlight(again)).toEqual(new Set());
    await store.broadcasts.resume(id, 'ines', start);
    const third = await claimAll(id, start);
    await store.pauses.pause({ kind: 'domain', domain: 'acme.example' }, null, 'ines', start);
    expect(await inFlight(third)).toEqual(new Set());
    await store.pauses.resume({ kind: 'domain', domain: 'acme.example' }, 'ines', start);
    expect((await inFlight(await claimAll(id, start))).size).toBe(1);
  });
});

describe('an attempt', () => {
  it('that surely failed is due at its time, and one that was given back counts as no try', async () => {
    const { id, source } = await ordered();
    const [tried, untried] = await leadsOf(source, 2);
    const claims = await claimAll(id);
    await inFlight(claims.filter(({ leadId }) => leadId === tried?.id));
    await store.broadcasts.settle(
      claims.map(({ messageId, claimToken, leadId }) =>
        leadId === tried?.id
          ? { messageId, claimToken, kind: 'deferred', detail: '450 later', verdict: 'greylisted', until: minute(5) }
          : { messageId, claimToken, kind: 'put-off', detail: 'gmail gets less', until: minute(7) },
      ),
      start,
    );
    expect(await page(id, minute(1))).toMatchObject({ more: false, nextAt: minute(5) });
    expect(
      (await claimAll(id, minute(5))).map(({ leadId, attempt, firstTriedAt }) => [leadId, attempt, firstTriedAt]),
    ).toEqual([[tried?.id, 2, start]]);
    expect((await claimAll(id, minute(5.5))).length).toBe(0);
    expect(
      (await page(id, minute(7))).claims.map(({ leadId, attempt, firstTriedAt }) => [leadId, attempt, firstTriedAt]),
    ).toContainEqual([untried?.id, 1, minute(7)]);
  });
});

describe('a relay that is away', () => {
  it('holds all that is due until one time, and those that it did not take are tried first', async () => {
    const { id, source } = await ordered();
    await leadsOf(source, 4);
    const claims = await claimAll(id);
    const [given, sooner, waits, tried] = claims;
    if (!tried || !given || !waits || !sooner) throw new Error('no claims');
    await inFlight([tried]);
    const ids = ({ messageId, claimToken }: BroadcastClaim) => ({ messageId, claimToken });
    const away = { kind: 'deferred', detail: 'ECONNREFUSED', verdict: 'unreachable', until: minute(1) } as const;
    const put = { kind: 'put-off', detail: 'later' } as const;
    await store.broadcasts.settle(
      [
        { ...ids(given), ...put, until: start },
        { ...ids(tried), ...away },
        { ...ids(waits), ...put, until: minute(90) },
        { ...ids(sooner), ...put, until: plusMs(start, 7777) },
      ],
      start,
    );
    expect(await store.broadcasts.hold(id, plusMs(minute(5), 1), start)).toBe(minute(5.25));
    const due = [sooner, tried, given].map(({ leadId }) => leadId);
    expect((await page(id, minute(5.25))).claims.map(({ leadId }) => leadId)).toEqual(due);
  });

  it('is asked again at a time that many share, whenever each was refused', async () => {
    const { id, source } = await ordered();
    await leadsOf(source, 3);
    const claims = await claimAll(id);
    await inFlight(claims);
    await store.broadcasts.settle(
      claims.map(({ messageId, claimToken }, i) => {
        const until = plusMs(minute(5), 1 + 5000 * i);
        return { messageId, claimToken, kind: 'deferred', detail: '450', verdict: 'greylisted', until };
      }),
      start,
    );
    expect(await page(id, minute(1))).toMatchObject({ nextAt: minute(5.25) });
    expect((await page(id, minute(5.25))).claims).toHaveLength(3);
  });
});

describe('a command', () => {
  it('pauses until it is resumed, and tells the workflow then', async () => {
    const { id, name, source } = await ordered();
    await leadsOf(source, 1);
    expect(await store.broadcasts.pause(name, 'a typo', 'ines', start)).toMatchObject({
      status: 'paused',
      reason: 'a typo',
    });
    expect(await page(id, minute(1))).toMatchObject({ claims: [], more: false, status: 'paused', nextAt: minute(61) });
    expect(await store.broadcasts.resume(name, 'ines', minute(2))).toMatchObject({ status: 'scheduled', reason: null });
    expect((await outboxOf(test.url)).at(-1)).toMatchObject({
      workflow_id: `broadcast/${id}`,
      payload: { look: true },
    });
    expect(await sendAll(id)).toHaveLength(1);
  });

  it('stops for good: what waits is left out, what leaves may leave', async () => {
    const { id, name, source } = await ordered();
    const [waits, leaves, never] = await leadsOf(source, 3);
    const slot: BroadcastRules['slot'] = (_facts, seed) =>
      seed === waits?.id ? { kind: 'later', until: minute(60), why: 'later' } : { kind: 'now' };
    const claims = await page(id, start, { slot }, (await store.broadcasts.get(id)).total + 2).then(
      (first) => first.claims,
    );
    const leaving = claims.filter(({ leadId }) => leadId === leaves?.id);
    expect((await inFlight(leaving)).size).toBe(1);
    expect(await store.broadcasts.stop(name, 'ines', minute(1))).toMatchObject({
      status: 'stopped',
      reason: 'stopped by ines',
      endedAt: minute(1),
    });
    expect((await mailOf(id, waits?.id ?? ''))?.state).toBe('SKIPPED');
    await sent(leaving, minute(1));
    expect((await mailOf(id, leaves?.id ?? ''))?.state).toBe('SENT');
    await expect(store.broadcasts.resume(name, 'ines', minute(2))).rejects.toMatchObject({ code: 'BROADCAST_ENDED' });
    expect(await claimAll(id, minute(5))).toEqual([]);
    expect((await store.broadcasts.get(id)).mails).not.toHaveProperty('CLAIMED');
    expect(never).toBeDefined();
  });
});

describe('what comes back', () => {
  it('is counted by distinct mails, and an opt-out or a reply ends what else the lead is in', async () => {
    const { id, source } = await ordered();
    const [clicks, replies, optsOut, bounces] = await leadsOf(source, 4);
    if (!clicks || !replies || !optsOut || !bounces) throw new Error('no leads');
    const runs = await Promise.all(
      [replies, optsOut].map((lead) => store.enrollments.enroll(lead.id, 'welcome', 'test', start)),
    );
    const claims = await sendAll(id);
    const messageOf = (lead: LeadView) => ({
      messageId: claims.find(({ leadId }) => leadId === lead.id)?.messageId ?? '',
    });
    const tell = (lead: LeadView, kind: 'open' | 'click' | 'reply' | 'unsubscribe' | 'bounce_hard', link?: string) =>
      store.events.ingest(event({ kind, lead: messageOf(lead), ...(link === undefined ? {} : { link }) }), minute(5));
    const { score } = await tell(clicks, 'click', 'guide');
    await tell(clicks, 'click', 'guide');
    await tell(clicks, 'click', 'price');
    await tell(clicks, 'open');
    await tell(replies, 'reply');
    await tell(optsOut, 'unsubscribe');
    await tell(bounces, 'bounce_hard');
    expect(score).toBe(10);
    expect(await store.broadcasts.report(id)).toMatchObject({
      mails: { SENT: 4 },
      opened: 1,
      clicked: 1,
      replied: 1,
      bounced: 1,
      complained: 0,
      unsubscribed: 1,
      links: { guide: 1, price: 1 },
      heldBack: {},
    });
    const stops = (await outboxOf(test.url)).filter(
      ({ kind, workflow_id }) => kind === 'signal_nurture' && runs.some(({ workflowId }) => workflowId === workflow_id),
    );
    expect(stops.map(({ payload }) => (payload as { event: { kind: string } }).event.kind).sort()).toEqual([
      'reply',
      'unsubscribe',
    ]);
  });
});

describe('the cost', () => {
  it('of a mail is less than a fifth of a statement, at twenty-five mails in flight', async () => {
    const { id, source } = await ordered();
    await leadsOf(source, 600, { fields: {} });
    // Leads of other tests fill no page of this one.
    while ((await page(id, start, {}, 200)).claims.length === 0);
    const query = vi.spyOn(pg.Client.prototype, 'query');
    const before = (await store.broadcasts.get(id)).mails.CLAIMED ?? 0;
    query.mockClear();
    const caps = [{ atMost: 2, within: 'P1D' }];
    const claims = [];
    for (let i = 0; i < 3; i += 1) {
      const { claims: more } = await page(id, start, { caps }, 200);
      for (let from = 0; from < more.length; from += 25) {
        await inFlight(more.slice(from, from + 25));
        await sent(more.slice(from, from + 25));
      }
      claims.push(...more);
    }
    const count = query.mock.calls.length;
    query.mockRestore();
    console.log(
      `broadcast: ${count} statements for ${claims.length} mails, ${(count / claims.length).toFixed(3)} a mail`,
    );
    expect(before).toBeGreaterThan(0);
    expect(count / claims.length).toBeLessThanOrEqual(0.2);
  });
});
