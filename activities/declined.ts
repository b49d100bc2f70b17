/**
 * What is done when a mail surely was not accepted, by the table of classes: for the lead, for who sends, for the mail.
 *
 * The mail is booked last, and everything before that is idempotent: a crash in between leaves a mail that is refused once
 * more, but forgets neither a dead address nor a sender that has to stop.
 */
import type { ClassRule } from '../domain/delivery-class.ts';
import { deliveryRules } from '../domain/delivery-rules.ts';
import { assertNever } from '../domain/errors.ts';
import { type Instant, plusMs } from '../domain/instant.ts';
import { retryAt } from '../domain/retry.ts';
import { domainOf } from '../domain/sender-check.ts';
import { pauseThreshold, type SenderStop, senderStop, stopNotice, stopsTogether } from '../domain/sender-stops.ts';
import type { OutgoingMail, SendResult } from '../mail/ports.ts';
import { booked } from './booking.ts';
import { type Claimed, type Delivery, relayRefused } from './delivery.ts';
import type { ConversationDeps } from './ports.ts';

export type Declined = SendResult & { readonly kind: 'declined' };

interface Refusal {
  readonly deps: ConversationDeps;
  readonly claim: Refused;
  readonly mail: OutgoingMail;
  readonly result: Declined;
  readonly rule: ClassRule;
  readonly now: Instant;
}

/** Books a mail that was refused, and does what its class asks for. @throws what the store throws when it stays away */
export async function declined(
  deps: ConversationDeps,
  claim: Claimed,
  mail: OutgoingMail,
  result: Declined,
  now: Instant,
): Promise<Delivery> {
  const { messageId, claimToken } = claim;
  const inARow = await booked(() => deps.store.bounces.inARow(messageId, result.class));
  const { until, dead } = await consequences(deps, claim, mail, result, inARow, now);
  const verdict = { detail: result.response, verdict: result.class };
  const kind = until === null || dead ? 'failed' : 'deferred';
  await booked(() => deps.store.messages.settle(messageId, claimToken, { kind, ...verdict }));
  if (dead) return { kind: 'blocked', reason: 'bounce_hard' };
  return until === null ? { kind: 'failed', reason: relayRefused } : { kind: 'deferred', until };
}

/** A mail that was refused, as far as its refusal needs to know it. */
type Refused = Pick<Claimed, 'messageId' | 'recipient' | 'firstTriedAt'>;

/**
 * Does for the lead and for who sends what a refusal asks for. The mail itself is still to be booked: it is tried again at
 * `until` (null: never), if its address is not dead. Idempotent.
 * @param inARow how often it has been refused for this reason, this time included
 */
export async function consequences(
  deps: ConversationDeps,
  claim: Refused,
  mail: OutgoingMail,
  result: Declined,
  inARow: number,
  now: Instant,
): Promise<{ readonly until: Instant | null; readonly dead: boolean }> {
  const rule = deliveryRules[result.class];
  const refusal: Refusal = { deps, claim, mail, result, rule, now };
  const since = await firstRefusal(refusal);
  const until = retryAt(rule, now, inARow, since, claim.messageId);
  const dead = await tellLead(refusal, until === null);
  await tellSender(refusal);
  return { until, dead };
}

/**
 * Since when this mail has been refused for this reason, where that counts: the time to give up runs from there, because an
 * outage before it says nothing about a full mailbox. The event of the first refusal remembers it.
 */
async function firstRefusal({ deps, claim, result, rule, now }: Refusal): Promise<Instant> {
  if (rule.lead.kind !== 'counts' || rule.retryMinutes === null) return claim.firstTriedAt;
  const dedupeKey = `bounce/first/${claim.messageId}/${result.class}`;
  await softBounce({ deps, claim, result, now }, dedupeKey);
  return (await booked(() => deps.store.bounces.recordedAt(dedupeKey))) ?? now;
}

/** Tells the lead's events that the address is dead, or that one more mail to it has failed; whether it is dead now. */
async function tellLead(refusal: Refusal, givenUp: boolean): Promise<boolean> {
  const { deps, claim, result, rule, now } = refusal;
  const { messageId } = claim;
  switch (rule.lead.kind) {
    case 'none':
      return false;
    case 'dead': {
      const payload = { class: result.class, response: result.response };
      const event = { dedupeKey: `bounce/${messageId}`, kind: 'bounce_hard', lead: { messageId }, payload } as const;
      await booked(() => deps.store.events.ingest({ ...event, occurredAt: now }, now));
      return true;
    }
    case 'counts': {
      if (givenUp) await softBounce(refusal, `bounce/last/${messageId}/${result.class}`);
      // The ingest has counted; a mail of many that stays refused must not go on when the address is given up.
      return (await booked(() => deps.store.suppressions.reasonFor(claim.recipient))) === 'bounce_hard';
    }
    default:
      return assertNever(rule.lead);
  }
}

async function softBounce(
  { deps, claim, result, now }: Pick<Refusal, 'deps' | 'claim' | 'result' | 'now'>,
  dedupeKey: string,
): Promise<void> {
  const payload = { class: result.class, response: result.response };
  const event = { dedupeKey, kind: 'bounce_soft', lead: { messageId: claim.messageId }, payload } as const;
  await booked(() => deps.store.events.ingest({ ...event, occurredAt: now }, now));
}

/** Slows or stops who sends, as far as this refusal is about them. */
async function tellSender(refusal: Refusal): Promise<void> {
  const { mail, result, rule } = refusal;
  const judged = { class: result.class, rule: result.rule, codes: codesOf(result), saidBy: 'relay' } as const;
  const stop = senderStop(judged, { fromDomain: domainOf(mail.from.address), relay: mail.relay });
  const paused = stop !== null && (await stopped(refusal, stop));
  if (!paused && (stop !== null || rule.sender === 'slow')) await slow(refusal);
}

function slow({ deps, mail, claim, now }: Refusal): Promise<void> {
  const paced = { fromDomain: domainOf(mail.from.address), recipient: claim.recipient };
  return booked(() => deps.pace.slow(paced, now));
}

/** Pauses a domain or relay, if this refusal alone or the ones of the last time together are reason enough. */
async function stopped({ deps, claim, result, now }: Refusal, stop: SenderStop): Promise<boolean> {
  const { scope, atOnce, reason } = stop;
  const { messageId } = claim;
  if (!atOnce) {
    const since = plusMs(now, -pauseThreshold.withinMinutes * 60_000);
    const figures = await booked(() => deps.store.bounces.figures(scope, result.class, messageId, since));
    if (!stopsTogether(figures)) return false;
  }
  const { since } = await booked(() => deps.store.pauses.pause(scope, reason, 'engine', now));
  const details = { ...scope, messageId, class: result.class, rule: result.rule, codes: codesOf(result) };
  if (since === now) deps.log.error(details, stopNotice(stop, messageId));
  return true;
}

const codesOf = ({ code, enhanced }: Declined): string => [code, enhanced].filter((part) => part !== null).join(' ');
