/** What an organisation's limits and warm-up plan allow, and how that is said. */
import { describe, expect, it } from 'vitest';
import { freshBucket, take } from '../../domain/pace-bucket.ts';
import {
  holdWords,
  noSendingPace,
  providerAllowance,
  type SendingPace,
  totalAllowance,
  unknownProvider,
  warmUpToday,
} from '../../domain/sending-pace.ts';
import { instantFromMs, msOf } from '../../domain/time.ts';

const now = '2026-11-23T09:00:00.000Z';
const domain = 'mail.acme.example';
const daysAgo = (days: number): string => instantFromMs(msOf(now) - days * 86_400_000);
const paceOf = (pace: Partial<SendingPace>): SendingPace => ({ ...noSendingPace, ...pace });
const plan = { startPerDay: 100, growth: 1.5, targetPerDay: 5000 };

/** Everything that gets through in a time to somebody who always wants. */
function throughput(pace: SendingPace, provider: string, seconds: number): number {
  const allowance = providerAllowance(pace, domain, provider, null, now);
  if (!allowance) return Number.POSITIVE_INFINITY;
  let [bucket, sum] = [freshBucket(msOf(now)), 0];
  for (let ms = msOf(now); ms < msOf(now) + seconds * 1000; ms += 1000) {
    const { buckets, granted } = take([{ bucket, allowance }], { urgent: 1000, bulk: 1000 }, ms);
    bucket = buckets[0] ?? bucket;
    sum += granted.urgent + granted.bulk;
  }
  return sum;
}

describe('limits', () => {
  it('are none where nothing is set, whoever receives', () => {
    for (const provider of ['google', 'company.example', unknownProvider]) {
      expect(providerAllowance(noSendingPace, domain, provider, null, now)).toBeNull();
    }
    expect(totalAllowance(noSendingPace, domain, null, now)).toBeNull();
    expect(totalAllowance(noSendingPace, domain, daysAgo(3), now)).toBeNull();
  });

  it.each([1, 2, 7, 60, 200, 1000, 5000, 100_000])(
    'of %d an hour let that many or a few less through in an hour',
    (perHour) => {
      const mails = throughput(paceOf({ providers: { google: { perHour } } }), 'google', 3600);
      expect(mails).toBeLessThanOrEqual(perHour);
      expect(mails).toBeGreaterThanOrEqual(Math.floor(perHour * 0.88));
    },
  );

  it('of several kinds hold at once', () => {
    const pace = paceOf({ providers: { google: { perMinute: 20, perHour: 300, perDay: 250 } } });
    expect(throughput(pace, 'google', 60)).toBeLessThanOrEqual(20);
    expect(throughput(pace, 'google', 3 * 3600)).toBe(250);
  });

  it('for one provider make the sender careful with the others, unless it says none', () => {
    const pace = paceOf({ providers: { google: { perHour: 100 }, yahoo: {} } });
    const words = (provider: string) => providerAllowance(pace, domain, provider, null, now)?.words.rate ?? null;
    expect(['google', 'yahoo', 'outlook', 'company.example'].map(words)).toEqual([
      'at most 100 mails an hour',
      null,
      'at most 300 mails an hour',
      'at most 30 mails a minute',
    ]);
    expect(words(unknownProvider)).toBeNull();
  });

  it('of a single sending domain go before those of all', () => {
    const own = { [domain]: { total: { perDay: 10 }, providers: { google: { perHour: 5 } } } };
    const pace = paceOf({ total: { perDay: 99 }, providers: { yahoo: { perHour: 7 } }, domains: own });
    expect(totalAllowance(pace, domain, null, now)?.perDay).toBe(10);
    expect(totalAllowance(pace, 'other.example', null, now)?.perDay).toBe(99);
    expect(providerAllowance(pace, domain, 'google', null, now)?.words.rate).toBe('at most 5 mails an hour');
    expect(providerAllowance(pace, domain, 'yahoo', null, now)?.words.rate).toBe('at most 7 mails an hour');
  });
});

describe('a warm-up', () => {
  it('grows day by day, by the days of UTC, until its target is reached', () => {
    expect([0, 1, 2, 9].map((days) => warmUpToday(plan, daysAgo(days), now))).toEqual([100, 150, 225, 3844]);
    expect(warmUpToday(plan, daysAgo(10), now)).toBeNull();
    expect(warmUpToday(plan, '2026-11-22T23:59:00.000Z', now)).toBe(150);
    expect(warmUpToday(plan, daysAgo(-3), now)).toBe(100);
    expect(warmUpToday(plan, null, now)).toBeNull();
  });

  it('keeps to a limit that is lower, and makes the sender careful with every provider meanwhile', () => {
    const pace = paceOf({ warmUp: plan, total: { perDay: 120 } });
    expect(totalAllowance(pace, domain, daysAgo(0), now)?.perDay).toBe(100);
    expect(totalAllowance(pace, domain, daysAgo(3), now)?.perDay).toBe(120);
    expect(providerAllowance(pace, domain, 'google', daysAgo(0), now)).not.toBeNull();
    expect(providerAllowance(pace, domain, 'google', daysAgo(30), now)).toBeNull();
  });
});

it('a mail that waits says why in words', () => {
  const pace = paceOf({ providers: { google: { perHour: 200, perDay: 1 } } });
  const allowance = providerAllowance(pace, domain, 'google', null, now);
  if (!allowance) throw new Error('Not limited');
  expect((['rate', 'day', 'back-off'] as const).map((hold) => holdWords(hold, allowance, 'google', domain))).toEqual([
    'at most 200 mails an hour to google from mail.acme.example',
    'at most 1 mail a day to google from mail.acme.example',
    'google has asked for less mail from mail.acme.example',
  ]);
});
