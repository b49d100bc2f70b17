/**
 * A follow-up task of a salesperson as a calendar file (RFC 5545): text for a file `task.ics` of the type
 * `text/calendar; charset=utf-8; method=PUBLISH`. Pure: the same task at the same time is the same text.
 *
 * It is an event, of 15 minutes unless it is said, because most mail programs show no to-dos. The same `id` with a higher sequence takes the place of
 * what a calendar has; a task that was cancelled is told so, for an event that is merely left out stays where it was imported.
 */
import { type Instant, msOf, plusMs } from './instant.ts';
import { webAddress } from './web-address.ts';

export interface CalendarTask {
  /** Stable and unique in the world, such as `task-0198@tendril.example` (§3.8.4.7). */
  readonly id: string;
  readonly startsAt: Instant;
  /** Whole minutes that it takes; not there: 15. */
  readonly minutes?: number;
  /** One line; what is written as several becomes one. */
  readonly title: string;
  /** May have lines; null: there is nothing to say. */
  readonly description: string | null;
  /** Where the task is worked on; null, or what is no address of the web: none is told. */
  readonly url: string | null;
  /** How often the task was changed (§3.8.7.4). */
  readonly sequence: number;
  /** Who publishes it: a mail address (RFC 5546 §3.2.1); null: nobody is told. */
  readonly organizer?: string | null;
}

export interface CalendarFileOptions {
  /** Of the file (§3.8.7.2). */
  readonly now: Instant;
  /** An event unless it is said. */
  readonly as?: 'event' | 'todo';
  /** Whole minutes before the start at which it reminds; 0: at the start. */
  readonly remindMinutes?: number;
}

const usualMinutes = 15;
const mostOctets = 75;

/** The file that puts a task into a calendar, or its newer version. */
export function taskCalendar(task: CalendarTask, options: CalendarFileOptions): string {
  return calendar(task, options, false);
}

/** The file that takes a task back: the next sequence, cancelled, without a reminder. */
export function cancelledTaskCalendar(task: CalendarTask, options: CalendarFileOptions): string {
  return calendar({ ...task, sequence: task.sequence + 1 }, options, true);
}

function calendar(task: CalendarTask, options: CalendarFileOptions, isCancelled: boolean): string {
  const { now, as = 'event', remindMinutes = 10 } = options;
  const component = as === 'event' ? 'VEVENT' : 'VTODO';
  const ends = as === 'event' ? 'DTEND' : 'DUE';
  const standing = as === 'event' ? 'CONFIRMED' : 'NEEDS-ACTION';
  const url = task.url === null ? null : webAddress(task.url);
  const title = oneLine(task.title);
  const organizer = task.organizer ? mailtoOf(task.organizer) : null;
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Tendril//Tendril//EN',
    'METHOD:PUBLISH',
    `BEGIN:${component}`,
    `UID:${textValue(oneLine(task.id))}`,
    `DTSTAMP:${utc(now)}`,
    `SEQUENCE:${task.sequence}`,
    `DTSTART:${utc(task.startsAt)}`,
    `${ends}:${utc(plusMs(task.startsAt, (task.minutes ?? usualMinutes) * 60_000))}`,
    `SUMMARY:${textValue(title)}`,
    ...(task.description === null ? [] : [`DESCRIPTION:${textValue(task.description)}`]),
    ...(url === null ? [] : [`URL:${url}`]),
    ...(organizer === null ? [] : [`ORGANIZER:${organizer}`]),
    `STATUS:${isCancelled ? 'CANCELLED' : standing}`,
    ...(isCancelled ? [] : alarm(title, remindMinutes)),
    `END:${component}`,
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

/** §3.6.6. Programs that import files of others may leave it out, and have a reminder of their own. */
const alarm = (title: string, minutes: number): readonly string[] => [
  'BEGIN:VALARM',
  'ACTION:DISPLAY',
  `DESCRIPTION:${textValue(title)}`,
  `TRIGGER:-PT${minutes}M`,
  'END:VALARM',
];

/** `20261124T080000Z` (§3.3.5, form 2): parts of a second are left out. */
const utc = (instant: Instant): string =>
  new Date(msOf(instant))
    .toISOString()
    .replace(/\.\d{3}Z$/, 'Z')
    .replace(/[-:]/g, '');

/** Whatever a program may take for the end of a line. */
const lineBreak = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g;

const oneLine = (text: string): string => text.replace(lineBreak, ' ').trim();

/** A value of type TEXT (§3.3.11): no control character but a tab, and halves of characters are U+FFFD. */
const textValue = (text: string): string =>
  text
    .replace(/[\\;,]/g, '\\$&')
    .replace(lineBreak, '\\n')
    .replace(/(?!\t)\p{Cc}/gu, '')
    .replace(/\p{Cs}/gu, '\ufffd');

/** Null for what is no plain address: values of the types CAL-ADDRESS and URI are not escaped (§3.3.3, §3.3.13). */
const mailtoOf = (address: string): string | null =>
  /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9.-]+$/i.test(address) ? `mailto:${encodeURI(address)}` : null;

const octetsOf = (character: string): number => {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point < 0x10000 ? 3 : 4;
};

/** §3.1: no line has more than 75 octets, none begins or ends within a character; the space that begins a line counts. */
function folded(line: string): string {
  let text = '';
  let octets = 0;
  for (const character of line) {
    const size = octetsOf(character);
    if (octets + size > mostOctets) {
      text += '\r\n ';
      octets = 1;
    }
    text += character;
    octets += size;
  }
  return text;
}
