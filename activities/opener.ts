/** Why a lead is given to sales now, what its score is made of, and how a first call could begin: from what it did, newest first. */
import type { TimelineEntry } from '../db/store.ts';
import { localTime, type Zone } from '../domain/time.ts';
import { reasonWords } from '../domain/wording.ts';

type Score = TimelineEntry & { readonly kind: 'score' };
type Happened = TimelineEntry & { readonly kind: 'event' };

/** How many reasons are named: more are in the story. */
const named = 3;

/** `Why now: asked for a demo, 2026-11-23 10:15.`; null when nothing that it did gave points. */
export function whyNow(timeline: readonly TimelineEntry[], zone: Zone): string | null {
  const last = timeline.findLast((entry): entry is Score => entry.kind === 'score' && entry.points > 0);
  return last ? `Why now: ${reasonWords(last.reason)}, ${localTime(last.at, zone)}.` : null;
}

/**
 * `Its points come from: asked for a demo, clicked a link (2 times).`, what gave most first; null when it has none. No points are named: caps
 * and decay leave less of them than there were.
 */
export function pointsFrom(timeline: readonly TimelineEntry[]): string | null {
  const sums = new Map<string, { readonly points: number; readonly times: number }>();
  for (const entry of timeline) {
    if (entry.kind !== 'score' || entry.points <= 0) continue;
    const reason = reasonWords(entry.reason);
    const { points, times } = sums.get(reason) ?? { points: 0, times: 0 };
    sums.set(reason, { points: points + entry.points, times: times + 1 });
  }
  const most = [...sums].sort(([a, x], [b, y]) => y.points - x.points || (a < b ? -1 : 1)).slice(0, named);
  const told = most.map(([reason, { times }]) => (times === 1 ? reason : `${reason} (${times} times)`));
  return told.length === 0 ? null : `Its points come from: ${told.join(', ')}.`;
}

/** Stronger signs first: what a person wrote says more than what it opened. */
const strength: readonly Happened['event'][] = ['reply', 'form', 'custom', 'touch', 'click', 'page_view'];

/** What the first call could begin with; null when it has done nothing that one could begin with. */
export function openerFor(timeline: readonly TimelineEntry[]): string | null {
  for (const kind of strength) {
    const last = timeline.findLast((entry): entry is Happened => entry.kind === 'event' && entry.event === kind);
    const words = last && openerBy(last);
    if (words) return `You could begin with: “${words}”`;
  }
  return null;
}

function openerBy({ event, name, link }: Happened): string | null {
  const subject = (name ?? '').replaceAll(/[_-]+/g, ' ');
  switch (event) {
    case 'reply':
      return 'Thank you for your answer. What should we look at first?';
    case 'form':
      return `You filled in our form${subject ? ` “${subject}”` : ''}. What would you like to find out?`;
    case 'custom':
      return subject ? `You told us: ${subject}. What are you planning?` : null;
    case 'touch':
      return 'We were in touch before. Where shall we go on?';
    case 'click':
      return link
        ? `You had a look at our page on “${link.replaceAll(/[_-]+/g, ' ')}”. Which question is still open?`
        : null;
    case 'page_view':
      return subject ? `You had a look at ${name}. Which question is still open?` : null;
    default:
      return null;
  }
}
