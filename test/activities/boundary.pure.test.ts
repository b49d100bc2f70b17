/** What an activity takes for now, however late it begins. */
import { describe, expect, it } from 'vitest';
import { upToDate } from '../../activities/boundary.ts';
import { type Instant, msOf, plusMs } from '../../domain/instant.ts';

const asked = '2026-11-23T17:59:00.000Z' as Instant;
const nineHours = 9 * 3_600_000;

/** What time it is for work that was asked for at 17:59 and whose present attempt was due at `attempt`; the machine says `machine`. */
const nowFor = (attempt: Instant, machine: Instant): Instant => {
  const info = { scheduledTimestampMs: msOf(asked), currentAttemptScheduledTimestampMs: msOf(attempt) };
  return upToDate({ now: asked }, info, msOf(machine)).now;
};

describe('the time of an activity', () => {
  it('is that of its workflow when it begins at once', () => {
    expect(nowFor(asked, plusMs(asked, 900))).toBe(asked);
  });

  it('has gone on when it is tried again after an outage', () => {
    expect(nowFor(plusMs(asked, nineHours), plusMs(asked, nineHours))).toBe('2026-11-24T02:59:00.000Z');
  });

  it('has gone on while it waited for a worker', () => {
    expect(nowFor(asked, plusMs(asked, nineHours))).toBe('2026-11-24T02:59:00.000Z');
  });

  it('is that of the server where time is skipped, and the machine is behind', () => {
    expect(nowFor(asked, plusMs(asked, -nineHours))).toBe(asked);
    expect(nowFor(plusMs(asked, nineHours), plusMs(asked, -nineHours))).toBe('2026-11-24T02:59:00.000Z');
  });
});
