/**
 * Plays the made-up mails to the judge as they would happen: at each click it is asked what is known so far, and again when
 * the hold ends, unless the verdict was settled before. Counts how often it is right.
 */
import type { Hit } from '../../domain/engagement/hit.ts';
import { holdUntil, judge, type Verdict, verdicts } from '../../domain/engagement/judge.ts';
import { inOrder } from '../../domain/engagement/ordered-hits.ts';
import type { Sample, Truth } from './mail.ts';

export interface Tally {
  clicks: number;
  counted: number;
  /** Settled at the moment of the click. */
  atOnce: number;
  verdicts: Record<Verdict['verdict'], number>;
}

/** Clicks by who made them. */
export interface Sides {
  readonly human: Tally;
  readonly machine: Tally;
}

export interface Agreement extends Sides {
  readonly behaviours: Readonly<Record<string, Tally>>;
  /** The same by how many links the mail has: of a mail with one no burst can give a machine away. */
  readonly byLinks: Readonly<Record<number, Sides>>;
}

export interface Settled extends Verdict {
  /** How long the click was held, in milliseconds. */
  readonly heldMs: number;
}

/** The verdict that a click gets for good, and when, knowing at each moment only what had happened by then. */
function settle(hit: Hit, { facts, hits }: Sample): Settled {
  let now = hit.at;
  for (;;) {
    const known = inOrder(hits.filter(({ at }) => at <= now));
    const verdict = judge(hit, facts, known, now);
    if (verdict.settled) return { ...verdict, heldMs: now - hit.at };
    now = holdUntil(hit, facts, known);
  }
}

const emptyTally = (): Tally => ({
  clicks: 0,
  counted: 0,
  atOnce: 0,
  verdicts: { human: 0, proxy: 0, prefetch: 0, scanner: 0, unknown: 0 },
});

/** @param watch is told every verdict with the truth, e.g. to print what went wrong. */
export function agreement(
  samples: readonly Sample[],
  watch?: (hit: Hit, sample: Sample, verdict: Settled, truth: Truth) => void,
): Agreement {
  const sides = { human: emptyTally(), machine: emptyTally() };
  const byLinks: Record<number, Sides> = {};
  const behaviours: Record<string, Tally> = {};
  for (const sample of samples) {
    for (const hit of sample.hits) {
      const truth = sample.truth.get(hit.id);
      if (!truth) continue;
      const verdict = settle(hit, sample);
      behaviours[truth.behaviour] ??= emptyTally();
      byLinks[sample.facts.links] ??= { human: emptyTally(), machine: emptyTally() };
      const tallies = [behaviours[truth.behaviour]];
      if (hit.kind === 'click') tallies.push(sides[truth.who], byLinks[sample.facts.links]?.[truth.who]);
      for (const tally of tallies) if (tally) add(tally, verdict);
      watch?.(hit, sample, verdict, truth);
    }
  }
  return { ...sides, behaviours, byLinks };
}

function add(tally: Tally, { verdict, counts, heldMs }: Settled): void {
  tally.clicks += 1;
  if (counts) tally.counted += 1;
  if (heldMs === 0) tally.atOnce += 1;
  tally.verdicts[verdict] += 1;
}

/** Several sets as one. */
export function total(all: readonly Agreement[]): Agreement {
  const sum = (of: (each: Agreement) => Tally | undefined): Tally => {
    const result = emptyTally();
    for (const tally of all.map(of)) {
      if (!tally) continue;
      result.clicks += tally.clicks;
      result.counted += tally.counted;
      result.atOnce += tally.atOnce;
      for (const name of verdicts) result.verdicts[name] += tally.verdicts[name];
    }
    return result;
  };
  const names = [...new Set(all.flatMap(({ behaviours }) => Object.keys(behaviours)))];
  const links = [...new Set(all.flatMap(({ byLinks }) => Object.keys(byLinks).map(Number)))];
  const sidesOf = (of: (each: Agreement) => Sides | undefined): Sides => ({
    human: sum((each) => of(each)?.human),
    machine: sum((each) => of(each)?.machine),
  });
  return {
    ...sidesOf((each) => each),
    byLinks: Object.fromEntries(links.map((count) => [count, sidesOf(({ byLinks }) => byLinks[count])])),
    behaviours: Object.fromEntries(names.map((name) => [name, sum(({ behaviours }) => behaviours[name])])),
  };
}
