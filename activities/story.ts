/**
 * The story of a lead in words: what a salesperson or another colleague reads about it. Newest last, only what a person did or what
 * was decided; machine noise stays out.
 */
import type { LeadView, TimelineEntry } from '../db/store.ts';
import { type Fields, labelOf, publicFields } from '../domain/fields.ts';
import { localTime, type Zone } from '../domain/time.ts';
import { reasonWords, stageWords, touchWords } from '../domain/wording.ts';

type Line = readonly [string, string];

/** How much of the timeline fits a mail; the page behind the link has all of it. */
const newest = 20;

/** Label and value of what is known about the lead; unknown things are left out. `standing`: as it was or is. */
export function factsOf(
  lead: LeadView,
  standing: Pick<LeadView, 'score' | 'temperature' | 'grade'>,
  fields: Fields,
): readonly Line[] {
  const custom = Object.entries(publicFields(fields, lead.fields)).map(([name, value]): readonly [string, unknown] => [
    labelOf(fields, name),
    value,
  ]);
  const known: readonly (readonly [string, unknown])[] = [
    ['E-mail', lead.email],
    ['Title', lead.title],
    ['Company', lead.company],
    ['Phone', lead.phone],
    ['Country', lead.country],
    ['Source', lead.source],
    ['Score', `${Math.round(standing.score)} (${standing.temperature}), fit ${standing.grade}`],
    ...custom,
  ];
  return known.flatMap(([label, value]) => (value === null || value === '' ? [] : [[label, String(value)] as const]));
}

export function storyOf(timeline: readonly TimelineEntry[], zone: Zone): readonly Line[] {
  const lines = timeline.flatMap((entry): readonly Line[] => {
    const words = wordsFor(entry);
    return words === null ? [] : [[localTime(entry.at, zone), words]];
  });
  return lines.slice(-newest);
}

function wordsFor(entry: TimelineEntry): string | null {
  switch (entry.kind) {
    case 'mail':
      return entry.colleague === null && entry.state === 'SENT' && entry.subject ? `was sent “${entry.subject}”` : null;
    case 'event':
      return eventWords(entry);
    case 'score':
      if (entry.told !== null) return `was given the score ${Math.round(entry.told)} by ${entry.group}`;
      return `${entry.points > 0 ? '+' : ''}${Math.round(entry.points)} points: ${reasonWords(entry.reason)}`;
    case 'stage':
      // That an address became known is where every story begins.
      return entry.to === 'name' ? null : `became ${stageWords[entry.to]}: ${reasonWords(entry.reason)}`;
    case 'enrolled':
      return `entered the sequence ${entry.sequence}`;
    case 'handoff':
      return entry.what === 'returned' ? `was returned by sales (${reasonWords(entry.reason ?? 'no reason')})` : null;
    case 'ended':
    case 'branch':
    case 'split':
    case 'call':
    case 'act':
    case 'pause':
    case 'moved':
    case 'stopping':
    case 'merged':
    case 'unmerged':
    case 'migrated':
    case 'model':
      return null;
  }
}

function eventWords(entry: TimelineEntry & { kind: 'event' }): string | null {
  switch (entry.event) {
    case 'click':
      return entry.link ? `clicked “${entry.link}”` : 'clicked a link';
    case 'reply':
      return entry.text ? `replied: “${entry.text.slice(0, 500)}”` : 'replied';
    case 'form':
      return `filled in ${entry.name ?? 'a form'}`;
    case 'page_view':
      return `looked at ${entry.name ?? 'a page'}`;
    case 'touch':
      return `${touchWords(entry.name).toLowerCase()}${entry.text ? `: “${entry.text.slice(0, 500)}”` : ''}`;
    case 'custom':
      return (entry.name ?? 'event').replaceAll('_', ' ');
    case 'unsubscribe':
      return 'unsubscribed';
    default:
      return null;
  }
}
