/**
 * One delivery through the ledger: claim (with the gate) → compose → IN_FLIGHT → relay → settle. The same path for
 * nurture mail, for mail to sales and for notices; what differs is who composes, and the rules that only nurture mail is
 * held to.
 *
 * Whatever happens — a crash, a second worker, a retry of the activity — the mail leaves at most once, because the body
 * may only leave after the row of this claim has become IN_FLIGHT, and an IN_FLIGHT row is never claimed again.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Claim, MessageLink, MessageOwner, SendRules, Settlement } from '../db/store.ts';
import { assertNever, errorCode, TendrilError } from '../domain/errors.ts';
import type { StopReason } from '../domain/events.ts';
import { type Instant, plusMs } from '../domain/instant.ts';
import { retryAt } from '../domain/retry.ts';
import type { OutgoingMail, SendResult } from '../mail/ports.ts';
import type { ConversationDeps } from './ports.ts';

/**
 * How long a claim is left alone. A claim that is taken over is fenced off by its token, so this only keeps two
 * workers from doing the same work; a message IN_FLIGHT when it ends becomes UNKNOWN.
 */
const leaseMs = 30_000;

export type Delivery =
  | { readonly kind: 'sent' | 'unknown'; readonly at: Instant }
  | { readonly kind: 'deferred'; readonly until: Instant }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'blocked'; readonly reason: StopReason };

/** What the rules of nurture mail can come to besides: it is left out for good, or a pause holds the enrollment. */
export type RuledDelivery = Delivery | { readonly kind: 'skipped'; readonly at: Instant } | { readonly kind: 'parked' };

export type Claimed = Claim & { readonly kind: 'claimed' };
export interface Composed {
  readonly mail: OutgoingMail;
  readonly links: readonly MessageLink[];
}

export interface Dispatch<Owner extends MessageOwner = MessageOwner> {
  readonly key: string;
  readonly owner: Owner;
  readonly now: Instant;
  compose(claim: Claimed): Promise<Composed>;
}

type NurtureOwner = MessageOwner & { readonly kind: 'nurture' };

/**
 * Delivers the nurture mail of a key if the rules allow it now, or finds out that it has been delivered.
 * @throws what the store throws when the database is away; the activity is then tried again.
 */
export async function deliverByRules(
  deps: ConversationDeps,
  dispatch: Dispatch<NurtureOwner>,
  rules: SendRules,
): Promise<RuledDelivery> {
  const { key, owner, now } = dispatch;
  return outcomeOf(deps, await deps.store.messages.claim(key, owner, rules, leaseMs, now), dispatch);
}

/**
 * Delivers a mail to a person of one's own, as `deliverByRules` does, but at any time.
 * @throws what the store throws when the database is away
 */
export async function deliverWorkMail(
  deps: ConversationDeps,
  dispatch: Dispatch<Exclude<MessageOwner, NurtureOwner>>,
): Promise<Delivery> {
  const { key, owner, now } = dispatch;
  const delivery = await outcomeOf(deps, await deps.store.messages.claim(key, owner, null, leaseMs, now), dispatch);
  if (delivery.kind !== 'skipped' && delivery.kind !== 'parked') return delivery;
  throw new TendrilError('INTERNAL', `The work mail ${key} was held to the rules of nurture mail`, { key });
}

async function outcomeOf(deps: ConversationDeps, claim: Claim, { now, compose }: Dispatch): Promise<RuledDelivery> {
  switch (claim.kind) {
    case 'claimed':
      return send(deps, claim, now, compose);
    case 'blocked':
      return { kind: 'blocked', reason: claim.reason };
    case 'busy':
    case 'later':
      return { kind: 'deferred', until: claim.until };
    case 'skipped':
      return { kind: 'skipped', at: claim.at };
    case 'parked':
      return claim;
    case 'settled':
      return settled(claim);
    default:
      return assertNever(claim);
  }
}

function settled(claim: Claim & { kind: 'settled' }): RuledDelivery {
  const { at } = claim;
  if (claim.state === 'SENT') return { kind: 'sent', at };
  if (claim.state === 'UNKNOWN') return { kind: 'unknown', at };
  if (claim.state === 'SKIPPED') return { kind: 'skipped', at };
  // Only a code goes into the history: what the relay said may name the lead; it is in the ledger.
  return { kind: 'failed', reason: relayRefused };
}

async function send(
  deps: ConversationDeps,
  claim: Claimed,
  now: Instant,
  compose: (claim: Claimed) => Promise<Composed>,
): Promise<Delivery> {
  const { messages } = deps.store;
  const { messageId, claimToken } = claim;
  let composed: Composed;
  try {
    composed = await compose(claim);
  } catch (error) {
    const code = errorCode(error);
    // A mail that cannot be made from this template or to this address fails for good; anything else may pass.
    if (!['TEMPLATE_VARIABLE', 'TEMPLATE_INVALID', 'ADDRESS_INVALID', 'ADDRESS_MULTIPLE'].includes(code)) throw error;
    const detail = `${code}: ${error instanceof Error ? error.message : String(error)}`;
    await messages.settle(messageId, claimToken, { kind: 'failed', detail });
    return { kind: 'failed', reason: code };
  }
  const { mail, links } = composed;
  const result = await deps.mailer.send(mail, () =>
    messages.markInFlight(messageId, claimToken, { subject: mail.subject, links }),
  );
  return settle(deps, claim, result, now);
}

/** The relay took the mail for good or refused it for good: what it said is in the ledger, not in the history. */
const relayRefused = 'SMTP_REFUSED';

/** Tries to book a verdict, with pauses of one, two, three … times this: about half of the lease. */
const bookingTries = 6;
const bookingPauseMs = 700;

/** Books the relay's verdict. What fails here is the booking, so only the booking is tried again, while the lease lasts. */
async function booked(book: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await book();
    } catch (error) {
      if (tries === bookingTries || errorCode(error) === 'CLAIM_LOST') throw error;
      await pause(bookingPauseMs * tries);
    }
  }
}

async function settle(deps: ConversationDeps, claim: Claimed, result: SendResult, now: Instant): Promise<Delivery> {
  const { messages, events } = deps.store;
  const { messageId, claimToken } = claim;
  const book = (settlement: Settlement) => booked(() => messages.settle(messageId, claimToken, settlement));
  switch (result.kind) {
    case 'sent':
      await book({ kind: 'sent', response: result.response, at: now });
      return { kind: 'sent', at: now };
    case 'unknown':
      deps.log.warn({ messageId }, 'a mail may or may not have arrived; it is not sent again');
      await book({ kind: 'unknown', detail: result.response });
      return { kind: 'unknown', at: now };
    case 'deferred': {
      await book({ kind: 'deferred', detail: result.response });
      // A second at least, so that a clock that stands still does not make a loop.
      return { kind: 'deferred', until: retryAt(plusMs(now, 1000), claim.attempt) };
    }
    case 'refused': {
      if (result.hardBounce) {
        // Before the booking: a crash between the two must not forget that the address is dead.
        const payload = { response: result.response };
        const bounce = { dedupeKey: `bounce/${messageId}`, kind: 'bounce_hard', lead: { messageId }, payload } as const;
        await booked(async () => void (await events.ingest({ ...bounce, occurredAt: now }, now)));
      }
      await book({ kind: 'failed', detail: result.response });
      return result.hardBounce ? { kind: 'blocked', reason: 'bounce_hard' } : { kind: 'failed', reason: relayRefused };
    }
  }
}
