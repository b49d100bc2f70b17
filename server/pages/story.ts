/**
 * The story of a lead in words: what is known, why the score is what it is, and what happened when.
 */
import { html } from 'hono/html';
import type { HandoffStory, LeadView, TimelineEntry } from '../../db/store.ts';
import { assertNever } from '../../domain/errors.ts';
import { type Fields, labelOf, nameInWords, publicFields } from '../../domain/fields.ts';
import { fullName } from '../../domain/lead.ts';
import { localTime, type Zone } from '../../domain/time.ts';
import { reasonWords, stageWords, touchWords } from '../../domain/wording.ts';
import type { Organisation } from '../../domain/workspace.ts';
import type { Markup } from './layout.ts';

/** What of the organisation the story is told with. */
export type Setting = Pick<Organisation, 'timeZone' | 'fields'>;

/** The lead's name, or its address when nobody knows the name. */
export const nameOf = (lead: LeadView): string => fullName(lead) ?? lead.email;

const points = (value: number): string => `${value > 0 ? '+' : ''}${Math.round(value * 10) / 10}`;

export function storySections({ lead, timeline }: HandoffStory, { timeZone: zone, fields }: Setting): Markup {
  const scores = timeline.filter((entry) => entry.kind === 'score').toReversed();
  return html`
<section class="card" aria-labelledby="facts"><h2 id="facts">Who it is</h2><dl>
${factsOf(lead, fields).map(([label, value]) => html`<dt>${label}</dt><dd>${value === lead.email ? mailLink(value) : value}</dd>`)}
</dl></section>
<section class="card" aria-labelledby="why"><h2 id="why">Why the score is ${Math.round(lead.score)}</h2>
${scores.length === 0 ? html`<p class="soft">No points yet.</p>` : html`<ul class="plain">${scores.map(scoreLine(zone))}</ul>`}
</section>
<section class="card" aria-labelledby="timeline"><h2 id="timeline">What happened</h2><ol>
${timeline
  .filter(happened)
  .toReversed()
  .map((entry) => html`<li class="line">${moment(entry.at, zone)}<span>${sentence(entry)}</span></li>`)}
</ol><p class="soft">Times are in ${zone}, the newest first.</p></section>`;
}

/**
 * Not the points, which have a list of their own, nor a mail twice, nor the mail to the salesperson who reads this, nor
 * how a sequence works inside and that it was edited.
 */
function happened(entry: TimelineEntry): boolean {
  if (entry.kind === 'mail') return entry.sequence !== null;
  return !unsaid.has(entry.kind) && !(entry.kind === 'event' && entry.event === 'sent');
}

const unsaid: ReadonlySet<TimelineEntry['kind']> = new Set([
  'score',
  'migrated',
  'model',
  'branch',
  'split',
  'call',
  'act',
]);

const mailLink = (address: string): Markup =>
  html`<a href="mailto:${encodeURIComponent(address).replace('%40', '@')}">${address}</a>`;

const scoreLine =
  (zone: Zone) =>
  (entry: Extract<TimelineEntry, { kind: 'score' }>): Markup =>
    html`<li class="line">${moment(entry.at, zone)}<span><span class="points">${points(entry.points)}</span>
${reasonWords(entry.reason)} <span class="soft">(${entry.group}, ${entry.late ? 'told later' : `then ${Math.round(entry.scoreAfter)}`})</span></span></li>`;

export const moment = (at: string, zone: Zone): Markup => html`<time datetime="${at}">${localTime(at, zone)}</time>`;

function factsOf(lead: LeadView, fields: Fields): readonly (readonly [string, string])[] {
  const facts: readonly (readonly [string, string | number | boolean | null])[] = [
    ['Name', nameOf(lead)],
    ['Title', lead.title],
    ['Company', lead.company],
    ['E-mail', lead.email],
    ['Phone', lead.phone],
    ['Country', lead.country],
    ['Language', lead.language],
    ['Time zone', lead.timeZone],
    ['Source', lead.source],
    ...Object.entries(publicFields(fields, lead.fields)).map(
      ([name, value]) => [labelOf(fields, name), value] as const,
    ),
    ['Stage', nameInWords(stageWords[lead.stage])],
    ['Mail', lead.suppressed === null ? null : `must not be mailed (${reasonWords(lead.suppressed)})`],
  ];
  return facts.filter(([, value]) => value !== null && value !== '').map(([label, value]) => [label, String(value)]);
}

/** One line of the timeline in words. */
function sentence(entry: TimelineEntry): string {
  switch (entry.kind) {
    case 'stage':
      return `Became ${stageWords[entry.to]}${inBrackets(entry.reason)}`;
    case 'enrolled':
      return `Entered the sequence ${entry.sequence}`;
    case 'ended':
      return `Left the sequence ${entry.sequence}: ${entry.outcome}${inBrackets(entry.reason)}`;
    case 'mail': {
      const what = entry.colleague === null ? 'Mail' : `Note to ${entry.colleague}`;
      return `${what} “${entry.subject ?? entry.stepId ?? 'without subject'}”: ${entry.state.toLowerCase().replace('_', ' ')}`;
    }
    case 'branch':
    case 'split':
    case 'call':
    case 'act':
      return `The step ${entry.stepId} of the sequence ${entry.sequence}`;
    case 'pause':
      return `${entry.what === 'paused' ? 'Paused' : 'Resumed'}${entry.sequence === null ? '' : ` in the sequence ${entry.sequence}`}${inBrackets(entry.reason)}`;
    case 'moved':
      return `Goes on at ${entry.to} in the sequence ${entry.sequence}`;
    case 'stopping':
      return `Was asked to leave the sequence ${entry.sequence}`;
    case 'merged':
      return `Turned out to be the same person as ${entry.email ?? 'another lead'}`;
    case 'unmerged':
      return `Turned out to be another person than ${entry.email ?? 'the other lead'}`;
    case 'migrated':
      return `Goes by version ${entry.toVersion} of the sequence ${entry.sequence}`;
    case 'event':
      return eventSentence(entry);
    case 'score':
      return `${points(entry.points)} points for ${reasonWords(entry.reason)}, score ${Math.round(entry.scoreAfter)}`;
    case 'model':
      return `Points are counted by another model, ${entry.model}`;
    case 'handoff':
      return `Hand-off ${entry.what}${entry.salesperson === null ? '' : `: ${entry.salesperson}`}${inBrackets(entry.reason)}`;
    default:
      return assertNever(entry);
  }
}

const inBrackets = (text: string | null): string => (text === null ? '' : ` (${reasonWords(text)})`);

const linkWords = (link: string | null): string => (link === null ? '' : ` “${link}”`);

function eventSentence(entry: Extract<TimelineEntry, { kind: 'event' }>): string {
  const { event, name, link, text } = entry;
  switch (event) {
    case 'click':
      return link === null ? 'Clicked a link' : `Clicked “${link}”`;
    case 'click_held':
      return `A click${linkWords(link)}, not known yet whether by a person`;
    case 'click_machine':
      return name === 'trap'
        ? 'A machine followed the hidden link'
        : `A machine, not the person, followed a link${linkWords(link)}`;
    case 'reply':
      return text === null ? 'Replied' : `Replied: “${text.length > 600 ? `${text.slice(0, 600)}…` : text}”`;
    case 'sent':
      return 'A mail was sent';
    case 'open':
      return 'A mail was opened (perhaps by a machine)';
    case 'auto_reply':
      return 'An automatic answer came back';
    case 'bounce_hard':
      return 'Mail bounced: the address does not exist';
    case 'bounce_soft':
      return 'Mail bounced for now';
    case 'complaint':
      return 'Reported a mail as spam';
    case 'unsubscribe':
      return 'Unsubscribed';
    case 'preferences':
      return text === null ? 'Changed what mails it wants' : `Changed what mails it wants: ${text}`;
    case 'form':
      return `Filled in the form ${name ?? ''}`.trimEnd();
    case 'page_view':
      return `Looked at ${name ?? 'a page'}`;
    case 'touch':
      return text === null ? touchWords(name) : `${touchWords(name)}: “${text}”`;
    case 'custom':
      return nameInWords(name ?? 'event');
    default:
      return assertNever(event);
  }
}
