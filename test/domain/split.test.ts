import { describe, expect, it } from 'vitest';
import { type ArmFigures, armFor, currentArm, leadsForLook, losers, pairsOf, splitSeed } from '../../domain/split.ts';

const arms = [
  { name: 'short', weight: 45, holdOut: false },
  { name: 'long', weight: 45, holdOut: false },
  { name: 'control', weight: 10, holdOut: true },
];
const seeds = Array.from({ length: 20_000 }, (_, i) =>
  splitSeed(
    `0198${i.toString(16).padStart(4, '0')}-0000-7000-8000-${(i * 7919).toString(16).padStart(12, '0')}`,
    'welcome',
    'test',
  ),
);

describe('the arm of a lead', () => {
  it('is always the same, and the arms are filled in proportion to their weights', () => {
    const counts = [0, 0, 0];
    for (const seed of seeds) {
      const arm = armFor(seed, arms);
      expect(armFor(seed, arms)).toBe(arm);
      counts[arm] = (counts[arm] ?? 0) + 1;
    }
    // Within four standard deviations of a fair draw.
    for (const [i, { weight }] of arms.entries()) {
      const share = weight / 100;
      const deviation = Math.sqrt(seeds.length * share * (1 - share));
      expect(Math.abs((counts[i] ?? 0) - seeds.length * share)).toBeLessThan(4 * deviation);
    }
  });

  it('in one split says nothing about the arm in another', () => {
    const halves = [{ weight: 1 }, { weight: 1 }];
    const same = seeds.filter((seed) => armFor(seed, halves) === armFor(`${seed}-2`, halves)).length;
    expect(Math.abs(same - seeds.length / 2)).toBeLessThan(4 * Math.sqrt(seeds.length / 4));
  });

  it('changes only when it was stopped, and never into or out of a hold-out', () => {
    for (const seed of seeds.slice(0, 2000)) {
      const before = armFor(seed, arms);
      expect(currentArm(seed, arms, ['long'])).toBe(before === 1 ? 0 : before);
    }
  });

  it('that was stopped is shared out among those that run, in proportion', () => {
    const four = [...arms, { name: 'third', weight: 45, holdOut: false }];
    const moved = seeds.filter((seed) => armFor(seed, four) === 1).map((seed) => currentArm(seed, four, ['long']));
    expect(new Set(moved)).toEqual(new Set([0, 3]));
    const toFirst = moved.filter((arm) => arm === 0).length;
    expect(Math.abs(toFirst - moved.length / 2)).toBeLessThan(4 * Math.sqrt(moved.length / 4));
  });
});

describe('a look', () => {
  const figures = (name: string, leads: number, successes: number): ArmFigures => ({ name, leads, successes });

  it('stops an arm that is significantly worse than the best', () => {
    // z = 3.14, p = 0.0017: enough at the first look of 5 % (0.025), not at the fifth (0.0016).
    const pair = [figures('a', 200, 20), figures('b', 200, 43)];
    expect(losers(pair, { alpha: 0.05, looks: 0, pairs: 1 })).toEqual(['a']);
    expect(losers(pair, { alpha: 0.05, looks: 4, pairs: 1 })).toEqual([]);
    expect(losers(pair, { alpha: 0.05, looks: 0, pairs: 45 })).toEqual([]);
  });

  it('tells nothing by a handful of successes, by none, or without leads', () => {
    const look = { alpha: 0.2, looks: 0, pairs: 1 };
    expect(losers([figures('a', 20, 0), figures('b', 20, 4)], look)).toEqual([]);
    expect(losers([figures('a', 500, 0), figures('b', 500, 0)], look)).toEqual([]);
    expect(losers([figures('a', 0, 0), figures('b', 0, 0)], look)).toEqual([]);
    expect(losers([], look)).toEqual([]);
  });
});

/** A generator of numbers below 1 that gives the same ones for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Trial {
  readonly rates: readonly number[];
  readonly weights: readonly number[];
  readonly atLeast: number;
  readonly looks: number;
}

/** Fills the arms and takes every look that comes; returns the arms that were stopped, by number. */
function play({ rates, weights, atLeast, looks }: Trial, random: () => number, alpha: number): ReadonlySet<number> {
  const stopped = new Set<number>();
  const arms = rates.map((_, i) => ({ name: `${i}`, leads: 0, successes: 0 }));
  for (let look = 0; look < looks && rates.length - stopped.size > 1; look += 1) {
    const least = Math.min(...weights.filter((_, i) => !stopped.has(i)));
    for (const [i, arm] of arms.entries()) {
      const target = Math.round((leadsForLook(atLeast, look) * (weights[i] ?? 1)) / least);
      for (; !stopped.has(i) && arm.leads < target; arm.leads += 1) {
        if (random() < (rates[i] ?? 0)) arm.successes += 1;
      }
    }
    const running = arms.filter((_, i) => !stopped.has(i));
    for (const name of losers(running, { alpha, looks: look, pairs: pairsOf(rates.length) })) stopped.add(Number(name));
  }
  return stopped;
}

describe('the test over all looks', () => {
  const alpha = 0.1;
  const runs = 2000;
  const equal: readonly (Trial & { readonly name: string })[] = [
    { name: 'two arms at 10 %', rates: [0.1, 0.1], weights: [1, 1], atLeast: 50, looks: 6 },
    { name: 'four arms at 30 %', rates: [0.3, 0.3, 0.3, 0.3], weights: [1, 1, 1, 1], atLeast: 30, looks: 6 },
    {
      name: 'three arms of unequal weight at 5 %',
      rates: [0.05, 0.05, 0.05],
      weights: [1, 3, 6],
      atLeast: 60,
      looks: 5,
    },
  ];

  it.each(equal)('stops an arm as good as the others in no more than alpha of the runs: $name', (trial) => {
    const random = generator(20_261_122);
    let wrong = 0;
    for (let run = 0; run < runs; run += 1) wrong += play(trial, random, alpha).size > 0 ? 1 : 0;
    console.log(`${trial.name}: ${((100 * wrong) / runs).toFixed(1)} % of ${runs} runs stopped an arm`);
    expect(wrong / runs).toBeLessThanOrEqual(alpha);
    // A test that never stops anything would pass as well.
    expect(wrong).toBeGreaterThan(0);
  });

  it('finds a real difference, and hardly ever the wrong way round', () => {
    const random = generator(7);
    const trial = { rates: [0.05, 0.1], weights: [1, 1], atLeast: 100, looks: 5 };
    const results = Array.from({ length: 500 }, () => play(trial, random, alpha));
    expect(results.filter((stopped) => stopped.has(0)).length).toBeGreaterThan(450);
    expect(results.filter((stopped) => stopped.has(1)).length).toBeLessThan(5);
  });
});
