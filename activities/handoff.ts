/**
 * Answers the questions of the hand-off machine: whose turn it is, the mail with the story, the deadline, and the way
 * back to nurturing.
 */

import type { Offered } from '../db/store.ts';
import { converse } from '../domain/conversation.ts';
import { assertNever } from '../domain/errors.ts';
import { type HandoffAnswer, type HandoffQuestion, handoffMachine } from '../domain/handoff.ts';
import { type Instant, plusMs } from '../domain/instant.ts';
import { trackOf } from '../domain/return-rules.ts';
import { isAway } from '../domain/routing.ts';
import { plainDesk, workingHoursOf } from '../domain/sales-desk.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { ConverseHandoffRequest, ConverseHandoffResult } from '../workflows/messages.ts';
import type { Delivery } from './delivery.ts';
import { follow } from './handoff-follow.ts';
import { managerOf, type Telling, tellSales } from './handoff-mail.ts';
import { queued } from './handoff-queue.ts';
import type { ConversationDeps } from './ports.ts';

/** How long to wait when nobody can be told of the lead. */
const pauseMs = 10 * 60_000;
/** Until it is tried again to nurture a lead that came back: what stands in the way lasts. */
const recyclePauseMs = 60 * 60_000;
/** Where no clock runs: what is decided about the one that leads wakes it. */
const farMs = 400 * 86_400_000;

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
      return remind(deps, id, now, question);
    case 'escalate':
      return escalate(deps, id, now, question.offer);
    case 'lapse':
      return deps.store.handoffs.lapse(id, question.offer, now);
    case 'follow':
      return follow(deps, id, now);
    case 'recycle':
      return recycle(deps, id, now);
    default:
      return assertNever(question);
  }
}

async function offer(deps: ConversationDeps, id: string, now: Instant, number: number): Promise<HandoffAnswer> {
  const workspace = await deps.store.publications.workspace();
  const made = await deps.store.handoffs.offer(id, number, now);
  if (made.kind === 'decided') return made;
  if (made.kind === 'attached') return attached(deps, { id, now, workspace, made });
  if (made.kind === 'nobody') return queued(deps, { id, now, offer: number, workspace, nobody: made });
  const { salesperson, deadline, managerAt } = made;
  const mailed = await tellSales(deps, { id, now, offer: number, kind: 'offer', workspace, salesperson, deadline });
  switch (mailed.kind) {
    case 'sent':
    // It may have arrived, and is never sent twice: the deadline takes care of the rest.
    case 'unknown':
      return {
        kind: 'offered',
        remindAt: made.remindAt,
        ...(made.remindAgainAt.length === 0 ? {} : { remindAgainAt: made.remindAgainAt }),
        deadline,
        ...(managerAt === null ? {} : { managerAt }),
      };
    case 'deferred':
      return { kind: 'later', until: mailed.until };
    case 'failed':
    case 'blocked':
      return undeliverable(deps, { id, now, offer: number, salesperson: salesperson.key, reason: mailed.reason });
    default:
      return assertNever(mailed);
  }
}

interface Attached {
  readonly id: string;
  readonly now: Instant;
  readonly workspace: Workspace;
  readonly made: Extract<Offered, { kind: 'attached' }>;
}

/** Whoever has the leading one learns that there is another lead; what is decided about that one comes as a signal. */
async function attached(deps: ConversationDeps, { id, now, workspace, made }: Attached): Promise<HandoffAnswer> {
  const { salesperson, offer } = made;
  if (salesperson) {
    const telling = { id, now, offer, kind: 'attached', workspace, salesperson, deadline: null } as const;
    const told = await tellSales(deps, { ...telling, decideAt: made.to });
    if (told.kind === 'deferred') return { kind: 'later', until: told.until };
    const unseen = await tellWhileAway(deps, { id, now, offer, workspace, salesperson, decideAt: made.to });
    if (unseen?.kind === 'deferred') return { kind: 'later', until: unseen.until };
  }
  const decision = made.isAccepted ? await deps.store.handoffs.join(id, now) : null;
  return decision ? { kind: 'decided', decision } : { kind: 'later', until: plusMs(now, farMs) };
}

type Away = Pick<Telling, 'id' | 'now' | 'offer' | 'workspace' | 'salesperson' | 'decideAt'>;

/** Whoever has the company has it while they are away, too: their manager is told, who may give it to somebody else. */
async function tellWhileAway(deps: ConversationDeps, away: Away): Promise<Delivery | null> {
  const { now, workspace, salesperson } = away;
  const { sales, organisation } = workspace;
  const hours = workingHoursOf(sales.desk ?? plainDesk, salesperson.key, organisation.timeZone, deps.isPublicHoliday);
  const manager = managerOf(workspace, salesperson.key);
  if (!manager || !isAway(hours, now)) return null;
  const why = `${salesperson.name} has the company and is away.`;
  return tellSales(deps, { ...away, kind: 'attached-away', salesperson: manager, deadline: null, why });
}

/** Tells the manager of whoever has the offer now that the lead was not accepted in the time that was promised. */
async function escalate(deps: ConversationDeps, id: string, now: Instant, number: number): Promise<HandoffAnswer> {
  const { handoff } = await deps.store.handoffs.story(id, now);
  const workspace = await deps.store.publications.workspace();
  const manager = managerOf(workspace, handoff.salesperson?.key ?? null);
  if (handoff.status === 'open' && manager) {
    const why = handoff.salesperson ? `${handoff.salesperson.name} has it and has not answered.` : 'Nobody has it.';
    const late = { id, now, offer: number, kind: 'manager', workspace, salesperson: manager, deadline: null } as const;
    const told = await tellSales(deps, { ...late, why });
    if (told.kind === 'deferred') return { kind: 'postponed', until: told.until };
  }
  return { kind: 'escalated' };
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

async function remind(
  deps: ConversationDeps,
  id: string,
  now: Instant,
  { offer, which }: Extract<HandoffQuestion, { kind: 'remind' }>,
): Promise<HandoffAnswer> {
  const { handoff } = await deps.store.handoffs.story(id, now);
  if (handoff.status === 'open' && handoff.salesperson && handoff.deadline) {
    const { salesperson, deadline } = handoff;
    const workspace = await deps.store.publications.workspace();
    const reminder = { id, now, offer, kind: 'reminder', workspace, salesperson, deadline } as const;
    const told = await tellSales(deps, which === undefined ? reminder : { ...reminder, which });
    // It is not worth delaying the deadline for.
    if (told.kind === 'deferred') return { kind: 'postponed', until: told.until };
  }
  return { kind: 'reminded' };
}

async function recycle(deps: ConversationDeps, id: string, now: Instant): Promise<HandoffAnswer> {
  const [{ sales, organisation }, decided] = await Promise.all([
    deps.store.publications.workspace(),
    deps.store.handoffs.decisionOf(id),
  ]);
  // Nobody is left to be nurtured where the lead was erased: it must not be waited for.
  if (decided === null || decided.erased) return { kind: 'recycled' };
  const { decision, at, againOn, times } = decided;
  if (decision.kind !== 'returned' && decision.kind !== 'lost') return { kind: 'recycled' };
  const reason = decision.kind === 'lost' ? 'lost' : decision.reason;
  const track = trackOf(sales.returns, { reason, at, againOn, times }, organisation.timeZone);
  if (track === null) return { kind: 'recycled' };
  if (now < track.from) return { kind: 'cooling', until: track.from };
  const { sequence } = track;
  const recycling = await deps.store.handoffs.recycle(id, sequence, now);
  if (recycling.kind !== 'not_yet') return { kind: 'recycled' };
  const { code, reason: why } = recycling;
  deps.log.warn(
    { handoffId: id, sequence, code, reason: why },
    'a returned lead cannot be nurtured yet; it is tried again',
  );
  return { kind: 'later', until: plusMs(now, recyclePauseMs) };
}
