/**
 * What sales does with a hand-off, step by step: the first decision wins, each step moves the lead, and tells the hand-off's
 * workflow and the enrollments that wait for it. Under the lead's lock, because it changes stage and points.
 */
import { isOwnStep, leavesGroup, stepForAttached } from '../domain/buying-group.ts';
import { TendrilError } from '../domain/errors.ts';
import type { EventFact } from '../domain/events.ts';
import type { HandoffDecision, HandoffProgress } from '../domain/handoff.ts';
import { type DeskStep, impliesAcceptance, isLegalStep, type SeenAs } from '../domain/handoff-steps.ts';
import { returnRule } from '../domain/return-rules.ts';
import { stepProblem } from '../domain/step-problem.ts';
import type { Instant } from '../domain/time.ts';
import { attachedTo, lockGroup } from './buying-groups.ts';
import type { Queryable } from './database.ts';
import { wake } from './enrollment-writes.ts';
import type { EntryContext } from './entrants.ts';
import { askToMend, takeOver, welcome } from './handoff-effects.ts';
import { type LockedHandoff, lockBoth } from './handoff-locks.ts';
import { wakeQueue } from './handoff-queue.ts';
import { alreadyDecided, attachedHandoff, checkedHandoffId, decisionFrom, handoffViewOf } from './handoff-rows.ts';
import { type Moved, movedBack, movedTo } from './handoff-standing.ts';
import { newId } from './ids.ts';
import type { LeadRow } from './lead-rows.ts';
import { writePromotion } from './lead-writes.ts';
import { enqueue, type OutboxDraft } from './outbox-writes.ts';
import { noMail } from './promotion-write.ts';
import { letNextLead } from './regrouping.ts';
import { sql } from './sql.ts';
import { isTaken, type WrittenStep, writeStep } from './step-writes.ts';
import type { HandoffView } from './store.ts';
import { announce } from './webhook-announcements.ts';

export interface StepInput {
  readonly step: DeskStep;
  readonly note: string | null;
  /** The offer that the decision is for; null when it is not bound to one. */
  readonly offer: number | null;
  /** How whoever decides has seen it. */
  readonly seen: SeenAs;
  /** What tells of it; null: nothing that may tell of it twice. */
  readonly key: string | null;
  /** When sales was heard of last, as far as whoever decides knows; null: it does not matter. */
  readonly heardAt: Instant | null;
  readonly actor: string;
  readonly now: Instant;
}

/** @throws HANDOFF_UNKNOWN, HANDOFF_DECIDED, HANDOFF_REASSIGNED, HANDOFF_ATTACHED, FIELD_INVALID */
export async function takeStep(
  tx: Queryable,
  context: EntryContext,
  id: string,
  input: StepInput,
): Promise<HandoffView> {
  await lockGroup(tx, checkedHandoffId(id));
  const { handoff } = await lockBoth(tx, id);
  const { step, note, key, actor, now } = input;
  if (key !== null && (await isTaken(tx, key))) return handoffViewOf(tx, id);
  check(id, handoff, input, context);
  if (input.heardAt !== null) await checkUnheard(tx, id, input.heardAt);
  const attached = await attachedTo(tx, id);
  // Who calls the lead has taken it: nobody has to say both.
  const isImplied = handoff.status === 'open' && impliesAcceptance(step);
  const steps = isImplied
    ? [
        { step: { kind: 'accepted' } as const, note: null, key: null },
        { step, note, key },
      ]
    : [{ step, note, key }];
  for (const one of steps) {
    await apply(tx, context, id, { ...one, actor, now });
    const theirs = stepForAttached(one.step);
    for (const member of theirs ? attached : []) {
      const { handoff: own } = await lockBoth(tx, member);
      // It may have been given back alone at this moment.
      if (own.attached_to !== id || !isLegalStep(own, theirs ?? one.step, 'accepted')) continue;
      await apply(tx, context, member, { step: theirs ?? one.step, note: one.note, key: null, actor, now });
    }
  }
  if (leavesGroup(step)) await letNextLead(tx, id, now);
  if (handoff.status === 'open') await wakeQueue(tx, now);
  return handoffViewOf(tx, id);
}

/** Accepts one that is attached to one that sales has; null while that is open. */
export async function joinGroup(
  tx: Queryable,
  context: EntryContext,
  id: string,
  now: Instant,
): Promise<HandoffDecision | null> {
  const { handoff } = await lockBoth(tx, id);
  if (handoff.status === 'open' && handoff.attached_to !== null) {
    const leading = await handoffViewOf(tx, handoff.attached_to);
    if (leading.status !== 'accepted') return null;
    const actor = leading.salesperson?.key ?? 'engine';
    await apply(tx, context, id, { step: { kind: 'accepted' }, note: null, key: null, actor, now });
  }
  const { status, reason, follow } = await handoffViewOf(tx, id);
  return decisionFrom({ status, reason, follow });
}

/** @throws HANDOFF_DECIDED when sales logged something meanwhile */
async function checkUnheard(tx: Queryable, id: string, heardAt: Instant): Promise<void> {
  const since = await tx.rows(sql`
    SELECT 1 FROM handoff_step WHERE handoff_id = ${id} AND at > ${heardAt}
    UNION ALL SELECT 1 FROM handoff_offer WHERE handoff_id = ${id} AND offered_at > ${heardAt} LIMIT 1`);
  if (since.length > 0) throw new TendrilError('HANDOFF_DECIDED', 'Sales has been heard of since', { handoffId: id });
}

function check(
  id: string,
  handoff: LockedHandoff,
  { step, offer, seen, now }: StepInput,
  { workspace }: EntryContext,
): void {
  const { status, decided_by, running, attached_to } = handoff;
  if (!isLegalStep(handoff, step, seen)) {
    const mayKnow = isLegalStep(handoff, step, 'accepted');
    throw alreadyDecided(
      id,
      status,
      decided_by,
      mayKnow ? '; to give it back all the same, say that you know that' : '',
    );
  }
  const problem = stepProblem(step, workspace?.sales.desk?.products ?? {}, now);
  if (problem !== null) throw new TendrilError('FIELD_INVALID', problem);
  if (attached_to !== null && !isOwnStep(step)) throw attachedHandoff(id, attached_to);
  if (status === 'open' && offer !== null && offer !== running) {
    const whose = running === null ? 'nobody has it now' : 'it is with somebody else now';
    const message = `Offer ${offer} of this hand-off has lapsed; ${whose}`;
    throw new TendrilError('HANDOFF_REASSIGNED', message, { handoffId: id, offer });
  }
}

async function apply(
  tx: Queryable,
  context: EntryContext,
  id: string,
  { step, note, key, actor, now }: Omit<WrittenStep, 'follow'>,
): Promise<void> {
  const { lead, handoff } = await lockBoth(tx, id);
  const model = context.workspace?.scoring ?? null;
  const follow = handoff.follow || (step.kind === 'accepted' && context.workspace?.sales.desk?.service != null);
  if (step.kind === 'accepted' && handoff.attached_to === null) await takeOver(tx, id, lead.id, actor, now);
  await writeStep(tx, id, { step, note, key, actor, now, follow });
  const moved = await moveOf(tx, context, id, lead, step, now);
  const facts: EventFact[] = [];
  if (step.kind === 'accepted' || step.kind === 'returned') {
    // One that was accepted before is decided a second time.
    facts.push(decisionFact(handoff.status === 'open' ? id : newId(), step, now));
  }
  if (step.kind === 'returned' || step.kind === 'lost') await askToMend(tx, context, id, lead, step, now);
  if (moved) {
    const { promotion, score } = moved;
    facts.push(...(await writePromotion(tx, lead.id, promotion, { actor, grade: lead.grade, score, now })));
  }
  const happened = { facts, enrollmentId: null, stops: true, mql: null, holds: () => false, now };
  const signals = facts.length > 0 ? await wake(tx, lead.id, happened) : [];
  // That of one which was accepted and is not followed is over.
  const isRunning = handoff.status === 'open' || follow;
  const payload = toldOf(step, follow);
  const told: OutboxDraft[] = isRunning ? [{ kind: 'signal_handoff', workflowId: handoff.workflow_id, payload }] : [];
  await enqueue(tx, [...told, ...signals], now);
  const reason = 'reason' in step ? step.reason : null;
  await announce(tx, [{ type: `handoff.${step.kind}`, leadId: lead.id, data: { handoff: id, reason, actor } }], now);
  if (step.kind === 'won' && model && handoff.attached_to === null)
    await welcome(tx, context, id, handoff.lead_id, now);
}

/** What its workflow is told. */
function toldOf(step: DeskStep, follow: boolean): HandoffDecision | HandoffProgress {
  switch (step.kind) {
    case 'contacted':
    case 'planned':
    case 'meeting':
      return { kind: 'progress' };
    case 'accepted':
      return follow ? { kind: 'accepted', follow } : { kind: 'accepted' };
    case 'returned':
      return { kind: 'returned', reason: step.reason };
    default:
      return { kind: step.kind };
  }
}

/** Null where the lead stays where it is. */
async function moveOf(
  tx: Queryable,
  { workspace }: EntryContext,
  id: string,
  lead: LeadRow,
  step: DeskStep,
  now: Instant,
): Promise<Moved | null> {
  const model = workspace?.scoring ?? null;
  switch (step.kind) {
    case 'accepted':
      return movedTo(lead, model, 'sql', 'accepted by sales', now);
    case 'meeting':
      return lead.stage === 'sql' ? movedTo(lead, model, 'opportunity', 'meeting with sales', now) : null;
    case 'won':
      return movedTo(lead, model, 'customer', 'won by sales', now);
    case 'lost':
    case 'returned': {
      const policy = workspace?.sales.returns;
      const rule = policy ? returnRule(policy, step.kind === 'lost' ? 'lost' : step.reason) : null;
      const to = rule?.effect === 'disqualify' ? 'disqualified' : 'recycled';
      const reason = `${step.kind} by sales: ${step.reason}`;
      return movedBack(tx, { id, reason, keep: rule?.keep ?? null, to }, lead, model, now);
    }
    default:
      return null;
  }
}

/** A hand-off is decided first under its own id, which names the decision. */
const decisionFact = (
  decisionId: string,
  step: Extract<DeskStep, { kind: 'accepted' | 'returned' }>,
  now: Instant,
): EventFact => ({
  ...noMail,
  id: decisionId,
  kind: 'decision',
  name: step.kind,
  detail: step.kind === 'returned' ? step.reason : null,
  recordedAt: now,
});
