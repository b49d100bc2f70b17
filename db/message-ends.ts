/**
 * How an attempt goes on after its claim: in flight, put off, or ended. Each is one conditional statement, held to the
 * token of the claim.
 */
import type { DeliveryClass } from '../domain/delivery-class.ts';
import { assertNever, TendrilError } from '../domain/errors.ts';
import { relayMessageIdIn } from '../domain/relay-message-id.ts';
import type { Instant } from '../domain/time.ts';
import { untried } from './claim-writes.ts';
import type { Queryable } from './database.ts';
import { newId } from './ids.ts';
import { isInternal, noted, ownMail } from './message-evidence.ts';
import { json, sql } from './sql.ts';
import type { MessageLink, MessageState, Settlement } from './store.ts';
import { isUnwanted } from './wishes.ts';

/**
 * The last look, in the statement that lets the body go: what came between the claim and now (an opt-out, a stop, a pause,
 * another address) holds the mail back. Then the claim is given back at once, so that the next one can meet the gate. What
 * a person wrote is not marketing: a letter is held only by what stops letters.
 * @throws CLAIM_LOST
 */
export async function markInFlight(
  on: Queryable,
  messageId: string,
  claimToken: string,
  { subject, links }: { readonly subject: string; readonly links: readonly MessageLink[] },
): Promise<void> {
  const [taken] = await on.rows<{ readonly state: MessageState }>(sql`
    WITH mine AS (
      SELECT m.id, NOT ${isInternal} AND (l.erased_at IS NOT NULL OR CASE WHEN m.letter_id IS NOT NULL THEN EXISTS (
          SELECT 1 FROM suppression s WHERE s.address_hash = l.address_hash AND s.reason <> 'unsubscribe' AND l.email = m.recipient)
        ELSE coalesce(e.stop_reason IS NOT NULL OR e.status <> 'active', false)
        OR l.email <> m.recipient OR EXISTS (SELECT 1 FROM suppression s WHERE s.address_hash = l.address_hash)
        OR ${isUnwanted(sql`(SELECT v.program #>> '{settings,purpose}' FROM sequence_version v WHERE v.id = e.sequence_version_id)`)}
        OR EXISTS (SELECT 1 FROM pause p WHERE (p.kind = 'domain' AND p.target = m.from_domain)
          OR (p.kind = 'relay' AND p.target = m.relay) OR (p.kind = 'lead' AND p.target = l.id::text)
          OR (p.kind = 'enrollment' AND p.target = e.id::text) OR (p.kind = 'sequence' AND p.target = e.sequence)) END) AS held
      FROM message m JOIN lead l ON l.id = m.lead_id LEFT JOIN enrollment e ON e.id = m.enrollment_id
      WHERE m.id = ${messageId}
    )
    UPDATE message m SET state = CASE WHEN mine.held THEN 'DEFERRED' ELSE 'IN_FLIGHT' END, subject = ${subject},
      links = ${json(links)}, detail = CASE WHEN mine.held THEN 'held back when it was about to leave' END,
      attempts = m.attempts - mine.held::int,
      first_tried_at = CASE WHEN NOT mine.held OR m.attempts > 1 THEN m.first_tried_at END,
      claim_token = CASE WHEN NOT mine.held THEN m.claim_token END,
      lease_until = CASE WHEN NOT mine.held THEN m.lease_until END
    FROM mine WHERE m.id = mine.id AND m.claim_token = ${claimToken} AND m.state = 'CLAIMED' RETURNING m.state`);
  if (taken?.state === 'IN_FLIGHT') return;
  throw claimLost(messageId);
}

const claimLost = (messageId: string): TendrilError =>
  new TendrilError('CLAIM_LOST', `The message ${messageId} is not claimed by this attempt any more`, { messageId });

/** @throws CLAIM_LOST */
export async function putOff(on: Queryable, messageId: string, claimToken: string, why: string): Promise<void> {
  const given = await on.rows(sql`
    UPDATE message m SET state = 'DEFERRED', detail = ${why}, ${untried}
    WHERE id = ${messageId} AND claim_token = ${claimToken} AND state = 'CLAIMED' RETURNING id`);
  if (given.length === 0) throw claimLost(messageId);
}

export async function settle(
  on: Queryable,
  messageId: string,
  claimToken: string,
  settlement: Settlement,
): Promise<void> {
  switch (settlement.kind) {
    case 'sent':
      return settleSent(on, messageId, claimToken, settlement.response, settlement.at);
    case 'unknown':
      return settleAs(on, messageId, claimToken, { state: 'UNKNOWN', detail: settlement.detail, verdict: null });
    case 'deferred':
      return settleAs(on, messageId, claimToken, { ...settlement, state: 'DEFERRED' });
    case 'failed':
      return settleAs(on, messageId, claimToken, { ...settlement, state: 'FAILED' });
    default:
      return assertNever(settlement);
  }
}

async function settleAs(
  on: Queryable,
  messageId: string,
  claimToken: string,
  end: { readonly state: MessageState; readonly detail: string; readonly verdict: DeliveryClass | null },
): Promise<void> {
  await on.rows(sql`
    UPDATE message m SET state = ${end.state}, detail = ${noted(sql`${end.detail}::text`)}, verdict = ${end.verdict}, lease_until = NULL,
      verdict_count = CASE WHEN ${end.verdict}::text IS NULL THEN 0 WHEN verdict = ${end.verdict} THEN verdict_count + 1 ELSE 1 END
    WHERE id = ${messageId} AND claim_token = ${claimToken} AND state IN ('CLAIMED', 'IN_FLIGHT')`);
}

/** The relay took it: also after the lease had ended, when the message was UNKNOWN by then. Tells the timeline. */
async function settleSent(
  on: Queryable,
  messageId: string,
  claimToken: string,
  response: string,
  at: Instant,
): Promise<void> {
  await on.rows(sql`
    WITH taken AS (
      UPDATE message m SET state = 'SENT', detail = ${noted(sql`${response}::text`)}, verdict = NULL, verdict_count = 0, resolved_by = NULL, sent_at = ${at},
        relay_message_id = ${noted(sql`${relayMessageIdIn(response)}::text`)}, lease_until = NULL, updated_at = ${at}
      WHERE id = ${messageId} AND claim_token = ${claimToken}
        AND (state IN ('CLAIMED', 'IN_FLIGHT', 'UNKNOWN') OR (state = 'FAILED' AND resolved_by IS NOT NULL))
      RETURNING m.id, m.lead_id, ${ownMail}
    )
    INSERT INTO event (id, dedupe_key, kind, lead_id, message_id, enrollment_id, step_id, visit, occurred_at, recorded_at)
    SELECT ${newId()}::uuid, 'sent/' || id, 'sent', lead_id, id, enrollment_id, step_id, visit, ${at}::timestamptz,
      ${at}::timestamptz
    FROM taken ON CONFLICT (dedupe_key) DO NOTHING`);
}
