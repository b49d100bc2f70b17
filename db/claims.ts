/**
 * Claiming a message: one statement locks the lead, takes the row and reads what the gate needs; the gate judges that, and
 * a second statement gives the row back when it says no. A message that may have left is never handed out again.
 *
 * In this order: a message that is settled, or that another worker holds, answers for itself. A pause holds what is left.
 * Then the rules are asked (`db/send-judgement.ts`). Mails of one lead are taken in turn, by the lock of its row, and one
 * that is taken counts while it is judged: so of two workers the second sees the mail of the first, and asks again when
 * the first is decided.
 */
import { randomUUID } from 'node:crypto';
import { entriesFor, purposesInForce, trackingPurpose } from '../domain/consent.ts';
import { assertNever, TendrilError } from '../domain/errors.ts';
import { stopReasons } from '../domain/events.ts';
import type { LeadFacts } from '../domain/lead.ts';
import type { ScoringModel } from '../domain/scoring.ts';
import { type Instant, plusMs } from '../domain/time.ts';
import { claimRows, suppressionFor, type TakenMessage, type TakenRow } from './claim-rows.ts';
import { type Refusal, writeRefusal } from './claim-writes.ts';
import type { Database } from './database.ts';
import { factsOf } from './lead-rows.ts';
import { type Blocked, gate } from './send-gate.ts';
import { judgeByRules } from './send-judgement.ts';
import type { Claim, MessageOwner, SendRoute, SendRules } from './store.ts';
import { nobodyAnyMore } from './wishes.ts';

export interface ClaimContext {
  readonly addressHash: (address: string) => string;
  readonly model: ScoringModel | null;
  /** Nurture mail has rules; of other mail, a pause of its sender can be told when its route is known. */
  readonly rules: SendRules | SendRoute | null;
  readonly leaseMs: number;
  readonly now: Instant;
}

/** @throws ENROLLMENT_UNKNOWN, HANDOFF_UNKNOWN; INTERNAL when nurture mail comes without its rules */
export async function claimMessage(
  database: Database,
  key: string,
  owner: MessageOwner,
  context: ClaimContext,
): Promise<Claim> {
  const { addressHash, leaseMs, now, rules: route } = context;
  const rules = owner.kind === 'nurture' ? rulesOf(key, route) : null;
  for (;;) {
    const claimToken = randomUUID();
    const request = { key, owner, route, rules, claimToken, addressHash, leaseMs, now };
    const answer = await database.retried((on) => claimRows(on, request));
    if (answer.kind === 'parked') return answer;
    if (answer.kind === 'taken') return answerOf(answer.message);
    const rows = await database.retried((on) => suppressionFor(on, answer, rules?.purpose ?? null, addressHash));
    const facts = factsOf(rows.lead, context.model, now);
    const refusal = judge(rows, rules, facts, now);
    const { messageId, recipient, firstTriedAt, attempt, lead } = rows;
    if (refusal === null) {
      const consents = purposesInForce(rows.consents, now);
      return {
        kind: 'claimed',
        messageId,
        claimToken,
        leadId: lead.id,
        recipient,
        facts,
        consents,
        trackingConsents: entriesFor(trackingPurpose, rows.consents),
        firstTriedAt,
        attempt,
      };
    }
    const given = await database.retried((on) => writeRefusal(on, owner, { messageId, claimToken }, refusal, now));
    // Its lease ran out meanwhile, and another attempt has it: what became of it decides.
    if (given) return { messageId, ...refusal };
  }
}

function rulesOf(key: string, rules: SendRules | SendRoute | null): SendRules {
  if (rules !== null && 'slot' in rules) return rules;
  throw new TendrilError('INTERNAL', `The mail ${key} is claimed without the rules of its sequence`);
}

/** How soon work mail asks again whose sender is paused: nobody parks a hand-off. */
const heldMs = 15 * 60_000;

/** Why the mail does not leave; null when it may. Pure. */
function judge(taken: TakenRow, rules: SendRules | null, facts: LeadFacts, now: Instant): Refusal | null {
  const { suppressed, run, held, consents, wishes, traffic, detailBefore, lead } = taken;
  if (rules === null || run === null) {
    const { toLead } = taken;
    const blocked = (toLead && nobodyAnyMore(wishes)) || gate({ suppressed, nurture: null, toLead });
    if (blocked) return { kind: 'blocked', ...blocked };
    if (held === null) return null;
    const what = held.kind === 'relay' ? 'relay' : 'sending domain';
    return { kind: 'later', until: plusMs(now, heldMs), why: `the ${what} ${held.target} is paused` };
  }
  const consentRule = lead.consent_rule;
  const standing = { suppressed, run, facts, consents, consentRule, wishes, traffic, detailBefore };
  return judgeByRules(standing, rules, () => rules.slot(facts), now);
}

/** The claim of a message that is not to be had. */
function answerOf({ id: messageId, state, leaseUntil, detail, at }: TakenMessage): Claim {
  switch (state) {
    case 'IN_FLIGHT':
    case 'CLAIMED':
      return { kind: 'busy', until: leaseUntil ?? at };
    case 'SUPPRESSED':
      return { kind: 'blocked', messageId, ...blockedBefore(detail) };
    case 'SKIPPED':
      return { kind: 'skipped', messageId, at, why: detail ?? '' };
    case 'SENT':
    case 'FAILED':
    case 'UNKNOWN':
      return { kind: 'settled', messageId, state, at, detail };
    case 'PENDING':
    case 'DEFERRED':
      throw new TendrilError('INTERNAL', `The message ${messageId} is to be had and was not given`);
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
