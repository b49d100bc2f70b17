/**
 * The arithmetic of a shared allowance: GCRA (the leaky bucket of ATM, ITU-T I.371), with a share that a receiver's
 * complaint halves and time gives back. Pure: it must not read a clock, and knows no table.
 *
 * In any time t (and a millisecond) no more is granted than rate·t and what may go at one moment. Urgent mail has some of that moment to
 * itself, so that it need not wait behind what bulk has used up.
 */

const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;

/** How fast. `burst`: how many at one moment; `reserve`: how many more when they are urgent. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
  readonly reserve: number;
}

/** Null: not limited. */
export interface Allowance {
  readonly rate: Rate | null;
  /** How fast while it recovers from a receiver's complaint, when `rate` is null. */
  readonly cautious: Rate;
  /** By days of UTC. */
  readonly perDay: number | null;
}

/** Times are milliseconds of the epoch. */
export interface Bucket {
  /** Until when what was taken has used the allowance up: the theoretical arrival time of the next mail. */
  readonly usedToMs: number;
  /** What was taken on this day, which is counted from the epoch. */
  readonly day: number;
  readonly dayUsed: number;
  readonly backOffUntilMs: number | null;
  /** Of the rate, right after the back-off. */
  readonly share: number;
}

export interface Wanted {
  readonly urgent: number;
  readonly bulk: number;
}

/** What holds mail back: too many in a short time, or on this day, or the receiver has asked for less. */
export type Hold = 'rate' | 'day' | 'back-off';

export interface Taken {
  readonly buckets: readonly Bucket[];
  readonly granted: Wanted;
  /** From when on another mail of each kind would pass; not before now. */
  readonly nextMs: Wanted;
  /** How far apart mails pass in the long run. */
  readonly everyMs: number;
  /** The bucket that makes bulk wait longest, and why; null when the next mail passes at once. */
  readonly held: { readonly index: number; readonly by: Hold } | null;
}

export const dayOf = (ms: number): number => Math.floor(ms / dayMs);

/** A bucket that nothing was taken from. */
export const freshBucket = (nowMs: number): Bucket => ({
  usedToMs: nowMs,
  day: dayOf(nowMs),
  dayUsed: 0,
  backOffUntilMs: null,
  share: 1,
});

/** A twentieth of a day is for urgent mail alone. */
const urgentOf = (perDay: number): number => Math.floor(perDay / 20);

/** A bucket with its allowance as they are at one moment. */
interface Held {
  readonly bucket: Bucket;
  readonly everyMs: number;
  readonly burst: number;
  readonly reserve: number;
  readonly startMs: number;
  readonly dayUsed: number;
  readonly perDay: number;
  readonly freeMs: number;
}

/**
 * Takes from several buckets at once, as many as all of them have room for, urgent mail first.
 * @param from at least one
 */
export function take(
  from: readonly { readonly bucket: Bucket; readonly allowance: Allowance }[],
  wanted: Wanted,
  nowMs: number,
): Taken {
  const before = from.map(({ bucket, allowance }) => heldAt(bucket, allowance, nowMs));
  const rooms = before.map((held) => roomOf(held, nowMs));
  const urgent = Math.min(wanted.urgent, ...rooms.map((room) => room.urgent));
  const bulk = Math.max(0, Math.min(wanted.bulk, ...rooms.map((room) => room.bulk - urgent)));
  const after = before.map((held) => used(held, urgent + bulk));
  const waits = after.map((held) => nextOf(held, nowMs));
  const [latest] = waits.map((wait, index) => ({ ...wait, index })).sort((a, b) => b.bulk - a.bulk);
  return {
    buckets: after.map(({ bucket, startMs, dayUsed }) => ({
      ...bucket,
      usedToMs: startMs,
      day: dayOf(nowMs),
      dayUsed,
    })),
    granted: { urgent, bulk },
    nextMs: {
      urgent: Math.max(...waits.map((wait) => wait.urgent)),
      bulk: Math.max(...waits.map((wait) => wait.bulk)),
    },
    everyMs: Math.max(...before.map(({ everyMs }) => everyMs)),
    held: latest?.by ? { index: latest.index, by: latest.by } : null,
  };
}

function heldAt(bucket: Bucket, { rate, cautious, perDay }: Allowance, nowMs: number): Held {
  const share = shareAt(bucket, nowMs);
  const asked = rate ?? (share < 1 ? cautious : null);
  const today = bucket.day >= dayOf(nowMs);
  return {
    bucket,
    everyMs: asked === null ? 0 : 1000 / (asked.perSecond * share),
    burst: asked === null ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(asked.burst * share)),
    reserve: asked === null ? 0 : Math.floor(asked.reserve * share),
    startMs: Math.max(bucket.usedToMs, nowMs),
    // A clock that went back to yesterday finds what was used today.
    dayUsed: today ? bucket.dayUsed : 0,
    perDay: perDay ?? Number.POSITIVE_INFINITY,
    freeMs: Math.max(bucket.backOffUntilMs ?? nowMs, nowMs),
  };
}

/** Times are stored in milliseconds, rounded up. */
const roundingMs = 1;

function roomOf({ everyMs, burst, reserve, startMs, dayUsed, perDay, freeMs }: Held, nowMs: number): Wanted {
  if (freeMs > nowMs) return { urgent: 0, bulk: 0 };
  // In mails: how much of what may go at one moment is used. What rounding has added is not held against anybody.
  const usedUp = everyMs === 0 ? 0 : Math.max(0, startMs - nowMs - Math.min(roundingMs, everyMs / 10)) / everyMs;
  const room = (atOnce: number, today: number): number =>
    Math.max(
      0,
      Math.min(everyMs === 0 ? Number.POSITIVE_INFINITY : Math.floor(atOnce - usedUp + 1e-9), today - dayUsed),
    );
  const left = perDay === Number.POSITIVE_INFINITY ? perDay : perDay - urgentOf(perDay);
  return { urgent: room(burst + reserve, perDay), bulk: room(burst, left) };
}

const used = (held: Held, mails: number): Held => ({
  ...held,
  // To whole milliseconds, as it is stored; never too early.
  startMs: Math.ceil(held.startMs + mails * held.everyMs),
  dayUsed: held.dayUsed + mails,
});

function nextOf(held: Held, nowMs: number): Wanted & { readonly by: Hold | null } {
  const { everyMs, burst, reserve, startMs, dayUsed, perDay, freeMs } = held;
  const paced = (atOnce: number): number => (everyMs === 0 ? nowMs : Math.ceil(startMs - (atOnce - 1) * everyMs));
  const tomorrowMs = (dayOf(nowMs) + 1) * dayMs;
  const spent = (today: number): number => (dayUsed >= today ? tomorrowMs : nowMs);
  const left = perDay === Number.POSITIVE_INFINITY ? perDay : perDay - urgentOf(perDay);
  const reasons = [
    { by: 'back-off', ms: freeMs },
    { by: 'day', ms: spent(left) },
    { by: 'rate', ms: paced(burst) },
  ] as const;
  const [worst] = reasons.toSorted((a, b) => b.ms - a.ms);
  const urgent = Math.max(freeMs, spent(perDay), paced(burst + reserve));
  const bulk = worst === undefined ? nowMs : worst.ms;
  return { urgent: Math.max(urgent, nowMs), bulk: Math.max(bulk, nowMs), by: worst && bulk > nowMs ? worst.by : null };
}

/** After a back-off the share doubles in this time, until it is whole again. */
const doublingMs = 30 * minuteMs;
const leastShare = 1 / 32;
/** The back-off at half of the rate; at a quarter twice as long, and so on. */
const shortestBackOffMs = 5 * minuteMs;
const longestBackOffMs = 60 * minuteMs;
/** After so long every share is whole again. */
export const recoveredAfterMs = Math.log2(1 / leastShare) * doublingMs;

/** Which part of its rate a bucket has at a moment: it comes back by itself. */
export function shareAt({ share, backOffUntilMs }: Pick<Bucket, 'share' | 'backOffUntilMs'>, nowMs: number): number {
  if (backOffUntilMs === null || share >= 1) return 1;
  return Math.min(1, share * 2 ** (Math.max(0, nowMs - backOffUntilMs) / doublingMs));
}

/**
 * The receiver wants less: nothing for a while, then half of what it was. During a back-off it is said again by the mails
 * that were under way, and that is no news.
 */
export function slowed(bucket: Bucket, nowMs: number): Bucket {
  if (bucket.backOffUntilMs !== null && bucket.backOffUntilMs > nowMs) return bucket;
  const share = Math.max(leastShare, shareAt(bucket, nowMs) / 2);
  const pauseMs = Math.min(longestBackOffMs, shortestBackOffMs * (0.5 / share));
  return { ...bucket, share, backOffUntilMs: Math.ceil(nowMs + pauseMs) };
}
