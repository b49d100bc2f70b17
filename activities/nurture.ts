/**
 * Answers the questions of the sequence machine: what depends on the lead, on the calendar or on the relay is found
 * out here. One conversation is one activity; every answer is idempotent, because a conversation that broke off is
 * held again from its start.
 */
import type { RunnableVersion } from '../db/store.ts';
import { converse } from '../domain/conversation.ts';
import { assertNever } from '../domain/errors.ts';
import { messageKey } from '../domain/identity.ts';
import { type Instant, plusMs } from '../domain/instant.ts';
import { type Answer, advance, type Input, type Question, sequenceMachine } from '../domain/machine.ts';
import { addDuration, type Zone } from '../domain/time.ts';
import type { ConverseRequest, ConverseResult } from '../workflows/messages.ts';
import { deliver } from './deliver.ts';
import type { Deps } from './ports.ts';

/** Holds the conversation of an enrollment from `request.state` to where it waits. */
export function createConverse(deps: Deps): (request: ConverseRequest) => Promise<ConverseResult> {
  const { store } = deps;
  return async function converseActivity(request) {
    const version = await store.enrollments.runnable(request.sequenceVersionId);
    const clock = clockFrom(request.now);
    const machine = sequenceMachine(version.program);
    const opening: readonly Input[] = request.state.phase.kind === 'new' ? [{ kind: 'start', at: request.now }] : [];
    const state = opening.reduce((current, input) => advance(version.program, current, input), request.state);
    const answers = await converse(machine, state, (question) =>
      answer(deps, { enrollmentId: request.enrollmentId, version, now: clock() }, question),
    );
    return { program: request.wantProgram ? version.program : null, inputs: [...opening, ...answers] };
  };
}

/** The workflow's time, moved on by what this activity has taken so far: the machine's clock is not the wall clock. */
function clockFrom(now: Instant): () => Instant {
  const began = performance.now();
  return () => plusMs(now, performance.now() - began);
}

interface Asked {
  readonly enrollmentId: string;
  readonly version: RunnableVersion;
  readonly now: Instant;
}

async function answer(deps: Deps, asked: Asked, question: Question): Promise<Answer> {
  const { enrollments } = deps.store;
  const { enrollmentId, now } = asked;
  switch (question.kind) {
    case 'send':
      return sendAnswer(deps, asked, question);
    case 'resolve': {
      const until = addDuration(now, question.duration, await zoneOf(deps, enrollmentId, now));
      await enrollments.position(enrollmentId, { kind: 'sleeping', stepId: question.stepId, until });
      return { kind: 'resolved', until };
    }
    case 'decide': {
      const { facts } = await enrollments.leadOf(enrollmentId, now);
      return { kind: 'decided', value: deps.conditions.evaluate(question.condition, facts) };
    }
    case 'arm': {
      const until = addDuration(now, question.timeout, await zoneOf(deps, enrollmentId, now));
      const { stepId, any, since, consumed } = question;
      return {
        kind: 'armed',
        until,
        event: await enrollments.arm(enrollmentId, { stepId, any, since, until, consumed }),
      };
    }
    case 'expire': {
      const { stepId, any, since, consumed } = question;
      return { kind: 'expired', event: await enrollments.expire(enrollmentId, { stepId, any, since, consumed }) };
    }
    case 'score': {
      const key = `step/${enrollmentId}/${question.stepId}/${question.visit}`;
      await enrollments.addPoints(enrollmentId, { key, points: question.points, reason: question.reason }, now);
      return { kind: 'scored' };
    }
    case 'close':
      await enrollments.close(enrollmentId, question.outcome, question.reason, now);
      return { kind: 'closed' };
    default:
      return assertNever(question);
  }
}

async function sendAnswer(deps: Deps, asked: Asked, question: Question & { kind: 'send' }): Promise<Answer> {
  const { enrollmentId, version, now } = asked;
  const { stepId, visit } = question;
  const templateVersionId = version.templates[question.template];
  if (templateVersionId === undefined) {
    return {
      kind: 'failed',
      reason: `TEMPLATE_MISSING: version ${version.sequenceVersionId} has no "${question.template}"`,
    };
  }
  const owner = { kind: 'nurture', enrollmentId, stepId, visit, templateVersionId } as const;
  const delivery = await deliver(deps, messageKey(enrollmentId, stepId, visit), owner, now, async (claim) => {
    const { composer, publicUrl, mailDomain, signer } = deps;
    const [workspace, stored] = await Promise.all([
      deps.store.publications.workspace(),
      deps.store.publications.template(templateVersionId),
    ]);
    return composer.nurtureMail({
      messageId: claim.messageId,
      template: composer.template(stored),
      cacheKey: templateVersionId,
      facts: claim.facts,
      recipient: claim.recipient,
      organisation: workspace.organisation,
      renderer: composer.renderer,
      publicUrl,
      mailDomain,
      signer,
    });
  });
  switch (delivery.kind) {
    case 'sent':
    case 'unknown':
      return { kind: 'sent', result: delivery.kind, at: delivery.at };
    case 'deferred':
      await deps.store.enrollments.position(enrollmentId, { kind: 'sleeping', stepId, until: delivery.until });
      return delivery;
    case 'failed':
    case 'blocked':
      return delivery;
    default:
      return assertNever(delivery);
  }
}

/** The lead's zone, else the organisation's: "3 days" is three days on the lead's calendar. */
async function zoneOf(deps: Deps, enrollmentId: string, now: Instant): Promise<Zone> {
  const { facts } = await deps.store.enrollments.leadOf(enrollmentId, now);
  return facts.timeZone ?? (await deps.store.publications.workspace()).organisation.timeZone;
}
