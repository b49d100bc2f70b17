/**
 * Evidence that a mail arrived although the relay never said so: whoever opens, clicks, answers or bounces a mail has
 * had it. It turns UNKNOWN into SENT, and nothing else.
 */
import type { EventKind } from '../domain/events.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { newId } from './ids.ts';
import { json, sql } from './sql.ts';

export async function confirmSent(tx: Queryable, messageId: string, kind: EventKind, now: Instant): Promise<void> {
  await tx.rows(sql`
    WITH known AS (
      UPDATE message SET state = 'SENT', detail = ${`known to have arrived by its ${kind}`}, sent_at = coalesce(sent_at, updated_at),
        updated_at = ${now}
      WHERE id = ${messageId} AND state = 'UNKNOWN'
      RETURNING id, lead_id, enrollment_id, step_id, visit, sent_at
    )
    INSERT INTO event (id, dedupe_key, kind, lead_id, message_id, enrollment_id, step_id, visit, payload, occurred_at, recorded_at)
    SELECT ${newId()}::uuid, 'sent/' || id, 'sent', lead_id, id, enrollment_id, step_id, visit, ${json({ evidence: kind })}::jsonb,
      sent_at, ${now}::timestamptz
    FROM known ON CONFLICT (dedupe_key) DO NOTHING`);
}
