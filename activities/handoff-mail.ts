/**
 * The mails of a hand-off: the story of the lead for whoever has it, with the link that decides, and for a manager what went wrong,
 * without.
 */
import type { HandoffStory } from '../db/store.ts';
import { assertNever } from '../domain/errors.ts';
import { planIn } from '../domain/handoff-calendar.ts';
import { type HandoffMail, handoffMessageKey } from '../domain/identity.ts';
import type { Instant } from '../domain/instant.ts';
import { personRule, zoneOfSeller } from '../domain/sales-desk.ts';
import { localTime, type Zone } from '../domain/time.ts';
import { makeToken } from '../domain/tokens.ts';
import type { Salesperson, Workspace } from '../domain/workspace.ts';
import type { SalesMailContent } from '../mail/sales-mail.ts';
import { type Composed, deliverWorkMail, routeOf } from './deliver.ts';
import type { Claimed, Delivery } from './delivery.ts';
import { openerFor, pointsFrom, whyNow } from './opener.ts';
import type { ConversationDeps } from './ports.ts';
import { factsOf, storyOf } from './story.ts';

/** Who is told when somebody is late, or when there is nobody (`key` null); null when no file names anybody. */
export function managerOf({ sales }: Workspace, key: string | null): Salesperson | null {
  const { desk, salespeople } = sales;
  if (!desk) return null;
  const named = (key === null ? null : personRule(desk, key).manager) ?? desk.manager;
  if (named === null) return null;
  const person = salespeople.find((one) => one.key === named);
  return person ?? { key: 'manager', name: '', address: named, title: '' };
}

export interface Telling {
  readonly id: string;
  readonly now: Instant;
  readonly offer: number;
  readonly kind: HandoffMail;
  readonly workspace: Workspace;
  readonly salesperson: Salesperson;
  /** Null in a mail to a manager. */
  readonly deadline: Instant | null;
  /** What a manager is told. */
  readonly why?: string;
  /** Of mails of a kind that may come several times. */
  readonly which?: number;
  /** The hand-off at whose page it is decided, where that is another one. */
  readonly decideAt?: string;
}

/** Mails the salesperson the story of the lead, with the link where the offer is accepted or returned; or a manager, without. */
export async function tellSales(deps: ConversationDeps, telling: Telling): Promise<Delivery> {
  const { id, now, offer, kind, salesperson } = telling;
  const key = handoffMessageKey(id, offer, kind, telling.which);
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
  const { workspace, salesperson } = telling;
  const { organisation, sales } = workspace;
  const zone = zoneOfSeller(sales.desk, salesperson.key, organisation.timeZone);
  const { leadName, company } = story.handoff;
  const who = company ? `${leadName}, ${company}` : leadName;
  return deps.composer.salesMail({
    messageId,
    to: { name: salesperson.name, address: salesperson.address },
    ...wordsOf(deps, telling, { who, zone }, story),
    answers: answersTo[telling.kind] ?? [],
    heading: who,
    facts: [...factsOf(story.lead, story.handoff, organisation.fields), ...colleaguesOf(story.group)],
    story: storyOf(story.timeline, zone),
    organisation,
    relay: routeOf(organisation.sender).relay,
    now: telling.now,
    mailDomain: deps.mailDomain,
    signer: deps.signer,
  });
}

/** Who else of the company is ready for sales. */
const colleaguesOf = (group: HandoffStory['group']): SalesMailContent['facts'] =>
  group
    .filter(({ status }) => status === 'open' || status === 'accepted')
    .map(({ name, title, score }) => [
      'With',
      `${[name, title].filter(Boolean).join(', ')} (score ${Math.round(score)})`,
    ]);

const whileOpen = ['accept', 'return: no budget until March', 'contacted'];
const whileAccepted = [
  'contacted',
  'call again 1 March at 9:30',
  'meeting 3 December at 15:00',
  'won 12500 EUR',
  'lost: price',
  'return: no authority',
];
/** Examples of what may be answered; managers are only told. */
const answersTo: Readonly<Partial<Record<HandoffMail, readonly string[]>>> = {
  ...{ offer: whileOpen, reminder: whileOpen, attached: whileOpen },
  ...{ 'contact-reminder': whileAccepted, 'contact-overdue': whileAccepted, planned: whileAccepted },
  given: whileAccepted,
};

/** What depends on the kind of the mail. Only whoever has the offer gets the link that decides. */
function wordsOf(
  deps: ConversationDeps,
  { id, offer, kind, deadline, why = '', decideAt = id }: Telling,
  { who, zone }: { readonly who: string; readonly zone: Zone },
  { handoff: { leadName, company, score, grade, temperature }, timeline, group }: HandoffStory,
): Pick<SalesMailContent, 'intro' | 'action'> & { readonly subject: string } {
  const lead = `${temperature} lead: ${who} (score ${Math.round(score)}, fit ${grade})`;
  const until = deadline && `${localTime(deadline, zone)} (${zone})`;
  const url = () => `${deps.publicUrl}/h/${makeToken(deps.signer, { purpose: 'offer', id: decideAt, index: offer })}`;
  const plan = planIn(timeline, id);
  // Of one that is attached, the one that leads is given.
  const byHand = `To give it to somebody else: tendril handoffs assign ${decideAt} SALESPERSON`;
  const action = () => ({ label: 'Accept or return', url: url() });
  switch (kind) {
    case 'offer':
      return {
        subject: lead,
        intro: [
          `${leadName} is ready to talk to you. Please accept or return the lead by ${until}.`,
          whyNow(timeline, zone),
          pointsFrom(timeline),
          openerFor(timeline),
        ]
          .filter((line) => line !== null)
          .join('\n'),
        action: action(),
      };
    case 'attached': {
      const leading = group.find(({ leads }) => leads)?.name ?? 'a colleague';
      const intro = `${leadName} is ready to talk to you as well, and goes with ${leading}, of the same company: what you decide about one holds for both.`;
      return {
        subject: `One more at ${company ?? 'the same company'}: ${who}`,
        intro: [intro, whyNow(timeline, zone), pointsFrom(timeline)].filter((line) => line !== null).join('\n'),
        action: { ...action(), label: `See ${leading}` },
      };
    }
    case 'attached-away':
      return {
        subject: `One more at ${company ?? 'the same company'}, while away: ${who}`,
        intro: `${leadName} is ready to talk to sales, and goes with a lead of the same company. ${why}\n${byHand}`,
        action: null,
      };
    case 'given':
      return {
        subject: `Now yours: ${lead}`,
        intro: [
          `${leadName}, whom sales has accepted, is yours from now on. What a colleague has logged is below.`,
          whyNow(timeline, zone),
          pointsFrom(timeline),
        ]
          .filter((line) => line !== null)
          .join('\n'),
        action: { ...action(), label: 'Say what has happened' },
      };
    case 'reminder':
      return {
        subject: `Reminder: ${lead}`,
        intro: `${leadName} is still waiting. Please accept or return the lead by ${until}; after that it goes to a colleague.`,
        action: action(),
      };
    case 'manager':
      return {
        subject: `Late: ${lead}`,
        intro: `Nobody has accepted ${leadName} in time. ${why}\n${byHand}`,
        action: null,
      };
    case 'queue':
      return {
        subject: `Nobody for a ${lead}`,
        intro: `${leadName} waits, for nobody can have it now. ${why}\n${byHand}`,
        action: null,
      };
    case 'planned':
      return {
        subject: `As you planned: ${who}`,
        intro: [
          `The ${plan.isMeeting ? 'meeting is' : 'next contact was planned for'} now.`,
          plan.note && `Your note: ${plan.note}`,
        ]
          .filter((line) => line !== null)
          .join('\n'),
        action: { ...action(), label: 'Say what has happened' },
      };
    case 'contact-reminder':
      return {
        subject: `Please call: ${lead}`,
        intro: `You accepted ${leadName} and have logged no contact yet. Log it when you have talked.`,
        action: { ...action(), label: 'Say what has happened' },
      };
    case 'contact-overdue':
      return {
        subject: `Overdue: ${lead}`,
        intro: `${leadName} should have heard from you by now. Log the contact, or give the lead back.`,
        action: { ...action(), label: 'Say what has happened' },
      };
    case 'contact-manager':
      return {
        subject: `No contact: ${lead}`,
        intro: `${leadName} has not heard from sales in time. ${why}\n${byHand}`,
        action: null,
      };
    default:
      return assertNever(kind);
  }
}
