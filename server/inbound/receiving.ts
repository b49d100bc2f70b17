/**
 * The one way in for every mail, whichever way it came: kept for good first, then read, matched and acted on. Acts are
 * idempotent, so an item is acted on again after a crash, a redelivery or by a person's order, and changes nothing twice.
 * The way it came (SMTP, IMAP, a provider) is told that it was taken only when all of that is done.
 */
import type { InboundItemView, LetterView } from '../../db/store.ts';
import type { Arrival, Deliver } from '../../domain/arrival.ts';
import { TendrilError } from '../../domain/errors.ts';
import type { InboundReading } from '../../domain/inbound-reading.ts';
import type { MailNames } from '../../domain/mail-names.ts';
import { plusMs } from '../../domain/time.ts';
import { actOnAll } from './acting.ts';
import { type Answer, writeAnswer } from './answering.ts';
import { hold } from './held.ts';
import { type About, matchMails } from './matching.ts';
import type { Item, Outcome, ReceivingDeps } from './ports.ts';
import { endUnread } from './unread.ts';

/** Whom a person says that an item is about. */
export type Subject = { readonly messageId: string } | { readonly leadId: string };

export interface Receiving {
  readonly deliver: Deliver;
  /** The same for whoever wants to see what became of it. `known`: it had come before, and nothing was done. */
  take(arrival: Arrival): Promise<{ readonly item: InboundItemView; readonly known: boolean }>;
  /**
   * Reads an item again by the rules of today and acts on it. What a person dismissed stays so until it is assigned.
   * @throws INBOUND_UNKNOWN, INBOUND_GONE
   */
  replay(id: string, actor: string): Promise<InboundItemView>;
  /** A person says whom an item is about. @throws INBOUND_UNKNOWN, INBOUND_GONE, LEAD_UNKNOWN, MESSAGE_UNKNOWN */
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
      await store.inbound.settle(id, { ...item, status: 'dismissed', note: `dismissed by ${actor}` }, actor, now());
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
  const { reading, names } = await deps.read(raw, { receivedAt }, envelopeTo);
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

/** Acts on an item that was kept before. */
async function again(
  deps: ReceivingDeps,
  id: string,
  said: About | null,
  actor: string | null,
): Promise<InboundItemView> {
  const item = await deps.store.inbound.get(id);
  // A provider has said what it is, and says it again when it was not taken.
  if (item.format === 'event') return item;
  // Nobody is asked twice about what a person has decided.
  if (item.status === 'dismissed' && said === null) return item;
  const raw = await deps.store.inbound.raw(id);
  if (raw === null) throw new TendrilError('INBOUND_GONE', `The item ${id} is not kept any more`, { id });
  const { reading, names } = await deps.read(raw, { receivedAt: item.receivedAt }, item.envelopeTo);
  const known = said ?? (await saidBefore(deps, item));
  await endUnread(deps, item, reading, actor);
  await actOn(deps, { id, receivedAt: item.receivedAt, fingerprint: names.fingerprint }, reading, names, known, actor);
  return deps.store.inbound.get(id);
}

const byPerson = async ({ store }: ReceivingDeps, messageId: string): Promise<About | null> => {
  const found = await store.inbound.message(messageId);
  return found && { ...found, by: 'person', use: null };
};

const named = (leadId: string): About => ({ messageId: null, leadId, internal: false, by: 'person', use: null });

async function saidBefore(
  deps: ReceivingDeps,
  { matchedBy, messageId, leadId }: InboundItemView,
): Promise<About | null> {
  if (matchedBy !== 'person') return null;
  if (messageId !== null) return byPerson(deps, messageId);
  return leadId === null ? null : named(leadId);
}

/** A lead is meant by the newest mail to it, if it was sent one. @throws MESSAGE_UNKNOWN, LEAD_UNKNOWN */
async function subjectOf(deps: ReceivingDeps, subject: Subject): Promise<About> {
  if ('leadId' in subject) {
    const { id } = await deps.store.leads.get(subject.leadId, deps.now());
    const newest = await deps.store.messages.newestSent(id);
    return (newest && (await byPerson(deps, newest.id))) ?? named(id);
  }
  const found = await byPerson(deps, subject.messageId);
  if (found) return found;
  throw new TendrilError('MESSAGE_UNKNOWN', `There is no mail ${subject.messageId}`, subject);
}

async function actOn(
  deps: ReceivingDeps,
  item: Item,
  reading: InboundReading,
  names: MailNames,
  said: About | null,
  actor: string | null = null,
): Promise<Outcome> {
  const [first, ...more] = said ? [said] : await matchMails(deps.store.inbound, names, reading.kind);
  const { outcome, about } = first
    ? await actOnAll(deps, item, reading, [first, ...more])
    : { outcome: await hold(deps, item, reading, names), about: null };
  const finding = {
    ...outcome,
    reading,
    messageId: about?.messageId ?? null,
    leadId: about?.leadId ?? null,
    matchedBy: about?.by ?? null,
  };
  await deps.store.inbound.settle(item.id, finding, actor, deps.now());
  return outcome;
}
