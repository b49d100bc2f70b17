/** Rules by which a request gives itself away: of what they speak about, nothing else of the mail need be known. */
import { type AgentClass, agentClass } from './agents.ts';
import type { Hit } from './hit.ts';
import { both, clicks, type LoneRule, opens } from './rule.ts';

const callsItself =
  (...classes: readonly AgentClass[]) =>
  ({ userAgent }: Hit): boolean =>
    classes.includes(agentClass(userAgent));

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
