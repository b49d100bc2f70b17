/** Answers whether the mail of a step has left: by the rules of its program, from the sender the step names. */
import type { SendRules } from '../db/store.ts';
import type { Answer, Question } from '../domain/enrollment.ts';
import { assertNever } from '../domain/errors.ts';
import { messageKey } from '../domain/identity.ts';
import type { Instant } from '../domain/instant.ts';
import { formerIds } from '../domain/program.ts';
import { sendSlot } from '../domain/send-slot.ts';
import type { Organisation, SenderIdentity } from '../domain/workspace.ts';
import { type Composed, deliverByRules, routeOf } from './deliver.ts';
import type { Claimed } from './delivery.ts';
import type { Inquiry } from './inquiry.ts';
import { leadCalendar } from './lead-calendar.ts';
import { composeProgramMail, senderNamed } from './program-mail.ts';

type SendQuestion = Question & { readonly kind: 'send' };

export async function sendAnswer(inquiry: Inquiry, question: SendQuestion): Promise<Answer> {
  const { deps, enrollmentId, version } = inquiry;
  const { stepId, visit, template } = question;
  const templateVersionId = version.templates[template];
  if (templateVersionId === undefined) {
    return { kind: 'failed', reason: `TEMPLATE_MISSING: version ${version.sequenceVersionId} has no "${template}"` };
  }
  const { organisation } = await deps.store.publications.workspace();
  const now = inquiry.now();
  const sender = senderOf(inquiry, question, organisation);
  const dispatch = {
    key: messageKey(enrollmentId, stepId, visit),
    owner: {
      kind: 'nurture',
      enrollmentId,
      stepId,
      visit,
      templateVersionId,
      formerSteps: formerIds(version.program, stepId),
    } as const,
    now,
    urgent: ({ facts }: Claimed) => facts.temperature === 'hot',
    async compose(claim: Claimed) {
      inquiry.learned(claim);
      return compose(inquiry, claim, { templateVersionId, sender, organisation, now });
    },
  };
  const delivery = await deliverByRules(deps, dispatch, rulesFor(inquiry, question, { sender, organisation, now }));
  switch (delivery.kind) {
    case 'sent':
    case 'unknown':
    case 'skipped':
      return { kind: 'sent', result: delivery.kind, at: delivery.at };
    case 'deferred':
      await deps.store.enrollments.position(enrollmentId, { kind: 'sleeping', stepId, until: delivery.until });
      return delivery;
    case 'failed':
    case 'blocked':
    case 'parked':
      return delivery;
    default:
      return assertNever(delivery);
  }
}

interface Circumstances {
  readonly sender: SenderIdentity;
  readonly organisation: Organisation;
  readonly now: Instant;
}

/** What the gate holds this mail to, in the statement that claims it. */
function rulesFor(inquiry: Inquiry, { dueAt }: SendQuestion, { sender, organisation, now }: Circumstances): SendRules {
  const { settings } = inquiry.version.program;
  const { stages, priority, caps, purpose } = settings;
  return {
    ...routeOf(sender),
    stages,
    priority,
    caps: [...organisation.caps, ...caps],
    purpose,
    consent: organisation.consent,
    slot(facts) {
      const calendar = leadCalendar(inquiry, facts, organisation);
      return sendSlot({ dueAt, now, settings, calendar, seed: inquiry.enrollmentId });
    },
  };
}

/** Who the mail comes from: as the step says, else the sequence, else the organisation. */
const senderOf = (
  { deps, enrollmentId, version }: Inquiry,
  { sender, stepId }: SendQuestion,
  organisation: Organisation,
): SenderIdentity =>
  senderNamed(deps, sender ?? version.program.settings.sender, organisation, { enrollmentId, stepId });

const compose = async (
  { deps, template, version }: Inquiry,
  claim: Claimed,
  { templateVersionId, ...circumstances }: Circumstances & { readonly templateVersionId: string },
): Promise<Composed> =>
  composeProgramMail(deps, claim, {
    kind: 'sequence',
    name: version.program.sequence,
    template: await template(templateVersionId),
    templateVersionId,
    ...circumstances,
  });
