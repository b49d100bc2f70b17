/**
 * What a person's answer does: it stops the lead's sequences and earns points (by the event `reply`), a person of one's own
 * is told and gets a task, and who asks for no more mail gets none. Whatever it says, it speaks for the lead whose mail it
 * answers, and never changes an address or a consent of that lead.
 */
import type { TaskKind } from '../../db/store.ts';
import type { AnswerReading } from '../../domain/inbound-reading.ts';
import { fullName } from '../../domain/lead.ts';
import { recordOptOut } from '../unsubscribe.ts';
import type { About } from './matching.ts';
import { ownerOf } from './owner.ts';
import { applied, eventKey, eventSubject, type Item, type Outcome, type ReceivingDeps } from './ports.ts';

/** Characters of a reply that the event keeps; the item has all of it. */
const longestText = 20_000;
/** A wish to get no more mail that says more than that is looked at by a person as well. */
const bareWish = 60;

export async function answered(deps: ReceivingDeps, item: Item, answer: AnswerReading, about: About): Promise<Outcome> {
  const { store, now } = deps;
  if (answer.intent === 'unsubscribe') {
    await recordOptOut(store, about, 'mail', now());
    if (answer.text.length <= bareWish) return applied('unsubscribe', 'it asks for no more mail');
    await openTask(deps, item, answer, about, 'reply');
    return applied('unsubscribe', 'it asks for no more mail, and says more: a task was opened');
  }
  const { recorded } = await store.events.ingest(
    {
      dedupeKey: eventKey(about, 'reply', item),
      kind: 'reply',
      lead: eventSubject(about),
      payload: {
        text: answer.text.slice(0, longestText),
        subject: answer.subject.slice(0, 500),
        ...(answer.intent && { intent: answer.intent, rule: answer.intentRule }),
        ...(answer.referral && { referral: answer.referral }),
      },
      occurredAt: item.receivedAt,
    },
    now(),
  );
  await openTask(deps, item, answer, about, taskFor(answer));
  const what = answer.intent === null ? 'a reply' : `a reply (${answer.intent})`;
  return applied('reply', recorded ? what : `${what}, which was known`);
}

function taskFor({ intent }: AnswerReading): TaskKind {
  switch (intent) {
    case 'referral':
      return 'referral';
    case 'wrong_person':
      return 'wrong-person';
    case 'call_me':
      return 'call';
    default:
      return 'reply';
  }
}

const titles: Readonly<Partial<Record<TaskKind, string>>> = {
  referral: 'names somebody else to write to',
  'wrong-person': 'is not the right person',
  call: 'asks for a call',
};

/** A task for whoever is responsible for the lead, and a mail that says so; one of each, however often it is asked for. */
async function openTask(
  { store, now }: ReceivingDeps,
  item: Item,
  answer: AnswerReading,
  { leadId, messageId }: About,
  kind: TaskKind,
): Promise<void> {
  const at = now();
  const owner = await ownerOf(store, leadId);
  const lead = await store.leads.get(leadId, at);
  const who = fullName(lead) ?? lead.email;
  const title = `${who} ${titles[kind] ?? 'replied'}`;
  const key = `inbound/${item.id}`;
  const referral = answer.referral && `Write to ${answer.referral.address}`;
  await store.tasks.open(
    { key, kind, leadId, inboundItemId: item.id, title, detail: referral, assignee: owner.address },
    at,
  );
  const message = messageId === null ? null : await store.messages.find(messageId);
  await store.letters.write(
    {
      kind: 'note',
      leadId,
      inboundItemId: item.id,
      recipient: owner.address,
      subject: `${title}: ${message?.subject ?? answer.subject}`,
      text: noteText(answer, who, lead.email, item.id),
      inReplyTo: null,
      references: [],
      actor: 'engine',
    },
    key,
    at,
  );
}

const noteText = (answer: AnswerReading, who: string, email: string, itemId: string): string =>
  [
    `${who} (${email}) wrote:`,
    '',
    answer.text.slice(0, longestText),
    '',
    ...(answer.referral ? [`It names ${answer.referral.address}.`, ''] : []),
    `Read the conversation: tendril inbound thread ${email}`,
    `Answer it: tendril inbound answer ${itemId} --text "…"`,
  ].join('\n');
