/**
 * The one statement that notes what a claim decided: it makes the message's row, or moves it on from what was read.
 */
import { assertNever } from '../domain/errors.ts';
import { type Instant, plusMs } from '../domain/time.ts';
import type { Ledger, Owned } from './claim-rows.ts';
import type { Queryable } from './database.ts';
import type { Blocked } from './send-gate.ts';
import { sql } from './sql.ts';
import type { MessageOwner, MessageState, SendRules } from './store.ts';

/** What was decided about a message that is to be had. */
export type Verdict =
  | { readonly kind: 'claim' }
  | ({ readonly kind: 'blocked' } & Blocked)
  | { readonly kind: 'later'; readonly until: Instant; readonly why: string }
  | { readonly kind: 'skipped'; readonly at: Instant; readonly why: string };

export interface ClaimWrite {
  readonly key: string;
  readonly owner: MessageOwner;
  readonly owned: Owned;
  readonly message: Ledger;
  readonly messageId: string;
  readonly claimToken: string;
  readonly attempt: number;
  readonly verdict: Verdict;
  readonly rules: SendRules | null;
  readonly leaseMs: number;
  readonly now: Instant;
}

/**
 * Makes or takes the row if it still is as it was read; tells whether it did. `markInFlight` and `settle` do not wait for
 * the lead's lock, so the row may have moved. An enrollment that sends awaits nothing: a wait that timed out must not
 * catch a reply that comes while the mail leaves. One whose mail is put off stands there until it is tried again.
 */
export async function writeClaim(tx: Queryable, claim: ClaimWrite): Promise<boolean> {
  const { key, owner, owned, message, messageId, claimToken, attempt, verdict, rules, now } = claim;
  const step = owner.kind === 'handoff' ? null : owner;
  const nurture = owner.kind === 'nurture' ? owner : null;
  const until = verdict.kind === 'later' ? verdict.until : null;
  const { state, detail, leaseUntil, at } = written(claim);
  const rows = await tx.rows(sql`
    WITH moving AS (
      UPDATE enrollment SET wait_for = NULL, wait_since = NULL, wait_until = ${until}, step_id = ${nurture?.stepId ?? null}
      WHERE id = ${nurture?.enrollmentId ?? null} AND status = 'active' AND (wait_for IS NOT NULL OR ${until !== null})
    )
    INSERT INTO message AS m (id, key, lead_id, enrollment_id, step_id, visit, handoff_id, internal, priority,
      template_version_id, recipient, state, claim_token, lease_until, attempts, detail, created_at, updated_at)
    VALUES (${messageId}, ${key}, ${owned.lead.id}, ${step?.enrollmentId ?? null}, ${step?.stepId ?? null},
      ${step?.visit ?? null}, ${owner.kind === 'handoff' ? owner.handoffId : null}, ${nurture === null}, ${rules?.priority ?? 0},
      ${nurture?.templateVersionId ?? null}, ${owned.recipient}, ${state}, ${leaseUntil && claimToken}, ${leaseUntil},
      ${attempt}, ${detail}, ${now}, ${at})
    ON CONFLICT (key) DO UPDATE SET state = excluded.state, claim_token = excluded.claim_token,
      lease_until = excluded.lease_until, attempts = excluded.attempts, detail = excluded.detail, priority = excluded.priority,
      recipient = excluded.recipient, template_version_id = excluded.template_version_id, updated_at = excluded.updated_at
    WHERE m.state = ${message.state} AND m.claim_token IS NOT DISTINCT FROM ${message.claim_token}
    RETURNING m.id`);
  return rows.length > 0;
}

interface Written {
  readonly state: MessageState;
  readonly detail: string | null;
  /** Null: nobody holds it. */
  readonly leaseUntil: Instant | null;
  /** Of a skipped mail the time it was meant for, because the claim must say the same when it is asked again. */
  readonly at: Instant;
}

function written({ verdict, leaseMs, now }: ClaimWrite): Written {
  switch (verdict.kind) {
    case 'claim':
      return { state: 'CLAIMED', detail: null, leaseUntil: plusMs(now, leaseMs), at: now };
    case 'blocked':
      return { state: 'SUPPRESSED', detail: `${verdict.reason}: ${verdict.detail}`, leaseUntil: null, at: now };
    case 'later':
      return { state: 'DEFERRED', detail: verdict.why, leaseUntil: null, at: now };
    case 'skipped':
      return { state: 'SKIPPED', detail: verdict.why, leaseUntil: null, at: verdict.at };
    default:
      return assertNever(verdict);
  }
}
