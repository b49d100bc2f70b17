/**
 * The rules by which a request is judged, as two tables. A decisive rule is enough by itself, and the first that speaks gives
 * the verdict. All others are evidence: each adds its weight, the natural logarithm of how much more often machines look like
 * that than people do; above zero speaks for a machine. No single piece of evidence decides.
 *
 * Whoever changes a rule or a weight raises `rulesVersion`: every verdict names the version it was given by, and the old
 * requests can be judged anew. The weights were fitted by hand to `npm run clicks:agreement`.
 *
 * Long, because it is tables.
 */
import { type AgentClass, agentClass } from './agents.ts';
import type { Hit } from './hit.ts';
import {
  distinctLinks,
  isInOrder,
  isRegular,
  isSameCaller,
  isSameNetwork,
  linksWithin,
  near,
  type Scene,
} from './scene.ts';

export const rulesVersion = 2;

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

export type Kinds = readonly Hit['kind'][];
const clicks: Kinds = ['click'];
const opens: Kinds = ['open'];
const both: Kinds = ['click', 'open'];

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

const isAgent =
  (...classes: readonly AgentClass[]) =>
  ({ agent }: Scene): boolean =>
    classes.includes(agent);

const callsItself =
  (...classes: readonly AgentClass[]) =>
  ({ userAgent }: Hit): boolean =>
    classes.includes(agentClass(userAgent));

/** From the first to below the second; false when it is not known when the relay took the mail. */
const isBetween = (ms: number | null, from: number, to: number): boolean => ms !== null && ms >= from && ms < to;

/** The first decisive rules: of what they speak about, nothing else of the mail need be known. */
export const loneRules: readonly LoneRule[] = [
  {
    name: 'not-get',
    of: both,
    verdict: 'scanner',
    about: 'Any method but GET: somebody looks whether the link is there.',
    holds: (hit) => hit.method.toUpperCase() !== 'GET',
  },
  {
    name: 'loads-in-advance',
    of: both,
    verdict: 'prefetch',
    about: 'The request says that it loads in advance (`Sec-Purpose`, `Purpose`, `X-Moz`).',
    holds: (hit) => hit.prefetch,
  },
  {
    name: 'honeypot',
    of: both,
    verdict: 'scanner',
    about: 'The link that nobody can see.',
    holds: (hit) => hit.honeypot,
  },
  {
    name: 'security-product',
    of: both,
    verdict: 'scanner',
    about: 'The agent is a security product by its name.',
    holds: callsItself('product'),
  },
  {
    name: 'scanner-network',
    of: both,
    verdict: 'scanner',
    about: 'A network that is listed as one of security products.',
    holds: (hit) => hit.networkKind === 'scanner',
  },
  {
    name: 'script',
    of: both,
    verdict: 'scanner',
    about: 'The agent is a library, a command line tool, a browser without a screen or a robot.',
    holds: callsItself('script', 'headless', 'robot'),
  },
  {
    name: 'preview',
    of: both,
    verdict: 'prefetch',
    about: 'A chat or a network makes a card of the link.',
    holds: callsItself('preview'),
  },
  {
    name: 'image-proxy-link',
    of: clicks,
    verdict: 'scanner',
    about: 'A proxy that loads images follows a link.',
    holds: callsItself('image-proxy'),
  },
  {
    name: 'image-proxy',
    of: opens,
    verdict: 'proxy',
    about: "Gmail's or Yahoo's proxy loads the image, mostly when a person looks at the mail.",
    holds: callsItself('image-proxy'),
  },
  {
    name: 'mail-privacy',
    of: opens,
    verdict: 'prefetch',
    about: '`Mozilla/5.0` alone: Apple Mail loads all images, looked at or not.',
    holds: callsItself('bare'),
  },
  {
    name: 'told-machine-click',
    of: clicks,
    verdict: 'scanner',
    about: 'The sending provider, whose redirect it was, says that a machine followed it.',
    holds: (hit) => hit.toldMachine === true,
  },
  {
    name: 'told-machine-open',
    of: opens,
    verdict: 'prefetch',
    about: 'The sending provider says that a machine loaded its pixel.',
    holds: (hit) => hit.toldMachine === true,
  },
];

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

/** Of whom nobody says that it is a machine. */
const isOpen = ({ kind, method }: Hit): boolean => kind === 'open' && method === 'GET';

const before = (click: Hit, other: Hit): boolean =>
  isOpen(other) && isSameNetwork(other, click) && isBetween(click.at - other.at, 2 * second, 30 * minute);

/**
 * Whether somebody loaded the pixel on the click's network 2 s to half an hour before it, and so long after the relay took
 * the mail.
 */
const loadedBefore = ({ hit, around, facts: { acceptedAt } }: Scene, from: number, to: number): boolean =>
  around.some(
    (other) =>
      before(hit, other) && isBetween(acceptedAt === null ? null : Math.max(0, other.at - acceptedAt), from, to),
  );

/** How much one of two clicks on one link looks like the person's. */
const rank = (click: Hit, { around }: Scene): number =>
  (click.networkKind === 'datacentre' ? -2 : 0) +
  (agentClass(click.userAgent) === 'phone' ? 1 : 0) +
  (around.some((other) => before(click, other)) ? 1 : 0);

const isProxyOpen = (other: Hit): boolean => isOpen(other) && /googleimageproxy|yahoomailproxy/i.test(other.userAgent);

export const evidenceRules: readonly EvidenceRule[] = [
  // Delay. Of the series, not of the click: a machine that takes its time began early.
  {
    name: 'at-once',
    of: clicks,
    weight: 2.75,
    about: 'The series of clicks began less than 10 s after the relay took the mail.',
    holds: ({ run }) => isBetween(run.delayMs, 0, 10 * second),
  },
  {
    name: 'first-minute',
    of: clicks,
    weight: 2.5,
    about: 'It began 10 to 60 s after.',
    holds: ({ run }) => isBetween(run.delayMs, 10 * second, minute),
  },
  {
    name: 'second-minute',
    of: clicks,
    weight: 1.5,
    about: 'It began 1 to 2 min after.',
    holds: ({ run }) => isBetween(run.delayMs, minute, 2 * minute),
  },
  {
    name: 'minutes-later',
    of: clicks,
    weight: -1.25,
    about: 'It began 5 to 60 min after.',
    holds: ({ run }) => isBetween(run.delayMs, 5 * minute, hour),
  },
  {
    name: 'hours-later',
    of: clicks,
    weight: -2.5,
    about: 'It began more than an hour after.',
    holds: ({ run }) => isBetween(run.delayMs, hour, Number.POSITIVE_INFINITY),
  },
  // Shape.
  {
    name: 'burst',
    of: clicks,
    weight: 5,
    about: 'Three or more links within 1 s, whoever followed them.',
    holds: ({ hit, around }) => linksWithin(hit, around, second) >= 3,
  },
  {
    name: 'swift',
    of: clicks,
    weight: 2,
    about: 'Three or more links within 2 s, but not within 1 s.',
    holds: ({ hit, around }) => linksWithin(hit, around, 2 * second) >= 3 && linksWithin(hit, around, second) < 3,
  },
  {
    name: 'pair',
    of: clicks,
    weight: 2,
    about: 'Two links within half a second, whoever followed them.',
    holds: ({ hit, around }) => linksWithin(hit, around, second / 2) === 2,
  },
  {
    name: 'many-at-once',
    of: clicks,
    weight: 2.5,
    about: 'One caller followed five or more links within 10 s.',
    holds: ({ hit, run }) => linksWithin(hit, run.clicks, 10 * second) >= 5,
  },
  {
    name: 'whole-mail',
    of: clicks,
    weight: 1.5,
    about: 'One caller followed every link of a mail with three or more within 10 s.',
    holds: ({ hit, facts, run }) => facts.links >= 3 && linksWithin(hit, run.clicks, 10 * second) >= facts.links,
  },
  {
    name: 'many-links',
    of: clicks,
    weight: 2.5,
    about: 'Six or more links within one series.',
    holds: ({ run }) => run.links >= 6,
  },
  {
    name: 'down-the-mail',
    of: clicks,
    weight: 0.75,
    about: 'Four or more links of the series in the order of the mail, each once.',
    holds: ({ run }) => run.links >= 4 && isInOrder(run),
  },
  {
    name: 'even-pauses',
    of: clicks,
    weight: 1.5,
    about: 'Five or more clicks of the series with pauses that are alike.',
    holds: ({ run }) => run.clicks.length >= 5 && isRegular(run),
  },
  {
    name: 'alone',
    of: clicks,
    weight: -1.5,
    about:
      'A mail with three or more links, and after 45 s nobody has followed another one within 2 min before or after.',
    holds: (scene) =>
      scene.held &&
      scene.facts.links >= 3 &&
      near(scene, 2 * minute).every(
        ({ kind, link, honeypot }) => kind === 'open' || (link === scene.hit.link && !honeypot),
      ),
  },
  // Who else is there.
  {
    name: 'many-networks',
    of: clicks,
    weight: 4,
    about: 'Three or more networks follow three or more links in one series.',
    holds: ({ wholeRun }) => wholeRun.networks >= 3 && wholeRun.links >= 3,
  },
  {
    name: 'two-networks',
    of: clicks,
    weight: 2.5,
    about: 'Another network follows another link within 2 s.',
    holds: (scene) =>
      near(scene, 2 * second).some(
        ({ kind, link, network }) => kind === 'click' && link !== scene.hit.link && network !== scene.hit.network,
      ),
  },
  {
    name: 'looked-first',
    of: clicks,
    weight: 5,
    about: 'The same network and agent asked with another method than GET within 60 s (HEAD, then GET).',
    holds: (scene) => near(scene, minute).some((other) => other.method !== 'GET' && isSameCaller(other, scene.hit)),
  },
  {
    name: 'opened-and-followed',
    of: clicks,
    weight: 1.5,
    about: 'The same network loads the pixel within 1 s before or after the click.',
    holds: (scene) => near(scene, second).some((other) => isOpen(other) && isSameNetwork(other, scene.hit)),
  },
  {
    name: 'echo',
    of: clicks,
    weight: 5,
    about:
      'Another network follows the same link within 2 s, and looks more like a person: by a phone, by the pixel it loaded ' +
      'before, or as this one is listed as one of a hoster.',
    holds: (scene) =>
      near(scene, 2 * second).some(
        (other) =>
          other.kind === 'click' &&
          other.link === scene.hit.link &&
          other.network !== scene.hit.network &&
          rank(other, scene) > rank(scene.hit, scene),
      ),
  },
  {
    name: 'read-first',
    of: clicks,
    weight: -2,
    about:
      'The same network loaded the pixel 2 s to 30 min before, and later than a minute after the relay took the mail.',
    holds: (scene) => loadedBefore(scene, minute, Number.POSITIVE_INFINITY),
  },
  {
    name: 'opened-first',
    of: clicks,
    weight: -0.5,
    about: 'The same network loaded the pixel 2 s to 30 min before, in the first minute. Scanners do so as well.',
    holds: (scene) => loadedBefore(scene, 0, minute),
  },
  {
    name: 'shown-first',
    of: clicks,
    weight: -2,
    about: "Gmail's or Yahoo's proxy loaded the pixel 2 s to 30 min before.",
    holds: ({ hit, around }) =>
      around.some((other) => isProxyOpen(other) && isBetween(hit.at - other.at, 2 * second, 30 * minute)),
  },
  {
    name: 'datacentre',
    of: both,
    weight: 2,
    about: 'A network that is listed as one of a hoster.',
    holds: ({ hit }) => hit.networkKind === 'datacentre',
  },
  // Agent.
  {
    name: 'no-agent',
    of: both,
    weight: 5,
    about: 'No agent at all.',
    holds: isAgent('none'),
  },
  {
    name: 'bare-agent',
    of: clicks,
    weight: 4,
    about: '`Mozilla/5.0` and nothing else.',
    holds: isAgent('bare'),
  },
  {
    name: 'odd-agent',
    of: both,
    weight: 1.5,
    about: 'An agent that is neither a browser nor a mail program.',
    holds: isAgent('unknown'),
  },
  {
    name: 'browser',
    of: both,
    weight: -1,
    about: 'A browser or a mail program by its name. Scanners say so as well.',
    holds: isAgent('browser', 'mail'),
  },
  {
    name: 'phone',
    of: both,
    weight: -3,
    about: 'A phone or tablet by its name. Few scanners say so.',
    holds: isAgent('phone'),
  },
  // The pixel.
  {
    name: 'opened-at-once',
    of: opens,
    weight: 2.5,
    about: 'Loaded less than 10 s after the relay took the mail.',
    holds: ({ delayMs }) => isBetween(delayMs, 0, 10 * second),
  },
  {
    name: 'opened-early',
    of: opens,
    weight: 1.5,
    about: 'Loaded 10 to 30 s after.',
    holds: ({ delayMs }) => isBetween(delayMs, 10 * second, 30 * second),
  },
  {
    name: 'opened-later',
    of: opens,
    weight: -2,
    about: 'Loaded more than 5 min after.',
    holds: ({ delayMs }) => isBetween(delayMs, 5 * minute, Number.POSITIVE_INFINITY),
  },
  {
    name: 'links-beside',
    of: opens,
    weight: 4,
    about: 'The same network follows three or more links within 60 s, or any within 1 s.',
    holds: (scene) => {
      const same = (ms: number) => near(scene, ms).filter((other) => isSameNetwork(other, scene.hit));
      return distinctLinks(same(minute)) >= 3 || distinctLinks(same(second)) >= 1;
    },
  },
];
