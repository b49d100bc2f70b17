/**
 * What sending providers report about mails, by signed requests: the same acts as for a report by mail. A whole mail goes the
 * way of every incoming one. What a provider tells of a mail that is not ours (its account may serve others) is ignored.
 *
 * A bounce, a complaint or a wish to get no more mail is kept as an item, so that it can be looked at; what comes in
 * masses (deliveries, opens, clicks) is not. Opens and clicks are judged like those at our own addresses.
 */
import { createHash } from 'node:crypto';
import type { EventInput, FoundMessage } from '../../db/store.ts';
import { assertNever, hasCode } from '../../domain/errors.ts';
import type { InboundReading, RecipientReport } from '../../domain/inbound-reading.ts';
import type { ProviderEvent } from '../../domain/provider-event.ts';
import { recordUnsubscribe } from '../unsubscribe.ts';
import { unlessGone } from './acting.ts';
import type { Matched } from './matching.ts';
import { applied, type Item, ignored, type Outcome, type ReceivingDeps } from './ports.ts';
import type { Receiving } from './receiving.ts';
import { reported } from './reported.ts';
import { recordVisits, type VisitDeps, visitOf } from './told-visits.ts';

export interface ProviderEventsDeps extends ReceivingDeps, VisitDeps {
  readonly deliver: Receiving['deliver'];
}

/** Rejects when one of them could not be kept: the provider then sends all of them again, and each is known by its key. */
export async function takeProviderEvents(
  deps: ProviderEventsDeps,
  endpoint: string,
  events: readonly ProviderEvent[],
): Promise<void> {
  let failure: unknown = null;
  const visits: EventInput[] = [];
  for (const event of events) {
    try {
      const visit = await take(deps, endpoint, event);
      if (visit) visits.push(visit);
    } catch (error) {
      // Of somebody who was erased, or wants nothing kept: there is nothing to tell again. One that failed harms no other.
      if (!hasCode(error, 'LEAD_UNKNOWN') && !hasCode(error, 'TRACKING_WITHHELD')) failure ??= error;
    }
  }
  await recordVisits(deps, visits).catch((error: unknown) => {
    failure ??= error;
  });
  if (failure !== null) throw failure;
}

/** Returns a visit, which is recorded together with the others. */
async function take(deps: ProviderEventsDeps, endpoint: string, event: ProviderEvent): Promise<EventInput | null> {
  const way = `webhook/${endpoint}`;
  switch (event.kind) {
    case 'inbound':
      if (event.raw === null) return null;
      await deps.deliver({
        way,
        wayKey: `${way}/${event.key}`,
        envelopeFrom: null,
        envelopeTo: event.envelopeTo,
        raw: event.raw,
        receivedAt: deps.now(),
      });
      return null;
    case 'other':
    case 'deferral':
      return null;
    case 'bounce':
    case 'complaint':
    case 'unsubscribe':
      await keepAndAct(deps, way, event, event.kind);
      return null;
    case 'delivery':
      await confirmed(deps, event);
      return null;
    case 'open':
    case 'click':
      return visited(deps, event, event.kind);
    default:
      return assertNever(event.kind);
  }
}

/** By the id that we gave it, a token in one of its addresses, or the name the provider has for it. */
async function matched({ store, tokens }: ReceivingDeps, event: ProviderEvent): Promise<Matched | null> {
  const ids = [
    ...(event.messageId === null ? [] : [event.messageId]),
    ...tokens(event.tokens).map(({ messageId }) => messageId),
  ];
  for (const id of ids) {
    const found = await store.inbound.message(id);
    if (found) return { ...found, by: 'token', use: null };
  }
  const called = [event.providerMessageId, event.messageIdHeader].filter((name) => name !== null);
  const [found]: readonly FoundMessage[] = await store.inbound.messagesCalled(called);
  return found ? { ...found, by: 'provider-id', use: null } : null;
}

async function keepAndAct(
  deps: ProviderEventsDeps,
  way: string,
  event: ProviderEvent,
  kind: 'bounce' | 'complaint' | 'unsubscribe',
): Promise<void> {
  const { store, now, log } = deps;
  const match = await matched(deps, event);
  const reading = readingOf(event);
  const kept = await store.inbound.keep({
    way,
    wayKey: `${way}/${event.key}`,
    contentKey: `event/${way}/${event.key}`,
    format: 'event',
    receivedAt: now(),
    envelopeFrom: null,
    envelopeTo: [],
    raw: Buffer.from(JSON.stringify({ name: event.name, kind, occurredAt: event.occurredAt, report: event.report })),
  });
  if (kept.known && kept.status !== 'pending') return;
  const item: Item = {
    id: kept.id,
    receivedAt: event.occurredAt,
    fingerprint: createHash('sha256').update(event.key).digest('hex'),
  };
  const outcome = match
    ? await unlessGone(kind, () => act(deps, item, event, kind, match))
    : ignored(kind, 'it is about no mail of ours');
  await store.inbound.settle(
    kept.id,
    {
      ...outcome,
      reading,
      messageId: match?.messageId ?? null,
      leadId: match?.leadId ?? null,
      matchedBy: match?.by ?? null,
    },
    null,
    now(),
  );
  log.info({ way, item: kept.id, kind, status: outcome.status, event: event.name }, 'took what a provider reports');
}

async function act(
  deps: ReceivingDeps,
  item: Item,
  { report }: ProviderEvent,
  kind: 'bounce' | 'complaint' | 'unsubscribe',
  match: Matched,
): Promise<Outcome> {
  if (kind === 'unsubscribe') {
    if (match.internal) return ignored(kind, 'it is about a mail to a person of your own');
    await recordUnsubscribe(deps.store, match.messageId, 'provider', deps.now());
    return applied(kind, 'the provider reports that it wants no more mail');
  }
  return reported(deps, item, kind, report === null ? [] : [report], match);
}

/** What a visit of the mail's reader, or of a machine, says; null when there is nothing to record of it. */
async function visited(
  deps: ProviderEventsDeps,
  event: ProviderEvent,
  kind: 'open' | 'click',
): Promise<EventInput | null> {
  const match = await matched(deps, event);
  if (match === null || match.internal) return null;
  const message = await deps.store.messages.find(match.messageId);
  return message && visitOf(deps, { ...event, kind }, message, deps.now());
}

/** A mail of unknown fate that was delivered has left. */
async function confirmed(deps: ReceivingDeps, event: ProviderEvent): Promise<void> {
  const match = await matched(deps, event);
  if (match === null || match.internal) return;
  const { store, now } = deps;
  const message = await store.messages.find(match.messageId);
  if (message?.state !== 'UNKNOWN') return;
  await store.messages.resolve(match.messageId, 'arrived', 'provider', now()).catch((error: unknown) => {
    if (!hasCode(error, 'MESSAGE_SETTLED')) throw error;
  });
}

function readingOf({ kind, name, report }: ProviderEvent): InboundReading {
  const recipients: readonly RecipientReport[] = report === null ? [] : [report];
  const returned = { messageIds: [], header: '' };
  if (kind === 'bounce') return { kind, recipients, returned };
  if (kind === 'complaint') return { kind, feedback: 'abuse', recipients, returned };
  return { kind: 'other', reason: name };
}
