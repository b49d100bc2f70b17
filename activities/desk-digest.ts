/**
 * The mail with which the day of a salesperson begins: whom they owe an answer, a contact or what they planned, hottest first; and for
 * the manager, who waits because nobody can have them. One a day at most, filed under the first hand-off that it names.
 */
import type { HandoffView } from '../db/store.ts';
import { dayHasBegun, digestOf, type Owed } from '../domain/desk-digest.ts';
import { hasCode } from '../domain/errors.ts';
import { digestMessageKey } from '../domain/identity.ts';
import type { Instant } from '../domain/instant.ts';
import { plainDesk, workingHoursOf } from '../domain/sales-desk.ts';
import { dateIn, localTime, type Zone } from '../domain/time.ts';
import { makeToken } from '../domain/tokens.ts';
import type { WorkingHours } from '../domain/working-time.ts';
import type { Salesperson, Workspace } from '../domain/workspace.ts';
import type { DeskDigestReport } from '../workflows/messages.ts';
import { deliverWorkMail, routeOf } from './deliver.ts';
import type { Claimed } from './delivery.ts';
import { managerOf } from './handoff-mail.ts';
import type { ConversationDeps } from './ports.ts';

/** Of more, only the number is told. */
const longest = 30;

export const createDeskDigest =
  (deps: ConversationDeps) =>
  async ({ now }: { readonly now: Instant }): Promise<DeskDigestReport> => {
    const workspace = await deps.store.publications.workspace().catch(unpublishedAsNull);
    const desk = workspace?.sales.desk ?? plainDesk;
    if (workspace === null || desk.service === null || desk.digest === false) return { told: 0 };
    const { sales, organisation } = workspace;
    const hoursOf = ({ key }: Salesperson) => workingHoursOf(desk, key, organisation.timeZone, deps.isPublicHoliday);
    const begins = (person: Salesperson) => dayHasBegun(hoursOf(person), now);
    const people = sales.salespeople.filter(begins);
    const managers = [managerOf(workspace, null)].flatMap((one) => (one !== null && begins(one) ? [one] : []));
    const running = people.length + managers.length > 0 ? await deps.store.handoffs.running() : [];
    const digests = [
      ...people.map((person) => ownDigest(deps, person, running, hoursOf(person), now)),
      ...managers.map((manager) => queueDigest(manager, running, organisation.timeZone, now)),
    ];
    let told = 0;
    for (const digest of digests) told += (await tell(deps, workspace, digest, now)) ? 1 : 0;
    return { told };
  };

interface Digest {
  readonly key: string;
  readonly person: Salesperson;
  readonly subject: string;
  readonly intro: string;
  readonly lines: readonly Line[];
  /** The hand-off that the mail is filed under; null: there is nothing to say. */
  readonly first: HandoffView | null;
}

function ownDigest(
  deps: ConversationDeps,
  person: Salesperson,
  running: readonly HandoffView[],
  hours: WorkingHours,
  now: Instant,
): Digest {
  const theirs = running.filter(({ salesperson }) => salesperson?.key === person.key);
  const owed = digestOf(theirs, hours, now);
  return {
    key: digestMessageKey(person.key, dateIn(now, hours.zone)),
    person,
    subject: `Your leads today: ${owed.length}`,
    intro: `Hottest first. Times are those of ${hours.zone}.`,
    lines: owed.map(({ handoff, owed: what }) => lineOf(deps, handoff, what, hours.zone)),
    first: owed[0]?.handoff ?? null,
  };
}

function queueDigest(manager: Salesperson, running: readonly HandoffView[], zone: Zone, now: Instant): Digest {
  const waiting = running.filter(({ queuedAt }) => queuedAt !== null);
  const since = ({ queuedAt }: HandoffView) => localTime(queuedAt ?? now, zone);
  return {
    key: digestMessageKey(`queue/${manager.key}`, dateIn(now, zone)),
    person: manager,
    subject: `Leads that nobody can have: ${waiting.length}`,
    intro:
      'They wait until somebody who suits them has room or is back. To give one by hand: tendril handoffs assign ID SALESPERSON',
    lines: waiting.map((one) => [nameOf(one), `${heatOf(one)}; waits since ${since(one)}`]),
    first: waiting[0] ?? null,
  };
}

function unpublishedAsNull(error: unknown): null {
  if (hasCode(error, 'WORKSPACE_EMPTY')) return null;
  throw error;
}

/** Name, what is to be said, and perhaps where it is decided. */
type Line = readonly [string, string, string?];

const nameOf = ({ leadName, company }: HandoffView): string => [leadName, company].filter(Boolean).join(', ');
const heatOf = ({ temperature, score }: HandoffView): string => `${temperature}, score ${Math.round(score)}`;

function lineOf({ publicUrl, signer }: ConversationDeps, handoff: HandoffView, owed: Owed, zone: Zone): Line {
  const { id, offer, deadline, acceptedAt, plannedAt } = handoff;
  const at = (instant: Instant | null) => (instant === null ? '' : localTime(instant, zone));
  const words: Readonly<Record<Owed, string>> = {
    answer: `waits for your answer until ${at(deadline)}`,
    contact: `yours since ${at(acceptedAt)}, and no contact is logged`,
    plan: `planned for ${at(plannedAt)}`,
  };
  const url = `${publicUrl}/h/${makeToken(signer, { purpose: 'offer', id, index: offer })}`;
  return [nameOf(handoff), `${heatOf(handoff)}; ${words[owed]}`, url];
}

/** Whether they have it by now: one that left before is not sent again. */
async function tell(
  deps: ConversationDeps,
  { organisation }: Workspace,
  { key, person, subject, intro, lines, first }: Digest,
  now: Instant,
): Promise<boolean> {
  if (first === null) return false;
  const { composer, mailDomain, signer, log } = deps;
  const route = routeOf(organisation.sender);
  const more = lines.length - longest;
  const dispatch = {
    key,
    owner: { kind: 'handoff', handoffId: first.id, offer: first.offer, recipient: person.address } as const,
    now,
    urgent: () => false,
    compose: async ({ messageId }: Claimed) =>
      composer.salesMail({
        messageId,
        to: { name: person.name, address: person.address },
        ...{ subject, heading: subject },
        intro: more > 0 ? `${intro} ${more} more are not listed: tendril handoffs list.` : intro,
        ...{ facts: lines.slice(0, longest), factsTitle: 'Leads', story: [], answers: [], action: null },
        ...{ organisation, relay: route.relay, now, mailDomain, signer },
      }),
  };
  const delivery = await deliverWorkMail(deps, dispatch, route);
  if (delivery.kind === 'deferred') {
    log.warn({ key, until: delivery.until }, 'a digest cannot leave now; the next look tries again');
  }
  return delivery.kind === 'sent';
}
