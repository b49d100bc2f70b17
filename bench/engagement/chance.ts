/** Chance that can be repeated: the same seed draws the same numbers. For made-up behaviour only. */

export interface Chance {
  /** From 0 to below 1. */
  next(): number;
  happens(probability: number): boolean;
  between(from: number, to: number): number;
  whole(from: number, to: number): number;
  one<T>(of: readonly T[]): T;
  /** One of the names, each as often as its weight says. */
  weighted<T extends string>(weights: Readonly<Record<T, number>>): T;
  /** Log-normal: half of all are below the median; `sigma` is the spread of the logarithm. */
  around(median: number, sigma: number): number;
  exponential(mean: number): number;
  some<T>(of: readonly T[], count: number): readonly T[];
}

/** Mulberry32. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    happens: (probability) => next() < probability,
    between: (from, to) => from + next() * (to - from),
    whole,
    one(of) {
      const chosen = of[whole(0, of.length - 1)];
      if (chosen === undefined) throw new RangeError('Nothing to choose from');
      return chosen;
    },
    weighted(weights) {
      const names = Object.keys(weights) as (keyof typeof weights)[];
      let left = next() * names.reduce((sum, name) => sum + weights[name], 0);
      for (const name of names) {
        left -= weights[name];
        if (left < 0) return name;
      }
      throw new RangeError('Nothing to choose from');
    },
    around: (median, sigma) => median * Math.exp(sigma * normal()),
    exponential: (mean) => -mean * Math.log(1 - next()),
    some(of, count) {
      const left = [...of];
      return Array.from({ length: Math.min(count, of.length) }, () => left.splice(whole(0, left.length - 1), 1)).flat();
    },
  };
}
