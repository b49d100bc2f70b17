import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  addPoints,
  crossing,
  type Engagement,
  engagementAt,
  gradeOf,
  keepShare,
  noEngagement,
  pointsFor,
  temperatureOf,
} from '../../domain/scoring.ts';
import { instantFromMs, msOf, plusMs } from '../../domain/time.ts';
import { model } from './scoring-model.ts';

const day = 86_400_000;
const monday = '2026-03-02T09:00:00.000Z';

const afterDays = (days: number): string => plusMs(monday, days * day);

describe('engagement', () => {
  it('halves with every half-life', () => {
    const state = addPoints(model, noEngagement, 'email', 40, monday);
    expect(engagementAt(model, state, monday)).toBeCloseTo(40, 9);
    expect(engagementAt(model, state, afterDays(30))).toBeCloseTo(20, 9);
    expect(engagementAt(model, state, afterDays(90))).toBeCloseTo(5, 9);
  });

  it('that hits a threshold exactly still does so when it is booked a moment later', () => {
    const state = addPoints(model, noEngagement, 'email', 60, monday);
    expect(engagementAt(model, state, plusMs(monday, 2000))).toBe(60);
    expect(crossing(model, noEngagement, state, 'A', plusMs(monday, 2000)).mql).toBe(true);
  });

  it('caps each group when it is read, and not the other groups', () => {
    let state = addPoints(model, noEngagement, 'email', 100, monday);
    state = addPoints(model, state, 'web', 10, monday);
    expect(engagementAt(model, state, monday)).toBeCloseTo(70, 9);
  });

  it('never falls below zero', () => {
    expect(engagementAt(model, addPoints(model, noEngagement, 'email', -15, monday), monday)).toBe(0);
  });

  const happening = fc.record({ day: fc.integer({ min: 0, max: 120 }), points: fc.integer({ min: -20, max: 50 }) });

  test.prop([fc.array(happening, { maxLength: 12 }), fc.integer({ min: 0, max: 365 })])(
    'does not depend on the order in which events arrive',
    (happenings, readOn) => {
      const score = (list: typeof happenings): number => {
        const state = list.reduce<Engagement>(
          (s, h) => addPoints(model, s, 'email', h.points, afterDays(h.day)),
          noEngagement,
        );
        return engagementAt(model, state, afterDays(readOn));
      };
      // Hundredths: two sums that differ in the last bit may round to neighbours.
      expect(Math.abs(score([...happenings].reverse()) - score(happenings))).toBeLessThanOrEqual(0.0101);
    },
  );
});

describe('the rule for an event', () => {
  it('is the one that names its link or name, before the general one', () => {
    expect(pointsFor(model, { kind: 'click', link: 'pricing', name: null })?.points).toBe(25);
    expect(pointsFor(model, { kind: 'click', link: 'guide', name: null })?.points).toBe(10);
  });

  it('is none for an event that the model does not mention', () => {
    expect(pointsFor(model, { kind: 'open', link: null, name: null })).toBeNull();
    expect(pointsFor(model, { kind: 'custom', link: null, name: 'something_else' })).toBeNull();
  });
});

describe('the MQL rule', () => {
  /** Points in a group without a cap. */
  const withPoints = (points: number): Engagement => ({ ...noEngagement, groups: { other: { points, at: monday } } });

  it('fires when the threshold is crossed upwards by a good enough grade', () => {
    expect(crossing(model, withPoints(50), withPoints(61), 'B', monday).mql).toBe(true);
    expect(crossing(model, withPoints(50), withPoints(61), 'C', monday).mql).toBe(false);
    expect(crossing(model, withPoints(50), withPoints(59), 'A', monday).mql).toBe(false);
  });

  it('does not fire again while the score hovers around the threshold', () => {
    const fired = crossing(model, withPoints(50), withPoints(61), 'A', monday).engagement;
    const dipped = { ...withPoints(55), armed: fired.armed };
    expect(crossing(model, dipped, { ...withPoints(65), armed: dipped.armed }, 'A', monday).mql).toBe(false);
  });

  it('fires again after the score fell below the re-arming level', () => {
    const low = { ...withPoints(44), armed: false };
    expect(crossing(model, low, { ...withPoints(65), armed: false }, 'A', monday).mql).toBe(true);
  });

  it('needs new behaviour after a return: half of the points stay and the rule is armed', () => {
    const returned = keepShare({ ...withPoints(80), armed: false }, 0.5);
    expect(returned.armed).toBe(true);
    expect(engagementAt(model, returned, monday)).toBeCloseTo(40, 9);
    const more = { ...returned, groups: { other: { points: 62, at: monday } } };
    expect(crossing(model, returned, more, 'B', monday).mql).toBe(true);
  });
});

describe('grade and temperature', () => {
  it('follow their thresholds, the threshold included', () => {
    expect([40, 39, 25, 10, 9].map((points) => gradeOf(model, points))).toEqual(['A', 'B', 'B', 'C', 'D']);
    expect([50, 49, 20, 19].map((score) => temperatureOf(model, score))).toEqual(['hot', 'warm', 'warm', 'cold']);
  });
});

it('instants keep milliseconds through arithmetic', () => {
  expect(instantFromMs(msOf('2026-03-02T09:00:00.123Z'))).toBe('2026-03-02T09:00:00.123Z');
});
