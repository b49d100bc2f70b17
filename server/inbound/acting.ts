/**
 * What follows from a mail about mails of ours. Mostly that is one; where somebody wrote to several addresses of ours, it is
 * decided here for which of them it speaks:
 * - a wish to get no more mail, for each: by the address it went to, or by its words;
 * - a report, for each that it names, or each that it carries a token of when it names none;
 * - any other answer for one lead, the one that wrote it: nobody answers for another.
 */
import { canonicalOrNull } from '../../domain/address.ts';
import { assertNever, hasCode } from '../../domain/errors.ts';
import type { AnswerReading, InboundReading, ResponderKind } from '../../domain/inbound-reading.ts';
import { recordOptOut } from '../unsubscribe.ts';
import { absent } from './absence.ts';
import { answered } from './answered.ts';
import { deskAnswer } from './desk-answer.ts';
import type { About } from './matching.ts';
import { applied, type Item, ignored, type Outcome, type ReceivingDeps } from './ports.ts';
import { isOn, reported } from './reported.ts';
import { heldUnread } from './unread.ts';

export interface Acted {
  readonly outcome: Outcome;
  /** Whom the item is filed under. */
  readonly about: About;
}

/** @param abouts at least one, in the order of their weight */
export async function actOnAll(
  deps: ReceivingDeps,
  item: Item,
  reading: InboundReading,
  abouts: readonly [About, ...About[]],
): Promise<Acted> {
  const acted: Acted[] = [];
  for (const { about, read } of await plan(deps, reading, abouts)) {
    const outcome = await unlessGone(reading.kind, () => actOnOne(deps, item, read, about));
    acted.push({ outcome, about });
  }
  const [first = { outcome: ignored(reading.kind, 'it speaks for nobody'), about: abouts[0] }] = acted;
  const main = acted.find(({ outcome }) => outcome.status === 'applied') ?? first;
  const others = acted.filter((each) => each !== main && each.outcome.status === 'applied').length;
  if (others === 0) return main;
  const note = `${main.outcome.note}; and so for ${others} more ${others === 1 ? 'mail' : 'mails'} that it is about`;
  return { ...main, outcome: { ...main.outcome, note } };
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

interface Planned {
  readonly about: About;
  /** As far as it is about this one. */
  readonly read: InboundReading;
}

async function plan(
  deps: ReceivingDeps,
  reading: InboundReading,
  abouts: readonly [About, ...About[]],
): Promise<readonly Planned[]> {
  const of = (about: About): Planned => ({ about, read: reading });
  if (abouts.length === 1) return [of(abouts[0])];
  if (reading.kind === 'bounce' || reading.kind === 'complaint') return asNamed(deps, reading, onePerMail(abouts));
  const wishes = onePerMail(abouts.filter(({ use }) => use === 'unsubscribe'));
  const stopped = new Set(wishes.map(({ leadId }) => leadId));
  const rest = abouts.filter(({ leadId, use }) => use !== 'unsubscribe' && !stopped.has(leadId));
  const wantsNone = reading.kind === 'reply' && reading.answer.intent === 'unsubscribe';
  if (wantsNone) return [...wishes, ...onePerMail(rest)].map(of);
  const writer = await writerAmong(deps, reading, rest);
  return [...wishes, ...(writer ? [writer] : [])].map(of);
}

const onePerMail = (abouts: readonly About[]): readonly About[] =>
  [
    ...new Map([...abouts].reverse().map((about) => [about.messageId ?? about.leadId, about] as const)).values(),
  ].reverse();

/** The mails that a report is on: those whose recipient it names, else all. */
async function asNamed(
  { store }: ReceivingDeps,
  reading: Extract<InboundReading, { readonly kind: 'bounce' | 'complaint' }>,
  abouts: readonly About[],
): Promise<readonly Planned[]> {
  const planned = await Promise.all(
    abouts.map(async (about) => {
      const message = about.messageId === null ? null : await store.messages.find(about.messageId);
      const named = message !== null && reading.recipients.some((report) => isOn(report, message.recipient));
      return { about, named, read: reading };
    }),
  );
  const named = planned.filter((one) => one.named);
  return named.length > 0 ? named : planned;
}

/** Who wrote, by an address that anybody can write, among those whose mails it is proven to answer; else the first. */
async function writerAmong(
  { store, now }: ReceivingDeps,
  reading: InboundReading,
  abouts: readonly About[],
): Promise<About | undefined> {
  const [first] = abouts;
  if (new Set(abouts.map(({ leadId }) => leadId)).size < 2 || !('answer' in reading)) return first;
  const from = canonicalOrNull(reading.answer.from);
  for (const about of abouts) {
    const lead = await store.leads.get(about.leadId, now()).catch(goneAsNull);
    if (from !== null && lead && canonicalOrNull(lead.email) === from) return about;
  }
  return first;
}

function goneAsNull(error: unknown): null {
  if (hasCode(error, 'LEAD_UNKNOWN')) return null;
  throw error;
}

async function actOnOne(deps: ReceivingDeps, item: Item, reading: InboundReading, about: About): Promise<Outcome> {
  switch (reading.kind) {
    case 'bounce':
    case 'complaint':
      if (about.messageId === null) return ignored(reading.kind, 'it is about a mail, and that lead was sent none');
      return reported(deps, item, reading.kind, reading.recipients, about);
    case 'reply':
    case 'auto-reply':
      if (about.internal) return ofOurOwn(deps, item, reading, about);
      // Also where a program sent it: mail clients and receivers do so for the person who pressed the button.
      if (about.use === 'unsubscribe') return unsubscribed(deps, about);
      if (reading.kind === 'auto-reply') return absent(deps, item, reading.answer, about);
      if (about.use === 'bounce' && isResponders(reading.answer)) {
        const { resembles } = reading.answer;
        return absent(deps, item, { ...reading.answer, class: resembles, sign: 'words at the return path' }, about);
      }
      return answered(deps, item, reading.answer, about);
    case 'other':
      if (about.internal) return ignored('other', reading.reason);
      if (about.use === 'unsubscribe') return unsubscribed(deps, about);
      return reading.unreadable && about.use !== 'bounce'
        ? heldUnread(deps, item, about)
        : ignored('other', reading.reason);
    default:
      return assertNever(reading);
  }
}

/**
 * Whether what came to the return path was written by a responder that says so in no header. Most that comes there was: few
 * people's programs answer to that address. So words are enough; thanks alone are not when something is wanted.
 */
function isResponders(answer: AnswerReading): answer is AnswerReading & { readonly resembles: ResponderKind } {
  const { resembles, intent } = answer;
  if (resembles === undefined || intent === 'unsubscribe') return false;
  return resembles !== 'auto-reply' || intent === null;
}

/** A person of one's own may decide by it; what a program of theirs writes says nothing. */
const ofOurOwn = async (
  deps: ReceivingDeps,
  item: Item,
  { kind, answer }: Extract<InboundReading, { readonly answer: AnswerReading }>,
  about: About,
): Promise<Outcome> =>
  kind === 'reply' && about.use !== 'bounce'
    ? deskAnswer(deps, item, answer, about)
    : ignored(kind, 'it answers a mail to a person of your own');

/** RFC 2369 §3.2: a mail to the address of the header is the wish, whatever it says. */
async function unsubscribed({ store, now }: ReceivingDeps, about: About): Promise<Outcome> {
  await recordOptOut(store, about, 'mail', now());
  return applied('unsubscribe', 'it was sent to the unsubscribe address');
}
