/**
 * Evidence: what speaks for a machine or for a person without deciding. The weights were fitted by hand to
 * `npm run clicks:agreement`. Long, because it is one table.
 */
import { type AgentClass, agentClass } from './agents.ts';
import type { Hit } from './hit.ts';
import { both, clicks, type EvidenceRule, hour, minute, opens, second } from './rule.ts';
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

const isAgent =
  (...classes: readonly AgentClass[]) =>
  ({ agent }: Scene): boolean =>
    classes.includes(agent);

/** From the first to below the second; false when it is not known when the relay took the mail. */
const isBetween = (ms: number | null, from: number, to: number): boolean => ms !== null && ms >= from && ms < to;

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
