/** Broadcasts on the real Temporal server: through the outbox, over lanes, with their waits skipped or in real time. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BroadcastOrder, BroadcastView } from '../../db/store.ts';
import { instantFromMs, msOf, plusMs } from '../../domain/instant.ts';
import { nurturable } from '../../domain/lifecycle.ts';
import { alwaysOpen } from '../../domain/program-settings.ts';
import { now, startEngine, type TestEngine } from '../support/engine.ts';

let skipping: TestEngine;
let engine: TestEngine;
beforeAll(async () => {
  [skipping, engine] = await Promise.all([startEngine({ skipping: true }), startEngine()]);
  for (const each of [skipping, engine]) await each.publish('sequence: other\nsteps:\n  - send: news\n');
}, 60_000);
afterAll(async () => {
  await Promise.all([skipping?.close(), engine?.close()]);
});

const settings = { purpose: 'marketing', stages: [...nurturable], priority: 0, caps: [], window: null, stale: null };

let orders = 0;
/** To leads of a source of its own, half of them in Berlin and half in Tokyo. */
async function ordered(of: TestEngine, count: number, order: Partial<BroadcastOrder> = {}): Promise<BroadcastView> {
  orders += 1;
  const name = `news-${orders}`;
  await Promise.all(
    Array.from({ length: count }, (_, i) => {
      const timeZone = i % 2 === 0 ? 'Europe/Berlin' : 'Asia/Tokyo';
      return of.addLead({ email: `${name}-${i}@customer.example`, source: name, timeZone });
    }),
  );
  const filter = { when: null, segment: null, source: name, tag: null };
  const base = { name, template: 'news', filter, sender: null, settings, pace: 1000, startAt: now() };
  return of.store.broadcasts.begin({ ...base, ...order }, 'test', now());
}

const seen = (of: TestEngine, { id }: BroadcastView, wanted: (view: BroadcastView) => boolean, what: string) =>
  of.until(() => of.store.broadcasts.get(id), wanted, what);
const done = ({ status }: BroadcastView): boolean => status === 'done';
const arrived = (of: TestEngine, { name }: BroadcastView): readonly string[] =>
  of.sink.mails.flatMap(({ envelope }) => envelope.to).filter((to) => to.startsWith(`${name}-`));
const delivered = (of: TestEngine) =>
  of.until(
    () => of.store.outbox.pending(),
    ({ waiting }) => waiting === 0,
    'an empty outbox',
  );
const ended = async (of: TestEngine, { id }: BroadcastView): Promise<void> => {
  await delivered(of);
  await of.client.getHandle(`broadcast/${id}`).result();
};

describe('a broadcast', () => {
  it('sends to everybody at the lead’s own morning, and ends', async () => {
    // The window has just closed for Berlin, and opens in 14 hours; for Tokyo it is night as well.
    const from = msOf(now());
    const clock = (ms: number) =>
      new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Berlin' }).format(ms);
    const window = { ...alwaysOpen, hours: [{ from: clock(from + 4 * 3_600_000), to: clock(from + 5 * 3_600_000) }] };
    const broadcast = await ordered(skipping, 10, { settings: { ...settings, window } });
    await ended(skipping, broadcast);
    expect(await skipping.store.broadcasts.get(broadcast.id)).toMatchObject({ status: 'done', mails: { SENT: 10 } });
    const to = arrived(skipping, broadcast);
    expect(new Set(to).size).toBe(10);
    expect(to).toHaveLength(10);
    const hoursLater = new Map<string, number>();
    for (const { recipient, sentAt } of (await skipping.store.messages.list({ state: 'SENT' }, { limit: 100 })).items) {
      if (recipient.startsWith(`${broadcast.name}-`)) {
        hoursLater.set(recipient, Math.round((msOf(sentAt ?? '') - from) / 3_600_000));
      }
    }
    const tokyo = 4 - (8 + summerTime(from)) + 24;
    expect([...hoursLater].map(([, hours]) => hours).toSorted((a, b) => a - b)).toEqual(
      [...Array(5).fill(4), ...Array(5).fill(tokyo)].toSorted((a, b) => a - b),
    );
  }, 60_000);

  it('waits for its time', async () => {
    const startAt = plusMs(now(), 30 * 3_600_000);
    const broadcast = await ordered(skipping, 2, { startAt });
    await ended(skipping, broadcast);
    const { items } = await skipping.store.messages.list({ state: 'SENT' }, { limit: 100 });
    const times = items.filter(({ broadcastId }) => broadcastId === broadcast.id).map(({ sentAt }) => sentAt ?? '');
    expect(times).toHaveLength(2);
    expect(times.every((at) => at >= startAt)).toBe(true);
  }, 60_000);

  it('keeps its pace, pauses while it runs, and goes on at once when it is resumed', async () => {
    const broadcast = await ordered(engine, 70, { pace: 10 });
    const { store } = engine;
    const began = msOf(now());
    await seen(engine, broadcast, ({ mails }) => (mails.SENT ?? 0) >= 1, 'the first turn');
    await store.broadcasts.pause(broadcast.id, 'a typo', 'test', now());
    await engine.until(
      () => engine.client.getHandle(`broadcast/${broadcast.id}`).describe(),
      ({ raw }) => (raw.pendingActivities?.length ?? 0) === 0,
      'a quiet workflow',
    );
    const before = arrived(engine, broadcast).length;
    expect(before).toBeLessThan(70);
    await store.broadcasts.resume(broadcast.id, 'test', now());
    await seen(engine, broadcast, done, 'its end');
    await ended(engine, broadcast);
    expect(new Set(arrived(engine, broadcast)).size).toBe(70);
    expect(arrived(engine, broadcast)).toHaveLength(70);
    expect(msOf(now()) - began).toBeGreaterThanOrEqual(1000);
  }, 60_000);

  it('that is slow can be halted after its first mail', async () => {
    const broadcast = await ordered(engine, 3, { pace: 0.1 });
    await seen(engine, broadcast, ({ mails }) => (mails.SENT ?? 0) >= 1, 'the first mail');
    await engine.store.broadcasts.stop(broadcast.id, 'test', now());
    await ended(engine, broadcast);
    expect(arrived(engine, broadcast)).toHaveLength(1);
  }, 60_000);

  it('that is stopped leaves out the rest, and its workflow ends', async () => {
    const startAt = instantFromMs(msOf(now()) + 3_600_000);
    const broadcast = await ordered(engine, 2, { startAt });
    await delivered(engine);
    await engine.store.broadcasts.stop(broadcast.id, 'test', now());
    await ended(engine, broadcast);
    expect(arrived(engine, broadcast)).toEqual([]);
    expect((await engine.store.broadcasts.get(broadcast.id)).status).toBe('stopped');
  }, 30_000);

  it('whose workflow was ended by hand goes on with another one when it is resumed', async () => {
    const broadcast = await ordered(engine, 2, { startAt: instantFromMs(msOf(now()) + 2000) });
    await delivered(engine);
    const handle = engine.client.getHandle(`broadcast/${broadcast.id}`);
    await engine.until(
      async () => (await handle.fetchHistory()).events?.some((e) => e.timerStartedEventAttributes) ?? false,
      (sleeps) => sleeps,
      'its sleep',
    );
    await handle.terminate();
    await engine.store.broadcasts.resume(broadcast.id, 'test', now());
    await seen(engine, broadcast, done, 'its end');
    expect(arrived(engine, broadcast)).toHaveLength(2);
  }, 30_000);
});

/** By how much less Berlin is ahead of UTC than in summer, in hours. */
function summerTime(ms: number): number {
  const name = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', timeZoneName: 'shortOffset' }).format(ms);
  return name.endsWith('GMT+2') ? -1 : 0;
}
