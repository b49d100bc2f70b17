/**
 * Evidence that a mail left although the relay never said so: whoever opens, clicks or answers a mail has had it, and what
 * bounces was on its way. It turns UNKNOWN into SENT, also where a person took the mail for lost, and nothing else.
 */
import type { EventKind } from '../domain/events.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { newId } from './ids.ts';
import { json, type Sql, sql } from './sql.ts';

/**
 * Whether a message, `m`, went to a person of one's own: what is done with it says nothing about the lead. Mails about
 * hand-offs of older versions are known by their hand-off only.
 */
export const isInternal = sql`(m.internal OR m.handoff_id IS NOT NULL)`;

/**
 * What is noted of a message, `m`, in words: nothing when its lead was erased while it was leaving, for a relay's answer
 * may say the address.
 */
export const noted = (detail: Sql): Sql =>
  sql`CASE WHEN EXISTS (SELECT 1 FROM lead gone WHERE gone.id = m.lead_id AND gone.erased_at IS NOT NULL) THEN NULL ELSE ${detail} END`;

/** The message's enrollment, step and visit for its event `sent`, in a statement over `m`: none for internal mail. */
export const ownMail = sql`
  CASE WHEN m.internal THEN NULL ELSE m.enrollment_id END AS enrollment_id,
  CASE WHEN m.internal THEN NULL ELSE m.step_id END AS step_id, CASE WHEN m.internal THEN NULL ELSE m.visit END AS visit`;

/** Whether evidence changes what is known of the message `m`: nobody knows, or only somebody's word for it. */
export const isOpen = sql`(m.state = 'UNKNOWN' OR (m.state = 'FAILED' AND m.resolved_by IS NOT NULL))`;

export async function confirmSent(
  tx: Queryable,
  messageId: string,
  evidence: { readonly kind: EventKind } | { readonly actor: string },
  now: Instant,
): Promise<void> {
  const actor = 'actor' in evidence ? evidence.actor : null;
  const detail = 'kind' in evidence ? `known to have left by its ${evidence.kind}` : `arrived, says ${evidence.actor}`;
  const payload = 'kind' in evidence ? { evidence: evidence.kind } : { evidence: 'person', actor };
  await tx.rows(sql`
    WITH known AS (
      UPDATE message m SET state = 'SENT', detail = ${detail}, sent_at = coalesce(sent_at, updated_at),
        resolved_by = ${actor}, updated_at = ${now}
      WHERE id = ${messageId} AND ${isOpen}
      RETURNING m.id, m.lead_id, ${ownMail}, m.sent_at
    )
    INSERT INTO event (id, dedupe_key, kind, lead_id, message_id, enrollment_id, step_id, visit, payload, occurred_at, recorded_at)
    SELECT ${newId()}::uuid, 'sent/' || id, 'sent', lead_id, id, enrollment_id, step_id, visit, ${json(payload)}::jsonb,
      sent_at, ${now}::timestamptz
    FROM known ON CONFLICT (dedupe_key) DO NOTHING`);
}

/** The same by events of many mails, each of which is evidence by its kind, in one statement. */
export async function confirmManySent(
  tx: Queryable,
  evidence: readonly { readonly messageId: string; readonly kind: EventKind }[],
  now: Instant,
): Promise<void> {
  if (evidence.length === 0) return;
  const told = evidence.map(({ messageId, kind }) => ({ messageId, kind, eventId: newId() }));
  await tx.rows(sql`
    WITH told AS (
      SELECT * FROM jsonb_to_recordset(${json(told)}::jsonb) AS told ("messageId" uuid, kind text, "eventId" uuid)
    ), known AS (
      UPDATE message m SET state = 'SENT', detail = 'known to have left by its ' || told.kind,
        sent_at = coalesce(m.sent_at, m.updated_at), resolved_by = NULL, updated_at = ${now}
      FROM told WHERE m.id = told."messageId" AND ${isOpen}
      RETURNING told."eventId", told.kind, m.id, m.lead_id, ${ownMail}, m.sent_at
    )
    INSERT INTO event (id, dedupe_key, kind, lead_id, message_id, enrollment_id, step_id, visit, payload, occurred_at, recorded_at)
    SELECT "eventId", 'sent/' || id, 'sent', lead_id, id, enrollment_id, step_id, visit,
      jsonb_build_object('evidence', kind), sent_at, ${now}::timestamptz
    FROM known ON CONFLICT (dedupe_key) DO NOTHING`);
}
