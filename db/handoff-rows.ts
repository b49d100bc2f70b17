/**
 * A hand-off as the tables hold it, with its lead and the offer that runs now or ran last, and its view.
 */
import { TendrilError } from '../domain/errors.ts';
import { backReasons, type HandoffDecision } from '../domain/handoff.ts';
import type { Grade, Temperature } from '../domain/scoring.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { isId } from './ids.ts';
import { sql } from './sql.ts';
import type { HandoffView } from './store.ts';

export interface HandoffRow {
  readonly id: string;
  readonly number: number;
  readonly lead_id: string;
  readonly email: string;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly company: string | null;
  readonly status: HandoffView['status'];
  readonly reason: string | null;
  readonly note: string | null;
  readonly score: number;
  readonly grade: Grade;
  readonly temperature: Temperature;
  readonly offer: number | null;
  readonly deadline: Instant | null;
  readonly person_key: string | null;
  readonly person_name: string | null;
  readonly person_address: string | null;
  readonly person_title: string | null;
  readonly follow: boolean;
  readonly product: string | null;
  readonly accepted_at: Instant | null;
  readonly contacted_at: Instant | null;
  readonly meeting_at: Instant | null;
  readonly planned_at: Instant | null;
  readonly plans: number;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly again_on: string | null;
  readonly attached_to: string | null;
  readonly queued_at: Instant | null;
  readonly decided_by: string | null;
  readonly created_at: Instant;
  readonly decided_at: Instant | null;
}

/**
 * What a `HandoffRow` is selected from, with `h` for the hand-off, `l` for its lead and `s` for the salesperson. Who has the one that leads
 * has those that are attached to it.
 */
export const selectHandoff = sql`
  SELECT h.id, h.number, h.lead_id, l.email, l.first_name, l.last_name, a.name AS company, h.status, h.reason, h.note,
    h.score, h.grade, l.temperature, o.number AS offer, o.deadline, s.key AS person_key, s.name AS person_name,
    s.address AS person_address, s.title AS person_title, h.follow, h.product, h.accepted_at, h.contacted_at, h.meeting_at, h.planned_at, h.plans, h.amount::text AS amount, h.currency,
    h.again_on::text AS again_on, h.attached_to, h.queued_at, h.decided_by, h.created_at, h.decided_at
  FROM handoff h JOIN lead l ON l.id = h.lead_id LEFT JOIN account a ON a.id = l.account_id
  LEFT JOIN LATERAL (
    SELECT number, deadline, salesperson_id FROM handoff_offer WHERE handoff_id = coalesce(h.attached_to, h.id) ORDER BY number DESC LIMIT 1
  ) o ON true
  LEFT JOIN salesperson s ON s.id = o.salesperson_id`;

export const handoffView = (row: HandoffRow): HandoffView => ({
  id: row.id,
  number: row.number,
  leadId: row.lead_id,
  email: row.email,
  leadName: [row.first_name, row.last_name].filter(Boolean).join(' ') || row.email,
  company: row.company,
  status: row.status,
  reason: row.reason,
  note: row.note,
  score: row.score,
  grade: row.grade,
  temperature: row.temperature,
  offer: row.offer ?? 0,
  salesperson:
    row.person_key === null
      ? null
      : {
          key: row.person_key,
          name: row.person_name ?? '',
          address: row.person_address ?? '',
          title: row.person_title ?? '',
        },
  deadline: row.deadline,
  follow: row.follow,
  product: row.product,
  acceptedAt: row.accepted_at,
  contactedAt: row.contacted_at,
  meetingAt: row.meeting_at,
  plannedAt: row.planned_at,
  plans: row.plans,
  amount: row.amount,
  currency: row.currency,
  againOn: row.again_on,
  attachedTo: row.attached_to,
  queuedAt: row.queued_at,
  decidedBy: row.decided_by,
  createdAt: row.created_at,
  decidedAt: row.decided_at,
});

/** @throws HANDOFF_UNKNOWN */
export async function handoffViewOf(on: Queryable, id: string): Promise<HandoffView> {
  const [row] = await on.rows<HandoffRow>(sql`${selectHandoff} WHERE h.id = ${checkedHandoffId(id)}`);
  if (!row) throw unknownHandoff(id);
  return handoffView(row);
}

/** The decision that a hand-off's columns stand for; null while it is open. */
export function decisionFrom({ status, reason, follow }: DecidedColumns): HandoffDecision | null {
  switch (status) {
    case 'open':
      return null;
    case 'accepted':
      return follow ? { kind: 'accepted', follow } : { kind: 'accepted' };
    case 'won':
    case 'lost':
      return { kind: status };
    default: {
      const known = backReasons.find((one) => one === reason);
      if (known) return { kind: 'returned', reason: known };
      throw new TendrilError('INTERNAL', `A returned hand-off has the unknown reason "${reason}"`);
    }
  }
}

export interface DecidedColumns {
  readonly status: HandoffView['status'];
  readonly reason: string | null;
  readonly follow: boolean;
}

export const unknownHandoff = (id: string): TendrilError =>
  new TendrilError('HANDOFF_UNKNOWN', `There is no hand-off ${id}`, { handoffId: id });

/** The first decision counts. @param more what can be done about it */
export const alreadyDecided = (id: string, status: string, by: string | null, more = ''): TendrilError =>
  new TendrilError('HANDOFF_DECIDED', `The hand-off was ${status} by ${by ?? 'somebody'} already${more}`, {
    handoffId: id,
    status,
  });

/** What is decided of the leading one holds for it too. */
export const attachedHandoff = (id: string, to: string): TendrilError =>
  new TendrilError('HANDOFF_ATTACHED', `The hand-off is attached to ${to}, of the same company`, {
    handoffId: id,
    attachedTo: to,
  });

export function checkedHandoffId(id: string): string {
  if (!isId(id)) throw unknownHandoff(id);
  return id;
}
