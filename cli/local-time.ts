/** Times for people: in the time zone of the machine, which every heading of a table and every sentence names. */
import { TendrilError } from '../domain/errors.ts';
import { type Instant, instantFromMs, msOf } from '../domain/instant.ts';

export const zoneHere = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

const format = new Intl.DateTimeFormat('sv-SE', {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** `2026-11-21 09:00:00` */
export const timeHere = (instant: Instant): string => format.format(msOf(instant));

/** `2026-11-21 09:00:00 (Europe/Berlin)`, for sentences: no heading names the zone there. */
export const momentHere = (instant: Instant): string => `${timeHere(instant)} (${zoneHere()})`;

const instants = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** Words of a ledger or of an error, with the instants in them as people read them. */
export const wordsHere = (words: string): string => words.replace(instants, momentHere);

/** As `timeHere`, or null, for cells. */
export const timeHereOr = (instant: Instant | null): string | null => (instant === null ? null : timeHere(instant));

/**
 * A time that somebody writes for something to come: `2027-03-01 15:00` on the clock here, or with a zone of its own.
 * @throws USAGE
 */
export function readComing(text: string): Instant {
  const form = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d)?)(Z|[+-]\d\d:\d\d)?$/.exec(text.trim());
  const ms = form ? Date.parse(`${form[1]}T${form[2]}${form[3] ?? ''}`) : Number.NaN;
  if (!Number.isNaN(ms)) return instantFromMs(ms);
  throw new TendrilError('USAGE', `"${text.slice(0, 60)}" is no time such as "2027-03-01 15:00"`);
}
