/**
 * Turns of broadcasts over a real store and real sockets: after each fault the ledger and the relay agree, nobody gets two
 * copies, and no mail is lost without a state that says so.
 * Long, because a broadcast, its relay and its worker are set up once, for every case.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSendBroadcast } from '../../activities/broadcast.ts';
import type { Pace } from '../../activities/ports.ts';
import type { BroadcastOrder, BroadcastView } from '../../db/store.ts';
import { TendrilError } from '../../domain/errors.ts';
import { type Instant, later, msOf, plusMs } from '../../domain/instant.ts';
import { nurturable } from '../../domain/lifecycle.ts';
import type { Composer } from '../../mail/composer.ts';
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
const lane = (deps: Partial<Workbench['deps']> = {}, patience: { readonly patienceMs?: number } = {}): Turn =>
  createSendBroadcast({ ...bench.deps, ...deps }, patience);

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

/** Takes turns as a workflow does after each sleep, over one lane; how many, and when it would look again. */
async function looks({ id }: BroadcastView, from: Instant, until: Instant, limit: number, turn = lane()) {
  let turns = 0;
  for (let at = from; at < until; ) {
    turns += 1;
    const { more, nextAt } = await turn({ broadcastId: id, limit, now: at });
    if (!more && nextAt === null) return { turns, at };
    // A turn takes its time.
    at = more ? plusMs(at, 10_000) : later(at, nextAt ?? at);
    if (at >= until) return { turns, at };
  }
  return { turns, at: until };
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

/** Publishes a template that needs to know the region of its lead, which no lead has unless it is given one. */
async function needyTemplate(): Promise<string> {
  const { id, compiled } = await bench.store.publications.newestTemplate('news');
  const { variants, ...rest } = bench.deps.composer.template(compiled);
  const subject = [{ kind: 'value', helper: 'field', args: ['region'] }] as const;
  const needy = { ...rest, name: 'needy', variants: variants.map((variant) => ({ ...variant, subject })) };
  await bench.store.publications.publishTemplate({ name: 'needy', contentHash: id, compiled: needy }, start);
  return 'needy';
}
async function giveRegion({ name }: BroadcastView, numbers: readonly number[]): Promise<void> {
  for (const number of numbers) {
    const lead = { email: `${name}-${number}@${name}.example`, fields: { region: 'north' } };
    await bench.store.leads.save(lead, start, 'test');
  }
}
const paused = async ({ id }: BroadcastView) => {
  const { status, reason, mails } = await bench.store.broadcasts.get(id);
  return { status, broken: reason?.includes('TEMPLATE_VARIABLE'), mails };
};

describe('a mail that cannot be made', () => {
  it('fails alone once others can be made, also when the first of a turn cannot', async () => {
    const broadcast = await ordered(12, { template: await needyTemplate() });
    const last = 'SELECT email FROM lead WHERE source = $1 ORDER BY id DESC LIMIT 3';
    const { rows } = await database.query<{ readonly email: string }>(last, [broadcast.name]);
    await giveRegion(
      broadcast,
      rows.map(({ email }) => numberOf({ to: [email] })),
    );
    await looks(broadcast, start, minute(60), 5);
    expect(await mailsOf(broadcast)).toEqual({ SENT: 3, FAILED: 9 });
  });

  it('fails nobody when it is the same with all of them, however few the pace lets go', async () => {
    const broadcast = await ordered(100, { template: await needyTemplate() });
    let asked = 0;
    const pace: Pace = {
      admit: async (_mail, at) => {
        asked += 1;
        return asked % 5 === 1 ? { kind: 'now' } : { kind: 'later', until: plusMs(at, 10_000), why: 'less, please' };
      },
      slow: async () => undefined,
    };
    await run(broadcast, start, minute(10), lane({ pace }));
    expect(await paused(broadcast)).toEqual({ status: 'paused', broken: true, mails: { DEFERRED: 100 } });
    expect(asked).toBe(0);
  });

  it('pauses a broadcast to a few of whom none has got it, and goes on when they have what it needs', async () => {
    const broadcast = await ordered(3, { template: await needyTemplate() });
    const { turns } = await looks(broadcast, start, minute(40), 1);
    expect(await paused(broadcast)).toEqual({ status: 'paused', broken: true, mails: { DEFERRED: 3 } });
    expect(turns).toBeLessThan(5);
    await giveRegion(broadcast, [0, 1]);
    await bench.store.broadcasts.resume(broadcast.id, 'ines', minute(41));
    expect(await run(broadcast, minute(41))).toBeNull();
    expect(await mailsOf(broadcast)).toEqual({ SENT: 2, FAILED: 1 });
  });

  it('waits for others that are not due yet, and is about its lead when they have been sent', async () => {
    const broadcast = await ordered(2, { template: await needyTemplate() });
    await giveRegion(broadcast, [0]);
    const able = `${broadcast.name}-0@${broadcast.name}.example`;
    const { rows } = await database.query('SELECT id FROM lead WHERE email = $1', [able]);
    const scope = { kind: 'lead', leadId: rows[0].id } as const;
    await bench.store.pauses.pause(scope, null, 'ines', start);
    await run(broadcast, start, minute(50));
    expect(await mailsOf(broadcast)).toEqual({ DEFERRED: 2 });
    await bench.store.pauses.resume(scope, 'ines', minute(50));
    expect(await run(broadcast, minute(50))).toBeNull();
    expect(await mailsOf(broadcast)).toEqual({ SENT: 1, FAILED: 1 });
  });

  it('because of an error of our own does not keep its neighbours back, and the log names it', async () => {
    const broadcast = await ordered(60);
    const odd = `${broadcast.name}-3@${broadcast.name}.example`;
    const composer: Composer = {
      ...bench.deps.composer,
      nurtureMail(mail) {
        if (mail.recipient === odd) throw new TypeError('odd data of one lead');
        return bench.deps.composer.nurtureMail(mail);
      },
    };
    const errors: Readonly<Record<string, unknown>>[] = [];
    const log = { info() {}, warn() {}, error: (facts: Readonly<Record<string, unknown>>) => void errors.push(facts) };
    expect(await run(broadcast, start, undefined, lane({ composer, log }))).toBeNull();
    expect(await mailsOf(broadcast)).toEqual({ SENT: 59, FAILED: 1 });
    const [failed] = (await bench.store.messages.list({ broadcastId: broadcast.id, state: 'FAILED' }, { limit: 5 }))
      .items;
    expect(failed).toMatchObject({ recipient: odd, detail: expect.stringContaining('an error of our own') });
    expect(errors).toMatchObject([{ messageId: failed?.id }]);
  });
});

/** What the relay waits for before it answers. */
function held() {
  let release = (): void => undefined;
  const until = new Promise<undefined>((resolve) => {
    release = () => resolve(undefined);
  });
  return { until, release: () => release() };
}

describe('an answer', () => {
  it('of one mail that cannot be noted costs no other its own, and that mail is tried again', async () => {
    const broadcast = await ordered(25);
    const slow = held();
    bench.sink.behave(({ stage, to }) => {
      if (stage === 'rcpt' && numberOf({ to }) === 3) return { reply: '550 5.1.1 no such user' };
      return stage === 'dot' && numberOf({ to }) === 4 ? slow.until : undefined;
    });
    // An error that no second try mends, so none is made.
    const ingest = () => Promise.reject(new TendrilError('CLAIM_LOST', 'something about one lead'));
    const store = { ...bench.store, events: { ...bench.store.events, ingest } };
    const turn = lane({ store }, { patienceMs: 1000 })({ broadcastId: broadcast.id, limit: 10_000, now: start });
    await expect(turn).rejects.toMatchObject({ code: 'CLAIM_LOST' });
    expect(await mailsOf(broadcast)).toEqual({ SENT: 23, DEFERRED: 1, IN_FLIGHT: 1 });
    slow.release();
    await expect.poll(() => mailsOf(broadcast), { timeout: 10_000 }).toEqual({ SENT: 24, DEFERRED: 1 });
    expect(await run(broadcast, minute(1))).toBeNull();
    expect(await mailsOf(broadcast)).toEqual({ SENT: 24, FAILED: 1 });
  });

  it('that comes after the others were booked is booked when it comes', async () => {
    const broadcast = await ordered(5);
    const slow = held();
    bench.sink.behave(({ stage, to }) => (stage === 'dot' && numberOf({ to }) === 2 ? slow.until : undefined));
    const turn = lane({}, { patienceMs: 500 })({ broadcastId: broadcast.id, limit: 10_000, now: start });
    await expect(turn).resolves.toMatchObject({ more: false, done: 5 });
    expect(await mailsOf(broadcast)).toEqual({ SENT: 4, IN_FLIGHT: 1 });
    slow.release();
    await expect.poll(() => mailsOf(broadcast), { timeout: 10_000 }).toEqual({ SENT: 5 });
  });

  it('that says something about the sender counts for the next one of the same handful', async () => {
    const broadcast = await ordered(20);
    // At a time of its own: what others have sent within the hour counts as well.
    const day = minute(60 * 24 * 20);
    bench.sink.behave(({ stage }) => (stage === 'rcpt' ? { reply: '450 4.2.0 greylisted' } : undefined));
    await looks(broadcast, day, plusMs(day, 1), 10_000);
    // All of them are due then, so they are one handful.
    bench.sink.behave(({ stage }) => (stage === 'dot' ? { reply: '550 5.7.1 blocked for policy reasons' } : undefined));
    await lane()({ broadcastId: broadcast.id, limit: 20, now: plusMs(day, 10 * 60_000) });
    expect((await bench.store.pauses.list()).map(({ scope }) => scope.kind)).toEqual(['domain']);
  });

  it('that asks for later is followed by pauses that grow', async () => {
    const broadcast = await ordered(1);
    bench.sink.behave(({ stage }) => (stage === 'rcpt' ? { reply: '450 4.2.0 greylisted' } : undefined));
    const pauses: number[] = [];
    for (let at = start; pauses.length < 4; ) {
      const { nextAt } = await lane()({ broadcastId: broadcast.id, limit: 10, now: at });
      pauses.push((msOf(nextAt ?? at) - msOf(at)) / 60_000);
      at = nextAt ?? at;
    }
    for (const [i, minutes] of [5, 10, 15, 30].entries()) {
      expect(pauses[i]).toBeGreaterThanOrEqual(minutes);
      expect(pauses[i]).toBeLessThan(minutes * 1.25 + 0.5);
    }
  });
});

describe('a broadcast that waits for many mails', () => {
  it.each([20, 10_000])(
    'with no relay for three days looks seldom, tries few, and loses none (turns of %i)',
    async (limit) => {
      const broadcast = await ordered(300);
      let connects = 0;
      const away = createServer((socket) => {
        connects += 1;
        socket.resetAndDestroy();
      });
      await once(away.listen(0, '127.0.0.1'), 'listening');
      const mailer = createMailer(`smtp://127.0.0.1:${(away.address() as AddressInfo).port}`);
      closers.push(
        () => mailer.close(),
        async () => away.close(),
      );
      const { turns, at } = await looks(broadcast, start, minute(60 * 72), limit, lane({ mailer }));
      expect(turns).toBeLessThan(30);
      expect(connects).toBeLessThan(30 * 50);

      expect(await run(broadcast, at)).toBeNull();
      expect(await mailsOf(broadcast)).toEqual({ SENT: 300 });
      expect(copies(broadcast).size).toBe(300);
      expect(onceEach(copies(broadcast))).toBe(true);
    },
    60_000,
  );

  it('shares the looks at mails that are greylisted, each for a time of its own', async () => {
    const broadcast = await ordered(150);
    bench.sink.behave(({ stage }) => (stage === 'rcpt' ? { reply: '450 4.2.0 greylisted' } : undefined));
    const first = await looks(broadcast, start, plusMs(start, 1), 10_000);
    bench.sink.behave();
    const { turns } = await looks(broadcast, first.at, minute(60), 10_000);
    expect(await mailsOf(broadcast)).toEqual({ SENT: 150 });
    // They are spread over 75 seconds, and looks are 15 apart.
    expect(turns).toBeLessThanOrEqual(8);
  }, 30_000);
});
