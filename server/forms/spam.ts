/**
 * Whether a form was filled in by a person who means it. Signs are added up; a single weak one decides nothing, because people
 * have scripts that fill in forms, odd browsers, and names that look odd. Pure.
 */
import { isUrl } from '../../domain/web-address.ts';

/** Where the page stood that sent it. `unknown`: the browser did not say. */
export type SentFrom = 'own' | 'site' | 'foreign' | 'unknown';

export interface Sending {
  readonly trap: boolean;
  readonly from: SentFrom;
  /** How many steps were answered faster than a person can, of how many. */
  readonly hasty: number;
  readonly steps: number;
  /** What was typed: into names of people, and into everything else. */
  readonly names: readonly string[];
  readonly texts: readonly string[];
  /** A mailbox for minutes. */
  readonly throwAway: boolean;
}

export interface SpamVerdict {
  readonly kind: 'fine' | 'held' | 'spam';
  readonly reasons: readonly string[];
}

/** At this many points a form is spam, and at this many a person looks at it. */
const spamAt = 100;
const heldAt = 50;

/** Faster than this nobody reads a step and answers it; who has it filled in by the browser is a little slower. */
export const hastyMs = 1_500;

const address = /\b(?:https?:\/\/|www\.)\S+|\b[a-z0-9-]+\.(?:com|net|org|info|biz|ru|cn|top|xyz|shop|site|online)\b/i;
const markup = /<\s*(?:a|script|img|iframe)\b|\[(?:url|link)[=\]]|\bhref\s*=/i;

interface Sign {
  readonly reason: string;
  readonly points: number;
  readonly shows: (sending: Sending) => boolean;
}

const signs: readonly Sign[] = [
  { reason: 'a field that nobody sees was filled in', points: 100, shows: ({ trap }) => trap },
  { reason: 'sent from another site', points: 100, shows: ({ from }) => from === 'foreign' },
  { reason: 'the browser does not say from where', points: 30, shows: ({ from }) => from === 'unknown' },
  { reason: 'every step faster than a person', points: 40, shows: ({ hasty, steps }) => hasty > 0 && hasty >= steps },
  { reason: 'a link in a name', points: 70, shows: ({ names }) => names.some((name) => address.test(name)) },
  {
    reason: 'markup in the answers',
    points: 100,
    shows: ({ names, texts }) => [...names, ...texts].some((text) => markup.test(text)),
  },
  {
    reason: 'many links',
    points: 50,
    shows: ({ texts }) => texts.some((text) => (text.match(/https?:\/\//gi)?.length ?? 0) >= 3),
  },
  { reason: 'the same answer everywhere', points: 60, shows: ({ names, texts }) => isOneText([...names, ...texts]) },
  { reason: 'a mailbox for minutes', points: 30, shows: ({ throwAway }) => throwAway },
];

export function judgeSending(sending: Sending): SpamVerdict {
  const found = signs.filter(({ shows }) => shows(sending));
  const points = found.reduce((sum, sign) => sum + sign.points, 0);
  const kind = points >= spamAt ? 'spam' : points >= heldAt ? 'held' : 'fine';
  return { kind, reasons: found.map(({ reason }) => reason) };
}

function isOneText(texts: readonly string[]): boolean {
  const given = texts.map((text) => text.trim().toLowerCase()).filter((text) => text.length > 2);
  return given.length >= 3 && new Set(given).size === 1;
}

/**
 * By what a browser says of the page that sends (Fetch Metadata, the Origin header of RFC 6454 §7, Referer).
 * @param header gives one of the request by its name
 */
export function sentFrom(
  header: (name: string) => string | undefined,
  ours: string,
  sites: readonly string[],
): SentFrom {
  const fetchSite = header('sec-fetch-site');
  if (fetchSite === 'same-origin') return 'own';
  const told = originOf(header('origin')) ?? originOf(header('referer'));
  if (told === null) return fetchSite === 'cross-site' ? 'foreign' : 'unknown';
  if (told === new URL(ours).origin) return 'own';
  return sites.includes(told) ? 'site' : 'foreign';
}

function originOf(text: string | undefined): string | null {
  return text !== undefined && isUrl(text) ? new URL(text).origin : null;
}
