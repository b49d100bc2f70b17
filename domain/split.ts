/**
 * Splits: which arm is a lead's, and the stated test that stops arms which lose.
 *
 * The arm is a hash of the lead and the step, in proportion to the weights: the same for one lead and step for ever,
 * whoever asks. It is not promised that a lead keeps its arm when weights or arms are edited; what was assigned is
 * recorded.
 *
 * The test: look k (0, 1, 2, …) is taken when every running arm has `atLeast`·2^k leads. It spends alpha / 2^(k+1), so
 * that all looks together spend alpha, and divides that by the number of pairs of arms, because which one is the best
 * is read from the same figures (Bonferroni). Each running arm is compared with the one of the highest rate by a
 * two-sided z-test of two proportions with pooled variance; an arm that is significantly worse is stopped. A pair is
 * compared only when 5 successes and 5 failures are to be expected in either arm: below that the normal approximation
 * does not hold. When one arm is left it is the winner. Arms that are held out are neither compared nor stopped.
 */
import { fractionOf } from './fraction.ts';

interface WeightedArm {
  readonly weight: number;
}

/** The number of the arm, from 0, that a seed falls into. @example armFor('LEAD/welcome/test', arms) */
export function armFor(seed: string, arms: readonly WeightedArm[]): number {
  const total = arms.reduce((sum, { weight }) => sum + weight, 0);
  let left = fractionOf(seed) * total;
  for (const [index, { weight }] of arms.entries()) {
    left -= weight;
    if (left < 0) return index;
  }
  return arms.length - 1;
}

/** What decides a lead's arm. */
export const splitSeed = (leadId: string, sequence: string, stepId: string): string =>
  `${leadId}/${sequence}/${stepId}`;

export interface SplitArmState extends WeightedArm {
  readonly name: string;
  readonly holdOut: boolean;
}

/**
 * The arm of a lead once some may have stopped: its own arm if that runs or is held out, else one of those that run.
 * Leads that are held out are never moved.
 */
export function currentArm(seed: string, arms: readonly SplitArmState[], stopped: readonly string[]): number {
  const own = armFor(seed, arms);
  const arm = arms[own];
  if (!arm || arm.holdOut || !stopped.includes(arm.name)) return own;
  const running = runningArms(arms, stopped);
  const chosen = running[armFor(`${seed}/again`, running)];
  return chosen ? arms.indexOf(chosen) : own;
}

export const runningArms = <Arm extends SplitArmState>(
  arms: readonly Arm[],
  stopped: readonly string[],
): readonly Arm[] => arms.filter(({ name, holdOut }) => !holdOut && !stopped.includes(name));

/** How many leads every running arm must have before a look. */
export const leadsForLook = (atLeast: number, looks: number): number => atLeast * 2 ** looks;

/** What is known of an arm at a look. */
export interface ArmFigures {
  readonly name: string;
  readonly leads: number;
  readonly successes: number;
}

/**
 * Takes look number `looks`: the names of the running arms that lose.
 * @param pairs The number of pairs of arms of the split that are not held out, stopped or not.
 */
export function losers(
  running: readonly ArmFigures[],
  { alpha, looks, pairs }: { readonly alpha: number; readonly looks: number; readonly pairs: number },
): readonly string[] {
  const level = alpha / 2 ** (looks + 1) / Math.max(1, pairs);
  const [first, ...others] = running;
  if (!first) return [];
  const best = others.reduce((leader, arm) => (rateOf(arm) > rateOf(leader) ? arm : leader), first);
  return running.filter((arm) => rateOf(arm) < rateOf(best) && pValue(arm, best) < level).map(({ name }) => name);
}

export const pairsOf = (arms: number): number => (arms * (arms - 1)) / 2;

const rateOf = ({ leads, successes }: ArmFigures): number => (leads === 0 ? 0 : successes / leads);

const leastExpected = 5;

/** Of the two-sided z-test of two proportions; 1 when there is too little to compare. */
function pValue(a: ArmFigures, b: ArmFigures): number {
  const pooled = (a.successes + b.successes) / (a.leads + b.leads);
  const least = Math.min(a.leads, b.leads) * Math.min(pooled, 1 - pooled);
  if (!(least >= leastExpected)) return 1;
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / a.leads + 1 / b.leads));
  return complementaryError(Math.abs(rateOf(a) - rateOf(b)) / deviation / Math.SQRT2);
}

/** erfc for x ≥ 0: the Chebyshev fit of Numerical Recipes §6.2, relative error below 1.2e-7 everywhere. */
function complementaryError(x: number): number {
  const t = 1 / (1 + x / 2);
  const fit = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277,
  ].reduceRight((sum, coefficient) => coefficient + t * sum, 0);
  return t * Math.exp(-x * x + fit);
}
