/** The hand-offs of a period as the numbers of the desk need them. */
import type { PublicHolidays } from '../domain/calendar.ts';
import { type CountedHandoff, type DeskGroup, deskNumbers, numbersOf } from '../domain/desk-numbers.ts';
import { plainDesk, workingHoursOf } from '../domain/sales-desk.ts';
import { type Instant, msOf } from '../domain/time.ts';
import { type WorkingHours, workingMsBetween } from '../domain/working-time.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { Queryable } from './database.ts';
import { type Sql, sql } from './sql.ts';
import type { DeskReport, HandoffView } from './store.ts';

interface CountedRow {
  readonly group: string | null;
  readonly status: HandoffView['status'];
  readonly reason: string | null;
  readonly created_at: Instant;
  readonly accepted_at: Instant | null;
  readonly contacted_at: Instant | null;
  readonly deadline: Instant | null;
  readonly person: string | null;
}

const groupOf: Readonly<Record<DeskGroup, Sql>> = {
  person: sql`s.key`,
  source: sql`l.source`,
  // The one that the lead was in last when it came to sales.
  sequence: sql`(SELECT e.sequence FROM enrollment e WHERE e.lead_id = h.lead_id AND e.created_at <= h.created_at
    ORDER BY e.created_at DESC LIMIT 1)`,
  product: sql`h.product`,
};

export interface DeskPeriod {
  readonly by: DeskGroup;
  readonly from: Instant;
  readonly to: Instant;
}

export async function deskReport(
  on: Queryable,
  { workspace, isPublicHoliday }: { readonly workspace: Workspace | null; readonly isPublicHoliday: PublicHolidays },
  { by, from, to }: DeskPeriod,
  now: Instant,
): Promise<DeskReport> {
  const rows = await on.rows<CountedRow>(sql`
    SELECT ${groupOf[by]} AS "group", h.status, h.reason, h.created_at, h.accepted_at, h.contacted_at, o.deadline, s.key AS person
    FROM handoff h JOIN lead l ON l.id = h.lead_id
    LEFT JOIN LATERAL (
      SELECT deadline, salesperson_id FROM handoff_offer WHERE handoff_id = h.id ORDER BY number DESC LIMIT 1
    ) o ON true
    LEFT JOIN salesperson s ON s.id = o.salesperson_id
    WHERE h.attached_to IS NULL AND h.created_at >= ${from} AND h.created_at < ${to}`);
  const desk = workspace?.sales.desk ?? plainDesk;
  const zone = workspace?.organisation.timeZone ?? 'UTC';
  const known = new Map<string, WorkingHours>();
  const hoursOf = (person: string): WorkingHours => {
    const hours = known.get(person) ?? workingHoursOf(desk, person, zone, isPublicHoliday);
    known.set(person, hours);
    return hours;
  };
  const counted = rows.map((row) => countedRow(row, hoursOf, now));
  return { by, from, to, all: numbersOf(null, counted), groups: deskNumbers(counted) };
}

function countedRow(row: CountedRow, hoursOf: (person: string) => WorkingHours, now: Instant): CountedHandoff {
  const { group, status, reason, created_at, accepted_at, contacted_at, deadline, person } = row;
  const isLate = accepted_at === null && deadline !== null && deadline <= now;
  return {
    ...{ group, status, reason, accepted: accepted_at !== null },
    inTime: accepted_at !== null && deadline !== null ? accepted_at <= deadline : isLate ? false : null,
    contactMs: contacted_at === null ? null : workingMsBetween(hoursOf(person ?? ''), created_at, contacted_at),
    waitingMs: status === 'open' ? msOf(now) - msOf(created_at) : null,
  };
}
