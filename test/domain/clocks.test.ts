/** The clocks that break programs, one timeline each: local time, and UTC in brackets. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { clockTimelines } from '../support/clock-timelines.ts';

const timelines = clockTimelines();

describe('on the clock of', () => {
  test('New York in spring, 02:30 that is skipped becomes 03:30', () => {
    expect(timelines['spring gap']).toMatchInlineSnapshot(`
      "2026-03-07 02:30 (03-07T07:30Z)
      2026-03-08 03:30 (03-08T07:30Z)  after 1 day
      2026-03-09 03:30 (03-09T07:30Z)  after 1 day
      2026-03-10 03:30 (03-10T07:30Z)  after 24 hours
      2026-03-07 12:00 (03-07T17:00Z)
      2026-03-08 03:30 (03-08T07:30Z)  after 1 day at 02:30
      2026-03-09 02:30 (03-09T06:30Z)  after 1 day at 02:30
      due 2026-03-08 01:00 → 2026-03-08 03:00 (03-08T07:00Z)
      due 2026-03-08 03:10 → now"
    `);
  });

  test('New York in autumn, 01:30 that comes twice is taken once, the first time', () => {
    expect(timelines['autumn overlap']).toMatchInlineSnapshot(`
      "2026-10-31 01:30 (10-31T05:30Z)
      2026-11-01 01:30 (11-01T05:30Z)  after 1 day at 01:30
      2026-11-02 01:30 (11-02T06:30Z)  after 1 day at 01:30
      2026-11-01 01:30 (11-01T05:30Z)
      2026-11-02 01:30 (11-02T06:30Z)  after 1 minute at 01:30
      2026-11-08 01:30 (11-08T06:30Z)  after until sunday at 01:30
      2026-10-31 01:30 (10-31T05:30Z)
      2026-11-01 01:30 (11-01T05:30Z)  after 1 day
      2026-11-01 01:30 (11-01T06:30Z)  after 1 hour
      2026-11-02 01:30 (11-02T06:30Z)  after 1 day
      due 2026-11-01 00:00 → 2026-11-01 01:30 (11-01T05:30Z)
      due 2026-11-01 01:45 → now"
    `);
  });

  test('Lord Howe, a change of half an hour is one', () => {
    expect(timelines['Lord Howe']).toMatchInlineSnapshot(`
      "2026-10-03 02:15 (10-02T15:45Z)
      2026-10-04 02:45 (10-03T15:45Z)  after 1 day
      2026-10-05 02:45 (10-04T15:45Z)  after 1 day
      2026-04-04 01:45 (04-03T14:45Z)
      2026-04-05 01:45 (04-04T14:45Z)  after 1 day
      2026-04-05 01:45 (04-04T15:15Z)  after 30 minutes
      2026-04-06 01:45 (04-05T15:15Z)  after 1 day at 01:45
      due 2026-10-04 01:00 → 2026-10-04 02:30 (10-03T15:30Z)"
    `);
  });

  test('Santiago, a day without midnight begins at 01:00', () => {
    expect(timelines.Santiago).toMatchInlineSnapshot(`
      "2026-09-05 00:00 (09-05T04:00Z)
      2026-09-06 01:00 (09-06T04:00Z)  after 1 day
      2026-09-07 00:30 (09-07T03:30Z)  after 1 day at 00:30
      2026-09-08 00:00 (09-08T03:00Z)  after until 2026-09-08
      2026-09-04 12:00 (09-04T16:00Z)
      2026-09-06 01:00 (09-06T04:00Z)  after until 2026-09-06
      2026-09-07 00:00 (09-07T03:00Z)  after until monday
      2026-09-04 12:00 (09-04T16:00Z)
      2026-09-06 01:00 (09-06T04:00Z)  after until sunday
      due 2026-09-05 12:00 → 2026-09-06 01:00 (09-06T04:00Z)
      due 2026-09-05 21:00 → 2026-09-05 22:00 (09-06T02:00Z)
      due 2026-09-06 01:30 → now
      due 2026-09-06 02:00 → 2026-09-12 22:00 (09-13T01:00Z)"
    `);
  });

  test('Apia, a day that did not exist is passed over', () => {
    expect(timelines.Apia).toMatchInlineSnapshot(`
      "2011-12-29 09:00 (12-29T19:00Z)
      2011-12-31 09:00 (12-30T19:00Z)  after 1 day
      2012-01-01 09:00 (12-31T19:00Z)  after 1 day
      2011-12-29 09:00 (12-29T19:00Z)
      2011-12-31 09:00 (12-30T19:00Z)  after until 2011-12-30 at 09:00
      2011-12-29 09:00 (12-29T19:00Z)
      2012-01-06 09:00 (01-05T19:00Z)  after until friday at 09:00
      2011-12-28 09:00 (12-28T19:00Z)
      2011-12-29 09:00 (12-29T19:00Z)  after 1 business day
      2012-01-02 09:00 (01-01T19:00Z)  after 1 business day
      due 2011-12-29 12:00 → 2012-01-06 08:00 (01-05T18:00Z)
      due 2011-12-29 21:00 → 2011-12-29 22:00 (12-30T08:00Z)
      due 2011-12-31 01:00 → 2012-01-05 22:00 (01-05T08:00Z)"
    `);
  });

  test('any zone, the 31st of every month is the last day of a shorter one', () => {
    expect(timelines['31st monthly']).toMatchInlineSnapshot(`
      "2026-01-31 09:00 (01-31T08:00Z)
      2026-02-28 09:00 (02-28T08:00Z)
      2026-03-31 09:00 (03-31T07:00Z)
      2026-04-30 09:00 (04-30T07:00Z)
      2026-05-31 09:00 (05-31T07:00Z)
      2026-06-30 09:00 (06-30T07:00Z)
      each month from the one before:
      2026-01-31 09:00 (01-31T08:00Z)
      2026-02-28 09:00 (02-28T08:00Z)  after 1 month
      2026-03-28 09:00 (03-28T08:00Z)  after 1 month"
    `);
  });

  test('any zone, 29 February is there when it is', () => {
    expect(timelines['29 February']).toMatchInlineSnapshot(`
      "2028-02-29 09:00 (02-29T08:00Z)
      2028-03-29 09:00 (03-29T07:00Z)
      2028-02-28 09:00 (02-28T08:00Z)
      2028-02-29 09:00 (02-29T08:00Z)  after 1 day
      2029-02-28 09:00 (02-28T08:00Z)  after 12 months
      2032-02-29 09:00 (02-29T08:00Z)  after until 2032-02-29 at 09:00
      2032-03-29 09:00 (03-29T07:00Z)  after 1 month"
    `);
  });

  test('any zone, a window over midnight belongs to the day on which it opens', () => {
    expect(timelines['window over midnight']).toMatchInlineSnapshot(`
      "due 2026-03-06 12:00 → 2026-03-06 22:00 (03-06T21:00Z)
      due 2026-03-07 01:30 → now
      due 2026-03-07 02:00 → 2026-03-09 22:00 (03-09T21:00Z)
      due 2026-03-08 23:00 → 2026-03-09 22:00 (03-09T21:00Z)
      due 2026-03-09 01:00 → 2026-03-09 22:00 (03-09T21:00Z)"
    `);
  });

  test('a lead that moves while it sleeps, the same wait ends elsewhere', () => {
    expect(timelines['zone change while asleep']).toMatchInlineSnapshot(`
      "1 day at 09:00: 2026-03-03 09:00 (03-03T08:00Z) in Berlin, 2026-03-03 09:00 (03-03T14:00Z) in New York
      1 day: 2026-03-03 14:00 (03-03T13:00Z) in Berlin, 2026-03-03 08:00 (03-03T13:00Z) in New York
      5 hours: 2026-03-02 19:00 (03-02T18:00Z) in Berlin, 2026-03-02 13:00 (03-02T18:00Z) in New York
      until 2026-03-04: 2026-03-04 00:00 (03-03T23:00Z) in Berlin, 2026-03-04 00:00 (03-04T05:00Z) in New York
      until tuesday at 08:00: 2026-03-03 08:00 (03-03T07:00Z) in Berlin, 2026-03-03 08:00 (03-03T13:00Z) in New York"
    `);
  });
});

test('a worker in Asia/Tokyo finds the same times', () => {
  const program = fileURLToPath(new URL('../support/clock-timelines.ts', import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', program], {
    env: { ...process.env, TZ: 'Asia/Tokyo' },
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({ hour: 9, timelines });
});
