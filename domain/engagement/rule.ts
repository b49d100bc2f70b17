/**
 * What a rule is by which a request is judged. A decisive rule is enough by itself, and the first that speaks gives the
 * verdict; a lone one looks at nothing but the request. All others are evidence: each adds its weight, the natural logarithm
 * of how much more often machines look like that than people do; above zero speaks for a machine. No single piece of evidence
 * decides.
 *
 * Whoever changes a rule or a weight raises `rulesVersion`: every verdict names the version it was given by, and the old
 * requests can be judged anew.
 */
import type { Hit } from './hit.ts';
import type { Scene } from './scene.ts';

export const rulesVersion = 2;

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;

export type Kinds = readonly Hit['kind'][];
export const clicks: Kinds = ['click'];
export const opens: Kinds = ['open'];
export const both: Kinds = ['click', 'open'];

export interface DecisiveRule {
  readonly name: string;
  readonly of: Kinds;
  readonly verdict: 'scanner' | 'prefetch' | 'proxy';
  readonly about: string;
  holds(scene: Scene): boolean;
}

/** A decisive rule that looks at nothing but the request itself. */
export interface LoneRule extends Omit<DecisiveRule, 'holds'> {
  holds(hit: Hit): boolean;
}

export interface EvidenceRule {
  readonly name: string;
  readonly of: Kinds;
  readonly weight: number;
  readonly about: string;
  holds(scene: Scene): boolean;
}
