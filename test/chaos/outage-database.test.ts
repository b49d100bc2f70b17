/**
 * PostgreSQL is stopped for a while, and people go on clicking: they are sent on as ever, everything is in the ledger once
 * it is back, and mails that were put off meanwhile are taken when they come again. TENDRIL_CHAOS_DATABASE_SECONDS says for
 * how long.
 */
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { type Act, type Doers, doersAt } from './outage-doers.ts';
import { type Ground, type Recipient, startGround } from './outage-ground.ts';
import { answersOf, atPace, balanceOf } from './outage-load.ts';

const seconds = inject('chaos').databaseSeconds;
const perSecond = 40;
const counts = { clicks: 60, replies: 40, pages: 0, silence: 60 };
/** Whoever tried in vain tries again after half a minute at the latest. */
const recordedWithinMs = 90_000;

let ground: Ground;
let doers: Doers;
beforeAll(async () => {
  ground = await startGround(counts);
  doers = doersAt(ground);
}, 300_000);
afterAll(async () => {
  doers?.close();
  await ground?.close();
}, 60_000);

it(
  'links lead on while PostgreSQL is away, and all that came is in the ledger once when it is back',
  async () => {
    const { postgres, ledger, engine, recipients } = ground;
    await ledger.sentEarlier(
      1,
      recipients.map(({ address }) => address),
    );
    await postgres.stop();
    const hits = hitsAndReplies();
    const acts = await atPace({ perSecond, seconds }, hits.next);
    await postgres.startAgain();
    const began = performance.now();
    const again = await Promise.all(hits.putOff().map(({ by, mark }) => redelivered(by, mark)));
    await vi.waitFor(async () => expect(balanceOf(acts, await ledger.marks()).lost).toEqual([]), {
      timeout: recordedWithinMs,
      interval: 100,
    });
    const recordedMs = performance.now() - began;
    const ends = {
      'clicks exited woken': counts.clicks,
      'replies exited woken': counts.replies,
      'silence active': counts.silence,
    };
    await vi.waitFor(async () => expect(await ledger.ends()).toEqual(ends), { timeout: 90_000, interval: 200 });
    const once = await Promise.all(hits.putOff().map(({ by, mark }) => doers.replyAgain(by, mark)));

    const balance = balanceOf([...acts, ...again.flat(), ...once], await ledger.marks());
    console.log(
      [
        `PostgreSQL away for ${seconds} s: ${balanceOf(acts, new Map()).taken.toLocaleString('en')} hits taken meanwhile`,
        `${balance.lost.length} lost; ${balance.twice.length} twice`,
        `all in the ledger ${(recordedMs / 1_000).toFixed(1)} s after it was back`,
        JSON.stringify(answersOf(acts)),
      ].join('; '),
    );
    expect(balance).toMatchObject({ lost: [], twice: [] });
    const kinds = new Set(Object.keys(answersOf(acts)));
    expect(kinds).toEqual(new Set(['click 302', 'open 200', 'reply 451']));
    expect(once.map(({ answer }) => answer)).toEqual(once.map(() => 250));
    expect(await ledger.points()).toBe(counts.clicks);
    await expect(Promise.race([engine.exited, 'runs'])).resolves.toBe('runs');
  },
  seconds * 1_000 + recordedWithinMs + 250_000,
);

/** As a mail server does: until it is taken. */
async function redelivered(by: Recipient, mark: string): Promise<readonly Act[]> {
  const tries: Act[] = [];
  await vi.waitFor(
    async () => {
      const act = await doers.replyAgain(by, mark);
      tries.push(act);
      expect(act.answer).toBe(250);
    },
    { timeout: recordedWithinMs, interval: 500 },
  );
  return tries;
}

/** Everybody who may wake an enrollment does so once; all others only cause entries. */
function hitsAndReplies() {
  const awaited = [...ground.of('clicks')];
  const repliers = [...ground.of('replies')];
  const unopened = [...ground.recipients];
  const silent = ground.of('silence');
  const marks: { readonly by: Recipient; readonly mark: string }[] = [];
  let count = 0;
  const next = (): Promise<Act> => {
    count += 1;
    const by = silent[count % silent.length];
    if (!by) throw new Error('Nobody is there who does nothing that is waited for');
    const [clicker, replier, opener] = [
      count % 5 === 0 ? awaited.pop() : undefined,
      count % 10 === 1 ? repliers.pop() : undefined,
      count % 5 === 2 ? unopened.pop() : undefined,
    ];
    if (clicker) return doers.click(clicker);
    if (opener) return doers.open(opener);
    if (!replier) return doers.fetchLink(by);
    const act = doers.reply(replier);
    void act.then(({ mark }) => marks.push({ by: replier, mark }));
    return act;
  };
  return { next, putOff: () => marks };
}
