/** A sequence or broadcast that bounces or annoys too much pauses itself, in the transaction that hears of it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PauseScope } from '../../db/store.ts';
import { type Instant, plusMs } from '../../domain/time.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, connect, event, minute, publishBasics, publishWith, start } from './fixtures.ts';

let test: TestStore;
let templateVersionId: string;

beforeAll(async () => {
  test = await createTestStore();
  ({ templateVersionId } = await publishBasics(test.store));
});
afterAll(() => test.close());

let places = 0;

async function query<Row extends object>(text: string, values: readonly unknown[]): Promise<readonly Row[]> {
  const client = await connect(test.url);
  const { rows } = await client.query<Row>(text, [...values]);
  await client.end();
  return rows;
}

interface Sent {
  readonly state?: string;
  readonly broadcastId?: string;
}

/** Mails that a sequence (or a broadcast) has sent to leads of their own: what the ledger holds of them. Their ids. */
async function sent(sequence: string, count: number, at: Instant, { state = 'SENT', broadcastId }: Sent = {}) {
  const ids: string[] = [];
  const lead = await addLead(test.store);
  const enrollment = broadcastId ? null : await test.store.enrollments.enroll(lead.id, sequence, 'test', start);
  for (let i = 0; i < count; i += 1) {
    places += 1;
    // As UUIDs of version 7 do, they sort by the order in which they are made.
    ids.push(`0190${String(places).padStart(4, '0')}-0000-7000-8000-${randomUUID().slice(-12)}`);
  }
  await query(
    `INSERT INTO message (id, key, lead_id, enrollment_id, broadcast_id, recipient, state, template_version_id,
       from_domain, created_at, sent_at, updated_at)
     SELECT id, 'key/' || id, $2, $3, $4, 'x@acme.test', $5, $6, 'mail.acme.example', $7,
       CASE $5 WHEN 'SENT' THEN $7::timestamptz END, $7
     FROM unnest($1::uuid[]) AS id`,
    [ids, lead.id, enrollment?.id ?? null, broadcastId ?? null, state, templateVersionId, at],
  );
  return ids;
}

const report = (kind: 'bounce_hard' | 'complaint' | 'click', messageId: string | undefined, now: Instant) =>
  test.store.events.ingest(event({ kind, lead: { messageId: messageId ?? '' } }), now);

const pauseOf = async (sequence: string) =>
  (await test.store.pauses.list()).find(({ scope }) => scope.kind === 'sequence' && scope.sequence === sequence);

describe('hard bounces of a sequence', () => {
  it('beyond one in twenty pause it, with the figures; those of another sequence do not count', async () => {
    for (const name of ['bouncing', 'sound']) await publishWith(test.store, name, {});
    const mails = await sent('bouncing', 97, minute(1));
    await sent('sound', 300, minute(2));
    // Refused while it was being sent: never SENT, and still a send that bounced.
    const [refused] = await sent('bouncing', 1, minute(3), { state: 'CLAIMED' });
    for (const id of [...mails.slice(0, 4), undefined]) {
      if (id) await report('bounce_hard', id, minute(4));
      expect(await pauseOf('bouncing')).toBeUndefined();
    }
    await report('bounce_hard', refused, minute(5));
    expect(await pauseOf('bouncing')).toMatchObject({
      actor: 'breaker',
      since: minute(5),
      reason: '5 hard bounces among the last 98 mails (5.1 %); at most 5 % is healthy',
    });
    expect(await pauseOf('sound')).toBeUndefined();
    const paused = await query('SELECT kind, actor FROM intervention WHERE sequence = $1', ['bouncing']);
    expect(paused).toEqual([{ kind: 'paused', actor: 'breaker' }]);
  });

  it('count among the newest mails only, and not while they are few', async () => {
    await publishWith(test.store, 'growing', {});
    const early = await sent('growing', 49, minute(1));
    for (const id of early.slice(0, 9)) await report('bounce_hard', id, minute(2));
    expect(await pauseOf('growing')).toBeUndefined();
    await sent('growing', 200, minute(3));
    const [late] = await sent('growing', 1, minute(4));
    await report('bounce_hard', late, minute(5));
    expect(await pauseOf('growing')).toBeUndefined();
  });

  it('that a person has seen and lifted do not pause it again; new ones do', async () => {
    await publishWith(test.store, 'lifted', {});
    const scope: PauseScope = { kind: 'sequence', sequence: 'lifted' };
    const mails = await sent('lifted', 60, minute(1));
    for (const id of mails.slice(0, 4)) await report('bounce_hard', id, minute(2));
    expect(await pauseOf('lifted')).toBeDefined();
    await test.store.pauses.resume(scope, 'mara', minute(10));
    for (const id of mails.slice(4, 12)) await report('bounce_hard', id, minute(11));
    expect(await pauseOf('lifted')).toBeUndefined();
    const again = await sent('lifted', 50, minute(12));
    for (const id of again.slice(0, 2)) await report('bounce_hard', id, minute(13));
    expect(await pauseOf('lifted')).toBeUndefined();
    await report('bounce_hard', again[3], minute(14));
    expect(await pauseOf('lifted')).toMatchObject({
      reason: expect.stringContaining('3 hard bounces among the last 50'),
    });
  });

  it('set the warm-up of the sending domain back by a day', async () => {
    await publishWith(test.store, 'warming', {});
    const since = plusMs(start, -3 * 86_400_000);
    await query('INSERT INTO sender_domain (domain, warm_up_since) VALUES ($1, $2)', ['mail.acme.example', since]);
    const mails = await sent('warming', 50, minute(1));
    for (const id of mails.slice(0, 3)) await report('bounce_hard', id, minute(2));
    expect((await test.store.pace.state(start)).warmUps.get('mail.acme.example')).toBe(plusMs(since, 86_400_000));
  });
});

describe('complaints about a sequence', () => {
  it('pause it at three in a thousand, when there are two at least', async () => {
    await publishWith(test.store, 'annoying', {});
    const mails = await sent('annoying', 300, minute(1));
    await report('complaint', mails[0], minute(2));
    expect(await pauseOf('annoying')).toBeUndefined();
    for (const id of mails.slice(1, 60)) await report('click', id, minute(3));
    expect(await pauseOf('annoying')).toBeUndefined();
    await report('complaint', mails[1], minute(4));
    expect(await pauseOf('annoying')).toMatchObject({
      actor: 'breaker',
      reason: '2 complaints among the last 300 mails (0.7 %); must stay below 0.3 %',
    });
  });
});

describe('what comes back late, when much else has been sent', () => {
  it('is judged among the mails that were sent about when its own was', async () => {
    await publishWith(test.store, 'late', {});
    const early = await sent('late', 100, minute(14));
    const mails = await sent('late', 300, minute(15));
    await sent('late', 800, minute(30));
    // The nearest 200 to each: 100 mails on either side.
    for (const id of mails.slice(100, 110)) await report('bounce_hard', id, minute(90));
    expect(await pauseOf('late')).toBeUndefined();
    await report('bounce_hard', early[0], minute(90));
    await report('bounce_hard', mails[299], minute(90));
    expect(await pauseOf('late')).toBeUndefined();
    await report('bounce_hard', mails[50], minute(90));
    expect(await pauseOf('late')).toMatchObject({
      since: minute(90),
      reason: '11 hard bounces among the 200 mails sent around 2026-11-21 09:15 UTC (5.5 %); at most 5 % is healthy',
    });
  });

  it('is judged among as many when it is about the very first mails', async () => {
    await publishWith(test.store, 'first', {});
    const mails = await sent('first', 1700, minute(1));
    for (const id of mails.slice(0, 2)) await report('complaint', id, minute(90));
    expect(await pauseOf('first')).toBeUndefined();
    await report('complaint', mails[2], minute(91));
    expect(await pauseOf('first')).toMatchObject({
      reason: '3 complaints among the 1000 mails sent around 2026-11-21 09:01 UTC (0.3 %); must stay below 0.3 %',
    });
  });

  it('does not pause what a person has let go on since those mails were sent, however much comes', async () => {
    await publishWith(test.store, 'seen', {});
    const scope: PauseScope = { kind: 'sequence', sequence: 'seen' };
    const before = await sent('seen', 300, minute(1));
    await test.store.pauses.pause(scope, null, 'mara', minute(10));
    await test.store.pauses.resume(scope, 'mara', minute(11));
    const after = await sent('seen', 300, minute(12));
    for (const id of before.slice(-60)) await report('bounce_hard', id, minute(90));
    expect(await pauseOf('seen')).toBeUndefined();
    // Those from before are not among the mails around this one either.
    for (const id of after.slice(0, 10)) await report('bounce_hard', id, minute(91));
    expect(await pauseOf('seen')).toBeUndefined();
    await report('bounce_hard', after[10], minute(92));
    expect(await pauseOf('seen')).toMatchObject({ reason: expect.stringContaining('11 hard bounces among the 200') });
  });
});

describe('a broadcast', () => {
  it('is paused by itself, and goes on when it is resumed', async () => {
    const id = randomUUID();
    await query(
      `INSERT INTO broadcast (id, name, template_version_id, filter, settings, pace, status, start_at, total, actor, created_at)
       VALUES ($1, 'spring', $2, '{}', '{}', 10, 'running', $3, 1000, 'mara', $3)`,
      [id, templateVersionId, start],
    );
    const state = async () => (await query('SELECT status, reason FROM broadcast WHERE id = $1', [id]))[0];
    const mails = await sent('', 60, minute(1), { broadcastId: id });
    for (const mail of mails.slice(0, 4)) await report('bounce_hard', mail, minute(2));
    const reason = '4 hard bounces among the last 60 mails (6.7 %); at most 5 % is healthy';
    expect(await state()).toEqual({ status: 'paused', reason });
    await query(`UPDATE broadcast SET status = 'running', reason = NULL WHERE id = $1`, [id]);
    await report('bounce_hard', mails[5], minute(3));
    expect(await state()).toEqual({ status: 'running', reason: null });
  });
});
