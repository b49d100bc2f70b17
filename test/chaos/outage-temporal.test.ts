/**
 * Temporal is killed and away for minutes, while clicks, replies and events go on coming: none is lost, none counts twice,
 * and everybody who was waited for goes on once it is back. TENDRIL_CHAOS_TEMPORAL_SECONDS says for how long.
 */
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { type Act, type Doers, doersAt } from './outage-doers.ts';
import { type Ground, type Recipient, type Sequence, startGround } from './outage-ground.ts';
import { answersOf, atPace, balanceOf } from './outage-load.ts';

const seconds = inject('chaos').temporalSeconds;
const perSecond = 30;
const counts = { clicks: 120, replies: 60, pages: 60, silence: 60 };
const woken = counts.clicks + counts.replies + counts.pages;
/** What has been tried in vain is tried again after a minute at the latest; a click is held for two at most. */
const drainedWithinMs = 300_000;

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
  'nothing that came while Temporal was away is lost or counts twice, and every enrollment goes on once',
  async () => {
    const { temporal, ledger, sink, engine } = ground;
    // Half of the clicks are clear evidence by their lateness; the others are held.
    const clickers = ground.of('clicks').map(({ address }) => address);
    await ledger.sentEarlier(1, clickers.slice(counts.clicks / 2));
    await temporal.stop();
    const acts = await atPace({ perSecond, seconds }, awaitedAmongOthers());
    const { due } = await ledger.outbox();
    const mailsBefore = sink.mails.length;
    await temporal.startAgain();
    const began = performance.now();
    const took = () => performance.now() - began;
    await emptied(0);
    const deliveredMs = took();
    await emptied('all');
    const ends = {
      'clicks exited woken': counts.clicks,
      'pages exited woken': counts.pages,
      'replies exited woken': counts.replies,
      'silence active': counts.silence,
    };
    await vi.waitFor(async () => expect(await ledger.ends()).toEqual(ends), { timeout: 90_000, interval: 200 });
    const endedMs = took();
    await sink.waitFor(mailsBefore + woken + counts.replies, 60_000);

    const balance = balanceOf(acts, await ledger.marks());
    console.log(
      [
        `Temporal away for ${seconds} s: ${balance.taken.toLocaleString('en')} events taken`,
        `${balance.lost.length} lost; ${balance.twice.length} twice`,
        `${due} messages to Temporal waited; all delivered after ${text(deliveredMs)}, the ${woken} enrollments done after ${text(endedMs)}`,
        JSON.stringify(answersOf(acts)),
      ].join('; '),
    );
    expect(acts.filter(({ answer }) => answer === 'none' || answer >= 400)).toEqual([]);
    expect(balance).toMatchObject({ lost: [], twice: [] });
    expect(due).toBeGreaterThanOrEqual(counts.pages + counts.replies + counts.clicks / 2);
    expect(await ledger.outbox()).toEqual({ all: 0, due: 0, dead: 0 });
    expect(await ledger.points()).toBe(counts.clicks);
    expect(mailsOf(ground)).toEqual(wantedMails(ground));
    await expect(Promise.race([engine.exited, 'runs'])).resolves.toBe('runs');
  },
  seconds * 1_000 + drainedWithinMs + 200_000,
);

const text = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

/** Resolves when nothing is due, or nothing is left at all. */
const emptied = (what: 0 | 'all'): Promise<void> =>
  vi.waitFor(
    async () => {
      const { all, due } = await ground.ledger.outbox();
      expect(what === 'all' ? all : due).toBe(0);
    },
    { timeout: drainedWithinMs, interval: 100 },
  );

/** What is waited for, one after the other over all of the time, and between them what nobody waits for. */
function awaitedAmongOthers(): (passed: number) => Promise<Act> {
  const awaited = interleaved(ground);
  const silent = ground.of('silence');
  const unopened = [...ground.recipients];
  const visits: { readonly by: Recipient; readonly act: Promise<Act> }[] = [];
  const replies: typeof visits = [];
  let [done, others] = [0, 0];
  const other = async (): Promise<Act> => {
    others += 1;
    const by = silent[others % silent.length];
    const [visit, reply] = [visits.shift(), replies.shift()];
    if (!by) throw new Error('Nobody is there who does nothing that is waited for');
    const page = '/about';
    if (others % 5 === 0 && visit) return doers.visitAgain(visit.by, page, (await visit.act).mark);
    if (others % 5 === 1 && reply) return doers.replyAgain(reply.by, (await reply.act).mark);
    const opener = others % 5 === 2 ? unopened.pop() : undefined;
    if (opener) return doers.open(opener);
    if (others % 2 === 0) return doers.fetchLink(by);
    const act = doers.visit(by, page);
    visits.push({ by, act });
    return act;
  };
  return (passed) => {
    const by = awaited[done];
    if (!by || done >= passed * awaited.length) return other();
    done += 1;
    const act = awaitedActs[by.sequence](by);
    if (by.sequence === 'replies') replies.push({ by, act });
    return act;
  };
}

const awaitedActs: Readonly<Record<Sequence, (by: Recipient) => Promise<Act>>> = {
  clicks: (by) => doers.click(by),
  replies: (by) => doers.reply(by),
  pages: (by) => doers.visit(by, '/pricing'),
  silence: () => Promise.reject(new Error('Nothing wakes these')),
};

/** Whoever is waited for: of each sequence some, all the time. */
const interleaved = ({ of }: Ground): readonly Recipient[] => {
  const groups = [of('clicks'), of('replies'), of('pages')].map((group) =>
    group.map((by, index) => ({ by, at: index / group.length })),
  );
  return groups
    .flat()
    .toSorted((a, b) => a.at - b.at)
    .map(({ by }) => by);
};

/** Recipient and subject of every mail. */
const mailsOf = ({ sink }: Ground): readonly string[] =>
  sink.mails.map(({ envelope, subject }) => `${envelope.to.join()}: ${subject}`).toSorted();

/** One mail for everybody, another one for everybody who did something, and a note about every reply. */
function wantedMails({ recipients }: Ground): readonly string[] {
  const wanted = recipients.flatMap(({ address, sequence, mail: { subject } }) => [
    `${address}: ${subject}`,
    ...(sequence === 'silence' ? [] : [`${address}: ${subject.replace('first', 'second')}`]),
    ...(sequence === 'replies'
      ? [`mara@mail.meters.example: ${subject.replace('first for ', '')} replied: ${subject}`]
      : []),
  ]);
  return wanted.toSorted();
}
