/**
 * When a sequence or a broadcast does harm: too many of its mails bounced for good, or were complained about. The
 * thresholds are the table here and nothing else; who counts and who pauses is not known here.
 */
import type { Instant } from './instant.ts';

export interface Breaker {
  readonly event: 'bounce_hard' | 'complaint';
  /** Counted among so many sends, and not before there are `leastSends`. */
  readonly window: number;
  readonly leastSends: number;
  /** So many at least, whatever share they are. */
  readonly leastEvents: number;
  /** It trips when the share is larger than this, or equal to it where `orEqual` says so. */
  readonly share: number;
  readonly orEqual: boolean;
  readonly words: string;
}

/**
 * Receivers judge a sender by both. Gmail and Yahoo want complaints below 0.3 % at all times; a share of dead addresses
 * above 5 % looks like a bought list to them.
 */
export const breakers: Readonly<Record<Breaker['event'], Breaker>> = {
  bounce_hard: {
    event: 'bounce_hard',
    window: 200,
    leastSends: 50,
    leastEvents: 1,
    share: 0.05,
    orEqual: false,
    words: 'hard bounces',
  },
  complaint: {
    event: 'complaint',
    window: 1000,
    leastSends: 200,
    leastEvents: 2,
    share: 0.003,
    orEqual: true,
    words: 'complaints',
  },
};

/** What was counted; `sends` no more than `window` of the breaker. */
export interface Tally {
  readonly sends: number;
  readonly events: number;
  /** Among the sends next to the mail that left then; null: among the newest. */
  readonly around: Instant | null;
}

/** Why it trips, with the figures; null when it does not. */
export function tripReason(breaker: Breaker, { sends, events, around }: Tally): string | null {
  const { leastSends, leastEvents, share, orEqual, words } = breaker;
  if (sends < leastSends || events < leastEvents) return null;
  const most = share * sends;
  if (orEqual ? events < most : events <= most) return null;
  const percent = (part: number): string => `${Math.round(part * 1000) / 10} %`;
  const bound = orEqual ? `must stay below ${percent(share)}` : `at most ${percent(share)} is healthy`;
  const among = around === null ? `last ${sends} mails` : `${sends} mails sent around ${minuteOf(around)}`;
  return `${events} ${words} among the ${among} (${percent(events / sends)}); ${bound}`;
}

const minuteOf = (instant: Instant): string => `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
