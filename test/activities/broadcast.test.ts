/**
 * Turns of broadcasts over a real store and real sockets: after each fault the ledger and the relay agree, nobody gets two
 * copies, and no mail is lost without a state that says so.
 * Long, because a broadcast, its relay and its worker are set up once, for every case.
 */
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSendBroadcast } from '../../activities/broadcast.ts';
import type { BroadcastOrder, BroadcastView } from '../../db/store.ts';
import { type Instant, later, msOf, plusMs } from '../../domain/instant.ts';
import { nurturable } from '../../domain/lifecycle.ts';
import { createMailer } from '../../mail/smtp.ts';
import type { SendBroadcastRequest, SendBroadcastResult } from '../../workflows/messages.ts';
import { connect } from '../db/fixtures.ts';
import { programOfSteps, sendStep } from '../support/player.ts';
import type { SmtpMoment } from '../support/smtp-sink.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';

let bench: Workbench;
let database: pg.Client;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  bench = await startWorkbench();
  database = await connect(bench.databaseUrl);
  await bench.publishProgram(programOfSteps([sendStep('news')]));
});
afterEach(async () => {
  bench.sink.behave();
  for (const close of closers.splice(0)) await close();
  for (const { scope } of await bench.store.pauses.list()) await bench.store.pauses.resume(scope, 'test', start);
});
afterAll(async () => {
  await database?.end();
  await bench?.close();
});

const start: Instant = '2027-01-12T10:00:00.000Z';
const minute = (n: number): Instant => plusMs(start, n * 60_000);

const settings = {
  purpose: 'marketing',
  stages: [...nurturable],
  priority: 0,
  caps: [],
  window: null,
  stale: null,
};

let orders = 0;
/** A broadcast to leads of its own, whose addresses are `NAME-NUMBER@…`, with a receiver of their own. */
async function ordered(count: number, order: Partial<BroadcastOrder> = {}): Promise<BroadcastView> {
  orders += 1;
  const name = `news-${orders}`;
  await Promise.all(
    Array.from({ length: count }, (_, i) =>
      bench.addLead({ email: `${name}-${i}@${name}.example`, source: name, fields: {} }),
    ),
  );
  const filter = { when: null, segment: null, source: name, tag: null };
  const base = { name, template: 'news', filter, sender: null, settings, pace: 10_000, startAt: start };
  return bench.store.broadcasts.begin({ ...base, ...order }, 'ines', start);
}

type Turn = (request: SendBroadcastRequest, stopping?: AbortSignal) => Promise<SendBroadcastResult>;
const lane = (deps: Partial<Workbench['deps']> = {}): Turn => createSendBroadcast({ ...bench.deps, ...deps });

/** Takes turns as the workflow does, over two lanes, until it is over or `until`; when it would look again. */
async function run(
  { id }: BroadcastView,
  now: Instant,
  until = minute(60 * 24 * 30),
  turn = lane(),
): Promise<Instant | null> {
  for (let at = now; at < until; ) {
    const turns = await Promise.all([1, 2].map(() => turn({ broadcastId: id, limit: 10_000, now: at })));
    if (turns.some(({ more }) => more)) continue;
    const { more, nextAt } = await turn({ broadcastId: id, limit: 10_000, now: at });
    if (more) continue;
    if (nextAt === null) return null;
    if (nextAt >= until) return nextAt;
    at = later(at, nextAt);
  }
  return until;
}

const numberOf = ({ to }: Pick<SmtpMoment, 'to'>): number => Number(/-(\d+)@/.exec(to[0] ?? '')?.[1] ?? -1);

/** How often each lead of a broadcast has had its mail, by the number in its address. */
function copies({ name }: BroadcastView): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { envelope } of bench.sink.mails) {
    if (!envelope.to[0]?.startsWith(`${name}-`)) continue;
    const number = numberOf(envelope);
    counts.set(number, (counts.get(number) ?? 0) + 1);
  }
  return counts;
}
const onceEach = (counts: ReadonlyMap<number, number>): boolean => [...counts.values()].every((count) => count === 1);
/** Those that somebody has handed to the relay. */
const tried = async ({ id }: BroadcastView): Promise<readonly unknown[]> =>
  (await database.query('SELECT 1 FROM message WHERE broadcast_id = $1 AND attempts > 0', [id])).rows;
const mailsOf = async ({ id }: BroadcastView) => (await bench.store.broadcasts.get(id)).mails;

describe('a broadcast', () => {
  it('of 500 mails, some of which meet faults, ends with each in a state that says what the relay knows', async () => {
    const broadcast = await ordered(500);
    const fault = ({ stage, to }: SmtpMoment) => {
      const number = numberOf({ to });
      if (stage === 'rcpt' && number % 50 === 7) return { reply: '550 5.1.1 no such user' } as const;
      if (stage === 'rcpt' && number % 50 === 8) return { reply: '450 4.2.0 greylisted' } as const;
      if (stage === 'dot' && number % 100 === 9) return 'close' as const;
      return undefined;
    };
    bench.sink.behave(fault);
    const again = await run(broadcast, start, minute(2));
    expect(await mailsOf(broadcast)).toEqual({ SENT: 475, FAILED: 10, DEFERRED: 10, UNKNOWN: 5 });
    expect(copies(broadcast).size).toBe(475);
    expect(msOf(again ?? start)).toBeGreaterThanOrEqual(msOf(minute(5)));
    bench.sink.behave();
    expect(await run(broadcast, again ?? start)).toBeNull();
    expect(await mailsOf(broadcast)).toEqual({ SENT: 485, FAILED: 10, UNKNOWN: 5 });
    expect(copies(broadcast).size).toBe(485);
    expect(onceEach(copies(broadcast))).toBe(true);
    expect(await bench.store.broadcasts.report(broadcast.id)).toMatchObject({
      status: 'done',
      bounced: 10,
      heldBack: { 'the mailbox does not exist': 10 },
    });
    expect(await bench.store.suppressions.reasonFor(`${broadcast.name}-57@${broadcast.name}.example`)).toBe(
      'bounce_hard',
    );
  }, 60_000);

  it('says whose mail it is, and its links and opt-out work', async () => {
    const broadcast = await ordered(1);
    await run(broadcast, start);
    const mail = bench.sink.mails.find(({ envelope }) => envelope.to[0]?.startsWith(broadcast.name));
    expect(mail?.header('list-id')).toContain(`${broadcast.name}.lists.reply.acme.example`);
    expect(mail?.header('feedback-id')).toMatch(new RegExp(`^${broadcast.name}:broadcast:`));
    expect(mail?.header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
  });

  it('whose relay goes away in the middle waits for it, and goes on where it was', async () => {
    const broadcast = await ordered(300);
    const before = bench.sink.mails.length;
    bench.sink.behave(({ stage }) =>
      stage === 'connect' || stage === 'mail'
        ? bench.sink.mails.length - before > 80
          ? 'close'
          : undefined
        : undefined,
    );
    const mailer = createMailer(bench.sink.url, { maxConnections: 5 });
    closers.push(() => mailer.close());
    const again = await run(broadcast, start, minute(0.9), lane({ mailer }));
    const { SENT = 0, DEFERRED = 0, ...others } = await mailsOf(broadcast);
    expect(others).toEqual({});
    expect(SENT).toBe(copies(broadcast).size);
    expect(SENT).toBeGreaterThan(80);
    expect(DEFERRED).toBeGreaterThan(0);
    bench.sink.behave();
    expect(await run(broadcast, again ?? start, undefined, lane({ mailer }))).toBeNull();
    expect(await mailsOf(broadcast)).toEqual({ SENT: 300 });
    expect(copies(broadcast).size).toBe(300);
    expect(onceEach(copies(broadcast))).toBe(true);
  }, 60_000);

  it('whose relay cannot be reached does not try everybody, and looks again in a minute', async () => {
    const broadcast = await ordered(450);
    bench.sink.behave(({ stage }) => (stage === 'connect' || stage === 'mail' ? 'close' : undefined));
    const mailer = createMailer(bench.sink.url);
    closers.push(() => mailer.close());
    const { more, nextAt, done } = await lane({ mailer })({ broadcastId: broadcast.id, limit: 10_000, now: start });
    expect([more, done]).toEqual([false, (await tried(broadcast)).length]);
    expect(nextAt === null ? 0 : msOf(nextAt) - msOf(start)).toBeGreaterThanOrEqual(60_000);
    expect(done).toBeLessThanOrEqual(50);
    const { DEFERRED = 0, ...others } = await mailsOf(broadcast);
    expect(others).toEqual({});
    // What was left of its page, and those of the next one, were given back, and are due with the others.
    expect(DEFERRED).toBeLessThanOrEqual(400);
  }, 30_000);

  it('of which a mail cannot be made for one lead fails that one only', async () => {
    const { id, compiled } = await bench.store.publications.newestTemplate('news');
    const { variants, ...rest } = bench.deps.composer.template(compiled);
    const subject = [{ kind: 'value', helper: 'field', args: ['region'] }] as const;
    const needy = { ...rest, name: 'needy', variants: variants.map((variant) => ({ ...variant, subject })) };
    await bench.store.publications.publishTemplate({ name: 'needy', contentHash: id, compiled: needy }, start);
    const broadcast = await ordered(12, { template: 'needy' });
    for (const number of [0, 1, 2]) {
      await bench.store.leads.save(
        { email: `${broadcast.name}-${number}@${broadcast.name}.example`, fields: { region: 'north' } },
        start,
        'test',
      );
    }
    expect(await run(broadcast, start)).toBeNull();
    expect(await mailsOf(broadcast)).toEqual({ SENT: 3, FAILED: 9 });
    // Nobody's can be made: that is not about the leads.
    const none = await ordered(12, { template: 'needy' });
    await run(none, start, minute(1));
    expect(await bench.store.broadcasts.get(none.id)).toMatchObject({ status: 'paused', mails: { DEFERRED: 12 } });
    expect((await bench.store.broadcasts.get(none.id)).reason).toContain('TEMPLATE_VARIABLE');
  });

  it('that receivers block pauses its sending domain after some mails, and the rest waits', async () => {
    const broadcast = await ordered(250);
    bench.sink.behave(({ stage }) => (stage === 'dot' ? { reply: '550 5.7.1 blocked for policy reasons' } : undefined));
    const again = await run(broadcast, start, minute(0.5), async (request) => lane()({ ...request, limit: 100 }));
    expect((await bench.store.pauses.list()).map(({ scope }) => scope.kind)).toEqual(['domain']);
    expect(again).not.toBeNull();
    const { DEFERRED = 0, SENT = 0 } = await mailsOf(broadcast);
    expect(SENT).toBe(0);
    expect(DEFERRED).toBeLessThan(250);
  }, 30_000);

  it('that is paused sends the page under way and nothing else, until it is resumed', async () => {
    const broadcast = await ordered(300);
    const { store } = bench;
    const before = bench.sink.mails.length;
    let pausing: Promise<unknown> | null = null;
    bench.sink.behave(({ stage }) => {
      if (stage === 'dot' && bench.sink.mails.length - before >= 20)
        pausing ??= store.broadcasts.pause(broadcast.id, null, 'ines', start);
      return undefined;
    });
    await lane()({ broadcastId: broadcast.id, limit: 10_000, now: start });
    await pausing;
    const { SENT = 0 } = await mailsOf(broadcast);
    expect(SENT).toBeGreaterThanOrEqual(20);
    expect(SENT).toBeLessThanOrEqual(220);
    expect(await mailsOf(broadcast)).not.toHaveProperty('IN_FLIGHT');
    bench.sink.behave();
    expect(await lane()({ broadcastId: broadcast.id, limit: 10_000, now: start })).toMatchObject({
      done: 0,
      more: false,
    });
    await store.broadcasts.resume(broadcast.id, 'ines', start);
    expect(await run(broadcast, start)).toBeNull();
    expect(copies(broadcast).size).toBe(300);
    expect(onceEach(copies(broadcast))).toBe(true);
  }, 30_000);

  it('whose worker stops gives back what it has claimed', async () => {
    const broadcast = await ordered(450);
    const stop = new AbortController();
    bench.sink.behave(({ stage }) => {
      if (stage === 'dot') stop.abort();
      return undefined;
    });
    expect(await lane()({ broadcastId: broadcast.id, limit: 10_000, now: start }, stop.signal)).toMatchObject({
      more: true,
    });
    const { SENT = 0, DEFERRED = 0, ...others } = await mailsOf(broadcast);
    expect(others).toEqual({});
    // Those that were on their way, of the page and of the one that was claimed meanwhile.
    expect(SENT).toBeLessThanOrEqual(50);
    expect(DEFERRED).toBeLessThanOrEqual(400);
    bench.sink.behave();
    expect(await run(broadcast, start)).toBeNull();
    expect(copies(broadcast).size).toBe(450);
  }, 30_000);
});
