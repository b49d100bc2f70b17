/** The next contact with a lead as a file for a calendar: planned anew it moves, and once it is over it goes. Pure. */
import { type CalendarFileOptions, cancelledTaskCalendar, taskCalendar } from './icalendar.ts';
import type { Instant } from './instant.ts';

export interface PlannedContact {
  readonly handoffId: string;
  readonly leadName: string;
  readonly company: string | null;
  /** Null: nothing is planned any more. */
  readonly plannedAt: Instant | null;
  readonly isMeeting: boolean;
  readonly note: string | null;
  /** How often it was planned. */
  readonly plans: number;
  /** Where it is worked on; null: nowhere that is known here. */
  readonly url: string | null;
}

/** As the timeline of a lead tells of it. */
interface Told {
  readonly kind: string;
  readonly handoffId?: string;
  readonly what?: string;
  readonly reason?: string | null;
}

/** What was planned last about a hand-off, and what was noted with it. */
export function planIn(
  timeline: readonly Told[],
  handoffId: string,
): { readonly isMeeting: boolean; readonly note: string | null } {
  const isPlan = ({ kind, handoffId: id, what }: Told) =>
    kind === 'handoff' && id === handoffId && (what === 'planned' || what === 'meeting');
  const last = timeline.findLast(isPlan);
  return { isMeeting: last?.what === 'meeting', note: last?.reason ?? null };
}

/** An hour is what most calendars give a meeting. */
const meetingMinutes = 60;

/** @param domain where this installation is reached: the name of the event is unique in the world by it */
export function contactCalendar(
  { handoffId, leadName, company, plannedAt, isMeeting, note, plans, url }: PlannedContact,
  domain: string,
  options: CalendarFileOptions,
): string {
  const task = {
    id: `handoff-${handoffId}@${domain}`,
    title: `${isMeeting ? 'Meeting with' : 'Contact'} ${leadName}${company === null ? '' : `, ${company}`}`,
    description: note,
    ...(isMeeting ? { minutes: meetingMinutes } : {}),
    url,
  };
  if (plannedAt !== null) return taskCalendar({ ...task, startsAt: plannedAt, sequence: plans }, options);
  return cancelledTaskCalendar({ ...task, startsAt: options.now, sequence: plans }, options);
}
