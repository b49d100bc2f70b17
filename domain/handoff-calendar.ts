/** The next contact with a lead as a file for a calendar: planned anew it moves, and once it is over it goes. Pure. */
import { type CalendarFileOptions, cancelledTaskCalendar, taskCalendar } from './icalendar.ts';
import type { Instant } from './instant.ts';

export interface PlannedContact {
  readonly handoffId: string;
  readonly leadName: string;
  readonly company: string | null;
  /** Null: nothing is planned any more. */
  readonly plannedAt: Instant | null;
  /** How often it was planned. */
  readonly plans: number;
  /** Where it is worked on; null: nowhere that is known here. */
  readonly url: string | null;
}

/** @param domain where this installation is reached: the name of the event is unique in the world by it */
export function contactCalendar(
  { handoffId, leadName, company, plannedAt, plans, url }: PlannedContact,
  domain: string,
  options: CalendarFileOptions,
): string {
  const task = {
    id: `handoff-${handoffId}@${domain}`,
    title: `Contact ${leadName}${company === null ? '' : `, ${company}`}`,
    description: null,
    url,
  };
  if (plannedAt !== null) return taskCalendar({ ...task, startsAt: plannedAt, sequence: plans }, options);
  return cancelledTaskCalendar({ ...task, startsAt: options.now, sequence: plans }, options);
}
