/**
 * Faults of the relay and of the database on the whole way of a mail: over a real store and real sockets. After each the
 * ledger and the relay agree, and no mail is accepted twice. Long, for its table of faults.
 */
import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createConverse } from '../../activities/nurture.ts';
import { createPace } from '../../activities/pacing.ts';
import type { Pace } from '../../activities/ports.ts';
import { TendrilError } from '../../domain/errors.ts';
import { type Instant, msOf, plusMs } from '../../domain/instant.ts';
import { createReceivers } from '../../mail/receivers.ts';
import { createMailer, type MailerOptions } from '../../mail/smtp.ts';
import { connect } from '../db/fixtures.ts';
import { type Player, playerOf, programOfSteps, sendStep } from '../support/player.ts';
import type { SmtpFault, SmtpMoment, SmtpStage } from '../support/smtp-sink.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';

const logged = new PassThrough();
let bench: Workbench;
const closers: (() => Promise<unknown>)[] = [];

/** The clock of the pace, which slows receivers that ask for it. */
let wall = 0;
let pace: Pace;
const noDns = { resolveMx: () => Promise.reject(Object.assign(new Error('no DNS in tests'), { code: 'ENOTFOUND' })) };

/** The workbench with a mailer of its own, which waits for a silent relay only some moments. */
function impatient(socketMs = 5000, options: Pick<MailerOptions, 'dkim'> = {}): Workbench {
  const timeouts = { greetingMs: 5000, socketMs, drainMs: 5000 };
  const mailer = createMailer(bench.sink.url, { timeouts, ...options });
  closers.push(() => mailer.close());
  const deps = { ...bench.deps, mailer, pace };
  return { ...bench, deps, converse: createConverse(deps) };
}

beforeAll(async () => {
  bench = await startWorkbench(pino(logged));
  pace = createPace({ store: bench.store, receivers: createReceivers({ resolver: noDns }), clock: () => wall });
  wall = msOf(start);
  // The first template of a process takes the compiler a while.
  await bench.publishProgram(programOfSteps([sendStep('faulty')]));
});
afterEach(async () => {
  bench.sink.behave();
  for (const close of closers.splice(0).reverse()) await close();
  for (const { scope } of await bench.store.pauses.list()) await bench.store.pauses.resume(scope, 'test', start);
});
afterAll(() => bench?.close());

const start: Instant = '2027-01-12T10:00:00.000Z';
const minutes = (n: number): number => n * 60_000;
const later = (ms: number): Instant => plusMs(start, ms);

const at =
  (player: Player, stage: SmtpStage, fault: SmtpFault) =>
  (moment: SmtpMoment): SmtpFault | undefined =>
    moment.stage === stage && (moment.to.length === 0 || moment.to.includes(player.email)) ? fault : undefined;

/** With a receiver of its own: one that asks for less must not slow the mails of other tests. */
const playerWith = (on: Workbench): Promise<Player> =>
  playerOf(on, [sendStep('faulty')], { lead: { email: `ann@${randomBytes(6).toString('hex')}.example` } });

/** What the ledger and the relay know of the mail to a player. */
async function known({ leadId, email }: Player) {
  const { items } = await bench.store.messages.list({ leadId }, { limit: 10 });
  const { mails, unacknowledged } = bench.sink;
  const to = (list: typeof mails) => list.filter(({ envelope }) => envelope.to.includes(email)).length;
  return {
    states: items.map(({ state }) => state),
    verdict: items[0]?.verdict ?? null,
    accepted: to(mails),
    unanswered: to(unacknowledged),
    suppressed: await bench.store.suppressions.reasonFor(email),
  };
}

const once = { states: ['SENT'], verdict: null, accepted: 1, suppressed: null };

describe('a mail that was surely not accepted', () => {
  it.each([
    ['a drop before the banner', 'connect', 'close', 'unreachable', 0],
    ['silence before DATA', 'data', 'hang', 'unreachable', 0],
    ['greylisting', 'rcpt', { reply: '450 4.2.0 greylisted' }, 'greylisted', 0],
    ['a full mailbox', 'rcpt', { reply: '552 5.2.2 mailbox full' }, 'full', 0],
    ['421 at the end of DATA', 'dot', { reply: '421 4.3.0 shutting down' }, 'passing', 1],
  ] as const)(
    'because of %s waits, and arrives once when its time has come',
    async (_, stage, fault, verdict, bodies) => {
      const on = impatient(fault === 'hang' ? 400 : undefined);
      const player = await playerWith(on);
      bench.sink.behave(at(player, stage, fault));
      const [answer] = await player.at(start);
      expect(answer?.kind).toBe('deferred');
      expect(await known(player)).toMatchObject({ states: ['DEFERRED'], verdict, accepted: 0, unanswered: bodies });
      bench.sink.behave();
      const until = answer?.kind === 'deferred' ? answer.until : '';
      expect(msOf(until) - msOf(start)).toBeGreaterThanOrEqual(minutes(1));
      expect(await player.at(until)).toMatchObject([{ kind: 'sent', result: 'sent' }, { kind: 'closed' }]);
      expect(await known(player)).toMatchObject(once);
      expect(await bench.store.pauses.list()).toEqual([]);
    },
  );

  it('because one receiver blocks us waits, this receiver gets less, and nobody is paused', async () => {
    const player = await playerWith(impatient());
    bench.sink.behave(at(player, 'dot', { reply: '550 5.7.1 blocked' }));
    let [answer] = await player.at(start);
    expect(answer?.kind).toBe('deferred');
    expect(await known(player)).toMatchObject({
      states: ['DEFERRED'],
      verdict: 'policy',
      accepted: 0,
      suppressed: null,
    });
    expect(await bench.store.pauses.list()).toEqual([]);
    bench.sink.behave();
    const { email: recipient } = player;
    const paced = { fromDomain: 'mail.acme.example', recipient, urgent: false };
    expect(await pace.admit(paced, later(1000))).toMatchObject({ kind: 'later' });
    while (answer?.kind === 'deferred') {
      wall = msOf(answer.until);
      [answer] = await player.at(answer.until);
    }
    expect(answer).toMatchObject({ kind: 'sent', result: 'sent' });
    expect(await known(player)).toMatchObject(once);
  });

  it('because of greylisting after a long outage waits minutes, not the hours of the outage', async () => {
    const player = await playerWith(impatient());
    bench.sink.behave(at(player, 'connect', 'close'));
    let time = start;
    for (let tries = 0; tries < 8; tries += 1) {
      const [answer] = await player.at(time);
      if (answer?.kind !== 'deferred') throw new Error(JSON.stringify(answer));
      time = answer.until;
    }
    bench.sink.behave(at(player, 'rcpt', { reply: '450 4.2.0 greylisted' }));
    const [answer] = await player.at(time);
    const until = answer?.kind === 'deferred' ? answer.until : '';
    expect(msOf(until) - msOf(time)).toBeGreaterThanOrEqual(minutes(5));
    expect(msOf(until) - msOf(time)).toBeLessThan(minutes(10));
    bench.sink.behave();
    expect(await player.at(until)).toMatchObject([{ kind: 'sent', result: 'sent' }, { kind: 'closed' }]);
    expect(await known(player)).toMatchObject(once);
  });

  it('is tried again for as long as the relay is down, and arrives once three days late', async () => {
    const player = await playerWith(impatient());
    bench.sink.behave(at(player, 'connect', 'close'));
    let tries = 0;
    let time = start;
    for (; msOf(time) - msOf(start) < 3 * 86_400_000; tries += 1) {
      const [answer] = await player.at(time);
      if (answer?.kind !== 'deferred') throw new Error(JSON.stringify(answer));
      time = answer.until;
    }
    expect(tries).toBeGreaterThan(15);
    expect(tries).toBeLessThan(40);
    bench.sink.behave();
    expect(await player.at(time)).toMatchObject([{ kind: 'sent', result: 'sent' }, { kind: 'closed' }]);
    expect(await known(player)).toMatchObject(once);
  });

  it('to a mailbox that does not exist ends its enrollment and suppresses the address at once', async () => {
    const player = await playerWith(impatient());
    bench.sink.behave(at(player, 'rcpt', { reply: '550 5.1.1 no such user' }));
    expect((await player.at(start))[0]).toEqual({ kind: 'blocked', reason: 'bounce_hard' });
    expect(await known(player)).toMatchObject({
      states: ['FAILED'],
      verdict: 'mailbox',
      accepted: 0,
      suppressed: 'bounce_hard',
    });
  });

  it('to a domain that is gone is tried for two days; then the address is given up', async () => {
    const player = await playerWith(impatient());
    bench.sink.behave(at(player, 'rcpt', { reply: '550 5.1.2 no such domain' }));
    let [answer] = await player.at(start);
    let time = start;
    while (answer?.kind === 'deferred') {
      expect((await known(player)).suppressed).toBeNull();
      time = answer.until;
      [answer] = await player.at(time);
    }
    expect(answer).toEqual({ kind: 'blocked', reason: 'bounce_hard' });
    expect(msOf(time) - msOf(start)).toBeGreaterThan(24 * 3_600_000);
    expect(msOf(time) - msOf(start)).toBeLessThanOrEqual(48 * 3_600_000);
    expect(await known(player)).toMatchObject({ states: ['FAILED'], verdict: 'domain', suppressed: 'bounce_hard' });
  });

  it('because its mailbox is full counts from there, not from an outage before', async () => {
    const player = await playerWith(impatient());
    bench.sink.behave(at(player, 'connect', 'close'));
    await player.at(start);
    bench.sink.behave(at(player, 'rcpt', { reply: '552 5.2.2 mailbox full' }));
    expect((await player.at(later(minutes(5 * 24 * 60))))[0]?.kind).toBe('deferred');
    const [answer] = await player.at(later(minutes(9 * 24 * 60)));
    expect(answer).toEqual({ kind: 'failed', reason: 'SMTP_REFUSED' });
    expect(await known(player)).toMatchObject({ states: ['FAILED'], verdict: 'full', suppressed: null });
  });

  it.each([
    ['content', '554 5.6.0 content not accepted'],
    ['unclear', '554 transaction failed'],
  ] as const)('because of its %s fails and leaves the lead as it is', async (verdict, reply) => {
    const player = await playerWith(impatient());
    bench.sink.behave(at(player, 'dot', { reply: reply as `${number} ${string}` }));
    expect((await player.at(start))[0]).toEqual({ kind: 'failed', reason: 'SMTP_REFUSED' });
    expect(await known(player)).toMatchObject({ states: ['FAILED'], verdict, accepted: 0, suppressed: null });
  });
});

describe('a mail that may have arrived', () => {
  it.each([
    ['FIN after the dot', 'dot', 'close'],
    ['RST after the dot', 'dot', 'reset'],
    ['silence after the dot', 'dot', 'hang'],
    ['FIN within the body', 'body', 'close'],
    ['half an acceptance', 'dot', { half: '250 2.0.0 O' }],
  ] as const)('because of %s is UNKNOWN, and its body never leaves again', async (_, stage, fault) => {
    const player = await playerWith(impatient(fault === 'hang' ? 400 : undefined));
    const before = bench.sink.dataCount;
    bench.sink.behave(at(player, stage, fault));
    const [answer] = await player.again(start);
    expect(answer).toMatchObject({ kind: 'sent', result: 'unknown' });
    bench.sink.behave();
    for (const instant of [start, later(minutes(1)), later(minutes(60))]) {
      expect((await player.again(instant))[0]).toEqual(answer);
    }
    expect(bench.sink.dataCount - before).toBe(1);
    expect(await known(player)).toMatchObject({ states: ['UNKNOWN'], accepted: 0 });
  });

  it('is SENT when 250 came before the connection broke', async () => {
    const player = await playerWith(impatient());
    bench.sink.behave(at(player, 'dot', 'accept-and-close'));
    expect((await player.again(start))[0]).toMatchObject({ kind: 'sent', result: 'sent' });
    expect((await player.again(later(minutes(1))))[0]).toMatchObject({ kind: 'sent', result: 'sent' });
    expect(await known(player)).toMatchObject(once);
  });
});

/** Makes the database refuse to note the first so many mails as sent, until it is dropped. */
async function refuseBooking(times: number): Promise<() => Promise<void>> {
  const client = await connect(bench.databaseUrl);
  await client.query(`
    CREATE SEQUENCE refused_bookings;
    CREATE FUNCTION refuse_booking() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.state = 'SENT' AND nextval('refused_bookings') <= ${times} THEN RAISE 'the disk is full'; END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER refuse_booking BEFORE UPDATE ON message FOR EACH ROW EXECUTE FUNCTION refuse_booking();`);
  let dropped = false;
  const drop = async () => {
    if (dropped) return;
    dropped = true;
    await client.query(
      'DROP TRIGGER refuse_booking ON message; DROP FUNCTION refuse_booking; DROP SEQUENCE refused_bookings',
    );
    await client.end();
  };
  closers.push(drop);
  return drop;
}

describe('a mail that was accepted, while the database fails', () => {
  it('is booked as soon as it can be, and not sent again for that', async () => {
    const player = await playerWith(impatient());
    await refuseBooking(1);
    const before = bench.sink.dataCount;
    expect((await player.again(start))[0]).toMatchObject({ kind: 'sent', result: 'sent' });
    expect(bench.sink.dataCount - before).toBe(1);
    expect(await known(player)).toMatchObject(once);
  });

  it('is UNKNOWN to whoever looks after the lease, and SENT once the booking has gone through', async () => {
    const player = await playerWith(impatient());
    const drop = await refuseBooking(1000);
    const before = bench.sink.dataCount;
    const first = player.again(start);
    await bench.sink.waitFor(({ envelope }) => envelope.to.includes(player.email));
    expect((await player.again(later(minutes(2))))[0]).toMatchObject({ kind: 'sent', result: 'unknown' });
    await drop();
    expect((await first)[0]).toMatchObject({ kind: 'sent', result: 'sent' });
    expect((await player.again(later(minutes(3))))[0]).toMatchObject({ kind: 'sent', result: 'sent' });
    expect(bench.sink.dataCount - before).toBe(1);
    expect(await known(player)).toMatchObject(once);
  });
});

describe('several at one mail', () => {
  it('of two workers at one moment one sends, the other waits and finds it sent', async () => {
    const player = await playerWith(impatient());
    const other = createConverse(impatient().deps);
    const { enrollmentId, versionId: sequenceVersionId } = player;
    player.tell({ kind: 'due', at: start });
    const request = { enrollmentId, sequenceVersionId, state: player.state, now: start, wantProgram: false };
    const answers = await Promise.all([player.again(start), other(request).then(({ inputs }) => inputs)]);
    expect(JSON.stringify(answers)).toContain('"result":"sent"');
    expect((await player.again(later(minutes(1))))[0]).toMatchObject({ kind: 'sent', result: 'sent' });
    expect(await known(player)).toMatchObject(once);
  });

  it('an activity that is tried again while the first one still sends waits; after the lease it never sends', async () => {
    const player = await playerWith(impatient(20_000));
    let accept = (): void => undefined;
    const held = new Promise<undefined>((resolve) => {
      accept = () => resolve(undefined);
    });
    closers.push(async () => accept());
    const before = bench.sink.dataCount;
    const arrived = new Promise<void>((resolve) => {
      bench.sink.behave(({ stage, to }) => {
        if (stage !== 'dot' || !to.includes(player.email)) return undefined;
        resolve();
        return held;
      });
    });
    const first = player.again(start);
    await arrived;
    expect((await player.again(later(1000)))[0]?.kind).toBe('deferred');
    expect((await player.again(later(minutes(2))))[0]).toMatchObject({ kind: 'sent', result: 'unknown' });
    accept();
    expect((await first)[0]).toMatchObject({ kind: 'sent', result: 'sent' });
    expect((await player.again(later(minutes(3))))[0]).toMatchObject({ kind: 'sent', result: 'sent' });
    expect(bench.sink.dataCount - before).toBe(1);
    expect(await known(player)).toMatchObject(once);
  });

  it('a mailer that closes with mails under way lets them arrive; the others wait, and each arrives once', async () => {
    const on = impatient();
    const players = await Promise.all(Array.from({ length: 8 }, () => playerWith(on)));
    const arriving = new Promise<void>((resolve) => {
      bench.sink.behave(({ stage }) => void (stage === 'dot' && resolve()));
    });
    const sending = Promise.all(players.map((player) => player.again(start)));
    await arriving;
    await on.deps.mailer.close();
    const kinds = (await sending).map(([answer]) => answer?.kind);
    expect(kinds).toContain('sent');
    const facts = await Promise.all(players.map(known));
    expect(facts.map(({ states, accepted }) => [states[0], accepted])).toEqual(
      kinds.map((kind) => (kind === 'sent' ? ['SENT', 1] : ['DEFERRED', 0])),
    );
    const restarted = createConverse(impatient().deps);
    for (const { enrollmentId, versionId: sequenceVersionId, state } of players) {
      await restarted({ enrollmentId, sequenceVersionId, state, now: later(minutes(10)), wantProgram: false });
    }
    for (const player of players) expect(await known(player)).toMatchObject(once);
  });
});

describe('a refusal that is about us', () => {
  const domain = 'mail.acme.example';
  const errors = () =>
    String(logged.read() ?? '')
      .split('\n')
      .filter((line) => line.includes('"level":50'));

  it.each([
    [
      'a log-in that is refused pauses the relay',
      'mail',
      '535 5.7.8 wrong password',
      { kind: 'relay', relay: 'default' },
    ],
    ['5.7.515 pauses the sending domain', 'rcpt', '550 5.7.515 Access denied', { kind: 'domain', domain }],
    ['5.7.26 pauses the sending domain', 'dot', '550 5.7.26 not authenticated', { kind: 'domain', domain }],
    [
      'a sender that the relay refuses without a telling code pauses its domain',
      'mail',
      '550 no',
      { kind: 'domain', domain },
    ],
    [
      'a sender that the relay refuses pauses its domain',
      'mail',
      '553 5.1.8 unknown sender',
      { kind: 'domain', domain },
    ],
  ] as const)(
    '%s: the mail waits, the lead is kept, and all goes on when it is lifted',
    async (_, stage, reply, scope) => {
      const player = await playerWith(impatient());
      errors();
      bench.sink.behave(at(player, stage, { reply }));
      expect((await player.at(start))[0]?.kind).toBe('deferred');
      expect(await bench.store.pauses.list()).toMatchObject([{ scope, actor: 'engine', since: start }]);
      const [line = '', ...more] = errors();
      expect(more).toEqual([]);
      expect(line).toContain('is paused');
      expect(line).toMatch(/tendril (?:senders|relays) resume/);
      expect(line).not.toContain(player.email);
      const parked = await player.at(later(minutes(300)));
      expect(parked).toEqual([{ kind: 'parked' }]);
      expect(await known(player)).toMatchObject({ states: ['DEFERRED'], accepted: 0, suppressed: null });
      bench.sink.behave();
      expect(await bench.store.pauses.resume(scope, 'test', later(minutes(301)))).toMatchObject({ lifted: true });
      player.tell({ kind: 'resume' });
      expect(await player.at(later(minutes(302)))).toMatchObject([
        { kind: 'sent', result: 'sent' },
        { kind: 'closed' },
      ]);
      expect(await known(player)).toMatchObject(once);
    },
  );

  it('because the DKIM key cannot be read pauses the sending domain at once and says where to look', async () => {
    const dkim = () => {
      throw new TendrilError('CONFIG_INVALID', 'The DKIM key cannot be read');
    };
    const player = await playerWith(impatient(undefined, { dkim }));
    expect((await player.at(start))[0]?.kind).toBe('deferred');
    const [pause, ...more] = await bench.store.pauses.list();
    expect([pause?.scope, more]).toEqual([{ kind: 'domain', domain }, []]);
    expect(pause?.reason).toContain(`tendril senders keys list ${domain}`);
  });

  it('and is met by several recipients pauses the sending domain; one odd receiver does not', async () => {
    // A day of its own: the mails of the other tests are no part of the figures.
    const day = later(minutes(10 * 24 * 60));
    const on = impatient();
    const paused: number[] = [];
    bench.sink.behave(({ stage }) =>
      stage === 'rcpt' ? { reply: '554 5.7.1 blocked using dnsbl.example' } : undefined,
    );
    for (let n = 1; n <= 5; n += 1) {
      const player = await playerWith(on);
      expect((await player.at(day))[0]?.kind).toBe('deferred');
      paused.push((await bench.store.pauses.list()).length);
      expect((await known(player)).suppressed).toBeNull();
    }
    expect(paused).toEqual([0, 0, 0, 0, 1]);
    expect(await bench.store.pauses.list()).toMatchObject([{ scope: { kind: 'domain', domain } }]);
  });
});
