/** All rules that are enough by themselves, in their order: the lone ones, then those that look at other requests of the mail. */
import type { Hit } from './hit.ts';
import { loneRules } from './lone-rules.ts';
import { both, type DecisiveRule, minute } from './rule.ts';
import { isSameNetwork, near, type Scene } from './scene.ts';

const floodHits = 50;
const floodNetworks = 10;

/**
 * Whether a request stands within a flood. One that is over, or of another network alone, says nothing of it: otherwise
 * whoever knows an address in the mail could silence its reader. An unknown network may be any.
 */
function isFlood(scene: Scene): boolean {
  const { hit } = scene;
  const alike = near(scene, minute).filter(({ kind }) => kind === hit.kind);
  if (alike.length < floodHits) return false;
  let [all, beside] = [0, 0];
  const networks = new Set<Hit['network']>();
  for (const other of alike) {
    if (loneRules.some(({ of, holds }) => of.includes(other.kind) && holds(other))) continue;
    networks.add(other.network);
    all += 1;
    if (other.network === null || hit.network === null || other.network === hit.network) beside += 1;
    // No more are looked at than it takes: in a flood, this is done for each of its requests.
    if (beside >= floodHits || (all >= floodHits && networks.size >= floodNetworks)) return true;
  }
  return false;
}

export const decisiveRules: readonly DecisiveRule[] = [
  ...loneRules.map((rule) => ({ ...rule, holds: ({ hit }: Scene) => rule.holds(hit) })),
  {
    name: 'honeypot-beside',
    of: both,
    verdict: 'scanner',
    about: 'The same network followed the link that nobody can see, at most 60 s before or after.',
    holds: (scene) => near(scene, minute).some((other) => other.honeypot && isSameNetwork(other, scene.hit)),
  },
  {
    name: 'flood',
    of: both,
    verdict: 'scanner',
    about:
      'At least 50 others of the kind that do not give themselves away, at most 60 s before or after: of the same ' +
      'network, or of ten networks and more. Nobody reads like that.',
    holds: isFlood,
  },
];
