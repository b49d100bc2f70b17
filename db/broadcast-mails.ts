/**
 * How the mails of a page go on after their claim, many in a statement: in flight, or ended. Each is held to the token of
 * its claim, as in `db/message-ends.ts`, and the same is looked at once more before the body may leave.
 *
 * The mails are found by their ids. Their states stand in a CASE, which no index serves: few rows are in these states, but
 * many have been, and of each of those an index keeps an entry until the next vacuum.
 */
import { assertNever } from '../domain/errors.ts';
import { relayMessageIdIn } from '../domain/relay-message-id.ts';
import type { Instant } from '../domain/time.ts';
import { sharedTime } from './broadcast-next.ts';
import type { Queryable } from './database.ts';
import { newId } from './ids.ts';
import { noted } from './message-evidence.ts';
import { json, sql } from './sql.ts';
import type { BroadcastOutcome, Broadcasts, MessageState } from './store.ts';
import { isUnwanted } from './wishes.ts';

/** Those that may leave. The others are given back and are due at once, so that the gate sees them again. */
export async function markInFlight(
  on: Queryable,
  mails: Parameters<Broadcasts['markInFlight']>[0],
  leaseUntil: Instant,
): Promise<ReadonlySet<string>> {
  if (mails.length === 0) return new Set();
  const rows = await on.rows<{ readonly id: string; readonly state: MessageState }>(sql`
    WITH mine AS MATERIALIZED (
      SELECT m.id, asked."claimToken" AS token, asked.subject, asked.links, b.status <> 'running' OR l.email <> m.recipient
        OR l.erased_at IS NOT NULL OR EXISTS (SELECT 1 FROM suppression s WHERE s.address_hash = l.address_hash)
        OR ${isUnwanted(sql`(b.settings ->> 'purpose')`)}
        OR EXISTS (SELECT 1 FROM pause p WHERE (p.kind = 'domain' AND p.target = m.from_domain)
          OR (p.kind = 'relay' AND p.target = m.relay) OR (p.kind = 'lead' AND p.target = l.id::text)) AS held
      FROM jsonb_to_recordset(${json(mails)}::jsonb)
        AS asked ("messageId" uuid, "claimToken" uuid, subject text, links jsonb)
      JOIN message m ON m.id = asked."messageId" JOIN lead l ON l.id = m.lead_id JOIN broadcast b ON b.id = m.broadcast_id
    )
    UPDATE message m SET state = CASE WHEN mine.held THEN 'DEFERRED' ELSE 'IN_FLIGHT' END, subject = mine.subject,
      links = mine.links, detail = CASE WHEN mine.held THEN 'held back when it was about to leave' END,
      attempts = m.attempts - mine.held::int,
      first_tried_at = CASE WHEN NOT mine.held OR m.attempts > 1 THEN m.first_tried_at END,
      claim_token = CASE WHEN NOT mine.held THEN m.claim_token END,
      lease_until = CASE WHEN mine.held THEN m.created_at ELSE ${leaseUntil}::timestamptz END
    FROM mine WHERE m.id = mine.id AND m.claim_token = mine.token
      AND CASE m.state WHEN 'CLAIMED' THEN true ELSE false END RETURNING m.id, m.state`);
  return new Set(rows.filter(({ state }) => state === 'IN_FLIGHT').map(({ id }) => id));
}

/** What is written of an outcome; the ids are of the events that tell that mails were sent. */
interface End {
  readonly id: string;
  readonly token: string;
  readonly state: MessageState;
  readonly detail: string;
  readonly verdict: string | null;
  readonly until: Instant | null;
  readonly untried: boolean;
  readonly eventId: string | null;
  /** What the relay calls the mail. */
  readonly name: string | null;
}

/** Nobody tries a mail again that was UNKNOWN: its broadcast may have ended by then. */
const tooLate = sql`(m.state = 'UNKNOWN' AND o.state = 'DEFERRED')`;

/**
 * The relay's answer counts also when the lease had ended and the mail was UNKNOWN by then: who held the claim knows. It
 * is SENT or FAILED then. A mail that a person took for lost and that was sent after all is SENT.
 */
export async function settle(on: Queryable, outcomes: readonly BroadcastOutcome[], now: Instant): Promise<void> {
  if (outcomes.length === 0) return;
  await on.rows(sql`
    WITH o AS (
      SELECT * FROM jsonb_to_recordset(${json(outcomes.map(endOf))}::jsonb) AS o (id uuid, token uuid, state text,
        detail text, verdict text, until timestamptz, untried boolean, "eventId" uuid, name text)
    ), ended AS (
      UPDATE message m SET state = CASE WHEN ${tooLate} THEN 'FAILED' ELSE o.state END,
        detail = ${noted(sql`CASE WHEN ${tooLate} THEN 'the answer came too late for another try: ' ELSE '' END || o.detail`)},
        verdict = CASE WHEN o.untried THEN m.verdict ELSE o.verdict END,
        verdict_count = CASE WHEN o.untried THEN m.verdict_count WHEN o.verdict IS NULL THEN 0
          WHEN m.verdict = o.verdict THEN m.verdict_count + 1 ELSE 1 END,
        lease_until = CASE WHEN NOT ${tooLate} THEN o.until END,
        claim_token = CASE WHEN NOT o.untried THEN m.claim_token END, attempts = m.attempts - o.untried::int,
        first_tried_at = CASE WHEN NOT o.untried OR m.attempts > 1 THEN m.first_tried_at END,
        relay_message_id = ${noted(sql`coalesce(o.name, m.relay_message_id)`)},
        resolved_by = CASE WHEN o.state <> 'SENT' THEN m.resolved_by END,
        sent_at = CASE WHEN o.state = 'SENT' THEN ${now}::timestamptz END,
        updated_at = CASE WHEN o.state = 'SENT' THEN ${now}::timestamptz ELSE m.updated_at END
      FROM o WHERE m.id = o.id AND m.claim_token = o.token AND CASE m.state
        WHEN 'FAILED' THEN o.state = 'SENT' AND m.resolved_by IS NOT NULL
        ELSE m.state IN ('CLAIMED', 'IN_FLIGHT', 'UNKNOWN') END
      RETURNING m.id, m.lead_id, m.state, o."eventId"
    )
    INSERT INTO event (id, dedupe_key, kind, lead_id, message_id, occurred_at, recorded_at)
    SELECT "eventId", 'sent/' || id, 'sent', lead_id, id, ${now}::timestamptz, ${now}::timestamptz
    FROM ended WHERE state = 'SENT' ON CONFLICT (dedupe_key) DO NOTHING`);
}

function endOf(outcome: BroadcastOutcome): End {
  const { messageId: id, claimToken: token } = outcome;
  const end = { id, token, verdict: null, until: null, untried: false, eventId: null, name: null };
  switch (outcome.kind) {
    case 'sent':
      return {
        ...end,
        state: 'SENT',
        detail: outcome.response,
        eventId: newId(),
        name: relayMessageIdIn(outcome.response),
      };
    case 'unknown':
      return { ...end, state: 'UNKNOWN', detail: outcome.detail };
    case 'deferred':
      return {
        ...end,
        state: 'DEFERRED',
        detail: outcome.detail,
        verdict: outcome.verdict,
        until: sharedTime(outcome.until),
      };
    case 'put-off':
      return { ...end, state: 'DEFERRED', detail: outcome.detail, until: outcome.until, untried: true };
    case 'failed':
      return { ...end, state: 'FAILED', detail: outcome.detail, verdict: outcome.verdict };
    default:
      return assertNever(outcome);
  }
}
