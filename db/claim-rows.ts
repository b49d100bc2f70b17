/**
 * What a claim reads: one call of the function `claim_message` (in the migrations), which locks the lead, takes the
 * message when it is to be had, and tells what the gate needs. Decides nothing about the lead.
 */
import type { ConsentEntry } from '../domain/consent.ts';
import { assertNever, TendrilError } from '../domain/errors.ts';
import type { StopReason } from '../domain/events.ts';
import { messageKey } from '../domain/identity.ts';
import { type Instant, plusMs } from '../domain/time.ts';
import { orAgain } from './aliases.ts';
import { capMark, lookBack, type Traffic } from './caps.ts';
import type { Queryable } from './database.ts';
import { isId, newId } from './ids.ts';
import type { LeadRow } from './lead-rows.ts';
import { json, sql } from './sql.ts';
import type { MessageOwner, MessageState, PauseScope, SendRoute, SendRules, SuppressionReason } from './store.ts';
import { type WishColumns, type Wishes, wishesOf } from './wishes.ts';

export interface ClaimRequest {
  readonly key: string;
  readonly owner: MessageOwner;
  readonly route: SendRoute | null;
  /** Of nurture mail; null for the others. */
  readonly rules: SendRules | null;
  readonly claimToken: string;
  readonly addressHash: (address: string) => string;
  readonly leaseMs: number;
  readonly now: Instant;
}

/** A message that another attempt holds, or whose end is known. */
export interface TakenMessage {
  readonly id: string;
  readonly state: MessageState;
  readonly leaseUntil: Instant | null;
  readonly detail: string | null;
  readonly at: Instant;
}

/** A message that is ours until its lease ends; it counts as leaving until something else is decided. */
export interface TakenRow {
  readonly messageId: string;
  readonly attempt: number;
  readonly firstTriedAt: Instant;
  /** What was noted of it before. */
  readonly detailBefore: string | null;
  readonly recipient: string;
  readonly lead: LeadRow & { readonly address_hash: string | null };
  /** It goes to the lead, though by a person's hand and not by a program. */
  readonly toLead: boolean;
  readonly wishes: Wishes;
  /** The enrollment, of nurture mail. */
  readonly run: { readonly status: string; readonly stopReason: StopReason | null } | null;
  /** As the hash has it that the lead's row keeps; see `suppressionFor`. */
  readonly suppressed: SuppressionReason | null;
  /** The pause that holds what is sent from there, of a mail that is not parked by it. */
  readonly held: { readonly kind: PauseScope['kind']; readonly target: string } | null;
  readonly consents: readonly ConsentEntry[];
  /** Null when no cap counts. */
  readonly traffic: Traffic | null;
}

export type ClaimRows =
  | { readonly kind: 'taken'; readonly message: TakenMessage }
  | { readonly kind: 'parked' }
  | ({ readonly kind: 'claimed' } & TakenRow);

/** @throws ENROLLMENT_UNKNOWN, HANDOFF_UNKNOWN, LETTER_UNKNOWN */
export async function claimRows(on: Queryable, request: ClaimRequest): Promise<ClaimRows> {
  const { owner } = request;
  if (!isId(ownerId(owner))) throw unknownOwner(owner);
  const asked = json(parameters(request));
  const claim = await orAgain(async () => {
    const [row] = await on.rows<{ readonly claim: Answer | null }>(sql`SELECT claim_message(${asked}::jsonb) AS claim`);
    return row?.claim ?? null;
  });
  if (!claim) throw unknownOwner(owner);
  if (claim.kind === 'parked') return claim;
  return claim.kind === 'taken' ? takenMessage(claim) : takenRow(claim, owner);
}

const ownerId = (owner: MessageOwner): string => {
  switch (owner.kind) {
    case 'handoff':
      return owner.handoffId;
    case 'letter':
      return owner.letterId;
    case 'nurture':
    case 'notice':
      return owner.enrollmentId;
    default:
      return assertNever(owner);
  }
};

/** What `claim_message` takes. */
function parameters({ key, owner, route, rules, claimToken, addressHash, leaseMs, now }: ClaimRequest) {
  const nurture = owner.kind === 'nurture' ? owner : null;
  const step = owner.kind === 'nurture' || owner.kind === 'notice' ? owner : null;
  const former = (nurture?.formerSteps ?? []).map((id) =>
    messageKey(nurture?.enrollmentId ?? '', id, nurture?.visit ?? 0),
  );
  return {
    key,
    messageId: newId(),
    claimToken,
    nurture: nurture !== null,
    enrollmentId: step?.enrollmentId ?? null,
    handoffId: owner.kind === 'handoff' ? owner.handoffId : null,
    letterId: owner.kind === 'letter' ? owner.letterId : null,
    internal: owner.kind === 'letter' ? owner.internal : nurture === null,
    stepId: step?.stepId ?? null,
    visit: step?.visit ?? null,
    formerKeys: former,
    templateVersionId: nurture?.templateVersionId ?? null,
    recipient: owner.kind === 'nurture' ? null : owner.recipient,
    addressHash: owner.kind === 'nurture' ? null : addressHash(owner.recipient),
    priority: rules?.priority ?? 0,
    purpose: rules?.purpose ?? null,
    // As pauses of domains are written.
    fromDomain: route?.fromDomain.toLowerCase() ?? null,
    relay: route?.relay ?? null,
    mustBeActivated: route?.mustBeActivated ?? false,
    countSince: rules && lookBack(rules.caps, now),
    capMark,
    leaseUntil: plusMs(now, leaseMs),
    now,
  };
}

/** What `claim_message` answers; times are as PostgreSQL writes them in JSON. */
type Answer =
  | { readonly kind: 'parked' }
  | {
      readonly kind: 'taken';
      readonly message: {
        readonly id: string;
        readonly state: MessageState;
        readonly lease_until: string | null;
        readonly detail: string | null;
        readonly sent_at: string | null;
        readonly updated_at: string;
      };
    }
  | ({ readonly kind: 'claimed' } & ClaimedAnswer);

interface ClaimedAnswer extends Pick<TakenRow, 'messageId' | 'attempt' | 'detailBefore' | 'recipient' | 'suppressed'> {
  readonly firstTriedAt: string;
  readonly lead: TakenRow['lead'] & WishColumns;
  readonly optedOut: boolean;
  readonly status: string | null;
  readonly stopReason: StopReason | null;
  readonly heldBy: PauseScope['kind'] | null;
  readonly heldAt: string | null;
  readonly consents: readonly ConsentEntry[] | null;
  readonly traffic: {
    readonly left: readonly string[];
    readonly leaving: readonly { readonly at: string; readonly until: string | null }[];
    readonly ahead: number;
  } | null;
}

const instant = (written: string): Instant => new Date(written).toISOString();
const instantOrNull = (written: string | null): Instant | null => (written === null ? null : instant(written));

function takenMessage({ message }: Answer & { readonly kind: 'taken' }): ClaimRows {
  const { id, state, detail, lease_until, sent_at, updated_at } = message;
  const leaseUntil = instantOrNull(lease_until);
  return { kind: 'taken', message: { id, state, detail, leaseUntil, at: instant(sent_at ?? updated_at) } };
}

function takenRow(answer: ClaimedAnswer, owner: MessageOwner): ClaimRows {
  const { lead, heldBy, heldAt, status, stopReason, consents, traffic } = answer;
  const { messageId, attempt, detailBefore, recipient, suppressed } = answer;
  return {
    kind: 'claimed',
    messageId,
    attempt,
    detailBefore,
    recipient,
    firstTriedAt: instant(answer.firstTriedAt),
    lead: { ...lead, created_at: instant(lead.created_at), updated_at: instant(lead.updated_at) },
    run: owner.kind === 'nurture' && status !== null ? { status, stopReason } : null,
    suppressed,
    toLead: owner.kind === 'letter' && !owner.internal,
    wishes: wishesOf(lead, answer.optedOut),
    held: heldBy === null || heldAt === null ? null : { kind: heldBy, target: heldAt },
    consents: (consents ?? []).map((entry) => ({
      ...entry,
      at: instant(entry.at),
      expiresAt: instantOrNull(entry.expiresAt),
      withdrawnAt: instantOrNull(entry.withdrawnAt),
    })),
    traffic: traffic && {
      left: traffic.left.map(instant),
      leaving: traffic.leaving.map(({ at, until }) => ({ at: instant(at), until: instant(until ?? at) })),
      ahead: traffic.ahead,
    },
  };
}

/**
 * The lead's row keeps the hash of its address for the function. Where it lacks it (an older version saved the lead) or
 * does not fit (its address, or the key of the hashes, is another one now), the suppression is looked up by the right
 * one, which is kept.
 */
export async function suppressionFor(
  on: Queryable,
  taken: TakenRow,
  purpose: string | null,
  addressHash: (address: string) => string,
): Promise<TakenRow> {
  const { lead, run, recipient } = taken;
  if (run === null) return taken;
  const hash = addressHash(recipient);
  if (hash === lead.address_hash) return taken;
  const [row] = await on.rows<{ readonly reason: SuppressionReason | null; readonly optedOut: boolean }>(sql`
    WITH kept AS (UPDATE lead SET address_hash = ${hash} WHERE id = ${lead.id} AND email = ${recipient})
    SELECT (SELECT s.reason FROM suppression s WHERE s.address_hash = ${hash}) AS reason,
      EXISTS (SELECT 1 FROM suppression_entry s WHERE s.address_hash = ${hash} AND s.scope = ${`topic/${purpose}`}
        AND s.lifted_at IS NULL) AS "optedOut"`);
  return {
    ...taken,
    suppressed: row?.reason ?? null,
    wishes: { ...taken.wishes, optedOut: row?.optedOut ?? false },
  };
}

function unknownOwner(owner: MessageOwner): TendrilError {
  if (owner.kind === 'handoff') {
    const { handoffId } = owner;
    return new TendrilError('HANDOFF_UNKNOWN', `There is no hand-off ${handoffId}`, { handoffId });
  }
  if (owner.kind === 'letter') {
    const { letterId } = owner;
    return new TendrilError('LETTER_UNKNOWN', `There is no letter ${letterId}`, { letterId });
  }
  const { enrollmentId } = owner;
  return new TendrilError('ENROLLMENT_UNKNOWN', `There is no enrollment ${enrollmentId}`, { enrollmentId });
}
