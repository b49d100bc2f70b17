/**
 * What one of sales answers to a mail about a hand-off: its first line may decide (`domain/written-decision`). Whoever answers gets a
 * mail that says what was understood, or what to write instead. Only people who sell decide, whoever else the mail was passed on to.
 */
import type { HandoffMessage, HandoffView, StepGiven } from '../../db/store.ts';
import { canonicalOrNull } from '../../domain/address.ts';
import { leavesGroup } from '../../domain/buying-group.ts';
import type { DecisionReading, WrittenDecision } from '../../domain/decision-reading.ts';
import { describeDecision } from '../../domain/described-decision.ts';
import { stepOfDecision } from '../../domain/desk-answer.ts';
import { hasCode, TendrilError } from '../../domain/errors.ts';
import type { AnswerReading } from '../../domain/inbound-reading.ts';
import { plainDesk, zoneOfSeller } from '../../domain/sales-desk.ts';
import { dateIn } from '../../domain/time.ts';
import type { Salesperson, Workspace } from '../../domain/workspace.ts';
import { readDecision } from '../../domain/written-decision.ts';
import type { About } from './matching.ts';
import { applied, type Item, ignored, type Outcome, type ReceivingDeps } from './ports.ts';

export async function deskAnswer(
  deps: ReceivingDeps,
  item: Item,
  answer: AnswerReading,
  about: About,
): Promise<Outcome> {
  const { store, now } = deps;
  const asked = about.messageId === null ? null : await store.handoffs.ofMessage(about.messageId);
  if (asked === null) return ignored('reply', 'it answers a mail to a person of your own');
  const workspace = await store.publications.workspace();
  const person = sellerOf(workspace, answer.from);
  if (person === null) return ignored('reply', 'it answers a mail about a hand-off, and is from nobody who sells');
  const desk = workspace.sales.desk ?? plainDesk;
  const zone = zoneOfSeller(desk, person.key, workspace.organisation.timeZone);
  const reading = readDecision(answer.text, { today: dateIn(item.receivedAt, zone) });
  const told: Told = { deps, item, answer, about, asked, person };
  if (!isDecision(reading)) {
    await tell(told, `${describeDecision(reading)}.`);
    return ignored('reply', `of ${person.key}: no decision was understood`);
  }
  const products = Object.fromEntries(Object.entries(desk.products).map(([name, { label }]) => [name, label]));
  const { step, note } = stepOfDecision(reading, { zone, products });
  // That somebody is the wrong person is said of whom the mail was about; anything else is decided for the group.
  const meant = leavesGroup(step) ? { ...asked, handoffId: asked.ownId } : asked;
  const refusal = await taken(deps, meant, person, { ...step, note, key: `inbound/${item.id}` }, now());
  const ends = refusal === null && (step.kind === 'won' || step.kind === 'lost' || step.kind === 'returned');
  await tell(told, refusal ?? `${describeDecision(reading)}. ${nextWords(reading)}`, ends ? isFinal : again);
  return refusal === null
    ? applied('reply', `${person.key} decided by mail: ${describeDecision(reading)}`)
    : ignored('reply', `of ${person.key}: ${refusal}`);
}

const isDecision = (reading: DecisionReading): reading is WrittenDecision =>
  reading.kind !== 'not-understood' && reading.kind !== 'ambiguous';

function sellerOf({ sales }: Workspace, from: string): Salesperson | null {
  const address = canonicalOrNull(from);
  return address === null ? null : (sales.salespeople.find((one) => canonicalOrNull(one.address) === address) ?? null);
}

/** Null when it is done; else why not, in words for whoever wrote. */
async function taken(
  { store }: ReceivingDeps,
  { handoffId, recipient }: HandoffMessage,
  person: Salesperson,
  step: StepGiven & { readonly note: string | null; readonly key: string },
  now: string,
): Promise<string | null> {
  const { handoff } = await store.handoffs.story(handoffId, now);
  const isOwn = canonicalOrNull(recipient) === canonicalOrNull(person.address);
  // Whoever was offered it and has it no more decides nothing; a colleague to whom the mail was passed on takes it over.
  if (isOwn && handoff.status === 'open' && handoff.salesperson?.key !== person.key) {
    const whose = handoff.queuedAt === null ? 'It is with somebody else now.' : 'Nobody can have it now: it waits.';
    return `Nothing was decided. ${whose}`;
  }
  // One that is attached has no offer of its own.
  const isOffered = isOwn && handoff.status === 'open' && handoff.attachedTo === null;
  const bound = isOffered ? { offer: handoff.offer } : {};
  try {
    await store.handoffs.decide(handoffId, { ...step, ...bound, seen: seenBy(handoff, person) }, person.key, now);
    return null;
  } catch (error) {
    if (!(error instanceof TendrilError) || !deciding.some((code) => hasCode(error, code))) throw error;
    return `Nothing was decided. ${error.message}.`;
  }
}

const deciding = [
  ...(['HANDOFF_DECIDED', 'HANDOFF_REASSIGNED', 'HANDOFF_UNKNOWN', 'HANDOFF_ATTACHED'] as const),
  // A day that is over by now, or years ahead.
  'FIELD_INVALID',
] as const;

/** Who has it knows that they have accepted it. */
const seenBy = ({ status, salesperson }: HandoffView, { key }: Salesperson): 'open' | 'accepted' =>
  status === 'accepted' && salesperson?.key === key ? 'accepted' : 'open';

function nextWords(decision: WrittenDecision): string {
  switch (decision.kind) {
    case 'accept':
      return 'The lead is yours. Answer "contacted" when you have talked.';
    case 'contacted':
    case 'meeting':
      return 'It is logged.';
    case 'planned':
      return 'It is noted.';
    case 'won':
      return 'Congratulations.';
    default:
      return 'Marketing keeps in touch.';
  }
}

interface Told {
  readonly deps: ReceivingDeps;
  readonly item: Item;
  readonly answer: AnswerReading;
  readonly about: About;
  readonly asked: HandoffMessage;
  readonly person: Salesperson;
}

const again = 'If that is not what you meant, answer this mail.';
/** What ends it can be answered no more. */
const isFinal = 'If that is not what you meant, tell your manager: the lead has left your hands.';

/** One answer to one mail, however often that is read. */
async function tell({ deps, item, answer, about, asked, person }: Told, text: string, last = again): Promise<void> {
  const { leadName, company } = (await deps.store.handoffs.story(asked.handoffId, deps.now())).handoff;
  await deps.store.letters.write(
    {
      kind: 'decision',
      leadId: about.leadId,
      inboundItemId: item.id,
      recipient: person.address,
      subject: `Re: ${asked.subject ?? answer.subject}`,
      text: [`${leadName}${company === null ? '' : `, ${company}`}:`, text, '', last].join('\n'),
      inReplyTo: null,
      references: [],
      actor: 'engine',
    },
    `decision/${item.id}`,
    deps.now(),
  );
}
