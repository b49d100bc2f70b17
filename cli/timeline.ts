/**
 * The timeline of a lead for people: one line for each thing that happened, in aligned columns. The event that a mail was
 * sent is left out, because the mail itself is there.
 */
import type { LeadView, TimelineEntry } from '../db/store.ts';
import { assertNever } from '../domain/errors.ts';
import type { EventKind } from '../domain/events.ts';
import { declarationOf, type Fields } from '../domain/fields.ts';
import { fullName } from '../domain/lead.ts';
import type { MergeReason } from '../domain/merging.ts';
import { timeHere, zoneHere } from './local-time.ts';
import { gradeWords } from './score-words.ts';
import type { Paint, Screen } from './terminal/screen.ts';
import { type Column, tableLines } from './terminal/table.ts';
import { printable } from './terminal/width.ts';

/** Who the lead is and where it stands; `more`: what else is to be told of it. */
export function leadLines(
  screen: Screen,
  lead: LeadView,
  more: readonly (readonly [label: string, words: string])[] = [],
  fields: Fields = {},
): readonly string[] {
  const name = fullName(lead);
  const title = [screen.paint('bold', printable(name ?? lead.email)), name ? printable(lead.email) : null, lead.id];
  const pairs: readonly (readonly [string, string | null])[] = [
    ['company', [lead.title, lead.company].filter(Boolean).join(', ') || null],
    ['stage', lead.stage],
    ['score', `${Math.round(lead.score)} (${lead.temperature}), grade ${gradeWords(lead)}`],
    ['phone', lead.phone],
    ['kind', lead.kind],
    ['source', lead.source],
    ['tags', lead.tags.join(', ') || null],
    ['country, language', [lead.country, lead.language, lead.timeZone].filter(Boolean).join(', ') || null],
    ['mail', lead.suppressed === null ? 'not suppressed' : screen.paint('red', `suppressed: ${lead.suppressed}`)],
    ...more,
    ...Object.entries(lead.fields).map(([field, value]) => {
      const label = declarationOf(fields, field)?.label;
      return [label ? `${label} (${field})` : field, value === null ? null : String(value)] as const;
    }),
  ];
  const known = pairs.filter((pair): pair is readonly [string, string] => pair[1] !== null);
  const width = Math.max(...known.map(([label]) => label.length));
  return [
    title.filter(Boolean).join('  '),
    // The value of `mail` carries colour codes of our own; all others are data.
    ...known.map(([label, text]) => `  ${label.padEnd(width)}  ${label === 'mail' ? text : printable(text)}`),
  ];
}

const columns: readonly Column<TimelineEntry>[] = [
  { title: `TIME (${zoneHere()})`, value: (entry) => timeHere(entry.at) },
  { title: 'WHAT', value: (entry) => wordsOf(entry).what, paint: (entry) => colours[entry.kind] },
  { title: 'DETAIL', value: (entry) => wordsOf(entry).detail, wraps: true },
];

const colours: Readonly<Record<TimelineEntry['kind'], Paint | null>> = {
  stage: 'green',
  enrolled: null,
  ended: null,
  mail: 'cyan',
  event: 'yellow',
  score: 'dim',
  model: 'dim',
  handoff: 'green',
  branch: null,
  split: null,
  call: null,
  act: null,
  pause: 'yellow',
  moved: null,
  stopping: null,
  merged: 'yellow',
  unmerged: 'yellow',
  migrated: null,
};

export function timelineLines(screen: Screen, timeline: readonly TimelineEntry[]): readonly string[] {
  const told = timeline.filter((entry) => entry.kind !== 'event' || entry.event !== 'sent');
  return told.length === 0 ? ['Nothing has happened yet.'] : tableLines(screen, columns, told);
}

function wordsOf(entry: TimelineEntry): { readonly what: string; readonly detail: string } {
  switch (entry.kind) {
    case 'stage':
      return {
        what: 'stage',
        detail: joined([`${entry.from ?? 'new'} → ${entry.to}`, entry.reason, `by ${entry.actor}`]),
      };
    case 'enrolled':
      return {
        what: 'enrolled',
        detail: joined([`${entry.sequence} v${entry.version}`, ordinal(entry.number), `by ${entry.origin}`]),
      };
    case 'ended':
      return { what: entry.outcome, detail: joined([entry.sequence, entry.reason]) };
    case 'mail':
      return mailWords(entry);
    case 'branch':
      return {
        what: 'branch',
        detail: joined([stepOf(entry), entry.condition, entry.to === null ? null : `→ ${entry.to}`]),
      };
    case 'split':
      return { what: 'split', detail: joined([stepOf(entry), `arm ${entry.arm}`]) };
    case 'call':
      return callWords(entry);
    case 'act':
      return { what: entry.act, detail: joined([stepOf(entry), entry.detail]) };
    case 'pause': {
      const whom = entry.scope === 'lead' ? 'the lead' : entry.sequence;
      const all = entry.scope === 'sequence' ? 'the whole sequence' : null;
      return { what: entry.what, detail: joined([whom, all, entry.reason, `by ${entry.actor}`]) };
    }
    case 'moved':
      return { what: 'moved', detail: joined([entry.sequence, stepPath(entry.from, entry.to), `by ${entry.actor}`]) };
    case 'stopping':
      return { what: 'asked to stop', detail: joined([entry.sequence, `by ${entry.actor}`]) };
    case 'merged':
    case 'unmerged':
      return mergeWords(entry);
    case 'migrated': {
      const versions = `${entry.sequence} v${entry.fromVersion} → v${entry.toVersion}`;
      return { what: 'migrated', detail: joined([versions, stepPath(entry.from, entry.to)]) };
    }
    case 'event': {
      const link = entry.link === null ? null : `link ${entry.link}`;
      const step = entry.stepId === null ? null : `of ${entry.stepId}`;
      const text = entry.text === null ? null : `"${entry.text.trim()}"`;
      const { report, returnsOn } = entry;
      const named = entry.event === 'auto_reply' ? (entry.name?.replaceAll('-', ' ') ?? null) : entry.name;
      const back = returnsOn === null ? null : `back on ${returnsOn}`;
      const via = entry.via === null ? null : `by ${entry.via}`;
      return { what: eventWords(entry), detail: joined([named, link, step, via, back, reportWords(report), text]) };
    }
    case 'score':
      return scoreWords(entry);
    case 'model':
      return { what: 'scoring model', detail: joined([entry.model, `workspace v${entry.version}`, 'values all anew']) };
    case 'handoff':
      return { what: `hand-off ${entry.what}`, detail: joined([entry.salesperson, entry.reason, entry.handoffId]) };
    default:
      return assertNever(entry);
  }
}

function scoreWords(entry: TimelineEntry & { readonly kind: 'score' }): {
  readonly what: string;
  readonly detail: string;
} {
  const { points, told, late, scoreAfter, reason, group } = entry;
  const change = `${points < 0 ? '−' : '+'}${round(Math.abs(points))}`;
  const now = late ? 'told later' : `now ${round(scoreAfter)}`;
  return told === null
    ? { what: `score ${change}`, detail: joined([now, reason, group]) }
    : { what: `told score ${round(told)}`, detail: joined([group, `score ${change}`, now, reason]) };
}

const mergeReasons: Readonly<Record<MergeReason, string>> = {
  address: 'the same mailbox',
  phone: 'the same phone and name',
  person: 'a person said so',
};

function mergeWords({
  kind,
  email,
  otherId,
  reason,
  note,
  actor,
}: TimelineEntry & { readonly kind: 'merged' | 'unmerged' }) {
  const other = email ?? otherId;
  return kind === 'merged'
    ? { what: 'merged', detail: joined([`with ${other}`, note ?? mergeReasons[reason], `by ${actor}`]) }
    : { what: 'merge undone', detail: joined([`from ${other}`, `by ${actor}`]) };
}

/** Where the word of the ledger is not one of people. */
const eventNames: Readonly<Partial<Record<EventKind, string>>> = {
  auto_reply: 'auto-reply',
  bounce_hard: 'hard bounce',
  bounce_soft: 'soft bounce',
  page_view: 'page view',
};

/** Who clicked, where that is not sure or was not the lead; an open is hardly ever by the lead itself. */
function eventWords({ event, verdict }: TimelineEntry & { readonly kind: 'event' }): string {
  if (event === 'click_held') return 'click (held)';
  if (event === 'click_machine')
    return verdict === 'unknown' ? 'click by nobody known' : `click by a ${verdict ?? 'machine'}`;
  return event === 'open' && verdict !== null && verdict !== 'human'
    ? `open (${verdict})`
    : (eventNames[event] ?? event);
}

/** `no such mailbox 5.1.1: 550 5.1.1 unknown user` */
function reportWords(report: (TimelineEntry & { readonly kind: 'event' })['report']): string | null {
  if (report === null) return null;
  const { status, diagnostic } = report;
  const what = [report.class?.replaceAll('-', ' '), status].filter(Boolean).join(' ');
  return [what, diagnostic === null ? null : `"${diagnostic.trim()}"`].filter(Boolean).join(': ') || null;
}

/** A mail to a colleague is about the lead, and never reached it. */
function mailWords(entry: TimelineEntry & { readonly kind: 'mail' }): {
  readonly what: string;
  readonly detail: string;
} {
  const { colleague, writer, sequence, broadcast, state } = entry;
  const where = sequence === null ? broadcast && `broadcast ${broadcast}` : `${sequence}/${entry.stepId ?? '?'}`;
  const subject = entry.subject === null ? entry.template && `template ${entry.template}` : `"${entry.subject}"`;
  // What the relay said to a mail that it took is of no interest; that only somebody says so is.
  const why = state === 'SENT' && entry.resolvedBy === null ? null : entry.detail;
  if (writer !== null) return { what: `answer ${state}`, detail: joined([subject, `by ${writer}`, why]) };
  if (colleague === null) return { what: `mail ${state}`, detail: joined([subject, where, why]) };
  return { what: `notice ${state}`, detail: joined([subject, `to colleague ${colleague}`, where, why]) };
}

function callWords(entry: TimelineEntry & { readonly kind: 'call' }): {
  readonly what: string;
  readonly detail: string;
} {
  const { status, failure, nextTry } = entry;
  if (status === null) {
    const next = nextTry === null ? null : `next try ${timeHere(nextTry)}`;
    return { what: 'call failed', detail: joined([stepOf(entry), failure, next]) };
  }
  return { what: 'call', detail: joined([stepOf(entry), status === 0 ? 'no answer, given up' : `answer ${status}`]) };
}

const stepOf = ({ sequence, stepId }: { readonly sequence: string; readonly stepId: string }): string =>
  `${sequence}/${stepId}`;

/** `at exercise`, or `exercise → last-call` */
function stepPath(from: string | null, to: string | null): string | null {
  if (from === to) return from === null ? null : `at ${from}`;
  return `${from ?? '(between steps)'} → ${to ?? '(between steps)'}`;
}

const joined = (parts: readonly (string | null)[]): string => parts.filter((part) => part).join(' · ');
const round = (points: number): string => String(Math.round(points * 10) / 10);
const ordinal = (n: number): string | null => (n === 1 ? null : `time ${n}`);
