import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgress, timeLeft } from '../../cli/terminal/progress.ts';
import { createScreen } from '../../cli/terminal/screen.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A bar on stderr, and what it has shown since it was asked for last. */
function barOn(options: { readonly isTTY: boolean; readonly json?: boolean }) {
  const stderr = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: options.isTTY });
  const screen = createScreen({ stdout: new PassThrough(), stderr, json: options.json ?? false, noColor: true });
  return {
    progress: createProgress(screen, 'Importing', 500),
    shown: () => String(stderr.read() ?? '').replace(/.*\[K/s, ''),
  };
}

const pass = (ms: number) => vi.advanceTimersByTime(ms);

describe('a progress bar', () => {
  it('says how fast it goes, and how long it may still take once that can be told', () => {
    const { progress, shown } = barOn({ isTTY: true });
    progress.at(0, 100_000);
    pass(1_000);
    progress.at(2_000, 100_000);
    expect(shown()).toMatch(/^Importing █░+ 2000\/100000 {2}2000\/s$/);
    pass(4_000);
    progress.at(10_000, 100_000, '3 broken');
    expect(shown()).toMatch(/ 10000\/100000 {2}2000\/s {2}about 45 s left {2}3 broken$/);
    pass(45_000);
    progress.at(100_000, 100_000);
    expect(shown()).toMatch(/ 100000\/100000 {2}2000\/s$/);
  });

  it('of work that goes on does not take for its speed what was done before', () => {
    const { progress, shown } = barOn({ isTTY: true });
    pass(500);
    progress.at(900_000, 1_000_000);
    expect(shown()).toMatch(/ 900000\/1000000$/);
    pass(10_000);
    progress.at(910_000, 1_000_000);
    expect(shown()).toMatch(/ {2}1000\/s {2}about 2 min left$/);
  });

  it('promises nothing while nothing moves, and is on a terminal only', () => {
    const still = barOn({ isTTY: true });
    still.progress.at(0, 1_000);
    pass(60_000);
    still.progress.at(0, 1_000);
    expect(still.shown()).toMatch(/ 0\/1000$/);
    for (const options of [{ isTTY: false }, { isTTY: true, json: true }]) {
      const { progress, shown } = barOn(options);
      pass(5_000);
      progress.at(10, 1_000);
      progress.clear();
      expect(shown()).toBe('');
    }
  });
});

it.each([
  [1, 'about 5 s'],
  [41_000, 'about 45 s'],
  [58_000, 'about 1 min'],
  [150_000, 'about 3 min'],
  [3_540_000, 'about 59 min'],
  [3_600_000, 'about 1 h'],
  [4_900_000, 'about 1 h 20 min'],
  [90_000_000, 'about 25 h'],
])('%i ms are told as %j', (ms, words) => {
  expect(timeLeft(ms)).toBe(words);
});
