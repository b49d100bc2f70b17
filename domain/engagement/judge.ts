/**
 * Who asked for a tracked address of a mail: a person, a proxy that loads images for one, a program that loads in advance, or a
 * scanner. A verdict is a sum of evidence (`evidence-rules.ts`), says which rules spoke, and can be given anew over stored requests at
 * any later time. It decides about points and waits only: never about an unsubscription, a consent or an acceptance, which
 * need a form that is sent.
 */

import { decisiveRules } from './decisive-rules.ts';
import { evidenceRules } from './evidence-rules.ts';
import type { Hit, MailFacts } from './hit.ts';
import { loneRules } from './lone-rules.ts';
import type { OrderedHits } from './ordered-hits.ts';
import { type DecisiveRule, rulesVersion } from './rule.ts';
import { holdMs, isSameCaller, knownAt, near, type Scene, sceneOf, sightAheadMs } from './scene.ts';

export const verdicts = ['human', 'proxy', 'prefetch', 'scanner', 'unknown'] as const;

export interface Verdict {
  /** `prefetch`: a program that loads in advance, also Apple's mail privacy. `unknown`: the evidence is about even. */
  readonly verdict: (typeof verdicts)[number];
  /** Whether it may score and wake an enrollment: a click of a person. An open never does. */
  readonly counts: boolean;
  /** Whether the verdict is for good: the evidence is clear, or the hold is over. */
  readonly settled: boolean;
  /** The rules that spoke, each with its weight (`burst +5`); a decisive one alone, without. */
  readonly reasons: readonly string[];
  /** Log-odds: above zero for a machine. ±20 when a decisive rule spoke. */
  readonly score: number;
  /** `rulesVersion`. */
  readonly rules: number;
}

const minute = 60_000;

/** How long a click is held at most. */
const longestHoldMs = sightAheadMs;

/** Below the first a person, from the second on a machine; between them nobody knows, and it does not count. */
const humanBelow = 0;
const machineFrom = 1.5;
/** So clear that nothing which may still come is likely to turn it. */
const clearlyHuman = -4;
/** Of a mail with one link: no burst of links could show. */
const clearlyHumanOfOne = -3;
const clearlyMachine = 4;
const certain = 20;

/** A click so early may be the first of a burst; one that has others beside it may be one of them. */
const settledAfterMs = 15 * minute;
const quietMs = 2 * minute;

/**
 * Judges one request by all requests of its mail that are known; `now` in milliseconds since 1970. The same arguments give
 * the same verdict, and requests of more than two minutes later change nothing.
 */
export function judge(hit: Hit, facts: MailFacts, hitsOfMail: OrderedHits, now: number): Verdict {
  const lone = judgeAlone(hit);
  if (lone) return lone;
  const scene = sceneOf(hit, facts, hitsOfMail, now);
  const decisive = decisiveRules.find(({ of, holds }) => of.includes(hit.kind) && holds(scene));
  if (decisive) return decided(decisive);
  const spoken = evidenceRules.filter(({ of, holds }) => of.includes(hit.kind) && holds(scene));
  const score = spoken.reduce((sum, { weight }) => sum + weight, 0);
  const verdict = verdictOf(score);
  return {
    verdict,
    counts: hit.kind === 'click' && verdict === 'human',
    settled: hit.kind === 'open' || now >= holdEnd(scene) || isClear(scene, score),
    reasons: spoken.map(({ name, weight }) => `${name} ${weight > 0 ? '+' : ''}${weight}`),
    score,
    rules: rulesVersion,
  };
}

/** The verdict on a request that gives itself away, whatever else is known of its mail; null on any other. */
export function judgeAlone(hit: Hit): Verdict | null {
  const decisive = loneRules.find(({ of, holds }) => of.includes(hit.kind) && holds(hit));
  return decisive ? decided(decisive) : null;
}

const decided = ({ name, verdict }: Pick<DecisiveRule, 'name' | 'verdict'>): Verdict => ({
  verdict,
  counts: false,
  settled: true,
  reasons: [name],
  score: certain,
  rules: rulesVersion,
});

function verdictOf(score: number): Verdict['verdict'] {
  if (score < humanBelow) return 'human';
  return score < machineFrom ? 'unknown' : 'scanner';
}

/**
 * The instant, in milliseconds since 1970, at which a click must be judged for good: 45 s after it (or what the facts say);
 * while others go on, as long after the latest of its series; at most two minutes after it. To be asked anew when more requests are known.
 */
export const holdUntil = (hit: Hit, facts: MailFacts, hitsOfMail: OrderedHits): number =>
  holdEnd(sceneOf(hit, facts, hitsOfMail, hit.at));

function holdEnd({ hit, facts, wholeRun }: Scene): number {
  const leastMs = facts.holdMs ?? holdMs;
  if (leastMs === 0) return hit.at;
  const latest = wholeRun.clicks.reduce((at, click) => Math.max(at, knownAt(click)), knownAt(hit));
  return Math.min(knownAt(hit) + longestHoldMs, latest + leastMs);
}

/**
 * Whether a click need not be held: a machine beyond doubt; or a person, long after the mail went out, with nobody else at
 * the mail at that time.
 */
function isClear(scene: Scene, score: number): boolean {
  if (score >= clearlyMachine) return true;
  const { delayMs, hit, facts } = scene;
  if (score > (facts.links === 1 ? clearlyHumanOfOne : clearlyHuman) || delayMs === null || delayMs < settledAfterMs)
    return false;
  const others = near(scene, quietMs).filter(({ kind }) => kind === 'click');
  return others.every((other) => other.link === hit.link && isSameCaller(other, hit));
}
