/** Times for people: in the time zone of the machine, which every heading of a table and every sentence names. */
import { type Instant, msOf } from '../domain/instant.ts';

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
