/** A time of day as people write it into a line: `15:00`, `3pm`, `15 Uhr`, `15h30`, `9:30`. "At 3" and "3:30" may be two times, and are none. */
import { withinReader } from './decision-lexicon.ts';
import { timeMeant } from './window-text.ts';

const written =
  /(?<![\p{L}\p{N}:.,/-])(\d{1,2})(?:(?:(:)|[.h])(\d{2}))?(?: ?(am|pm|a\.m\.|p\.m\.|uhr|h)(?![\p{L}\p{N}]))?(?![\d:])/gu;

interface TimeFound {
  /** `HH:MM`; null: there is no such time, as in `25:00`. */
  readonly time: string | null;
  readonly from: number;
  readonly to: number;
}

function timesIn(plain: string): readonly TimeFound[] {
  return [...plain.matchAll(written)].flatMap((match) => {
    const [text, hour = '', colon, minute, mark] = match;
    // Nobody meets at 9:30 in the evening and leaves that out; 3:30 is another matter.
    const isMorning = colon !== undefined && /^[7-9]$/.test(hour);
    const isClear = mark !== undefined || (minute !== undefined && (hour.length === 2 || /h/.test(text) || isMorning));
    // 14.30 without a word may be a date or a price.
    const isTime = isClear && (colon !== undefined || minute === undefined || mark !== undefined || /\dh\d/.test(text));
    const half = mark !== undefined && /^[ap]/.test(mark) ? mark.slice(0, 1).concat('m') : '';
    if (!isTime || isPeriod(plain, match.index)) return [];
    const time = timeMeant(`${hour}:${minute ?? '00'}${half}`);
    const isReal = time !== null && time < '24:00';
    return [{ time: isReal ? time : null, from: match.index, to: match.index + text.length }];
  });
}

/** What is written as a time of day and cannot be one, such as `25:00`: nothing else in the line is to be trusted for it. */
export function impossibleTimeIn(plain: string): { readonly from: number; readonly to: number } | null {
  return timesIn(plain).find(({ time }) => time === null) ?? null;
}

/** `HH:MM`; null when the line in plain form has none, or more than one. From and to, such as `10:00-11:00`, is from. */
export function timeIn(plain: string): string | null {
  const [first, second] = timesIn(plain).filter(({ time }) => time !== null);
  if (first === undefined) return null;
  const isOne = second === undefined || second.time === first.time;
  return isOne || / ?-+ ?/.exec(plain.slice(first.to, second.from))?.[0] === plain.slice(first.to, second.from)
    ? first.time
    : null;
}

/** "In 2 h" is no time of day. */
const isPeriod = (plain: string, place: number): boolean =>
  withinReader.at(plain, plain.lastIndexOf(' ', place - 2) + 1)?.to === place - 1;
