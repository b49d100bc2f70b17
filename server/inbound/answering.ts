/**
 * What a person answers to an incoming mail: a letter to the lead that continues the conversation, so that what the lead
 * answers to it comes back here. Ordered twice in the same words, it is written once. Whoever asked for no more mail still
 * has an answer coming; a complaint or a dead address has none.
 */
import { createHash } from 'node:crypto';
import type { InboundItemView, LetterView, NewLetter } from '../../db/store.ts';
import { parseAddress } from '../../domain/address.ts';
import { TendrilError } from '../../domain/errors.ts';
import { answerKey } from '../../domain/identity.ts';
import { isMessageId, type MailNames } from '../../domain/mail-names.ts';
import type { ReceivingDeps } from './ports.ts';

export interface Answer {
  readonly text: string;
  /** Whom it goes to; default: the lead. Another person may have answered from an address of their own. */
  readonly to?: 'lead' | 'writer';
}

/** Answers to a lead are as long as what is kept of those that it writes (bytes). */
export const longestAnswer = 64 * 1024;

/** Message-IDs of a long conversation that are named: those that began it, and the last ones. */
const [firstNamed, lastNamed] = [1, 19] as const;
const longestSubject = 500;

/** @throws INBOUND_UNKNOWN, INBOUND_UNANSWERABLE, LEAD_SUPPRESSED */
export async function writeAnswer(
  deps: ReceivingDeps,
  id: string,
  { text, to = 'lead' }: Answer,
  actor: string,
): Promise<{ readonly letter: LetterView; readonly written: boolean }> {
  const { store, now } = deps;
  const item = await store.inbound.get(id);
  const leadId = await leadOf(deps, item);
  const recipient = await recipientOf(deps, item, leadId, to);
  const letter: NewLetter = {
    kind: 'answer',
    leadId,
    inboundItemId: id,
    recipient,
    subject: answeringSubject(item.subject ?? ''),
    text,
    ...(await conversationOf(deps, item)),
    actor,
  };
  const hash = createHash('sha256').update(`${recipient}\n${text}`).digest('hex');
  const { id: letterId, written } = await store.letters.write(letter, answerKey(id, hash), now());
  await store.tasks.close(id, null, actor, now());
  return { letter: await store.letters.get(letterId), written };
}

/** @throws INBOUND_UNANSWERABLE */
async function leadOf({ store }: ReceivingDeps, item: InboundItemView): Promise<string> {
  const { id, kind, leadId, messageId } = item;
  const unanswerable = (why: string) => new TendrilError('INBOUND_UNANSWERABLE', `The item ${id} ${why}`, { id });
  if (kind !== 'reply' && kind !== 'auto-reply' && kind !== 'unsubscribe') throw unanswerable(`is no reply: ${kind}`);
  if (leadId === null) throw unanswerable('is not known to be about a lead');
  const answered = messageId === null ? null : await store.inbound.message(messageId);
  if (answered?.internal) throw unanswerable('was written by a person of your own');
  return leadId;
}

/** @throws LEAD_SUPPRESSED, INBOUND_UNANSWERABLE */
async function recipientOf(
  { store, now }: ReceivingDeps,
  item: InboundItemView,
  leadId: string,
  to: 'lead' | 'writer',
): Promise<string> {
  const address = to === 'lead' ? (await store.leads.get(leadId, now())).email : writerOf(item);
  const reason = await store.suppressions.reasonFor(address);
  if (reason === null || reason === 'unsubscribe') return address;
  throw new TendrilError('LEAD_SUPPRESSED', `The address gets no mail (${reason}), not even an answer`, { reason });
}

function writerOf({ id, fromAddress }: InboundItemView): string {
  try {
    return parseAddress(fromAddress ?? '');
  } catch (cause) {
    throw new TendrilError('INBOUND_UNANSWERABLE', `The item ${id} names no sender to write to`, { id }, cause);
  }
}

/** RFC 5322 §3.6.5: `Re: ` once, whichever form the other side's program has. */
export function answeringSubject(subject: string): string {
  const bare = subject.replace(/^(?:\s*(?:re|aw|antw|sv|vs|rif|odp|r)\s*(?:\[\d+\])?\s*:)+\s*/i, '').trim();
  return `Re: ${bare}`.trim().slice(0, longestSubject);
}

/** RFC 5322 §3.6.4. Of a mail that is not kept any more, or that names itself in no usable way, nothing is named. */
async function conversationOf(
  { store, read }: ReceivingDeps,
  { id, envelopeTo, receivedAt }: InboundItemView,
): Promise<Pick<NewLetter, 'inReplyTo' | 'references'>> {
  const raw = await store.inbound.raw(id);
  return raw === null
    ? { inReplyTo: null, references: [] }
    : conversation((await read(raw, { receivedAt }, envelopeTo)).names);
}

/** What an answer to a mail of these names says it belongs to. */
export function conversation({
  ownId,
  inReplyTo,
  references,
}: Pick<MailNames, 'ownId' | 'inReplyTo' | 'references'>): Pick<NewLetter, 'inReplyTo' | 'references'> {
  const answered = `<${ownId}>`;
  if (!isMessageId(answered)) return { inReplyTo: null, references: [] };
  const before = references.length > 0 ? [...references].reverse() : inReplyTo.length === 1 ? inReplyTo : [];
  const named = [...new Set([...before.map((name) => `<${name}>`).filter(isMessageId), answered])];
  const cut = named.length > firstNamed + lastNamed;
  return { inReplyTo: answered, references: cut ? [...named.slice(0, firstNamed), ...named.slice(-lastNamed)] : named };
}
