/**
 * What stands around one request in time: the other requests of the same mail, counted and sorted so that the rules can be
 * one line each. Looks no further ahead than two minutes, so a verdict that was given after that never changes.
 *
 * A *run* is a series of clicks. Of one caller it is broken by five minutes without one. Of all callers together it has to
 * keep its rhythm: a click belongs to it when the pause before it is not much longer than the longest pause within. So ten
 * links in a second and a reader who comes two minutes later are two runs, and a machine that pauses a minute before each
 * link, from a new network each time, is one.
 */
import { type AgentClass, agentClass } from './agents.ts';
import type { Hit, MailFacts } from './hit.ts';
import { type OrderedHits, placeOf } from './ordered-hits.ts';

const second = 1_000;
const minute = 60 * second;

/** How long a click is held at least, where nothing else is said. */
export const holdMs = 45 * second;
/** How far after a request others may come and still say something about it; the longest hold is as long. */
export const sightAheadMs = 2 * minute;
export const sightBackMs = 30 * minute;
/** No more are looked at than so many before a request, and so many after it: the nearest of a mail that many ask for. */
export const sightHits = 100;
/** The pause after the first click of a run; a pause that always belongs to a run; the longest pause of all. */
const firstPauseMs = 3 * minute;
const shortPauseMs = 15 * second;
const longestPauseMs = 5 * minute;

export interface Run {
  /** In order of time, with the click itself. */
  readonly clicks: readonly Hit[];
  readonly links: number;
  readonly networks: number;
  /** When it began, counted as the scene's `delayMs`. */
  readonly delayMs: number | null;
}

export interface Scene {
  readonly hit: Hit;
  readonly facts: MailFacts;
  readonly agent: AgentClass;
  /** Since the relay took the mail, never negative; null when it is not known when that was. */
  readonly delayMs: number | null;
  /** The mail's requests within sight, the one itself too, in order of time; of very many the nearest. */
  readonly around: readonly Hit[];
  /** Clicks of the same network and agent. */
  readonly run: Run;
  /** Clicks of all callers, in one rhythm. */
  readonly wholeRun: Run;
  /** Whether the click was held: what comes in a burst has had the time to show. */
  readonly held: boolean;
}

/** @param hits all known requests of the mail, with or without `hit`. @param now in milliseconds since 1970. */
export function sceneOf(hit: Hit, facts: MailFacts, hits: OrderedHits, now: number): Scene {
  const around = sightOf(hit, hits);
  const clicks = around.filter(({ kind }) => kind === 'click');
  return {
    hit,
    facts,
    agent: agentClass(hit.userAgent),
    delayMs: delayOf(hit.at, facts),
    around,
    run: runOf(
      hit,
      facts,
      clicks.filter((other) => isSameCaller(hit, other)),
      hit.network === null ? rhythm : steady,
    ),
    wholeRun: runOf(hit, facts, clicks, rhythm),
    held: now >= knownAt(hit) + (facts.holdMs ?? holdMs),
  };
}

/** From when it is held: what others saw may come late, and so may what belongs to it. */
export const knownAt = ({ at, toldAt = at }: Hit): number => Math.max(at, toldAt);

/** Takes as long for a mail that was asked for thousands of times as for any other. */
function sightOf(hit: Hit, hits: OrderedHits): readonly Hit[] {
  const place = placeOf(hits, hit.at, hit.id);
  const next = hits[place]?.id === hit.id ? place + 1 : place;
  const from = Math.max(placeOf(hits, hit.at - sightBackMs), place - sightHits);
  const to = Math.min(placeOf(hits, hit.at + sightAheadMs + 1), next + sightHits);
  return [...hits.slice(from, place), hit, ...hits.slice(next, to)];
}

const delayOf = (at: number, { acceptedAt }: MailFacts): number | null =>
  acceptedAt === null ? null : Math.max(0, at - acceptedAt);

export const isSameCaller = (a: Hit, b: Hit): boolean => a.network === b.network && a.userAgent === b.userAgent;

/** Null is no network: two requests of which nothing is known may come from anywhere. */
export const isSameNetwork = (a: Hit, b: Hit): boolean => a.network !== null && a.network === b.network;

function runOf(hit: Hit, facts: MailFacts, clicks: readonly Hit[], allowed: Pause): Run {
  const found = runsOf(clicks, allowed).find((run) => run.includes(hit)) ?? [hit];
  return {
    clicks: found,
    links: distinctLinks(found),
    networks: new Set(found.map(({ network }) => network)).size,
    delayMs: delayOf(found[0]?.at ?? hit.at, facts),
  };
}

/** The longest pause after which a click still belongs to a run of so many clicks with so long a longest pause. */
type Pause = (length: number, longest: number) => number;

const rhythm: Pause = (length, longest) =>
  length < 2 ? firstPauseMs : Math.min(longestPauseMs, Math.max(shortPauseMs, 4 * longest));
const steady: Pause = () => longestPauseMs;

function runsOf(clicks: readonly Hit[], allowed: Pause): readonly (readonly Hit[])[] {
  const runs: Hit[][] = [];
  let current: Hit[] = [];
  let longest = 0;
  for (const click of clicks) {
    const before = current.at(-1);
    const pause = before ? click.at - before.at : 0;
    if (before && pause <= allowed(current.length, longest)) {
      current.push(click);
      longest = Math.max(longest, pause);
      continue;
    }
    current = [click];
    longest = 0;
    runs.push(current);
  }
  return runs;
}

/** Different links; the honeypot counts as one. */
export const distinctLinks = (hits: readonly Hit[]): number =>
  new Set(hits.filter(({ kind }) => kind === 'click').map(followed)).size;

type Followed = Hit['link'] | 'honeypot';
const followed = ({ link, honeypot }: Hit): Followed => (honeypot ? 'honeypot' : link);

/** Requests at most so many milliseconds away from the one that is judged, without it. */
export const near = ({ hit, around }: Scene, ms: number): readonly Hit[] =>
  around.filter((other) => other !== hit && Math.abs(other.at - hit.at) <= ms);

/** The most different links that these requests followed within a time as long as this one that holds the click. */
export function linksWithin(hit: Hit, hits: readonly Hit[], ms: number): number {
  const clicks = hits.filter(({ kind, at }) => kind === 'click' && Math.abs(at - hit.at) <= ms);
  const counts = new Map<Followed, number>();
  let most = 1;
  let end = 0;
  for (const start of clicks) {
    if (start.at > hit.at) break;
    for (let next = clicks[end]; next && next.at <= start.at + ms; next = clicks[end]) {
      counts.set(followed(next), (counts.get(followed(next)) ?? 0) + 1);
      end += 1;
    }
    most = Math.max(most, counts.size);
    const left = (counts.get(followed(start)) ?? 0) - 1;
    if (left > 0) counts.set(followed(start), left);
    else counts.delete(followed(start));
  }
  return most;
}

/** Clicks of the caller one after the other, link by link as they stand in the mail. */
export function isInOrder({ clicks }: Run): boolean {
  const links = clicks.flatMap(({ link, honeypot }) => (link === null || honeypot ? [] : [link]));
  return links.every((link, i) => i === 0 || link > (links[i - 1] ?? 0));
}

/** Whether the pauses are as even as no reader's: they spread by less than a quarter of their mean. */
export function isRegular({ clicks }: Run): boolean {
  const pauses = clicks.slice(1).map(({ at }, i) => at - (clicks[i]?.at ?? at));
  const mean = pauses.reduce((sum, pause) => sum + pause, 0) / pauses.length;
  const spread = Math.sqrt(pauses.reduce((sum, pause) => sum + (pause - mean) ** 2, 0) / pauses.length);
  return spread < mean / 4;
}
