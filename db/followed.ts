/** An accepted hand-off that is not over, as its clocks need it. */
import type { Temperature } from '../domain/scoring.ts';
import { type Instant, later } from '../domain/time.ts';
import type { Salesperson } from '../domain/workspace.ts';
import { sql } from './sql.ts';
import type { FollowedView, HandoffView } from './store.ts';

export interface FollowedRow extends Salesperson {
  readonly status: HandoffView['status'];
  readonly accepted_at: Instant | null;
  readonly contacted_at: Instant | null;
  readonly heard_at: Instant | null;
  readonly planned_at: Instant | null;
  readonly plans: number;
  readonly temperature: Temperature;
  readonly offer: number | null;
  readonly attached: boolean;
  readonly active: boolean;
  readonly given_at: Instant | null;
}

/** With `h` for the hand-off. */
export const selectFollowed = sql`
  SELECT h.status, h.attached_to IS NOT NULL AS attached, h.accepted_at, h.contacted_at, h.planned_at, h.plans, coalesce(o.temperature, l.temperature) AS temperature, o.number AS offer, s.key, s.name, s.address, s.title, coalesce(s.active, false) AS active,
    CASE WHEN o.because = 'group' OR o.offered_at > h.accepted_at THEN o.offered_at END AS given_at,
    (SELECT max(at) FROM handoff_step WHERE handoff_id = h.id) AS heard_at
  FROM handoff h JOIN lead l ON l.id = h.lead_id
  LEFT JOIN LATERAL (
    SELECT number, salesperson_id, because, offered_at, temperature FROM handoff_offer WHERE handoff_id = h.id ORDER BY number DESC LIMIT 1
  ) o ON true
  LEFT JOIN salesperson s ON s.id = o.salesperson_id`;

export function followedView(row: FollowedRow): FollowedView | null {
  const { status, accepted_at: acceptedAt, contacted_at: contactedAt, temperature, key, name, address, title } = row;
  if (status !== 'accepted' || acceptedAt === null) return null;
  const salesperson = key === null ? null : { key, name, address, title };
  const since = row.given_at ?? acceptedAt;
  return {
    since,
    contactedAt,
    heardAt: later(row.heard_at ?? since, since),
    plannedAt: row.planned_at,
    plans: row.plans,
    isAttached: row.attached,
    isActive: row.active,
    givenAt: row.given_at,
    temperature,
    salesperson,
    offer: row.offer ?? 0,
  };
}
