/** Times for people: in the time zone of the machine, which every heading names. */
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

/** The same, or null, for cells. */
export const timeHereOr = (instant: Instant | null): string | null => (instant === null ? null : timeHere(instant));
