/**
 * What a claim looks at: the owner of the message with its lead, whose row it locks, the message as it is, and the mails
 * that caps count. Reads, and holds the locks; decides nothing.
 */
import { TendrilError } from '../domain/errors.ts';
import type { StopReason } from '../domain/events.ts';
import type { Instant } from '../domain/time.ts';
import { capMark, type Traffic } from './caps.ts';
import type { Queryable } from './database.ts';
import { isPaused } from './enrollment-rows.ts';
import { isId } from './ids.ts';
import { type LeadRow, leadColumns } from './lead-rows.ts';
import { isInternal } from './message-evidence.ts';
import { sql } from './sql.ts';
import type { MessageOwner, MessageState } from './store.ts';
import type { SuppressionReason } from './suppressions.ts';

/** The owner with its lead, whose row is locked. */
export interface Owned {
  readonly lead: LeadRow;
  readonly recipient: string;
  /** Null for mails to a person of one's own. */
  readonly nurture: {
    readonly enrollmentId: string;
    readonly status: string;
    readonly stopReason: StopReason | null;
  } | null;
}

export interface Ledger {
  readonly id: string | null;
  readonly state: MessageState | null;
  readonly claim_token: string | null;
  readonly lease_until: Instant | null;
  readonly attempts: number | null;
  readonly detail: string | null;
  readonly sent_at: Instant | null;
  readonly updated_at: Instant | null;
  readonly suppressed: SuppressionReason | null;
  /** Whether there is a pause for it; that may be lifted at this very moment. */
  readonly paused: boolean;
}

type Nurtured = LeadRow & { readonly status: string; readonly stop_reason: StopReason | null };

/** @throws ENROLLMENT_UNKNOWN, HANDOFF_UNKNOWN */
export async function lockOwner(tx: Queryable, owner: MessageOwner): Promise<Owned> {
  if (owner.kind === 'handoff') {
    const { handoffId, recipient } = owner;
    const [lead] = isId(handoffId)
      ? await tx.rows<LeadRow>(sql`
          SELECT ${leadColumns} FROM handoff h JOIN lead l ON l.id = h.lead_id LEFT JOIN account a ON a.id = l.account_id
          WHERE h.id = ${handoffId} FOR NO KEY UPDATE OF l`)
      : [];
    if (!lead) throw new TendrilError('HANDOFF_UNKNOWN', `There is no hand-off ${handoffId}`, { handoffId });
    return { lead, recipient, nurture: null };
  }
  const { enrollmentId } = owner;
  const [row] = isId(enrollmentId)
    ? await tx.rows<Nurtured>(sql`
        SELECT ${leadColumns}, e.status, e.stop_reason
        FROM enrollment e JOIN lead l ON l.id = e.lead_id LEFT JOIN account a ON a.id = l.account_id
        WHERE e.id = ${enrollmentId} FOR NO KEY UPDATE OF l, e`)
    : [];
  if (!row) throw new TendrilError('ENROLLMENT_UNKNOWN', `There is no enrollment ${enrollmentId}`, { enrollmentId });
  if (owner.kind === 'notice') return { lead: row, recipient: owner.recipient, nurture: null };
  const { status, stop_reason: stopReason } = row;
  return { lead: row, recipient: row.email, nurture: { enrollmentId, status, stopReason } };
}

/** The message as it is, if it is, whether the address is suppressed, and whether a pause holds it: one row in any case. */
export async function ledgerOf(tx: Queryable, key: string, { nurture }: Owned, addressHash: string): Promise<Ledger> {
  const [row] = await tx.rows<Ledger>(sql`
    SELECT m.id, m.state, m.claim_token, m.lease_until, m.attempts, m.detail, m.sent_at, m.updated_at, s.reason AS suppressed,
      EXISTS (SELECT 1 FROM enrollment e WHERE e.id = ${nurture?.enrollmentId ?? null} AND ${isPaused}) AS paused
    FROM (SELECT) one LEFT JOIN message m ON m.key = ${key} LEFT JOIN suppression s ON s.address_hash = ${addressHash}`);
  if (!row) throw new TendrilError('INTERNAL', `The ledger did not answer for ${key}`);
  return row;
}

/**
 * The other mails to a locked lead that a cap counts. A mail of unknown fate counts as sent. Those that go first are mails
 * of a higher priority that a cap keeps back, while their enrollment stands there and is not a day behind its time: one
 * that came to nothing must not keep the others back for good.
 */
export async function trafficOf(
  tx: Queryable,
  { key, leadId, priority }: { readonly key: string; readonly leadId: string; readonly priority: number },
  since: Instant,
  now: Instant,
): Promise<Traffic> {
  const rows = await tx.rows<{ readonly at: Instant | null }>(sql`
    SELECT coalesce(m.sent_at, m.updated_at) AS at FROM message m
    WHERE m.lead_id = ${leadId} AND m.key <> ${key} AND NOT ${isInternal}
      AND m.state IN ('SENT', 'UNKNOWN', 'IN_FLIGHT', 'CLAIMED') AND coalesce(m.sent_at, m.updated_at) > ${since}
    UNION ALL
    SELECT NULL::timestamptz FROM message m JOIN enrollment e ON e.id = m.enrollment_id
    WHERE m.lead_id = ${leadId} AND m.key <> ${key} AND m.priority > ${priority} AND m.state = 'DEFERRED'
      AND starts_with(m.detail, ${capMark}) AND e.status = 'active' AND e.stop_reason IS NULL AND NOT e.parked
      AND e.step_id = m.step_id AND e.wait_until > ${now}::timestamptz - interval '1 day'
    GROUP BY e.id`);
  const left = rows.flatMap(({ at }) => (at === null ? [] : [at]));
  return { left, ahead: rows.length - left.length };
}
