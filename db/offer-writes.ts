/** An offer of a hand-off as it is written: whose it is, its clocks in their hours, and that other systems are told of it. */
import type { PublicHolidays } from '../domain/calendar.ts';
import { TendrilError } from '../domain/errors.ts';
import { plainDesk, workingHoursOf } from '../domain/sales-desk.ts';
import type { Temperature } from '../domain/scoring.ts';
import { type OfferClocks, offerClocks, plainClocks } from '../domain/service-times.ts';
import type { Instant } from '../domain/time.ts';
import type { Salesperson, Workspace } from '../domain/workspace.ts';
import type { Queryable } from './database.ts';
import { newId } from './ids.ts';
import { sql } from './sql.ts';
import { announce } from './webhook-announcements.ts';

export interface OfferRow extends Salesperson {
  readonly number: number;
  readonly remind_at: Instant;
  readonly remind_again_at: readonly Instant[];
  readonly deadline: Instant;
  readonly manager_at: Instant | null;
}

/** All offers of a hand-off, oldest first. */
export const offersOf = (tx: Queryable, id: string): Promise<readonly OfferRow[]> =>
  tx.rows<OfferRow>(sql`
    SELECT o.number, s.key, s.name, s.address, s.title, o.remind_at, o.remind_again_at, o.deadline, o.manager_at
    FROM handoff_offer o JOIN salesperson s ON s.id = o.salesperson_id WHERE o.handoff_id = ${id} ORDER BY o.number`);

export const clocksFrom = (row: OfferRow): OfferClocks => ({
  remindAt: row.remind_at,
  remindAgainAt: row.remind_again_at,
  deadline: row.deadline,
  managerAt: row.manager_at,
});

/** Of what is given and not offered: nothing is to be answered. */
export const noClocks = (now: Instant): OfferClocks => ({
  remindAt: now,
  remindAgainAt: [],
  deadline: now,
  managerAt: null,
});

/** In the hours of whoever gets it, where service times are declared. */
export function clocksOf(
  { workspace, isPublicHoliday }: { readonly workspace: Workspace | null; readonly isPublicHoliday: PublicHolidays },
  key: string,
  temperature: Temperature,
  now: Instant,
): OfferClocks {
  if (!workspace) throw new TendrilError('WORKSPACE_EMPTY', 'No workspace is published in this database yet');
  const { sales, organisation } = workspace;
  const service = sales.desk?.service ?? null;
  if (!service) return plainClocks(sales, organisation.timeZone, now);
  const hours = workingHoursOf(sales.desk ?? plainDesk, key, organisation.timeZone, isPublicHoliday);
  return offerClocks(service, temperature, hours, now);
}

/** Why this one: whose company it is, whose turn it was, by hand, as the next of a group, or for somebody who is not there any more. */
export type OfferReason = 'owner' | 'share' | 'hand' | 'group' | 'left';

export interface NewOffer {
  readonly handoffId: string;
  readonly leadId: string;
  readonly number: number;
  readonly person: { readonly id: string; readonly key: string };
  readonly because: OfferReason;
  /** Who gave it by hand. */
  readonly givenBy: string | null;
  readonly clocks: OfferClocks;
  /** What sales has accepted already is assigned to somebody, who answers nothing. */
  readonly isAccepted: boolean;
}

/** Times of turns grow, so that two offers of one millisecond are still in order. */
export async function writeOffer(tx: Queryable, offer: NewOffer, now: Instant): Promise<void> {
  const { handoffId, leadId, number, person, because, givenBy, clocks, isAccepted } = offer;
  const { remindAt, remindAgainAt, deadline, managerAt } = clocks;
  await tx.rows(sql`
    UPDATE salesperson SET last_assigned_at = greatest(
      ${now}::timestamptz, (SELECT max(last_assigned_at) FROM salesperson) + interval '1 millisecond')
    WHERE id = ${person.id}`);
  await tx.rows(sql`
    INSERT INTO handoff_offer (id, handoff_id, number, salesperson_id, offered_at, remind_at, remind_again_at, deadline, manager_at, because, given_by, temperature)
    VALUES (${newId()}, ${handoffId}, ${number}, ${person.id}, ${now}, ${remindAt}, ${[...remindAgainAt]}::timestamptz[], ${deadline}, ${managerAt}, ${because}, ${givenBy},
      (SELECT temperature FROM lead WHERE id = ${leadId}))`);
  const told = { handoff: handoffId, offer: number, salesperson: person.key, because };
  const draft = isAccepted
    ? ({ type: 'handoff.assigned', leadId, data: told } as const)
    : ({ type: 'handoff.offered', leadId, data: { ...told, deadline } } as const);
  await announce(tx, [draft], now);
}

/** Takes back what runs. */
export async function endOffers(tx: Queryable, handoffId: string, leadId: string, now: Instant): Promise<void> {
  const ended = await tx.rows<{ readonly number: number; readonly key: string }>(sql`
    UPDATE handoff_offer o SET lapsed_at = ${now} FROM salesperson s
    WHERE o.handoff_id = ${handoffId} AND o.lapsed_at IS NULL AND s.id = o.salesperson_id RETURNING o.number, s.key`);
  const told = ended.map(({ number, key }) => ({
    type: 'handoff.lapsed' as const,
    leadId,
    data: { handoff: handoffId, offer: number, salesperson: key },
  }));
  await announce(tx, told, now);
}
