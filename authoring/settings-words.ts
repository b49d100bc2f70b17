/**
 * The settings of a program in plain sentences, one for each thing that they decide, also where the file says nothing.
 * The keys are those of `ProgramSettings`, so that two versions can be compared sentence by sentence.
 */
import { assertNever } from '../domain/errors.ts';
import type { EventMatcher } from '../domain/events.ts';
import {
  type Cap,
  defaultSettings,
  type EntryRule,
  type HolidayRule,
  type Hours,
  type ProgramSettings,
  type Reentry,
  type SendWindow,
} from '../domain/program-settings.ts';
import { listed } from '../domain/suggestion.ts';
import { durationInWords } from '../domain/time.ts';
import { type Weekday, weekdays } from '../domain/wait-rule.ts';
import { eventWords } from './event-words.ts';

export interface SettingWords {
  readonly key: keyof ProgramSettings;
  readonly sentence: string;
}

/** Every setting, in the order in which they come to matter to a lead. */
export function settingsWords(settings: ProgramSettings): readonly SettingWords[] {
  const { enter, start, priority, stages, goals, stops, purpose, window, caps, stale, sender, zone, exclusive } =
    settings;
  const sentences: Readonly<Record<keyof ProgramSettings, string>> = {
    enter: entryWords(enter),
    start:
      start === null
        ? 'Nothing begins it by itself.'
        : `It begins by itself when a lead comes to be in the segment ${start.segment}.`,
    exclusive: exclusive
      ? 'It wants the lead for itself: no other exclusive sequence runs beside it, and the one of higher priority goes first.'
      : 'It runs beside other sequences.',
    priority: `Its priority is ${priority}.`,
    purpose:
      purpose === defaultSettings.purpose ? `Its mails are ${purpose}.` : `Its mails are for the purpose "${purpose}".`,
    window: window === null ? 'Mails leave at any time.' : windowWords(window),
    caps:
      caps.length === 0
        ? 'It adds no cap of its own to those of the organisation.'
        : `At most ${listed(caps.map(capWords), 'and')} to one lead, counted over all sequences.`,
    stale: stale === null ? 'A mail that is late leaves late.' : staleWords(stale),
    stages: `It mails leads of the stages ${listed([...stages], 'and')}.`,
    goals: goals.length === 0 ? 'It has no goal.' : `It ends early as a success when ${anyOf(goals)}.`,
    stops: stopsWords(stops),
    sender: sender === null ? 'Mails come from the sender of the organisation.' : `Mails come from ${sender}.`,
    zone:
      zone === null
        ? 'Leads of unknown zone and country are on the clock of the organisation.'
        : `Leads of unknown zone and country are on the clock of ${zone}.`,
  };
  return order.map((key) => ({ key, sentence: sentences[key] }));
}

const order = [
  'enter',
  'start',
  'exclusive',
  'priority',
  'stages',
  'purpose',
  'window',
  'caps',
  'stale',
  'sender',
  'zone',
  'goals',
  'stops',
] as const satisfies readonly (keyof ProgramSettings)[];

function entryWords({ when, sources, segments, again }: EntryRule): string {
  const conditions = [
    ...(sources === null ? [] : [`come from ${listed(sources)}`]),
    ...(segments.length === 0
      ? []
      : [`are in the segment${segments.length > 1 ? 's' : ''} ${listed(segments, 'and')}`]),
    ...(when === null ? [] : [`meet the condition ${when.trim().replaceAll(/\s*\n\s*/g, ' ')}`]),
  ];
  const who = conditions.length === 0 ? 'Any lead may enter' : `Leads may enter that ${listed(conditions, 'and')}`;
  return `${who}; ${againWords(again)}.`;
}

function againWords(again: Reentry): string {
  switch (again.kind) {
    case 'always':
      return 'a lead that was in it may enter again';
    case 'never':
      return 'a lead that was in it never enters again';
    case 'after':
      return `a lead that was in it may enter again ${durationInWords(again.duration)} after its end`;
    default:
      return assertNever(again);
  }
}

/** "Mails leave Monday to Friday, 08:00–18:00, on the clock of the lead, not on public holidays of the lead's country." */
function windowWords({ days, hours, quiet, holidays, spreadMinutes }: SendWindow): string {
  const allDay = hours.some(({ from, to }) => from === to);
  const parts = [
    `Mails leave ${daysWords(days)}`,
    `${allDay ? 'at any time of the day' : listed(hours.map(hoursWords), 'and')} on the lead's clock`,
    ...(quiet.length === 0 ? [] : [`never ${listed(quiet.map(hoursWords))}`]),
    ...holidayWords(holidays),
    ...(spreadMinutes === 0 ? [] : [`spread over ${spreadMinutes} ${spreadMinutes === 1 ? 'minute' : 'minutes'}`]),
  ];
  return `${parts.join(', ')}.`;
}

const dayNames: Readonly<Record<Weekday, string>> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
};

/** Three days or more that follow each other are told by the first and the last. */
function daysWords(days: readonly Weekday[]): string {
  const given = weekdays.filter((day) => days.includes(day));
  if (given.length === weekdays.length) return 'every day';
  const first = weekdays.indexOf(given[0] ?? 'mon');
  const inARow = given.every((day, i) => weekdays.indexOf(day) === first + i);
  const names = given.map((day) => dayNames[day]);
  return inARow && names.length > 2 ? `${names[0]} to ${names.at(-1)}` : `on ${listed(names, 'and')}`;
}

const hoursWords = ({ from, to }: Hours): string => (to < from ? `${from}–${to} (over midnight)` : `${from}–${to}`);

function holidayWords({ country, dates }: HolidayRule): readonly string[] {
  const whose = country === 'lead' ? "of the lead's country" : `of ${countryName(country ?? '')}`;
  return [
    ...(country === null ? [] : [`not on public holidays ${whose}`]),
    ...(dates.length === 0 ? [] : [`not on ${listed(dates, 'and')}`]),
  ];
}

const regionNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });

const countryName = (code: string): string => (/^[A-Z]{2}$/.test(code) ? (regionNames.of(code) ?? code) : code);

/** `1 mail per day`, `3 mails per 7 days` */
function capWords({ atMost, within }: Cap): string {
  const time = durationInWords(within).replace(/^1 (?=[a-z]+$)/, '');
  return `${atMost} ${atMost === 1 ? 'mail' : 'mails'} per ${time}`;
}

function staleWords({ after, then }: NonNullable<ProgramSettings['stale']>): string {
  const late = `A mail that could not leave within ${durationInWords(after)} of its time`;
  return then === 'skip'
    ? `${late} is left out, and the later steps keep their dates.`
    : `${late} leaves late, and the later steps move with it.`;
}

function stopsWords({ reply, mql, colleague, on }: ProgramSettings['stops']): string {
  const events = [
    ...(reply ? ['the lead replies'] : []),
    ...(mql ? ['the lead becomes ready for sales'] : []),
    ...(colleague ? ['another lead of the company comes to sales'] : []),
  ];
  const all = [...events, ...on.map((matcher) => eventWords(matcher, 'any mail').clause)];
  const always = 'an unsubscribe, a complaint, a hard bounce or a stop by hand';
  return all.length === 0 ? `Only ${always} stops it.` : `It stops when ${oneOf(all)}, and at ${always}.`;
}

const anyOf = (matchers: readonly EventMatcher[]): string =>
  oneOf(matchers.map((matcher) => eventWords(matcher, 'any mail').clause));

/** Clauses may hold commas themselves. */
const oneOf = (clauses: readonly string[]): string =>
  clauses.length <= 2 ? clauses.join(' or ') : `${clauses.slice(0, -1).join('; ')}; or ${clauses.at(-1)}`;
