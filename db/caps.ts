/**
 * Frequency caps: when the next mail may go to a lead, given the mails that left and those that go first. Pure. Windows
 * slide: a mail counts from its instant until just before the instant that lies the cap's time later.
 */
import type { Cap } from '../domain/program-settings.ts';
import { durationInWords, durationMs, earlier, type Instant, instantFromMs, msOf } from '../domain/time.ts';

export interface Traffic {
  /** When mails left, or may have left; any order. */
  readonly left: readonly Instant[];
  /** Mails that are being judged or handed to the relay, until when at the latest: they may come to nothing. */
  readonly leaving: readonly { readonly at: Instant; readonly until: Instant }[];
  /** Mails that a cap keeps back and that go before this one. */
  readonly ahead: number;
}

export interface Kept {
  readonly until: Instant;
  readonly why: string;
}

const dayMs = 86_400_000;

/** Detail of a message that a cap keeps back begins so: it is how the ones that go first are found. */
export const capMark = 'frequency cap: ';

/**
 * Null when a mail may go now; else when to ask again: when the caps will let it, a day ahead at most, because the mails
 * that go first may come to nothing. What is only leaving counts, but once it is decided the caps are asked again.
 */
export function keptBy(caps: readonly Cap[], { left, leaving, ahead }: Traffic, now: Instant): Kept | null {
  const kept = keptBySome(caps, [...left, ...leaving.map(({ at }) => at)], ahead, now);
  if (kept === null || leaving.length === 0) return kept;
  const settled = keptBySome(caps, left, ahead, now);
  const decided = leaving.map(({ until }) => until).reduce(earlier);
  return { ...kept, until: settled?.until ?? earlier(kept.until, decided) };
}

function keptBySome(caps: readonly Cap[], left: readonly Instant[], ahead: number, now: Instant): Kept | null {
  const nowMs = msOf(now);
  const limits = caps.map((cap) => ({ cap, ms: durationMs(cap.within) }));
  const times = left.map(msOf);
  const free = () =>
    limits.map(({ cap, ms }) => ({ cap, at: freeAt(times, cap.atMost, ms, nowMs) })).sort(latestFirst)[0];
  const alone = free();
  for (let winner = 0; winner < ahead; winner += 1) times.push(free()?.at ?? nowMs);
  const first = free();
  if (!first || first.at <= nowMs) return null;
  const { cap } = first;
  const mails = cap.atMost === 1 ? '1 mail' : `${cap.atMost} mails`;
  const outranked = (alone?.at ?? nowMs) <= nowMs ? ', and a sequence of higher priority goes first' : '';
  const why = `${capMark}at most ${mails} in ${durationInWords(cap.within)}${outranked}`;
  return { until: instantFromMs(Math.min(first.at, nowMs + dayMs)), why };
}

const latestFirst = (a: { readonly at: number }, b: { readonly at: number }): number => b.at - a.at;

/** The first instant from now on at which fewer than `atMost` of the times lie within the window before it. */
function freeAt(times: readonly number[], atMost: number, windowMs: number, nowMs: number): number {
  const oldestThatCounts = [...times].sort((a, b) => b - a)[atMost - 1];
  return oldestThatCounts === undefined ? nowMs : Math.max(nowMs, oldestThatCounts + windowMs);
}

/** How far back the caps look, from now; null without caps. */
export function lookBack(caps: readonly Cap[], now: Instant): Instant | null {
  if (caps.length === 0) return null;
  return instantFromMs(msOf(now) - Math.max(...caps.map(({ within }) => durationMs(within))));
}
