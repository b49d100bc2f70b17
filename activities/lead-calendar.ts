/** The calendar of a lead in its sequence: whose zone, whose holidays, which window. */
import { type Calendar, calendarOf } from '../domain/calendar.ts';
import type { LeadFacts } from '../domain/lead.ts';
import type { ProgramSettings } from '../domain/program-settings.ts';
import type { Organisation } from '../domain/workspace.ts';
import { zoneOf } from '../domain/zone.ts';
import type { Inquiry } from './inquiry.ts';

/** The zone is the lead's, or its country's, or the sequence's, or the organisation's: the first that is known. */
export const leadCalendar = ({ deps, version }: Inquiry, facts: LeadFacts, organisation: Organisation): Calendar =>
  calendarFor(deps, version.program.settings, facts, organisation);

/** The calendar of a lead for mails of these settings. */
export function calendarFor(
  { isPublicHoliday }: Pick<Inquiry['deps'], 'isPublicHoliday'>,
  { zone: program, window }: Pick<ProgramSettings, 'zone' | 'window'>,
  { timeZone: lead, country }: LeadFacts,
  organisation: Organisation,
): Calendar {
  const { zone } = zoneOf({ lead, country, sequence: program, organisation: organisation.timeZone });
  return calendarOf({ zone, country, window, isPublicHoliday });
}
