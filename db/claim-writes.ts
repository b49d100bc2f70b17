/**
 * What is written when a message that was taken for an attempt is not to leave now, or not at all. Only the attempt that
 * took it may do so, by its token; and what it took counts as no try.
 */
import { assertNever } from '../domain/errors.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import type { Blocked } from './send-gate.ts';
import { type Sql, sql } from './sql.ts';
import type { MessageOwner, MessageState } from './store.ts';

/** Why a message that is to be had does not leave. */
export type Refusal =
  | ({ readonly kind: 'blocked' } & Blocked)
  | { readonly kind: 'later'; readonly until: Instant; readonly why: string }
  | { readonly kind: 'skipped'; readonly at: Instant; readonly why: string };

/** Gives the message back and says why; false when another attempt has taken it over. */
export async function writeRefusal(
  on: Queryable,
  owner: MessageOwner,
  { messageId, claimToken }: { readonly messageId: string; readonly claimToken: string },
  refusal: Refusal,
  now: Instant,
): Promise<boolean> {
  const nurture = owner.kind === 'nurture' ? owner : null;
  const until = refusal.kind === 'later' ? refusal.until : null;
  const { state, detail, at } = written(refusal, now);
  // An enrollment whose mail is put off stands there until it is tried again.
  const rows = await on.rows(sql`
    WITH given AS (
      UPDATE message m SET state = ${state}, detail = ${detail}, updated_at = ${at}, ${untried}
      WHERE id = ${messageId} AND claim_token = ${claimToken} AND state = 'CLAIMED' RETURNING id
    ), moving AS (
      UPDATE enrollment SET wait_for = NULL, wait_since = NULL, wait_until = ${until}, step_id = ${nurture?.stepId ?? null}
      WHERE id = ${nurture?.enrollmentId ?? null} AND status = 'active' AND ${until !== null} AND EXISTS (SELECT 1 FROM given)
    )
    SELECT id FROM given`);
  return rows.length > 0;
}

/** Of the message `m`: nobody holds it, and taking it was no try. */
export const untried: Sql = sql`claim_token = NULL, lease_until = NULL, attempts = m.attempts - 1,
  first_tried_at = CASE WHEN m.attempts > 1 THEN m.first_tried_at END`;

export interface Written {
  readonly state: MessageState;
  readonly detail: string;
  /** Of a skipped mail the time it was meant for, because the claim must say the same when it is asked again. */
  readonly at: Instant;
}

/** The row of a message that does not leave now. */
export function written(refusal: Refusal, now: Instant): Written {
  switch (refusal.kind) {
    case 'blocked':
      return { state: 'SUPPRESSED', detail: `${refusal.reason}: ${refusal.detail}`, at: now };
    case 'later':
      return { state: 'DEFERRED', detail: refusal.why, at: now };
    case 'skipped':
      return { state: 'SKIPPED', detail: refusal.why, at: refusal.at };
    default:
      return assertNever(refusal);
  }
}
