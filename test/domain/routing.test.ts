/** Who gets a lead, and why not the others. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { type Candidate, isAway, nextLook, routeOf, type Wanted, winWeight } from '../../domain/routing.ts';
import { weekdays } from '../../domain/wait-rule.ts';
import type { WorkingHours } from '../../domain/working-time.ts';

/** A Monday, at ten in Berlin and at four in the morning in New York. */
const now = '2026-11-23T09:00:00.000Z';
const hoursIn = (zone: string, absences: WorkingHours['absences'] = []): WorkingHours => ({
  ...{ zone, days: weekdays.slice(0, 5), hours: [{ from: '09:00', to: '17:00' }], absences },
  isHoliday: () => false,
});
const candidate = (key: string, more: Partial<Candidate> = {}): Candidate => ({
  ...{ key, hours: hoursIn('Europe/Berlin'), territories: [], languages: [], products: [], skills: [] },
  ...{ capacity: null, open: 0, given: 0, lastGiven: null, weight: 1 },
  ...more,
});
const wanted = (more: Partial<Wanted> = {}): Wanted => ({
  ...{ country: 'DE', language: 'de', product: 'metering', skills: [], owner: null, among: null, had: [] },
  ...more,
});
const whyNot = (asked: Partial<Wanted>, one: Partial<Candidate>) => {
  const [verdict] = routeOf(wanted(asked), [candidate('ann', one)], now).verdicts;
  return verdict?.kind === 'unsuited' ? verdict.why : null;
};

describe('who cannot have a lead', () => {
  it.each<[string, Partial<Wanted>, Partial<Candidate>]>([
    ['territory', {}, { territories: ['FR', 'ES'] }],
    ['language', {}, { languages: ['fr'] }],
    ['product', {}, { products: ['tariffs'] }],
    ['skills', { skills: ['enterprise', 'tender'] }, { skills: ['enterprise'] }],
    ['full', {}, { capacity: 3, open: 3 }],
    ['had-it', { had: ['ann'] }, {}],
    ['not-meant', { among: ['bob'] }, {}],
    ['away', {}, { hours: hoursIn('Europe/Berlin', [{ from: '2026-11-20', to: '2026-12-04' }]) }],
  ])('is told why: %s', (why, asked, one) => {
    expect(whyNot(asked, one)).toBe(why);
    expect(routeOf(wanted(asked), [candidate('ann', one)], now)).toMatchObject({ to: null, because: null });
  });

  it('is nobody for what is not known of the lead, and by what they do not say of themselves', () => {
    const one = { territories: ['FR'], languages: ['fr'], products: ['tariffs'] };
    expect(whyNot({ country: null, language: null, product: null }, one)).toBeNull();
    expect(whyNot({}, {})).toBeNull();
    expect(whyNot({}, { capacity: 3, open: 2 })).toBeNull();
  });
});

it('whoever begins in three days is waited for, and nobody who begins a moment later', () => {
  // Back on Thursday at nine in Berlin.
  const hours = hoursIn('Europe/Berlin', [{ from: '2026-11-20', to: '2026-11-25' }]);
  const [exactly, sooner] = ['2026-11-23T08:00:00.000Z', '2026-11-23T07:59:59.999Z'];
  expect([isAway(hours, exactly), isAway(hours, sooner)]).toEqual([false, true]);
  const to = (at: string) => routeOf(wanted(), [candidate('ann', { hours })], at).to;
  expect([to(exactly), to(sooner)]).toEqual(['ann', null]);
});

describe('a lead', () => {
  it('goes to whom its company belongs to, whatever else they sell, but not twice and not beyond their capacity', () => {
    const ann = candidate('ann', { territories: ['FR'], given: 50 });
    const people = [ann, candidate('bob')];
    expect(routeOf(wanted({ owner: 'ann' }), people, now)).toMatchObject({ to: 'ann', because: 'owner' });
    expect(routeOf(wanted({ owner: 'ann', had: ['ann'] }), people, now)).toMatchObject({ to: 'bob', because: 'share' });
    const full = [{ ...ann, capacity: 1, open: 1 }, candidate('bob')];
    expect(routeOf(wanted({ owner: 'ann' }), full, now)).toMatchObject({ to: 'bob' });
  });

  it('goes to who works now before who works later, though that one has had less', () => {
    const people = [candidate('ann', { hours: hoursIn('America/New_York') }), candidate('bob', { given: 9 })];
    const route = routeOf(wanted(), people, now);
    expect(route).toMatchObject({ to: 'bob' });
    expect(route.verdicts).toMatchObject([
      { key: 'bob', from: now },
      { key: 'ann', from: '2026-11-23T14:00:00.000Z' },
    ]);
  });

  it('at a weekend goes to who begins first on Monday', () => {
    const saturday = '2026-11-21T12:00:00.000Z';
    const people = [candidate('ann', { hours: hoursIn('America/New_York') }), candidate('bob')];
    expect(routeOf(wanted(), people, saturday)).toMatchObject({ to: 'bob' });
  });
});

test.prop([fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 60 })])(
  'shares are kept: of any number of leads each has what their weight says, up to one round',
  (weights, leads) => {
    let people = weights.map((weight, i) => candidate(`p${i}`, { weight }));
    for (let n = 0; n < leads; n += 1) {
      const { to } = routeOf(wanted(), people, now);
      people = people.map((one) => (one.key === to ? { ...one, given: one.given + 1 } : one));
    }
    const sum = weights.reduce((a, b) => a + b, 0);
    for (const { given, weight } of people)
      expect(Math.abs(given - (leads * weight) / sum)).toBeLessThanOrEqual(weights.length);
    expect(people.reduce((all, { given }) => all + given, 0)).toBe(leads);
  },
);

test.prop([
  fc.shuffledSubarray(['ann', 'bob', 'cem', 'dora'], { minLength: 4 }),
  fc.array(fc.nat({ max: 3 }), { minLength: 4, maxLength: 4 }),
])('the order in which people are listed decides nothing', (keys, given) => {
  const all = ['ann', 'bob', 'cem', 'dora'];
  const of = (key: string) => candidate(key, { given: given[all.indexOf(key)] ?? 0 });
  expect(routeOf(wanted(), keys.map(of), now)).toEqual(routeOf(wanted(), all.map(of), now));
});

it('who wins more gets more, by no more than twice, and nobody is judged by one lead', () => {
  const weights = [
    { won: 0, decided: 0 },
    { won: 1, decided: 1 },
    { won: 0, decided: 1 },
    { won: 5, decided: 10 },
    { won: 40, decided: 40 },
    { won: 0, decided: 40 },
  ].map((wins) => Math.round(winWeight(wins) * 100) / 100);
  expect(weights).toEqual([1, 1.33, 0.67, 1, 1.95, 0.5]);
});

it('one that nobody can have is looked at again when somebody is back soon enough, and every day', () => {
  const now = '2026-11-23T10:00:00.000Z';
  const away = (key: string, from?: string) =>
    ({ key, kind: 'unsuited', why: 'away', ...(from === undefined ? {} : { from }) }) as const;
  const full = { key: 'ann', kind: 'unsuited', why: 'full' } as const;
  expect(nextLook([full, away('bob')], now)).toBe('2026-11-24T10:00:00.000Z');
  expect(nextLook([away('bob', '2026-12-20T09:00:00.000Z')], now)).toBe('2026-11-24T10:00:00.000Z');
  // Whoever works within three days can be offered it.
  expect(nextLook([full, away('bob', '2026-11-26T14:00:00.000Z')], now)).toBe('2026-11-23T14:00:00.000Z');
});
