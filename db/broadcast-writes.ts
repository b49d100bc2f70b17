/**
 * Writes what was decided about a page: the mails, claimed or refused, and how far the broadcast has come, in one statement.
 */
import type { DeliveryClass } from '../domain/delivery-class.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { json, sql } from './sql.ts';
import type { MessageState, SendRoute } from './store.ts';

/** A mail as it is to be written. */
export interface MailDraft {
  readonly id: string;
  readonly key: string;
  readonly leadId: string;
  readonly recipient: string;
  readonly state: MessageState;
  readonly detail: string | null;
  /** Of one that is claimed: when its lease ends. Of one that is put off: when it is due. */
  readonly until: Instant | null;
  readonly at: Instant;
}

export interface PageWrite extends SendRoute {
  readonly broadcastId: string;
  readonly templateVersionId: string;
  readonly priority: number;
  readonly claimToken: string;
  readonly mails: readonly MailDraft[];
  /** How many leads were looked at for the first time, and the last of them. */
  readonly looked: number;
  readonly cursor: string | null;
  readonly now: Instant;
}

export interface ClaimedRow {
  readonly id: string;
  readonly lead_id: string;
  readonly attempts: number;
  readonly first_tried_at: Instant;
  readonly verdict: DeliveryClass | null;
  readonly verdict_count: number;
}

/**
 * The mails that are ours now. One that has a row keeps its id, and is taken only if nobody has taken it or sent it
 * meanwhile: a lane that is slow may come back to a claim that has run out.
 */
export async function writePage(tx: Queryable, page: PageWrite): Promise<readonly ClaimedRow[]> {
  const { broadcastId, templateVersionId, priority, claimToken, mails, looked, cursor, fromDomain, relay, now } = page;
  const rows = await tx.rows<ClaimedRow & { readonly state: MessageState }>(sql`
    WITH moved AS (
      UPDATE broadcast SET looked = looked + ${looked}, "cursor" = ${cursor} WHERE id = ${broadcastId}
    )
    INSERT INTO message AS m (id, key, lead_id, broadcast_id, internal, priority, template_version_id, recipient,
      from_domain, relay, state, claim_token, lease_until, attempts, first_tried_at, detail, created_at, updated_at)
    SELECT id, key, "leadId", ${broadcastId}::uuid, false, ${priority}::int, ${templateVersionId}::uuid, recipient,
      ${fromDomain}, ${relay}, state, CASE WHEN state = 'CLAIMED' THEN ${claimToken}::uuid END, until,
      (state = 'CLAIMED')::int, CASE WHEN state = 'CLAIMED' THEN ${now}::timestamptz END, detail, ${now}::timestamptz, at
    FROM jsonb_to_recordset(${json(mails)}::jsonb) AS draft (id uuid, key text, "leadId" uuid, recipient text, state text,
      detail text, until timestamptz, at timestamptz)
    ON CONFLICT (key) DO UPDATE SET state = excluded.state, claim_token = excluded.claim_token,
      lease_until = excluded.lease_until, attempts = m.attempts + excluded.attempts,
      first_tried_at = coalesce(m.first_tried_at, excluded.first_tried_at), detail = excluded.detail,
      recipient = excluded.recipient, from_domain = excluded.from_domain, relay = excluded.relay,
      updated_at = excluded.updated_at
    WHERE m.state IN ('PENDING', 'DEFERRED') OR (m.state = 'CLAIMED' AND m.lease_until <= ${now})
    RETURNING m.id, m.lead_id, m.state, m.attempts, m.first_tried_at, m.verdict, m.verdict_count`);
  return rows.filter(({ state }) => state === 'CLAIMED');
}
