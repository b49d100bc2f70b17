/**
 * Answers the questions of the hand-off machine: whose turn it is, the mail with the story, the deadline, and the way
 * back to nurturing.
 */
import type { HandoffStory } from '../db/store.ts';
import { converse } from '../domain/conversation.ts';
import { assertNever } from '../domain/errors.ts';
import { type HandoffAnswer, type HandoffQuestion, handoffMachine } from '../domain/handoff.ts';
import { handoffMessageKey } from '../domain/identity.ts';
import { type Instant, plusMs } from '../domain/instant.ts';
import { addDuration, localTime } from '../domain/time.ts';
import { makeToken } from '../domain/tokens.ts';
import type { Salesperson, Workspace } from '../domain/workspace.ts';
import type { ConverseHandoffRequest, ConverseHandoffResult } from '../workflows/messages.ts';
import { type Composed, deliverWorkMail, routeOf } from './deliver.ts';
import type { Claimed, Delivery } from './delivery.ts';
import type { ConversationDeps } from './ports.ts';
import { factsOf, storyOf } from './story.ts';

/** How long to wait when nobody can be offered or told of the lead, or nothing can take it back yet. */
const pauseMs = 10 * 60_000;

export function createConverseHandoff(
  deps: ConversationDeps,
): (request: ConverseHandoffRequest) => Promise<ConverseHandoffResult> {
  return async function converseHandoffActivity({ handoffId, state, now }) {
    const inputs = await converse(handoffMachine, state, (question) => answer(deps, handoffId, now, question));
    return { inputs };
  };
}

async function answer(
  deps: ConversationDeps,
  id: string,
  now: Instant,
  question: HandoffQuestion,
): Promise<HandoffAnswer> {
  switch (question.kind) {
    case 'offer':
      return offer(deps, id, now, question.offer);
    case 'remind':
      return remind(deps, id, now, question.offer);
    case 'lapse':
      return deps.store.handoffs.lapse(id, question.offer, now);
    case 'recycle':
      return recycle(deps, id, now);
    default:
      return assertNever(question);
  }
}

async function offer(deps: ConversationDeps, id: string, now: Instant, number: number): Promise<HandoffAnswer> {
  const workspace = await deps.store.publications.workspace();
  const { sales, organisation } = workspace;
  const times = {
    now,
    remindAt: addDuration(now, sales.remindAfter, organisation.timeZone),
    deadline: addDuration(now, sales.acceptWithin, organisation.timeZone),
  };
  const made = await deps.store.handoffs.offer(id, number, times);
  if (made === null) {
    deps.log.error({ handoffId: id }, 'there is no active salesperson to offer the lead to');
    return { kind: 'later', until: plusMs(now, pauseMs) };
  }
  if (made.kind === 'decided') return made;
  const { salesperson, deadline } = made;
  const mailed = await tell(deps, { id, now, offer: number, kind: 'offer', workspace, salesperson, deadline });
  switch (mailed.kind) {
    case 'sent':
    // It may have arrived, and is never sent twice: the deadline takes care of the rest.
    case 'unknown':
      return { kind: 'offered', remindAt: made.remindAt, deadline };
    case 'deferred':
      return { kind: 'later', until: mailed.until };
    case 'failed':
    case 'blocked':
      return undeliverable(deps, { id, now, offer: number, salesperson: salesperson.key, reason: mailed.reason });
    default:
      return assertNever(mailed);
  }
}

interface Unreached {
  readonly id: string;
  readonly now: Instant;
  readonly offer: number;
  readonly salesperson: string;
  readonly reason: string;
}

/** Nobody learned of this offer: the next salesperson gets one at once, or after a pause when all have been tried. */
async function undeliverable(
  deps: ConversationDeps,
  { id, now, offer, salesperson, reason }: Unreached,
): Promise<HandoffAnswer> {
  deps.log.error(
    { handoffId: id, offer, salesperson, reason },
    'the mail with an offer cannot be delivered; it is taken back',
  );
  const lapsed = await deps.store.handoffs.undeliverable(id, offer, now, plusMs(now, -pauseMs));
  if (lapsed.kind === 'decided') return lapsed;
  return { kind: 'undeliverable', until: lapsed.othersLeft ? now : plusMs(now, pauseMs) };
}

async function remind(deps: ConversationDeps, id: string, now: Instant, number: number): Promise<HandoffAnswer> {
  const { handoff } = await deps.store.handoffs.story(id, now);
  if (handoff.status === 'open' && handoff.salesperson && handoff.deadline) {
    const { salesperson, deadline } = handoff;
    const workspace = await deps.store.publications.workspace();
    await tell(deps, { id, now, offer: number, kind: 'reminder', workspace, salesperson, deadline });
  }
  // A reminder that could not leave is not worth delaying the deadline for.
  return { kind: 'reminded' };
}

async function recycle(deps: ConversationDeps, id: string, now: Instant): Promise<HandoffAnswer> {
  const [{ sales, organisation }, decided] = await Promise.all([
    deps.store.publications.workspace(),
    deps.store.handoffs.decisionOf(id),
  ]);
  // Nobody is left to be nurtured where the lead was erased: it must not be waited for.
  if (decided?.decision.kind !== 'returned' || decided.erased) return { kind: 'recycled' };
  const coolDown = sales.returns.coolDown[decided.decision.reason];
  const until = coolDown ? addDuration(decided.at, coolDown, organisation.timeZone) : decided.at;
  if (now < until) return { kind: 'cooling', until };
  const { sequence } = sales.returns;
  const recycling = await deps.store.handoffs.recycle(id, sequence, now);
  if (recycling.kind !== 'not_yet') return { kind: 'recycled' };
  const { code, reason } = recycling;
  deps.log.warn({ handoffId: id, sequence, code, reason }, 'a returned lead cannot be nurtured yet; it is tried again');
  return { kind: 'later', until: plusMs(now, pauseMs) };
}

interface Telling {
  readonly id: string;
  readonly now: Instant;
  readonly offer: number;
  readonly kind: 'offer' | 'reminder';
  readonly workspace: Workspace;
  readonly salesperson: Salesperson;
  readonly deadline: Instant;
}

/** Mails the salesperson the story of the lead, with the link where the offer is accepted or returned. */
async function tell(deps: ConversationDeps, telling: Telling): Promise<Delivery> {
  const { id, now, offer, kind, salesperson } = telling;
  const key = handoffMessageKey(id, offer, kind);
  const owner = { kind: 'handoff', handoffId: id, offer, recipient: salesperson.address } as const;
  const dispatch = {
    key,
    owner,
    now,
    urgent: () => true,
    async compose(claim: Claimed) {
      const story = await deps.store.handoffs.story(id, now);
      return compose(deps, telling, claim.messageId, story);
    },
  };
  return deliverWorkMail(deps, dispatch, routeOf(telling.workspace.organisation.sender));
}

function compose(deps: ConversationDeps, telling: Telling, messageId: string, story: HandoffStory): Composed {
  const { workspace, salesperson, offer, kind, deadline } = telling;
  const { organisation } = workspace;
  const { leadName, company, score, grade, temperature } = story.handoff;
  const who = company ? `${leadName}, ${company}` : leadName;
  const until = `${localTime(deadline, organisation.timeZone)} (${organisation.timeZone})`;
  const token = makeToken(deps.signer, { purpose: 'offer', id: telling.id, index: offer });
  return deps.composer.salesMail({
    messageId,
    to: { name: salesperson.name, address: salesperson.address },
    subject: `${kind === 'reminder' ? 'Reminder: ' : ''}${temperature} lead: ${who} (score ${Math.round(score)}, fit ${grade})`,
    heading: who,
    intro:
      kind === 'reminder'
        ? `${leadName} is still waiting. Please accept or return the lead by ${until}; after that it goes to a colleague.`
        : `${leadName} is ready to talk to you. Please accept or return the lead by ${until}.`,
    facts: factsOf(story.lead, story.handoff, organisation.fields),
    story: storyOf(story.timeline, organisation.timeZone),
    action: { label: 'Accept or return', url: `${deps.publicUrl}/h/${token}` },
    organisation,
    relay: routeOf(organisation.sender).relay,
    now: telling.now,
    mailDomain: deps.mailDomain,
    signer: deps.signer,
  });
}
