/**
 * Sends a letter: what a person wrote to a lead, the engine to a person of one's own about a lead, or the question whether a
 * lead meant it (double opt-in). At most once, by the path of all mails; people wait for it, so it goes first.
 */
import type { ConsentRequestView, LetterView, MessageState } from '../db/store.ts';
import { assertNever } from '../domain/errors.ts';
import { letterMessageKey } from '../domain/identity.ts';
import { type Instant, plusMs } from '../domain/instant.ts';
import { fullName, type LeadFacts } from '../domain/lead.ts';
import type { Organisation, SenderIdentity } from '../domain/workspace.ts';
import type { SendLetterRequest, SendLetterResult } from '../workflows/messages.ts';
import { type Composed, deliverWorkMail, routeOf } from './deliver.ts';
import type { Claimed } from './delivery.ts';
import type { ConversationDeps } from './ports.ts';
import { senderNamed } from './program-mail.ts';

const ended: ReadonlySet<MessageState> = new Set(['SENT', 'UNKNOWN', 'FAILED', 'SUPPRESSED', 'SKIPPED']);

/** A relay that does not take a note is asked again for so long; an answer waits for as long as its relay says. */
const notePatienceMs = 24 * 3_600_000;

export function createSendLetter(deps: ConversationDeps): (request: SendLetterRequest) => Promise<SendLetterResult> {
  return async function sendLetterActivity({ letterId, now }) {
    const [letter, { organisation }] = await Promise.all([
      deps.store.letters.get(letterId),
      deps.store.publications.workspace(),
    ]);
    // Its lead was erased meanwhile, and what was written with it.
    if (letter.text === '') return { kind: 'ended', outcome: 'undelivered' };
    const request = await openRequest(deps, letter, now);
    if (request === 'over') return { kind: 'ended', outcome: 'undelivered' };
    const sender = senderNamed(deps, letter.sender, organisation, { letterId });
    const { recipient } = letter;
    const dispatch = {
      key: letterMessageKey(letterId),
      owner: { kind: 'letter', letterId, recipient, internal: isInternal(letter) } as const,
      now,
      urgent: () => true,
      compose: async (claim: Claimed) => compose(deps, claim, { letter, request, sender, organisation, now }),
    };
    const delivery = await deliverWorkMail(deps, dispatch, routeOf(sender));
    switch (delivery.kind) {
      case 'sent':
      case 'unknown':
        return { kind: 'ended', outcome: delivery.kind };
      case 'deferred':
        if (!isTooLate(letter, delivery.until)) return { kind: 'later', until: delivery.until };
        return undelivered(deps, letter, 'the relay took it on no try');
      case 'failed':
      case 'blocked':
        return undelivered(deps, letter, delivery.reason);
      default:
        return assertNever(delivery);
    }
  };
}

/** To a person of one's own. */
const isInternal = ({ kind }: LetterView): boolean => kind === 'note' || kind === 'decision';

const isTooLate = (letter: LetterView, until: Instant): boolean =>
  isInternal(letter) && until > plusMs(letter.createdAt, notePatienceMs);

/** The ledger has what was said; nobody's mailbox holds up a lead. */
function undelivered({ log }: ConversationDeps, { id, kind }: LetterView, why: string): SendLetterResult {
  log.error({ letterId: id, kind, why }, 'a letter could not be delivered');
  return { kind: 'ended', outcome: 'undelivered' };
}

/**
 * What a confirmation asks for. `over`: it was confirmed, its time is over or it is gone, and so nobody is asked any more.
 * Null of letters that ask for nothing.
 */
async function openRequest(
  { store }: ConversationDeps,
  { kind, consentRequestId, message }: LetterView,
  now: Instant,
): Promise<ConsentRequestView | 'over' | null> {
  // Of one that has left, the ledger tells what became of it.
  if (kind !== 'confirmation' || (message !== null && ended.has(message.state))) return null;
  const request = consentRequestId === null ? null : await store.consents.requested(consentRequestId, now);
  return request === null || request.confirmedAt !== null ? 'over' : request;
}

interface Written {
  readonly letter: LetterView;
  readonly request: ConsentRequestView | null;
  readonly sender: SenderIdentity;
  readonly organisation: Organisation;
  readonly now: Instant;
}

function compose(
  deps: ConversationDeps,
  { messageId, facts }: Claimed,
  { letter, request, sender, organisation, now }: Written,
): Composed {
  const { kind, recipient, subject, text, inReplyTo, references } = letter;
  const { mailDomain, signer, publicUrl } = deps;
  const { relay } = routeOf(sender);
  if (request !== null) {
    const { id: requestId, wording, expiresAt } = request;
    const asked = { messageId, requestId, recipient, wording, expiresAt, language: facts.language };
    return deps.composer.confirmationMail({
      ...asked,
      ...{ sender, organisation, relay, now, mailDomain, signer, publicUrl },
    });
  }
  return deps.composer.letterMail({
    messageId,
    to: { name: kind === 'answer' ? nameOf(facts, recipient) : '', address: recipient },
    subject,
    text,
    conversation: { inReplyTo, references },
    from: kind === 'answer' ? 'person' : 'engine',
    isAnswerable: kind === 'answer' || kind === 'decision',
    sender,
    organisation,
    relay,
    now,
    mailDomain,
    signer,
  });
}

/** Whoever wrote from another address is somebody else. */
const nameOf = (lead: LeadFacts, recipient: string): string => (lead.email === recipient ? (fullName(lead) ?? '') : '');
