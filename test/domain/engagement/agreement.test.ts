/** How often the judge is right, on made-up mails of seeds that its weights were not fitted to (those are 1 to 6). */
import { beforeAll, describe, expect, test } from 'vitest';
import { type Agreement, agreement, total } from '../../../bench/engagement/agreement.ts';
import type { Sample } from '../../../bench/engagement/mail.ts';
import { population } from '../../../bench/engagement/population.ts';
import { sieges } from '../../../bench/engagement/sieges.ts';

const heldOut = [101, 102, 103];
const share = (some: readonly unknown[], all: readonly unknown[]): number => some.length / all.length;

describe('the made-up set', () => {
  const samples = population({ seed: 100, mails: 3_000 });
  const firsts = (kind: 'click' | 'open', behaviour: RegExp): readonly number[] =>
    samples.flatMap(({ facts, hits, truth }: Sample) => {
      const first = hits.find((hit) => hit.kind === kind && behaviour.test(truth.get(hit.id)?.behaviour ?? ''));
      return first && facts.acceptedAt !== null ? [first.at - facts.acceptedAt] : [];
    });

  test('has bursts at a median of 43 s after the mail went out, 31 % of them later than a minute', () => {
    const delays = firsts('click', /^scanner: burst/).toSorted((a, b) => a - b);
    expect(Math.abs((delays[Math.floor(delays.length / 2)] ?? 0) - 43_000)).toBeLessThan(3_000);
    expect(
      share(
        delays.filter((delay) => delay > 60_000),
        delays,
      ),
    ).toBeCloseTo(0.31, 1);
    // A rule that looks at the first ten seconds sees next to nothing.
    expect(
      share(
        delays.filter((delay) => delay < 10_000),
        delays,
      ),
    ).toBeLessThan(0.03);
  });

  test('has scanners that load the pixel in 61 % of cases within 10 s, in 84 % within 20 s', () => {
    const delays = firsts('open', /^open: a scanner/);
    expect(
      share(
        delays.filter((delay) => delay < 10_000),
        delays,
      ),
    ).toBeCloseTo(0.61, 1);
    expect(
      share(
        delays.filter((delay) => delay < 20_000),
        delays,
      ),
    ).toBeCloseTo(0.84, 1);
  });

  test('is the same for the same seed, and another for another', () => {
    const hits = (seed: number) => population({ seed, mails: 50 }).map((sample) => sample.hits);
    expect(hits(5)).toEqual(hits(5));
    expect(hits(5)).not.toEqual(hits(6));
  });
});

describe.each([
  ['with lists of networks', true],
  ['without any list', false],
])('%s', (_, listed) => {
  let found: Agreement;
  beforeAll(() => {
    found = total(heldOut.map((seed) => agreement(population({ seed, mails: 1_400, listed }))));
  });

  test("at most 1 % of people's clicks do not count", () => {
    expect(found.human.clicks).toBeGreaterThan(3_000);
    expect((found.human.clicks - found.human.counted) / found.human.clicks).toBeLessThanOrEqual(0.01);
  });

  test("at most 2 % of machines' clicks count", () => {
    expect(found.machine.clicks).toBeGreaterThan(7_000);
    expect(found.machine.counted / found.machine.clicks).toBeLessThanOrEqual(0.02);
  });

  test("a third of people's clicks and more are not held", () => {
    expect(found.human.atOnce / found.human.clicks).toBeGreaterThan(0.33);
  });
});

describe('of mails that machines ask for by the hundred', () => {
  let found: Agreement;
  beforeAll(() => {
    found = total(heldOut.map((seed) => agreement(sieges({ seed, mails: 25 }))));
  });

  test('at most 1 % of the people who come minutes later do not count', () => {
    expect(found.human.clicks).toBe(75);
    expect((found.human.clicks - found.human.counted) / found.human.clicks).toBeLessThanOrEqual(0.01);
  });

  test("at most 2 % of the machines' clicks count", () => {
    expect(found.machine.clicks).toBeGreaterThan(10_000);
    expect(found.machine.counted / found.machine.clicks).toBeLessThanOrEqual(0.02);
  });
});
