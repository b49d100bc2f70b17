/**
 * What sending providers report about mails, by signed requests: the same acts as for a report by mail. A whole mail goes the
 * way of every incoming one. What a provider tells of a mail that is not ours (its account may serve others) is ignored.
 *
 * A bounce, a complaint or a wish to get no more mail is kept as an item, so that it can be looked at; what comes in
 * masses (deliveries, opens, clicks) is not.
 */
import { createHash } from 'node:crypto';
import type { FoundMessage } from '../../db/store.ts';
import { assertNever, hasCode } from '../../domain/errors.ts';
import type { InboundReading, RecipientReport } from '../../domain/inbound-reading.ts';
import type { ProviderEvent } from '../../domain/provider-event.ts';
import { recordUnsubscribe } from '../unsubscribe.ts';
import type { Matched } from './matching.ts';
import { applied, type Item, ignored, type Outcome, type ReceivingDeps } from './ports.ts';
import { type Receiving, unlessGone } from './receiving.ts';
import { reported } from './reported.ts';

export interface ProviderEventsDeps extends ReceivingDeps {
  readonly deliver: Receiving['deliver'];
}

type Handled = Exclude<ProviderEvent['kind'], 'inbound' | 'other'>;

/** Rejects when one of them could not be kept: the provider then sends all of them again, and each is known by its key. */
export async function takeProviderEvents(
  deps: ProviderEventsDeps,
  endpoint: string,
  events: readonly ProviderEvent[],
): Promise<void> {
  let failure: unknown = null;
  for (const event of events) {
    try {
      await take(deps, endpoint, event);
    } catch (error) {
      // Of somebody who was erased, or wants nothing kept: there is nothing to tell again. One that failed harms no other.
      if (!hasCode(error, 'LEAD_UNKNOWN') && !hasCode(error, 'TRACKING_WITHHELD')) failure ??= error;
    }
  }
  if (failure !== null) throw failure;
}

async function take(deps: ProviderEventsDeps, endpoint: string, event: ProviderEvent): Promise<void> {
  const way = `webhook/${endpoint}`;
  switch (event.kind) {
    case 'inbound':
      if (event.raw === null) return;
      return deps.deliver({
        way,
        wayKey: `${way}/${event.key}`,
        envelopeFrom: null,
        envelopeTo: event.envelopeTo,
        raw: event.raw,
        receivedAt: deps.now(),
      });
    case 'other':
      return;
    case 'bounce':
    case 'complaint':
    case 'unsubscribe':
      return keepAndAct(deps, way, event, event.kind);
    case 'delivery':
    case 'deferral':
    case 'open':
    case 'click':
      return note(deps, event, event.kind);
    default:
      return assertNever(event.kind);
  }
}

/** By the id that we gave it, a token in one of its addresses, or the name the provider has for it. */
async function matched({ store, names }: ReceivingDeps, event: ProviderEvent): Promise<Matched | null> {
  const ids = [
    ...(event.messageId === null ? [] : [event.messageId]),
    ...names(new Uint8Array(), event.tokens, '').tokens.map(({ messageId }) => messageId),
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

/** What comes in masses: evidence that a mail arrived, and what the lead did with it as far as the provider can tell. */
async function note(
  deps: ReceivingDeps,
  event: ProviderEvent,
  kind: Exclude<Handled, 'bounce' | 'complaint' | 'unsubscribe'>,
) {
  const match = await matched(deps, event);
  if (match === null || match.internal || kind === 'deferral') return;
  const { store, now } = deps;
  const lead = { messageId: match.messageId };
  const dedupeKey = `${kind}/${event.key}`;
  switch (kind) {
    case 'delivery':
      return confirmed(deps, match.messageId);
    case 'open':
      await store.events.ingest(
        { dedupeKey, kind: 'open', lead, payload: agentOf(event), occurredAt: event.occurredAt },
        now(),
      );
      return;
    case 'click':
      // Its redirect is the provider's: what it calls a machine's click is one, for the rest its word has to do.
      await store.events.ingest(
        {
          dedupeKey,
          kind: event.byMachine ? 'click_machine' : 'click',
          lead,
          link: event.url === null ? null : await linkName(deps, match.messageId, event.url),
          payload: agentOf(event),
          occurredAt: event.occurredAt,
        },
        now(),
      );
      return;
    default:
      return assertNever(kind);
  }
}

/** A mail of unknown fate that was delivered has left. */
async function confirmed({ store, now }: ReceivingDeps, messageId: string): Promise<void> {
  const message = await store.messages.find(messageId);
  if (message?.state !== 'UNKNOWN') return;
  await store.messages.resolve(messageId, 'arrived', 'provider', now()).catch((error: unknown) => {
    if (!hasCode(error, 'MESSAGE_SETTLED')) throw error;
  });
}

async function linkName({ store }: ReceivingDeps, messageId: string, url: string): Promise<string | null> {
  const message = await store.messages.find(messageId);
  return message?.links.find((link) => link.url === url)?.name ?? null;
}

const agentOf = ({ userAgent }: ProviderEvent) => (userAgent === null ? {} : { userAgent: userAgent.slice(0, 200) });

function readingOf({ kind, name, report }: ProviderEvent): InboundReading {
  const recipients: readonly RecipientReport[] = report === null ? [] : [report];
  const returned = { messageIds: [], header: '' };
  if (kind === 'bounce') return { kind, recipients, returned };
  if (kind === 'complaint') return { kind, feedback: 'abuse', recipients, returned };
  return { kind: 'other', reason: name };
}
