/** What follows an acceptance: mails to whoever has the lead, somebody else when they have gone, and its way back when it is silent. */
import type { DecidedView, FollowedView } from '../db/store.ts';
import { hasCode } from '../domain/errors.ts';
import { followUp } from '../domain/follow-up.ts';
import type { HandoffAnswer } from '../domain/handoff.ts';
import type { HandoffMail } from '../domain/identity.ts';
import { earlier, type Instant, plusMs } from '../domain/instant.ts';
import { workingHoursOf } from '../domain/sales-desk.ts';
import type { Salesperson, Workspace } from '../domain/workspace.ts';
import { managerOf, tellSales } from './handoff-mail.ts';
import { queued } from './handoff-queue.ts';
import type { ConversationDeps } from './ports.ts';

/** Something else has changed it at this moment. */
const pauseMs = 10 * 60_000;
/** Where no clock runs: whatever sales does wakes it. */
const farMs = 400 * 86_400_000;

/** Chases a contact that nobody has logged, and takes back a lead of which nothing is heard. */
export async function follow(deps: ConversationDeps, id: string, now: Instant): Promise<HandoffAnswer> {
  const [followed, workspace] = await Promise.all([
    deps.store.handoffs.followed(id),
    deps.store.publications.workspace(),
  ]);
  if (followed === null) return answerOf(await deps.store.handoffs.decisionOf(id), now);
  const { salesperson, isAttached } = followed;
  if (salesperson && !followed.isActive && !isAttached) return passOn(deps, { id, now, workspace, followed });
  const { sales, organisation } = workspace;
  const service = sales.desk?.service ?? null;
  const mails: Mail[] = [];
  if (followed.givenAt !== null && salesperson) mails.push({ kind: 'given', to: salesperson });
  // The clocks of a group are those of what leads.
  if (isAttached || service === null || !sales.desk)
    return told(deps, { id, now, workspace, followed }, mails, plusMs(now, farMs));
  const hours = workingHoursOf(sales.desk, salesperson?.key ?? '', organisation.timeZone, deps.isPublicHoliday);
  const { due, which, isPlanDue, silent, next } = followUp(service, followed, hours, now);
  if (silent) return takeBack(deps, { id, now, workspace, followed });
  if (isPlanDue && salesperson) mails.push({ kind: 'planned', to: salesperson, which: followed.plans });
  const person = due === 'contact-manager' ? managerOf(workspace, salesperson?.key ?? null) : salesperson;
  if (due !== null && person) mails.push({ kind: due, to: person, ...(which === undefined ? {} : { which }) });
  return told(deps, { id, now, workspace, followed }, mails, next);
}

interface Following {
  readonly id: string;
  readonly now: Instant;
  readonly workspace: Workspace;
  readonly followed: FollowedView;
}

interface Mail {
  readonly kind: HandoffMail;
  readonly to: Salesperson;
  readonly which?: number;
}

/** Each leaves once, by its key. One that the relay does not take now leaves when it does; this comes before the clocks that follow. */
async function told(
  deps: ConversationDeps,
  { id, now, workspace, followed: { salesperson, offer } }: Following,
  mails: readonly Mail[],
  next: Instant,
): Promise<HandoffAnswer> {
  const why = salesperson ? `${salesperson.name} accepted it and has logged no contact.` : '';
  for (const { to, ...mail } of mails) {
    const sent = await tellSales(deps, { id, now, offer, ...mail, workspace, salesperson: to, deadline: null, why });
    if (sent.kind === 'deferred') return { kind: 'later', until: earlier(sent.until, next) };
  }
  return { kind: 'later', until: next };
}

/** Whoever had it does not sell any more: it goes to somebody else, or waits for one. */
async function passOn(deps: ConversationDeps, { id, now, workspace, followed }: Following): Promise<HandoffAnswer> {
  const passed = await deps.store.handoffs.passOn(id, now);
  if (passed.kind === 'passed') return follow(deps, id, now);
  if (passed.kind === 'kept') return { kind: 'later', until: plusMs(now, pauseMs) };
  return queued(deps, { id, now, offer: followed.offer, workspace, nobody: passed });
}

/** Whatever sales does at this moment is faster: it is looked at anew. */
async function takeBack(deps: ConversationDeps, { id, now, followed: { heardAt } }: Following): Promise<HandoffAnswer> {
  try {
    const silent = { kind: 'returned', reason: 'silent', seen: 'accepted', heardAt } as const;
    await deps.store.handoffs.decide(id, silent, 'engine', now);
  } catch (error) {
    if (!hasCode(error, 'HANDOFF_DECIDED')) throw error;
    return follow(deps, id, now);
  }
  return answerOf(await deps.store.handoffs.decisionOf(id), now);
}

const answerOf = (decided: DecidedView | null, now: Instant): HandoffAnswer =>
  decided === null ? { kind: 'later', until: plusMs(now, pauseMs) } : { kind: 'decided', decision: decided.decision };
