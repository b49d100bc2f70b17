/**
 * Tells a person of one's own about a lead, as a `notify` step says: a mail with the step's words, what is known of the
 * lead and its story. Nobody's mailbox holds up a lead: a note that cannot be delivered is logged, and the steps go on.
 */
import type { Act } from '../domain/act.ts';
import { parseAddress } from '../domain/address.ts';
import type { Answer, Asked } from '../domain/enrollment.ts';
import { assertNever, errorCode } from '../domain/errors.ts';
import { noticeKey } from '../domain/identity.ts';
import { type Instant, plusMs } from '../domain/instant.ts';
import { fullName } from '../domain/lead.ts';
import type { Workspace } from '../domain/workspace.ts';
import { type Composed, deliverWorkMail, routeOf } from './deliver.ts';
import type { Claimed } from './delivery.ts';
import type { Inquiry } from './inquiry.ts';
import { factsOf, storyOf } from './story.ts';

type Notify = Act & { readonly kind: 'notify' };
interface Person {
  readonly name: string;
  readonly address: string;
}

/** A relay that does not take the note is asked again for so long. */
const patienceMs = 24 * 3_600_000;

export async function noticeAnswer(
  inquiry: Inquiry,
  { act, stepId, visit }: Asked & { readonly act: Notify },
): Promise<Answer> {
  const { deps, enrollmentId } = inquiry;
  const workspace = await deps.store.publications.workspace();
  const person = personOf(act.to, workspace);
  if (person === null) return undelivered(inquiry, stepId, 'there is nobody of that name any more, or no such address');
  const now = inquiry.now();
  let messageId: string | null = null;
  const dispatch = {
    key: noticeKey(enrollmentId, stepId, visit),
    owner: { kind: 'notice', enrollmentId, stepId, visit, recipient: person.address } as const,
    now,
    urgent: () => true,
    compose(claim: Claimed) {
      messageId = claim.messageId;
      return compose(inquiry, claim, { act, person, workspace, now });
    },
  };
  const delivery = await deliverWorkMail(deps, dispatch, routeOf(workspace.organisation.sender));
  switch (delivery.kind) {
    case 'sent':
    case 'unknown':
      return { kind: 'done' };
    case 'deferred': {
      const { until } = delivery;
      if (await isTooLate(inquiry, messageId, until))
        return undelivered(inquiry, stepId, 'the relay took it on no try');
      await deps.store.enrollments.position(enrollmentId, { kind: 'sleeping', stepId, until });
      return delivery;
    }
    case 'failed':
    case 'blocked':
      return undelivered(inquiry, stepId, delivery.reason);
    default:
      return assertNever(delivery);
  }
}

/** A salesperson by key, or an address; null when it is neither. */
function personOf(to: string, { sales }: Workspace): Person | null {
  const colleague = sales.salespeople.find(({ key }) => key === to);
  if (colleague !== undefined) return colleague;
  try {
    return { name: '', address: parseAddress(to) };
  } catch (error) {
    if (errorCode(error) === 'INTERNAL') throw error;
    return null;
  }
}

async function isTooLate({ deps }: Inquiry, messageId: string | null, until: Instant): Promise<boolean> {
  const message = messageId === null ? null : await deps.store.messages.find(messageId);
  return message !== null && until > plusMs(message.createdAt, patienceMs);
}

function undelivered({ deps, enrollmentId }: Inquiry, stepId: string, why: string): Answer {
  deps.log.error({ enrollmentId, stepId, why }, 'a notice could not be delivered; the enrollment goes on without it');
  return { kind: 'done' };
}

async function compose(
  { deps }: Inquiry,
  { messageId, leadId }: Claimed,
  notice: { readonly act: Notify; readonly person: Person; readonly workspace: Workspace; readonly now: Instant },
): Promise<Composed> {
  const { act, person, workspace, now } = notice;
  const { organisation } = workspace;
  const [lead, timeline] = await Promise.all([deps.store.leads.get(leadId, now), deps.store.leads.timeline(leadId)]);
  const name = fullName(lead) ?? lead.email;
  return deps.composer.salesMail({
    messageId,
    to: person,
    subject: act.subject,
    heading: lead.company ? `${name}, ${lead.company}` : name,
    intro: act.text,
    facts: factsOf(lead, lead, organisation.fields),
    story: storyOf(timeline, organisation.timeZone),
    answers: [],
    action: null,
    organisation,
    relay: routeOf(organisation.sender).relay,
    now,
    mailDomain: deps.mailDomain,
    signer: deps.signer,
  });
}
