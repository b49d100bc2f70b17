/**
 * Claiming a message: one transaction that locks the lead, runs the gate, and takes the row or says why not. A message
 * that may have left is never handed out again.
 */
import { randomUUID } from 'node:crypto';
import { assertNever, TendrilError } from '../domain/errors.ts';
import { type StopReason, stopReasons } from '../domain/events.ts';
import type { ScoringModel } from '../domain/scoring.ts';
import { type Instant, plusMs } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { isId, newId } from './ids.ts';
import { factsOf, type LeadRow, leadColumns } from './lead-rows.ts';
import { type Blocked, gate } from './send-gate.ts';
import { sql } from './sql.ts';
import type { Claim, MessageOwner, MessageState } from './store.ts';
import type { SuppressionReason } from './suppressions.ts';

export interface ClaimContext {
  readonly addressHash: (address: string) => string;
  readonly model: ScoringModel | null;
  readonly leaseMs: number;
  readonly now: Instant;
}

/** The owner with its lead, whose row is locked. */
interface Owned {
  readonly lead: LeadRow;
  readonly recipient: string;
  readonly nurture: { readonly status: string; readonly stop_reason: StopReason | null } | null;
}

interface Ledger {
  readonly id: string | null;
  readonly state: MessageState | null;
  readonly claim_token: string | null;
  readonly lease_until: Instant | null;
  readonly attempts: number | null;
  readonly detail: string | null;
  readonly sent_at: Instant | null;
  readonly updated_at: Instant | null;
  readonly suppressed: SuppressionReason | null;
}

export async function claimMessage(
  tx: Queryable,
  key: string,
  owner: MessageOwner,
  context: ClaimContext,
): Promise<Claim> {
  const owned = await lockOwner(tx, owner);
  for (;;) {
    const message = await ledgerOf(tx, key, context.addressHash(owned.recipient));
    const claim =
      message.state === null || isFree(message, context.now)
        ? await take(tx, { key, owner, owned, message }, context)
        : await refuse(tx, message, context.now);
    // Null: the attempt that holds the message moved it in this moment. What it is now decides.
    if (claim) return claim;
  }
}

/** Whether a message that exists may be claimed: it has certainly not left, and nobody else is about to send it. */
const isFree = ({ state, lease_until }: Ledger, now: Instant): boolean =>
  state === 'PENDING' || state === 'DEFERRED' || (state === 'CLAIMED' && (lease_until === null || lease_until <= now));

interface Candidate {
  readonly key: string;
  readonly owner: MessageOwner;
  readonly owned: Owned;
  readonly message: Ledger;
}

/** Runs the gate and takes the message, or notes that it is refused. Null when it was moved meanwhile. */
async function take(tx: Queryable, candidate: Candidate, context: ClaimContext): Promise<Claim | null> {
  const { lead, recipient, nurture } = candidate.owned;
  const { message } = candidate;
  const blocked = gate({
    suppressed: message.suppressed,
    nurture: nurture && { status: nurture.status, stopReason: nurture.stop_reason, stage: lead.stage },
  });
  const messageId = message.id ?? newId();
  const claimToken = randomUUID();
  const attempt = (message.attempts ?? 0) + (blocked ? 0 : 1);
  if (!(await write(tx, { ...candidate, messageId, claimToken, attempt, blocked }, context))) return null;
  if (blocked) return { kind: 'blocked', messageId, ...blocked };
  const facts = factsOf(lead, context.model, context.now);
  return { kind: 'claimed', messageId, claimToken, leadId: lead.id, recipient, facts, attempt };
}

/** @throws ENROLLMENT_UNKNOWN, HANDOFF_UNKNOWN */
async function lockOwner(tx: Queryable, owner: MessageOwner): Promise<Owned> {
  if (owner.kind === 'nurture') {
    const { enrollmentId } = owner;
    const [row] = isId(enrollmentId)
      ? await tx.rows<LeadRow & { readonly status: string; readonly stop_reason: StopReason | null }>(sql`
          SELECT ${leadColumns}, e.status, e.stop_reason
          FROM enrollment e JOIN lead l ON l.id = e.lead_id LEFT JOIN account a ON a.id = l.account_id
          WHERE e.id = ${enrollmentId} FOR NO KEY UPDATE OF l, e`)
      : [];
    if (!row) throw new TendrilError('ENROLLMENT_UNKNOWN', `There is no enrollment ${enrollmentId}`, { enrollmentId });
    return { lead: row, recipient: row.email, nurture: row };
  }
  const { handoffId, recipient } = owner;
  const [row] = isId(handoffId)
    ? await tx.rows<LeadRow>(sql`
        SELECT ${leadColumns} FROM handoff h JOIN lead l ON l.id = h.lead_id LEFT JOIN account a ON a.id = l.account_id
        WHERE h.id = ${handoffId} FOR NO KEY UPDATE OF l`)
    : [];
  if (!row) throw new TendrilError('HANDOFF_UNKNOWN', `There is no hand-off ${handoffId}`, { handoffId });
  return { lead: row, recipient, nurture: null };
}

/** The message as it is, if it is, and whether the address is suppressed: one row in any case. */
async function ledgerOf(tx: Queryable, key: string, addressHash: string): Promise<Ledger> {
  const [row] = await tx.rows<Ledger>(sql`
    SELECT m.id, m.state, m.claim_token, m.lease_until, m.attempts, m.detail, m.sent_at, m.updated_at, s.reason AS suppressed
    FROM (SELECT) one LEFT JOIN message m ON m.key = ${key} LEFT JOIN suppression s ON s.address_hash = ${addressHash}`);
  if (!row) throw new TendrilError('INTERNAL', `The ledger did not answer for ${key}`);
  return row;
}

/** The claim of a message that is not to be had. An attempt that ended in flight is UNKNOWN from now on. */
async function refuse(tx: Queryable, message: Ledger, now: Instant): Promise<Claim | null> {
  const { id, state, lease_until, detail } = message;
  if (id === null || state === null) return null;
  const at = message.sent_at ?? message.updated_at ?? now;
  switch (state) {
    case 'IN_FLIGHT':
    case 'CLAIMED': {
      if (lease_until !== null && lease_until > now) return { kind: 'busy', until: lease_until };
      const lost = 'the worker was lost while the mail was leaving';
      const given = await tx.rows(sql`
        UPDATE message SET state = 'UNKNOWN', detail = ${lost}, updated_at = ${now}
        WHERE id = ${id} AND state = 'IN_FLIGHT' RETURNING id`);
      return given.length > 0 ? { kind: 'settled', messageId: id, state: 'UNKNOWN', at: now, detail: lost } : null;
    }
    case 'SUPPRESSED':
      return { kind: 'blocked', messageId: id, ...blockedBefore(detail) };
    case 'SENT':
    case 'FAILED':
    case 'UNKNOWN':
      return { kind: 'settled', messageId: id, state, at, detail };
    case 'PENDING':
    case 'DEFERRED':
      return null;
    default:
      return assertNever(state);
  }
}

interface Write extends Candidate {
  readonly messageId: string;
  readonly claimToken: string;
  readonly attempt: number;
  readonly blocked: Blocked | null;
}

/**
 * Makes or takes the row if it still is as it was read; tells whether it did. `markInFlight` and `settle` do not wait for
 * the lead's lock, so the row may have moved. An enrollment that sends awaits nothing: a wait that timed out must not
 * catch a reply that comes while the mail leaves.
 */
async function write(tx: Queryable, claim: Write, { leaseMs, now }: ClaimContext): Promise<boolean> {
  const { key, owner, owned, message, messageId, claimToken, attempt, blocked } = claim;
  const nurture = owner.kind === 'nurture' ? owner : null;
  const state: MessageState = blocked ? 'SUPPRESSED' : 'CLAIMED';
  const written = await tx.rows(sql`
    WITH moving AS (
      UPDATE enrollment SET wait_for = NULL, wait_since = NULL, wait_until = NULL, step_id = ${nurture?.stepId ?? null}
      WHERE id = ${nurture?.enrollmentId ?? null} AND status = 'active' AND wait_for IS NOT NULL
    )
    INSERT INTO message AS m (id, key, lead_id, enrollment_id, step_id, visit, handoff_id, template_version_id, recipient,
      state, claim_token, lease_until, attempts, detail, created_at, updated_at)
    VALUES (${messageId}, ${key}, ${owned.lead.id}, ${nurture?.enrollmentId ?? null}, ${nurture?.stepId ?? null},
      ${nurture?.visit ?? null}, ${owner.kind === 'handoff' ? owner.handoffId : null}, ${nurture?.templateVersionId ?? null},
      ${owned.recipient}, ${state}, ${blocked ? null : claimToken}, ${blocked ? null : plusMs(now, leaseMs)}, ${attempt},
      ${blocked ? `${blocked.reason}: ${blocked.detail}` : null}, ${now}, ${now})
    ON CONFLICT (key) DO UPDATE SET state = excluded.state, claim_token = excluded.claim_token,
      lease_until = excluded.lease_until, attempts = excluded.attempts, detail = excluded.detail,
      recipient = excluded.recipient, template_version_id = excluded.template_version_id, updated_at = excluded.updated_at
    WHERE m.state = ${message.state} AND m.claim_token IS NOT DISTINCT FROM ${message.claim_token}
    RETURNING m.id`);
  return written.length > 0;
}

/** Reads back what `write` noted: a refused mail stays refused, with the same reason. */
function blockedBefore(detail: string | null): Blocked {
  const [, name = '', text = ''] = /^(\w+): (.*)$/s.exec(detail ?? '') ?? [];
  const reason = stopReasons.find((known) => known === name);
  return reason ? { reason, detail: text } : { reason: 'manual', detail: detail ?? 'the gate refused it' };
}
