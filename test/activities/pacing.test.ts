/** The pace of mails through several workers at once: real database, a clock that the test moves, no DNS. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPace } from '../../activities/pacing.ts';
import type { Admission, Pace, PacedMail } from '../../activities/ports.ts';
import { fractionOf } from '../../domain/fraction.ts';
import { instantFromMs, msOf } from '../../domain/instant.ts';
import { noSendingPace, type SendingPace } from '../../domain/sending-pace.ts';
import { createReceivers } from '../../mail/receivers.ts';
import { connect } from '../db/fixtures.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { testWorkspace } from '../support/workspace.ts';

let test: TestStore;
let clockMs: number;
let rested: number[];
let domains = 0;
let draws = 0;
let fromDomain: string;

beforeAll(async () => {
  test = await createTestStore();
});
afterAll(() => test.close());
beforeEach(() => {
  domains += 1;
  fromDomain = `mail${domains}.acme.example`;
  // Each test on a day of its own, so that no worker of another remembers it.
  clockMs = Date.parse('2026-11-23T09:00:00.000Z') + domains * 86_400_000;
  rested = [];
});

const receivers = createReceivers({
  resolver: { resolveMx: () => Promise.reject(Object.assign(new Error('no DNS'), { code: 'ENOTFOUND' })) },
});

/** A worker of its own: it shares only the database. A short rest moves the clock. */
const worker = (): Pace =>
  createPace({
    store: test.store,
    receivers,
    clock: () => clockMs,
    rest: async (ms) => {
      rested.push(ms);
      clockMs += ms;
    },
    chance: () => {
      draws += 1;
      return fractionOf(`draw ${draws}`);
    },
  });

const publish = (pace: Partial<SendingPace>): Promise<unknown> => {
  const organisation = { ...testWorkspace.organisation, pace: { ...noSendingPace, ...pace } };
  return test.store.publications.publishWorkspace({ ...testWorkspace, organisation }, instantFromMs(clockMs));
};

const mailTo = (recipient: string, urgent = false): PacedMail => ({ fromDomain, recipient, urgent });
const admit = (pace: Pace, mail: PacedMail): Promise<Admission> => pace.admit(mail, instantFromMs(clockMs));
const passed = (admissions: readonly Admission[]): number => admissions.filter(({ kind }) => kind === 'now').length;

async function query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
  const client = await connect(test.url);
  const { rows } = await client.query<Row>(text, [...values]);
  await client.end();
  return rows;
}

describe('mail without any limit', () => {
  it('passes, and takes from no bucket', async () => {
    await publish({});
    const pace = worker();
    const all = await Promise.all(Array.from({ length: 50 }, (_, i) => admit(pace, mailTo(`ann${i}@gmail.com`))));
    expect(passed(all)).toBe(50);
    expect(await query('SELECT 1 FROM pace_bucket WHERE key LIKE $1', [`${fromDomain}%`])).toEqual([]);
  });
});

describe('mail to a provider with a limit', () => {
  it('passes as far as the limit goes, over all workers; the rest is told when and why', async () => {
    await publish({ providers: { google: { perHour: 60 } } });
    const workers = [worker(), worker(), worker()];
    const ask = (urgent: boolean, count: number): Promise<readonly Admission[]> =>
      Promise.all(
        workers.flatMap((pace, w) =>
          Array.from({ length: count }, (_, i) => admit(pace, mailTo(`ann${w}.${i}@gmail.com`, urgent))),
        ),
      );
    const bulk = await ask(false, 10);
    expect(passed(bulk)).toBe(1);
    const later = bulk.flatMap((one) => (one.kind === 'later' ? [one] : []));
    expect(new Set(later.map(({ why }) => why))).toEqual(
      new Set([`at most 60 mails an hour to google from ${fromDomain}`]),
    );
    // Those of one worker do not come back in one instant.
    expect(new Set(later.map(({ until }) => until)).size).toBeGreaterThanOrEqual(9);
    // A twentieth of the hour is kept for urgent mail, which passes although the others wait.
    expect(passed(await ask(true, 10))).toBe(3);
    expect(passed(await Promise.all([admit(worker(), mailTo('bob@outlook.com'))]))).toBe(1);
  });

  it('all passes in the end, in no hour more than the limit, and hardly one comes back in vain', async () => {
    await publish({ providers: { google: { perHour: 60 } } });
    const workers = [worker(), worker()];
    const mails = 200;
    const began = clockMs;
    const due: { at: number; id: number }[] = Array.from({ length: mails }, (_, id) => ({ at: began, id }));
    const sentAt: number[] = [];
    let asks = 0;
    while (due.length > 0) {
      due.sort((a, b) => a.at - b.at);
      const next = due.shift();
      if (!next) break;
      clockMs = Math.max(clockMs, next.at);
      asks += 1;
      const pace = workers[asks % workers.length] ?? worker();
      const admission = await admit(pace, mailTo(`lead${next.id}@gmail.com`));
      if (admission.kind === 'now') sentAt.push(clockMs);
      else due.push({ at: msOf(admission.until), id: next.id });
    }
    expect(sentAt).toHaveLength(mails);
    for (const first of sentAt) {
      expect(sentAt.filter((ms) => ms >= first && ms < first + 3_600_000).length).toBeLessThanOrEqual(60);
    }
    // What nobody takes at its moment is lost, so the last ones make up an hour.
    expect((clockMs - began) / 3_600_000).toBeLessThan(mails / 60 + 1.7);
    expect(asks / mails).toBeLessThan(5);
  });

  it('waits for a short while itself, and goes back to the workflow for a long one', async () => {
    await publish({ providers: { google: { perMinute: 60 } } });
    const pace = worker();
    const first = await Promise.all([admit(pace, mailTo('a@gmail.com')), admit(pace, mailTo('b@gmail.com'))]);
    expect(first.map(({ kind }) => kind)).toEqual(['now', 'now']);
    expect(rested.length).toBeGreaterThan(0);
    for (const ms of rested) expect(ms).toBeLessThanOrEqual(2000);
  });

  it('holds no mail whose provider is not known', async () => {
    await publish({ providers: { other: { perHour: 1 } } });
    const pace = worker();
    const all = await Promise.all([1, 2, 3].map((i) => admit(pace, mailTo(`ann@company${i}.test`))));
    expect(passed(all)).toBe(3);
  });
});

describe('a sending domain', () => {
  it('sends in all no more than its total, whoever receives', async () => {
    await publish({ total: { perDay: 20 } });
    const pace = worker();
    const to = ['gmail.com', 'outlook.com', 'company.test'];
    const all = await Promise.all(Array.from({ length: 30 }, (_, i) => admit(pace, mailTo(`a${i}@${to[i % 3]}`))));
    expect(passed(all)).toBe(19);
    const [why] = all.flatMap((one) => (one.kind === 'later' ? [one.why] : []));
    expect(why).toBe(`at most 20 mails a day from ${fromDomain}`);
  });

  it('that warms up sends what its plan says for the day, spread over hours', async () => {
    await publish({ warmUp: { startPerDay: 50, growth: 2, targetPerDay: 1000 } });
    const since = instantFromMs(clockMs - 2 * 86_400_000);
    await query('INSERT INTO sender_domain (domain, warm_up_since) VALUES ($1, $2)', [fromDomain, since]);
    const pace = worker();
    let sent = 0;
    const day = clockMs;
    for (let hour = 0; hour < 12; hour += 1) {
      clockMs = day + hour * 3_600_000;
      const before = sent;
      for (let i = 0; i < 59; i += 1) {
        clockMs += 60_000;
        sent += passed([await admit(pace, mailTo(`lead${hour}.${i}@company.test`))]);
      }
      expect(sent - before).toBeLessThanOrEqual(200 / 8);
    }
    // The third day of 50, 100, 200; a twentieth of it is for urgent mail.
    expect(sent).toBe(190);
    clockMs += 60_000;
    const [held] = [await admit(pace, mailTo('more@company.test'))];
    expect(held).toMatchObject({ why: `at most 200 mails on this day, while it warms up from ${fromDomain}` });
  });
});

describe('a receiver that asks for less', () => {
  it('gets nothing for a while from any worker, although nothing is limited; others get their mail', async () => {
    await publish({});
    const [one, other] = [worker(), worker()];
    expect(passed([await admit(other, mailTo('ann@gmail.com'))])).toBe(1);
    await one.slow(mailTo('ann@gmail.com'), instantFromMs(clockMs));
    expect(await admit(one, mailTo('bob@gmail.com'))).toMatchObject({
      kind: 'later',
      why: `google has asked for less mail from ${fromDomain}`,
    });
    clockMs += 6000;
    expect((await admit(other, mailTo('bob@gmail.com'))).kind).toBe('later');
    expect((await admit(other, mailTo('bob@gmail.com', true))).kind).toBe('later');
    expect((await admit(other, mailTo('bob@outlook.com'))).kind).toBe('now');
    clockMs += 6 * 60_000;
    expect((await admit(other, mailTo('bob@gmail.com'))).kind).toBe('now');
    expect((await admit(other, mailTo('cid@gmail.com'))).kind).toBe('later');
    clockMs += 6 * 3_600_000;
    const all = await Promise.all([1, 2, 3, 4].map((i) => admit(other, mailTo(`dan${i}@gmail.com`))));
    expect(passed(all)).toBe(4);
  });

  it('is its own domain where the provider is not known', async () => {
    await publish({});
    const pace = worker();
    await pace.slow(mailTo('ann@slow.test'), instantFromMs(clockMs));
    expect((await admit(pace, mailTo('bob@slow.test'))).kind).toBe('later');
    expect((await admit(pace, mailTo('bob@quick.test'))).kind).toBe('now');
  });
});
