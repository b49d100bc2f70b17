/**
 * The text of a `wait` step, as people write it, to its rule and back. Only the wording: when a rule ends is found by
 * `wait-time.ts`.
 */
import { durationProblem } from './duration-text.ts';
import { assertNever, hasCode, TendrilError } from './errors.ts';
import { didYouMean, listed, nearest } from './suggestion.ts';
import { type Duration, durationInWords, isDate, isWholeDays, lastDate, parseDuration } from './time.ts';
import { type CalendarDate, type LocalTime, type WaitRule, type Weekday, weekdays } from './wait-rule.ts';
import { parseLocalTime, parseWeekday, timeMeant, weekdayNames } from './window-text.ts';

type Direction = 'before' | 'after';

/** Ten years of five working days a week, as long as the longest duration. */
const mostBusinessDays = 2600;

const longestText = 200;

const examples =
  '"3 days at 09:00", "5 business days", "until tuesday at 09:00" or "30 days before lead.fields.renewal"';

/**
 * Reads until when a `wait` waits: `3 days`, `3 days at 09:00`, `5 business days`, `until 2026-12-24`,
 * `until tuesday or thursday at 09:00`, `until lead.fields.renewal`, `30 days before lead.fields.renewal at 09:00`.
 * @throws DURATION_INVALID when it is meant as a duration, but none can be read.
 * @throws WAIT_INVALID when it cannot be read otherwise.
 */
export function parseWaitRule(text: string): WaitRule {
  try {
    return readRule(text);
  } catch (error) {
    if (!(error instanceof TendrilError)) throw error;
    const code = hasCode(error, 'DURATION_INVALID') ? 'DURATION_INVALID' : 'WAIT_INVALID';
    const suggestion = meant(text);
    // Corrected as a whole, not word by word.
    const reason = suggestion === null ? error.message : error.message.replace(/; did you mean ".*"\?$/, '');
    throw new TendrilError(code, `${reason}${didYouMean(suggestion)}`, { ...error.details, text });
  }
}

/** The words for a rule; reading them gives the rule again. */
export function waitRuleInWords(rule: WaitRule): string {
  const at = rule.at === null ? '' : ` at ${rule.at}`;
  return `${bodyInWords(rule)}${at}`;
}

function bodyInWords(rule: WaitRule): string {
  switch (rule.kind) {
    case 'duration':
      return durationInWords(rule.duration);
    case 'businessDays':
      return `${rule.days} business ${rule.days === 1 ? 'day' : 'days'}`;
    case 'date':
      return `until ${rule.date}`;
    case 'weekday':
      return `until ${listed(rule.days.map((day) => weekdayNames[day]))}`;
    case 'field': {
      const field = `lead.fields.${rule.field}`;
      const { offset } = rule;
      return offset ? `${durationInWords(offset.duration)} ${offset.direction} ${field}` : `until ${field}`;
    }
    default:
      return assertNever(rule);
  }
}

function readRule(text: string): WaitRule {
  if (text.length > longestText) throw wrong(`a wait is at most ${longestText} characters long`);
  const words = text.trim().replaceAll(/\s+/g, ' ');
  const [, body = words, time] = /^(.*?)(?: at(?: (.*))?)?$/i.exec(words) ?? [];
  const at = readTime(words, time);
  const [, end] = /^until(?: (.*))?$/i.exec(body) ?? [];
  if (/^until\b/i.test(body)) return readEnd(end ?? '', at);
  const [, offset, direction, field] = /^(.+) (before|after) (.+)$/i.exec(body) ?? [];
  if (offset && direction && field) return readOffset(offset, direction.toLowerCase() as Direction, field, at);
  const [, days] = /^(\d+) business days?$/i.exec(body) ?? [];
  if (days) return { kind: 'businessDays', days: readBusinessDays(days), at };
  if (/^\d+ ?(?:working|work|week)[ -]?days?$/i.test(body)) throw wrong(`"${body}" are called business days`);
  if (!/^\d/.test(body) && durationProblem(body) === null) throw wrong(`"${words}" is not a wait such as ${examples}`);
  return { kind: 'duration', duration: parseDuration(body), at };
}

const wrong = (message: string): TendrilError => new TendrilError('WAIT_INVALID', message);

function readTime(words: string, time: string | undefined): LocalTime | null {
  if (time !== undefined) return parseLocalTime(time);
  if (/ at$/i.test(words)) throw wrong(`"${words}" names no time of day such as "at 09:00"`);
  return null;
}

/** What follows "until". */
function readEnd(end: string, at: LocalTime | null): WaitRule {
  if (/^\d/.test(end)) return { kind: 'date', date: readDate(end), at };
  if (/\./.test(end)) return { kind: 'field', field: readField(end), offset: null, at };
  if (end === '') throw wrong('"until" names no date, weekday or field, such as "until tuesday at 09:00"');
  const named = new Set(end.split(/ ?, ?(?:or )?| or /i).map(parseWeekday));
  const days: readonly Weekday[] = weekdays.filter((day) => named.has(day));
  return { kind: 'weekday', days, at };
}

function readDate(text: string): CalendarDate {
  if (!isDate(text)) throw wrong(`"${text}" is not a date such as "2026-12-24" (${lastDate} at the latest)`);
  return text;
}

function readField(text: string): string {
  const [, field] = /^lead\.fields\.([A-Za-z_]\w*)$/.exec(text) ?? [];
  if (!field) throw wrong(`"${text}" is not a date field of the lead such as "lead.fields.renewal"`);
  return field;
}

function readOffset(offset: string, direction: Direction, field: string, at: LocalTime | null): WaitRule {
  if (/^\d+ business days?$/i.test(offset)) {
    throw wrong(`"${offset} ${direction}" cannot be counted from a field: use days, weeks or months`);
  }
  const duration: Duration = parseDuration(offset);
  if (!isWholeDays(duration)) {
    throw wrong(`"${offset} ${direction}": a date field has no time of day, use days, weeks or months`);
  }
  return { kind: 'field', field: readField(field), offset: { direction, duration }, at };
}

function readBusinessDays(text: string): number {
  const days = Number(text);
  if (days < 1 || days > mostBusinessDays) {
    throw wrong(`"${text} business days" is out of range: from 1 to ${mostBusinessDays}`);
  }
  return days;
}

const vocabulary = [
  ...['until', 'at', 'before', 'after', 'or', 'business'],
  ...['second', 'minute', 'hour', 'day', 'week', 'month'].flatMap((unit) => [unit, `${unit}s`]),
  ...Object.keys(weekdayNames),
  ...Object.values(weekdayNames),
];
const known = new Set(vocabulary);

/** The text with every unknown word replaced by the nearest known one, if it can be read then. */
function meant(text: string): string | null {
  if (text.length > longestText) return null;
  const corrected = text
    .trim()
    .replace(
      /^(\d+) ?(?:working|work|week)[ -]?days?\b/i,
      (_, days: string) => `${days} business ${days === '1' ? 'day' : 'days'}`,
    )
    .replaceAll(/\blead\.(?!fields\b)(\w+)/gi, 'lead.fields.$1')
    .replaceAll(/(?<![\w.])[a-z]+(?![\w.])/gi, (word) =>
      known.has(word.toLowerCase()) ? word : (nearest(word, vocabulary) ?? word),
    )
    .replace(/(?<! at) (\d{1,2}:\d{2})$/, ' at $1')
    .replace(/ at (\d{1,2}(?:[:.h]\d{2}|h)?(?: ?[ap]m)?)$/i, (whole, time: string) => {
      const meantTime = timeMeant(time);
      return meantTime === null ? whole : ` at ${meantTime}`;
    });
  for (const candidate of [corrected, `until ${corrected}`]) {
    if (candidate !== text.trim() && isReadable(candidate)) return candidate;
  }
  return null;
}

function isReadable(text: string): boolean {
  try {
    readRule(text);
    return true;
  } catch {
    return false;
  }
}
