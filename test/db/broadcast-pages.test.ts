/**
 * Pages of a broadcast over real PostgreSQL: who is claimed, by whom, and what it costs. Long, because the gate, sequences
 * and a second lane all meet the same claim.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { BroadcastRules } from '../../db/store.ts';
import { noConsentPolicy } from '../../domain/consent.ts';
import { plusMs } from '../../domain/time.ts';
import { type BroadcastGround, links, openBroadcasts } from './broadcast-ground.ts';
import {
  addLead,
  claim,
  claimed,
  connect,
  event,
  leaseMs,
  minute,
  sendMail,
  start,
  untilWaiting,
  whileLocked,
} from './fixtures.ts';

let ground: BroadcastGround;
beforeAll(async () => {
  ground = await openBroadcasts();
});
afterAll(() => ground.close());

describe('a page', () => {
  it('claims a mail for each lead that fits, once, and ends when all have been sent', async () => {
    const { id, source } = await ground.ordered();
    const leads = await ground.leadsOf(source, 5);
    const claims = await ground.claimAll(id, start, {}, 2);
    expect(claims.map(({ leadId }) => leadId)).toEqual(leads.map((lead) => lead.id).sort());
    expect(await ground.store.broadcasts.finish(id, start)).toBe('running');
    expect([...(await ground.inFlight(claims))].sort()).toEqual(claims.map(({ messageId }) => messageId).sort());
    await ground.sent(claims, minute(1));
    await ground.sent(claims, minute(2));
    expect(await ground.page(id, minute(1))).toMatchObject({ claims: [], more: false, nextAt: null });
    expect(await ground.store.broadcasts.finish(id, minute(3))).toBe('done');
    const { total, ...view } = await ground.store.broadcasts.get(id);
    expect(view).toMatchObject({ status: 'done', mails: { SENT: 5 }, looked: total, endedAt: minute(3) });
    const [lead] = leads;
    expect(await ground.mailOf(id, lead?.id ?? '')).toMatchObject({
      key: `broadcast/${id}/${lead?.id}`,
      state: 'SENT',
      subject: 'News',
      links,
      attempts: 1,
      sentAt: minute(1),
    });
    const timeline = await ground.store.leads.timeline(lead?.id ?? '');
    expect(timeline.filter((entry) => entry.kind === 'event' && entry.event === 'sent')).toHaveLength(1);
    expect(timeline.find(({ kind }) => kind === 'mail')).toMatchObject({ broadcast: view.name, sequence: null });
  });

  it('asks the filter with all that conditions can ask', async () => {
    const filter = { when: 'events.clicks() > 0', segment: 'large', source: null, tag: 'vip' };
    const { id } = await ground.ordered({ filter });
    const large = { fields: { employees: 900 }, tags: ['vip'] };
    const [meant, silent, small] = [
      await addLead(ground.store, large),
      await addLead(ground.store, large),
      await addLead(ground.store, { tags: ['vip'] }),
    ];
    for (const lead of [meant, small])
      await ground.store.events.ingest(event({ kind: 'click', lead: { id: lead.id } }), start);
    expect((await ground.claimAll(id)).map(({ leadId }) => leadId)).toEqual([meant.id]);
    expect(await ground.mailOf(id, silent.id)).toBeUndefined();
  });

  it('lets the gate decide about each mail as about one of a sequence', async () => {
    const { id, source } = await ground.ordered();
    const consent = { ...noConsentPolicy, countries: { DE: 'express' } } as const;
    const [free, suppressed, german, withdrawn, sales, mailed, paused, asleep] = await ground.leadsOf(source, 8);
    if (!free || !suppressed || !german || !withdrawn || !sales || !mailed || !paused || !asleep)
      throw new Error('no leads');
    await ground.store.suppressions.add(suppressed.email, 'unsubscribe', null, start);
    await ground.store.leads.save({ email: german.email, country: 'DE' }, start, 'test');
    const db = await connect(ground.url);
    await db.query(
      `INSERT INTO consent (id, lead_id, purpose, basis, source, at, withdrawn_at)
       VALUES (gen_random_uuid(), $1, 'marketing', 'express', 'form', $2, $3)`,
      [withdrawn.id, start, start],
    );
    await db.query(`UPDATE lead SET stage = 'mql' WHERE id = $1`, [sales.id]);
    await db.end();
    const enrollment = await ground.store.enrollments.enroll(mailed.id, 'welcome', 'test', start);
    await sendMail(ground.store, enrollment, 'hello', ground.templateVersionId, start);
    await ground.store.pauses.pause({ kind: 'lead', leadId: paused.id }, null, 'ines', start);
    const slot: BroadcastRules['slot'] = (_facts, seed) =>
      seed === asleep.id
        ? { kind: 'later', until: minute(600), why: 'the send window opens at 2026-11-22 08:00 Europe/Berlin' }
        : { kind: 'now' };
    const caps = [{ atMost: 1, within: 'P1D' }];
    const claims = await ground.claimAll(id, minute(1), { consent, caps, slot });
    expect(claims.map(({ leadId }) => leadId)).toEqual([free.id]);
    const states = await Promise.all(
      [suppressed, german, withdrawn, sales, mailed, paused, asleep].map((lead) => ground.mailOf(id, lead.id)),
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
    await ground.inFlight(claims);
    await ground.sent(claims, minute(1));
    expect((await ground.store.broadcasts.report(id)).heldBack).toMatchInlineSnapshot(`
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
    expect(await ground.page(id, minute(2), { consent, caps, slot })).toMatchObject({
      more: false,
      nextAt: minute(61),
    });
    await ground.store.pauses.resume({ kind: 'lead', leadId: paused.id }, 'ines', minute(3));
    expect((await ground.claimAll(id, minute(61), { consent, caps, slot })).map(({ leadId }) => leadId)).toEqual([
      paused.id,
    ]);
  });

  it('leaves out a lead that does not fit any more when its mail is due', async () => {
    const { id, source } = await ground.ordered();
    const [lead] = await ground.leadsOf(source, 1);
    const slot = () => ({ kind: 'later', until: minute(60), why: 'later' }) as const;
    await ground.claimAll(id, start, { slot });
    await ground.store.leads.save({ email: lead?.email ?? '', source: 'elsewhere' }, start, 'test');
    const db = await connect(ground.url);
    await db.query(`UPDATE lead SET source = 'elsewhere' WHERE id = $1`, [lead?.id]);
    await db.end();
    expect(await ground.claimAll(id, minute(60))).toEqual([]);
    expect(await ground.mailOf(id, lead?.id ?? '')).toMatchObject({ state: 'SKIPPED', attempts: 0 });
    expect(await ground.store.broadcasts.finish(id, minute(60))).toBe('done');
  });

  it('claims nothing while the sender is paused, or not activated, and looks again in a minute', async () => {
    const { id, source } = await ground.ordered();
    await ground.leadsOf(source, 1);
    await ground.store.pauses.pause({ kind: 'relay', relay: 'smtp' }, null, 'ines', start);
    expect(await ground.page(id)).toMatchObject({ claims: [], more: false, nextAt: minute(1) });
    await ground.store.pauses.resume({ kind: 'relay', relay: 'smtp' }, 'ines', start);
    const own = { fromDomain: 'new.acme.example', mustBeActivated: true };
    expect(await ground.page(id, start, own)).toMatchObject({ claims: [], more: false, nextAt: minute(1) });
    const scopes = (await ground.store.pauses.list()).map(({ scope }) => scope);
    expect(scopes).toContainEqual({ kind: 'domain', domain: 'new.acme.example' });
    await ground.store.senders.activate('new.acme.example', { actor: 'ines', checks: [] }, start);
    expect(await ground.claimAll(id, start, own)).toHaveLength(1);
  });
});

describe('a page and a sequence', () => {
  const caps = [{ atMost: 1, within: 'P1D' }];

  it('that reach for one lead at the same moment mail it once, when a cap says so', async () => {
    const { id, source } = await ground.ordered();
    const [lead] = await ground.leadsOf(source, 1);
    const enrollment = await ground.store.enrollments.enroll(lead?.id ?? '', 'welcome', 'test', start);
    const [mail, { claims }] = await whileLocked(ground.url, lead?.id ?? '', 2, () =>
      Promise.all([
        claim(ground.store, enrollment, 'hello', ground.templateVersionId, start, { caps }),
        ground.page(id, start, { caps }, 10_000),
      ]),
    );
    expect([mail.kind, ...claims.map(() => 'claimed')].filter((kind) => kind === 'claimed')).toHaveLength(1);
  });

  it('of which one has let its claim run out: the other counts it no more, and it does not leave any more', async () => {
    const { id, source } = await ground.ordered();
    const [lead] = await ground.leadsOf(source, 1);
    const enrollment = await ground.store.enrollments.enroll(lead?.id ?? '', 'welcome', 'test', start);
    const { messageId, claimToken } = await claimed(ground.store, enrollment, 'hello', ground.templateVersionId);
    expect(await ground.claimAll(id, minute(2), { caps })).toHaveLength(1);
    await expect(
      ground.store.messages.markInFlight(messageId, claimToken, { subject: 'Hello', links: [] }),
    ).rejects.toMatchObject({ code: 'CLAIM_LOST' });
  });
});

describe('two lanes', () => {
  it('at one broadcast claim each lead once', async () => {
    const { id, source } = await ground.ordered();
    await ground.leadsOf(source, 300, { fields: {} });
    const lanes = await Promise.all([
      ground.claimAll(id, start, {}, 40),
      ground.claimAll(id, start, {}, 40),
      ground.claimAll(id, start, {}, 40),
    ]);
    const leads = lanes.flat().map(({ leadId }) => leadId);
    expect(leads).toHaveLength(300);
    expect(new Set(leads).size).toBe(300);
    const { mails, looked, total } = await ground.store.broadcasts.get(id);
    expect([mails, looked]).toEqual([{ CLAIMED: 300 }, total]);
  });

  it('of which one is lost before its mails leave: they are taken up when its lease ends, and the first claim is void', async () => {
    const { id, source } = await ground.ordered();
    await ground.leadsOf(source, 2);
    const lost = await ground.claimAll(id);
    expect(await ground.page(id, minute(0.5))).toMatchObject({
      claims: [],
      more: false,
      nextAt: plusMs(start, leaseMs),
    });
    expect(await ground.store.broadcasts.finish(id, minute(0.5))).toBe('running');
    const again = await ground.claimAll(id, minute(1));
    expect(again.map(({ messageId, attempt }) => [messageId, attempt])).toEqual(
      lost.map(({ messageId }) => [messageId, 2]),
    );
    expect(await ground.inFlight(lost)).toEqual(new Set());
    expect((await ground.inFlight(again)).size).toBe(2);
  });

  it('of which one is only slow: what it sends at the last moment is not claimed by the other', async () => {
    const { id, source } = await ground.ordered();
    const [lead] = await ground.leadsOf(source, 1);
    const slow = await ground.claimAll(id);
    const holder = await connect(ground.url);
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM lead WHERE id = $1 FOR UPDATE', [lead?.id]);
    const other = ground.page(id, minute(2));
    await untilWaiting(ground.url, 1);
    expect((await ground.inFlight(slow)).size).toBe(1);
    await holder.query('COMMIT');
    await holder.end();
    expect((await other).claims).toEqual([]);
    expect(await ground.mailOf(id, lead?.id ?? '')).toMatchObject({ state: 'IN_FLIGHT', attempts: 1 });
  });

  it('of which one is lost while its mails leave: they are UNKNOWN and never claimed again, but its answer counts', async () => {
    const { id, source } = await ground.ordered();
    const [first, second] = await ground.leadsOf(source, 2);
    const claims = await ground.claimAll(id);
    await ground.inFlight(claims, minute(2));
    expect(await ground.page(id, minute(1))).toMatchObject({ claims: [], more: false, nextAt: minute(2) });
    expect(await ground.claimAll(id, minute(3))).toEqual([]);
    expect((await ground.store.broadcasts.get(id)).mails).toEqual({ UNKNOWN: 2 });
    await ground.sent(
      claims.filter(({ leadId }) => leadId === first?.id),
      minute(4),
    );
    expect((await ground.mailOf(id, first?.id ?? ''))?.state).toBe('SENT');
    expect((await ground.mailOf(id, second?.id ?? ''))?.state).toBe('UNKNOWN');
    expect(await ground.store.broadcasts.finish(id, minute(5))).toBe('done');
    // Nobody would ever look at it again.
    await ground.store.broadcasts.settle(
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
    expect((await ground.mailOf(id, first?.id ?? ''))?.state).toBe('SENT');
    expect(await ground.mailOf(id, second?.id ?? '')).toMatchObject({
      state: 'FAILED',
      detail: 'the answer came too late for another try: 451 later',
    });
    expect(await ground.page(id, minute(60))).toMatchObject({ claims: [], nextAt: null });
  });
});

describe('the cost', () => {
  it('of a mail is less than a fifth of a statement, at twenty-five mails in flight', async () => {
    const { id, source } = await ground.ordered();
    await ground.leadsOf(source, 600, { fields: {} });
    // Leads of other tests fill no page of this one.
    while ((await ground.page(id, start, {}, 200)).claims.length === 0);
    const query = vi.spyOn(pg.Client.prototype, 'query');
    const before = (await ground.store.broadcasts.get(id)).mails.CLAIMED ?? 0;
    query.mockClear();
    const caps = [{ atMost: 2, within: 'P1D' }];
    const claims = [];
    for (let i = 0; i < 3; i += 1) {
      const { claims: more } = await ground.page(id, start, { caps }, 200);
      for (let from = 0; from < more.length; from += 25) {
        await ground.inFlight(more.slice(from, from + 25));
        await ground.sent(more.slice(from, from + 25));
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
