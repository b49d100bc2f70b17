/**
 * One delivery through the ledger: claim (with the gate) → pace → compose → IN_FLIGHT → relay → settle. The same path for
 * nurture mail, for mail to sales and for notices; what differs is who composes, and the rules that only nurture mail is
 * held to.
 *
 * Whatever happens — a crash, a second worker, a retry of the activity — the mail leaves at most once, because the body
 * may only leave after the row of this claim has become IN_FLIGHT, and an IN_FLIGHT row is never claimed again.
 */
import type { Claim, MessageLink, MessageOwner, SendRoute, SendRules, Settlement } from '../db/store.ts';
import { assertNever, type ErrorCode, errorCode, TendrilError } from '../domain/errors.ts';
import type { Instant } from '../domain/instant.ts';
import { defaultRelay } from '../domain/relay.ts';
import type { SenderIdentity } from '../domain/workspace.ts';
import type { OutgoingMail, SendResult } from '../mail/ports.ts';
import { booked } from './booking.ts';
import { declined } from './declined.ts';
import { type Claimed, type Delivery, relayRefused } from './delivery.ts';
import type { ConversationDeps } from './ports.ts';

/**
 * How long a claim is left alone. A claim that is taken over is fenced off by its token, so this only keeps two
 * workers from doing the same work; a message IN_FLIGHT when it ends becomes UNKNOWN.
 */
const leaseMs = 30_000;

/** What the rules of nurture mail can come to besides: it is left out for good, or a pause holds the enrollment. */
export type RuledDelivery = Delivery | { readonly kind: 'skipped'; readonly at: Instant } | { readonly kind: 'parked' };

export interface Composed {
  readonly mail: OutgoingMail;
  readonly links: readonly MessageLink[];
}

export interface Dispatch<Owner extends MessageOwner = MessageOwner> {
  readonly key: string;
  readonly owner: Owner;
  readonly now: Instant;
  /** Goes before the rest where mails have to wait for each other. */
  urgent(claim: Claimed): boolean;
  compose(claim: Claimed): Promise<Composed>;
}

/** Where the mails of a sender come from, and who takes them. */
export const routeOf = ({ address, relay = defaultRelay }: SenderIdentity): SendRoute => ({
  fromDomain: address.slice(address.lastIndexOf('@') + 1).toLowerCase(),
  relay,
});

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
  return deliver(deps, dispatch, rules);
}

/**
 * Delivers a mail to a person of one's own, as `deliverByRules` does, but at any time.
 * @throws what the store throws when the database is away
 */
export async function deliverWorkMail(
  deps: ConversationDeps,
  dispatch: Dispatch<Exclude<MessageOwner, NurtureOwner>>,
  route: SendRoute,
): Promise<Delivery> {
  const delivery = await deliver(deps, dispatch, route);
  if (delivery.kind !== 'skipped' && delivery.kind !== 'parked') return delivery;
  const { key } = dispatch;
  throw new TendrilError('INTERNAL', `The work mail ${key} was held to the rules of nurture mail`, { key });
}

async function deliver(
  deps: ConversationDeps,
  dispatch: Dispatch,
  rules: SendRules | SendRoute,
): Promise<RuledDelivery> {
  const { key, owner, now } = dispatch;
  const asked = { ...rules, mustBeActivated: deps.leavesMachine(rules.relay) };
  const attempt = async () =>
    outcomeOf(deps, await deps.store.messages.claim(key, owner, asked, leaseMs, now), dispatch, rules);
  try {
    return await attempt();
  } catch (error) {
    if (errorCode(error) !== 'CLAIM_LOST') throw error;
    // Held back at the last moment, or taken over: the gate knows why, or who has it.
    return attempt();
  }
}

async function outcomeOf(
  deps: ConversationDeps,
  claim: Claim,
  dispatch: Dispatch,
  route: SendRoute,
): Promise<RuledDelivery> {
  switch (claim.kind) {
    case 'claimed':
      return send(deps, claim, dispatch, route);
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
  return { kind: 'failed', reason: relayRefused };
}

async function send(
  deps: ConversationDeps,
  claim: Claimed,
  { now, urgent, compose }: Dispatch,
  { fromDomain }: SendRoute,
): Promise<Delivery> {
  const { messages } = deps.store;
  const { messageId, claimToken, recipient } = claim;
  const admission = await deps.pace.admit({ fromDomain, recipient, urgent: urgent(claim) }, now);
  if (admission.kind === 'later') {
    await messages.putOff(messageId, claimToken, admission.why);
    return { kind: 'deferred', until: admission.until };
  }
  let composed: Composed;
  try {
    composed = await compose(claim);
  } catch (error) {
    const detail = whyUnmakeable(error);
    if (detail === null) throw error;
    await messages.settle(messageId, claimToken, { kind: 'failed', detail, verdict: null });
    return { kind: 'failed', reason: errorCode(error) };
  }
  const { mail, links } = composed;
  const result = await deps.mailer.send({ ...mail, urgent: urgent(claim) }, () =>
    messages.markInFlight(messageId, claimToken, { subject: mail.subject, links }),
  );
  return settle(deps, claim, mail, result, now);
}

const unmakeable: ReadonlySet<ErrorCode> = new Set([
  'TEMPLATE_VARIABLE',
  'TEMPLATE_INVALID',
  'ADDRESS_INVALID',
  'ADDRESS_MULTIPLE',
]);

/**
 * What is noted of a mail that cannot be made from this template, or to this address: it fails for good. Null for an error
 * that may pass.
 */
export function whyUnmakeable(error: unknown): string | null {
  const code = errorCode(error);
  return unmakeable.has(code) ? `${code}: ${error instanceof Error ? error.message : String(error)}` : null;
}

async function settle(
  deps: ConversationDeps,
  claim: Claimed,
  mail: OutgoingMail,
  result: SendResult,
  now: Instant,
): Promise<Delivery> {
  const { messages } = deps.store;
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
    case 'declined':
      return declined(deps, claim, mail, result, now);
    default:
      return assertNever(result);
  }
}
