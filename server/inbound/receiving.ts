/**
 * The one way in for every mail, whichever way it came: kept for good first, then read, matched and acted on. Acts are
 * idempotent, so an item is acted on again after a crash, a redelivery or by a person's order, and changes nothing twice.
 * The way it came (SMTP, IMAP, a provider) is told that it was taken only when all of that is done.
 */
import type { InboundItemView, LetterView } from '../../db/store.ts';
import type { Arrival, Deliver } from '../../domain/arrival.ts';
import { assertNever, hasCode, TendrilError } from '../../domain/errors.ts';
import type { InboundReading } from '../../domain/inbound-reading.ts';
import type { MailNames } from '../../domain/mail-names.ts';
import { plusMs } from '../../domain/time.ts';
import { recordUnsubscribe } from '../unsubscribe.ts';
import { absent } from './absence.ts';
import { answered } from './answered.ts';
import { type Answer, writeAnswer } from './answering.ts';
import { hold } from './held.ts';
import { type Matched, matchMail } from './matching.ts';
import { applied, type Item, ignored, type Outcome, type ReceivingDeps } from './ports.ts';
import { reported } from './reported.ts';

/** Whom a person says that an item is about. */
export type Subject = { readonly messageId: string } | { readonly leadId: string };

export interface Receiving {
  readonly deliver: Deliver;
  /** The same for whoever wants to see what became of it. `known`: it had come before, and nothing was done. */
  take(arrival: Arrival): Promise<{ readonly item: InboundItemView; readonly known: boolean }>;
  /** Reads an item again by the rules of today and acts on it. @throws INBOUND_UNKNOWN, INBOUND_GONE */
  replay(id: string, actor: string): Promise<InboundItemView>;
  /** A person says whom an item is about. @throws INBOUND_UNKNOWN, INBOUND_GONE, MESSAGE_UNKNOWN */
  assign(id: string, subject: Subject, actor: string): Promise<InboundItemView>;
  /** A person says that it is about nobody. @throws INBOUND_UNKNOWN */
  dismiss(id: string, actor: string): Promise<InboundItemView>;
  /**
   * A person answers it; its tasks are done with that.
   * @throws INBOUND_UNKNOWN, INBOUND_UNANSWERABLE, LEAD_SUPPRESSED
   */
  answer(
    id: string,
    answer: Answer,
    actor: string,
  ): Promise<{ readonly letter: LetterView; readonly written: boolean }>;
  /** Acts on what was kept and never acted on because its process died; returns how many there were. */
  recover(): Promise<number>;
}

const responder = { class: 'auto-reply', sign: 'sent to the return path' } as const;

/** An item that is pending for so long has been left by its process. */
const abandonedAfterMs = 120_000;

export function createReceiving(deps: ReceivingDeps): Receiving {
  const { store, now } = deps;
  return {
    async deliver(arrival) {
      await take(deps, arrival);
    },

    async take(arrival) {
      const { id, known } = await take(deps, arrival);
      return { item: await store.inbound.get(id), known };
    },

    replay: (id, actor) => again(deps, id, null, actor),

    async assign(id, subject, actor) {
      const item = await again(deps, id, await subjectOf(deps, subject), actor);
      await store.tasks.close(id, 'match', actor, now());
      return item;
    },

    async dismiss(id, actor) {
      const item = await store.inbound.get(id);
      await store.inbound.settle(id, { ...item, ...ignored(item.kind, `dismissed by ${actor}`) }, actor, now());
      await store.tasks.close(id, null, actor, now());
      return store.inbound.get(id);
    },

    answer: (id, answer, actor) => writeAnswer(deps, id, answer, actor),

    async recover() {
      const ids = await store.inbound.abandoned(plusMs(now(), -abandonedAfterMs));
      let acted = 0;
      for (const id of ids) {
        // One that fails keeps no other from being acted on; it is tried again with the next look.
        await again(deps, id, null, null).then(
          () => {
            acted += 1;
          },
          (err: unknown) => deps.log.error({ err, item: id }, 'a kept item could not be acted on'),
        );
      }
      return acted;
    },
  };
}

async function take(
  deps: ReceivingDeps,
  { way, wayKey, envelopeFrom, envelopeTo, raw, receivedAt }: Arrival,
): Promise<{ readonly id: string; readonly known: boolean }> {
  const { store, log } = deps;
  const { reading, names } = await understood(deps, raw, envelopeTo, receivedAt);
  const contentKey = `mail/${names.fingerprint}/${names.tokens[0]?.messageId ?? envelopeTo.join(',').slice(0, 300)}`;
  const kept = await store.inbound.keep({
    way,
    wayKey,
    contentKey,
    format: 'mail',
    receivedAt,
    envelopeFrom,
    envelopeTo: envelopeTo.slice(0, 20),
    raw,
  });
  const { id, known, status } = kept;
  // Acted on before: the sender did not hear of it.
  if (known && status !== 'pending') return { id, known };
  const outcome = await actOn(deps, { id, receivedAt, fingerprint: names.fingerprint }, reading, names, null);
  log.info(
    { way, item: id, kind: outcome.kind, status: outcome.status, bytes: raw.byteLength },
    'took an incoming mail',
  );
  return { id, known: false };
}

async function understood(deps: ReceivingDeps, raw: Uint8Array, envelopeTo: readonly string[], receivedAt: string) {
  const reading = await deps.read(raw, { receivedAt });
  const returned = reading.kind === 'bounce' || reading.kind === 'complaint' ? reading.returned.header : '';
  return { reading, names: deps.names(raw, envelopeTo, returned) };
}

/** Acts on an item that was kept before. */
async function again(
  deps: ReceivingDeps,
  id: string,
  said: Matched | null,
  actor: string | null,
): Promise<InboundItemView> {
  const item = await deps.store.inbound.get(id);
  // A provider has said what it is, and says it again when it was not taken.
  if (item.format === 'event') return item;
  const raw = await deps.store.inbound.raw(id);
  if (raw === null) throw new TendrilError('INBOUND_GONE', `The item ${id} is not kept any more`, { id });
  const { reading, names } = await understood(deps, raw, item.envelopeTo, item.receivedAt);
  const known = said ?? (item.matchedBy === 'person' && item.messageId ? await byPerson(deps, item.messageId) : null);
  await actOn(deps, { id, receivedAt: item.receivedAt, fingerprint: names.fingerprint }, reading, names, known, actor);
  return deps.store.inbound.get(id);
}

const byPerson = async ({ store }: ReceivingDeps, messageId: string): Promise<Matched | null> => {
  const found = await store.inbound.message(messageId);
  return found && { ...found, by: 'person', use: null };
};

/** @throws MESSAGE_UNKNOWN when it is no mail, or the lead was sent none. */
async function subjectOf(deps: ReceivingDeps, subject: Subject): Promise<Matched> {
  const messageId =
    'messageId' in subject ? subject.messageId : ((await deps.store.messages.newestSent(subject.leadId))?.id ?? '');
  const found = await byPerson(deps, messageId);
  if (found) return found;
  const what = 'messageId' in subject ? `There is no mail ${subject.messageId}` : 'That lead was never sent a mail';
  throw new TendrilError('MESSAGE_UNKNOWN', what, subject);
}

async function actOn(
  deps: ReceivingDeps,
  item: Item,
  reading: InboundReading,
  names: MailNames,
  said: Matched | null,
  actor: string | null = null,
): Promise<Outcome> {
  const matched = said ?? (await matchMail(deps.store.inbound, names, reading.kind));
  const outcome = await unlessGone(reading.kind, () =>
    matched ? actAbout(deps, item, reading, matched) : hold(deps, item, reading, names),
  );
  const finding = {
    ...outcome,
    reading,
    messageId: matched?.messageId ?? null,
    leadId: matched?.leadId ?? null,
    matchedBy: matched?.by ?? null,
  };
  await deps.store.inbound.settle(item.id, finding, actor, deps.now());
  return outcome;
}

/** Whom the item is about may have been erased since, or wants nothing kept of it: then it is settled, and nothing else. */
export async function unlessGone(kind: Outcome['kind'], act: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await act();
  } catch (error) {
    if (hasCode(error, 'LEAD_UNKNOWN')) return ignored(kind, 'whom it is about was erased');
    if (hasCode(error, 'TRACKING_WITHHELD')) return ignored(kind, 'whom it is about wants nothing kept of it');
    throw error;
  }
}

/** What follows from a mail about one of ours. */
async function actAbout(deps: ReceivingDeps, item: Item, reading: InboundReading, matched: Matched): Promise<Outcome> {
  switch (reading.kind) {
    case 'bounce':
    case 'complaint':
      return reported(deps, item, reading.kind, reading.recipients, matched);
    case 'reply':
    case 'auto-reply':
      if (matched.internal) return ignored(reading.kind, 'it answers a mail to a person of your own');
      if (reading.kind === 'auto-reply') return absent(deps, item, reading.answer, matched);
      // Nobody writes to a return path by hand: what comes there and is no report was sent by a responder.
      if (matched.use === 'bounce') return absent(deps, item, { ...reading.answer, ...responder }, matched);
      if (matched.use === 'unsubscribe') return unsubscribed(deps, matched);
      return answered(deps, item, reading.answer, matched);
    case 'other':
      return matched.use === 'unsubscribe' && !matched.internal
        ? unsubscribed(deps, matched)
        : ignored('other', reading.reason);
    default:
      return assertNever(reading);
  }
}

/** RFC 2369 §3.2: a mail to the address of the header is the wish, whatever it says. */
async function unsubscribed({ store, now }: ReceivingDeps, { messageId }: Matched): Promise<Outcome> {
  await recordUnsubscribe(store, messageId, 'mail', now());
  return applied('unsubscribe', 'it was sent to the unsubscribe address');
}
