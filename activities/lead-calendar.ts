/** The calendar of a lead in its sequence: whose zone, whose holidays, which window. */
import { type Calendar, calendarOf } from '../domain/calendar.ts';
import type { LeadFacts } from '../domain/lead.ts';
import type { Organisation } from '../domain/workspace.ts';
import { zoneOf } from '../domain/zone.ts';
import type { Inquiry } from './inquiry.ts';

/** The zone is the lead's, or its country's, or the sequence's, or the organisation's: the first that is known. */
export function leadCalendar({ deps, version }: Inquiry, facts: LeadFacts, organisation: Organisation): Calendar {
  const { zone: sequence, window } = version.program.settings;
  const { timeZone: lead, country } = facts;
  const { zone } = zoneOf({ lead, country, sequence, organisation: organisation.timeZone });
  return calendarOf({ zone, country, window, isPublicHoliday: deps.isPublicHoliday });
}
