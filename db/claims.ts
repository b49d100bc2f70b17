/**
 * Claiming a message: one transaction that locks the lead, runs the gate, and takes the row or says why not. A message
 * that may have left is never handed out again.
 *
 * In this order: a message that is settled, or that another worker holds, answers for itself. A pause holds what is left.
 * The gate may let no mail pass to this lead any more. The calendar may put the mail off, or it is too late for it. At
 * last the caps: they count under the lead's lock, so of two workers the second sees the mail of the first.
 */
import { randomUUID } from 'node:crypto';
import { assertNever, TendrilError } from '../domain/errors.ts';
import { stopReasons } from '../domain/events.ts';
import { messageKey } from '../domain/identity.ts';
import type { LeadFacts } from '../domain/lead.ts';
import type { ScoringModel } from '../domain/scoring.ts';
import type { Instant } from '../domain/time.ts';
import { capMark, keptBy, lookBack } from './caps.ts';
import { type Ledger, ledgerOf, lockOwner, type Owned, trafficOf } from './claim-rows.ts';
import { type Verdict, writeClaim } from './claim-writes.ts';
import type { Queryable } from './database.ts';
import { newId } from './ids.ts';
import { factsOf } from './lead-rows.ts';
import { park } from './pauses.ts';
import { type Blocked, gate } from './send-gate.ts';
import { sql } from './sql.ts';
import type { Claim, MessageOwner, SendRules } from './store.ts';

export interface ClaimContext {
  readonly addressHash: (address: string) => string;
  readonly model: ScoringModel | null;
  /** Of nurture mail; null for the others. */
  readonly rules: SendRules | null;
  readonly leaseMs: number;
  readonly now: Instant;
}

/** @throws ENROLLMENT_UNKNOWN, HANDOFF_UNKNOWN; INTERNAL when nurture mail comes without its rules */
export async function claimMessage(
  tx: Queryable,
  key: string,
  owner: MessageOwner,
  context: ClaimContext,
): Promise<Claim> {
  const owned = await lockOwner(tx, owner);
  if (owner.kind === 'nurture') await adoptFormer(tx, key, owner);
  for (;;) {
    const message = await ledgerOf(tx, key, owned, context.addressHash(owned.recipient));
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

/**
 * A visit that began under a former id of its step has its message already, and it may be leaving or have left: it goes on
 * under the present id. A message of its own would be a second mail.
 */
async function adoptFormer(
  tx: Queryable,
  key: string,
  { enrollmentId, stepId, visit, formerSteps = [] }: MessageOwner & { readonly kind: 'nurture' },
): Promise<void> {
  if (formerSteps.length === 0) return;
  const former = formerSteps.map((id) => messageKey(enrollmentId, id, visit));
  await tx.rows(sql`
    UPDATE message SET key = ${key}, step_id = ${stepId} WHERE key = (
      SELECT key FROM message WHERE key = ANY (${former}) ORDER BY created_at DESC LIMIT 1
    ) AND NOT EXISTS (SELECT 1 FROM message WHERE key = ${key})`);
}

interface Candidate {
  readonly key: string;
  readonly owner: MessageOwner;
  readonly owned: Owned;
  readonly message: Ledger;
}

/** Runs the gate and takes the message, or notes why it is not to be had. Null when it was moved meanwhile. */
async function take(tx: Queryable, candidate: Candidate, context: ClaimContext): Promise<Claim | null> {
  const { lead, recipient, nurture } = candidate.owned;
  const { message } = candidate;
  if (nurture && message.paused && (await park(tx, nurture.enrollmentId))) return { kind: 'parked' };
  const facts = factsOf(lead, context.model, context.now);
  const verdict = await judge(tx, candidate, facts, context);
  const messageId = message.id ?? newId();
  const claimToken = randomUUID();
  const attempt = (message.attempts ?? 0) + (verdict.kind === 'claim' ? 1 : 0);
  if (!(await writeClaim(tx, { ...candidate, messageId, claimToken, attempt, verdict, ...context }))) return null;
  if (verdict.kind !== 'claim') return { messageId, ...verdict };
  return { kind: 'claimed', messageId, claimToken, leadId: lead.id, recipient, facts, attempt };
}

async function judge(
  tx: Queryable,
  { key, owned, message: { suppressed, detail } }: Candidate,
  facts: LeadFacts,
  { rules, now }: ClaimContext,
): Promise<Verdict> {
  const { lead, nurture } = owned;
  if (nurture === null) return verdictOf(gate({ suppressed, nurture }));
  if (rules === null)
    throw new TendrilError('INTERNAL', `The mail ${key} is claimed without the rules of its sequence`);
  const { status, stopReason } = nurture;
  const { stages, priority, caps } = rules;
  const blocked = gate({ suppressed, nurture: { status, stopReason, stage: lead.stage, stages } });
  if (blocked) return verdictOf(blocked);
  const slot = rules.slot(facts);
  // A mail that a cap has put off keeps its place in the queue when its window has closed meanwhile.
  if (slot.kind === 'later')
    return detail?.startsWith(capMark) ? { ...slot, why: `${capMark}kept back; ${slot.why}` } : slot;
  if (slot.kind === 'skip') return { kind: 'skipped', at: slot.at, why: slot.why };
  const since = lookBack(caps, now);
  const kept = since && keptBy(caps, await trafficOf(tx, { key, leadId: lead.id, priority }, since, now), now);
  return kept ? { kind: 'later', ...kept } : { kind: 'claim' };
}

const verdictOf = (blocked: Blocked | null): Verdict => (blocked ? { kind: 'blocked', ...blocked } : { kind: 'claim' });

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
    case 'SKIPPED':
      return { kind: 'skipped', messageId: id, at, why: detail ?? '' };
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

/** Reads back what was noted of a blocked mail: it stays refused, with the same reason. */
function blockedBefore(detail: string | null): Blocked {
  const [, name = '', text = ''] = /^(\w+): (.*)$/s.exec(detail ?? '') ?? [];
  const reason = stopReasons.find((known) => known === name);
  return reason ? { reason, detail: text } : { reason: 'manual', detail: detail ?? 'the gate refused it' };
}
