/**
 * Answers what somebody else's system said to a `call` step. What it answers is recorded before the enrollment goes on,
 * so a conversation that is held again does not call again; and every try carries the same id, so a receiver can tell a
 * repeat. Nothing of what is sent and answered gets into a history or a log.
 */

import type { Answer, Question } from '../domain/enrollment.ts';
import { assertNever } from '../domain/errors.ts';
import { stepKey } from '../domain/identity.ts';
import { earlier, type Instant, later, plusMs } from '../domain/instant.ts';
import type { CallAnswer } from '../domain/lead.ts';
import { pauseMinutes } from '../domain/retry.ts';
import { addDuration } from '../domain/time.ts';
import { isUrl } from '../domain/web-address.ts';
import { type Inquiry, type KnownLead, visitOf } from './inquiry.ts';
import type { WebhookReply, WebhookRequest } from './ports.ts';

type CallQuestion = Question & { readonly kind: 'call' };

export async function callAnswer(inquiry: Inquiry, question: CallQuestion): Promise<Answer> {
  const { deps, enrollmentId } = inquiry;
  const { stepId, visit: number, dueAt, call } = question;
  const visit = visitOf(inquiry, stepId, number);
  const before = await deps.store.enrollments.answerOf(visit);
  if (before !== null) return { kind: 'called', ok: isOk(before.status) };
  const reply = await deps.webhooks.send(requestOf(inquiry, question, await inquiry.lead()));
  const now = inquiry.now();
  const verdict = verdictOf(reply, { dueAt, now, giveUpAt: addDuration(dueAt, call.giveUpAfter, 'UTC') });
  if (verdict.kind === 'again') {
    const { until } = verdict;
    deps.log.info({ enrollmentId, stepId, until, ...outcomeOf(reply) }, 'a call had no good answer; it is tried again');
    await deps.store.enrollments.recordFailure(visit, failureIn(reply), now);
    await deps.store.enrollments.position(enrollmentId, { kind: 'sleeping', stepId, until });
    return { kind: 'deferred', until };
  }
  if (!verdict.ok) deps.log.warn({ enrollmentId, stepId, ...outcomeOf(reply) }, 'a call failed for good');
  await deps.store.enrollments.recordAnswer(visit, answerIn(reply), now);
  return { kind: 'called', ok: verdict.ok };
}

const isOk = (status: number): boolean => status >= 200 && status < 300;

/** Timed out, and too many requests: all else of 400 to 499 stays as it is, however often it is asked. */
const passing: ReadonlySet<number> = new Set([408, 429]);

/** A receiver that asks for no pause at all would be called without end. */
const shortestPauseMs = 10_000;

type Verdict = { readonly kind: 'over'; readonly ok: boolean } | { readonly kind: 'again'; readonly until: Instant };

/** Whether an answer is the last word; if not, when to try again: at the latest when it is time to give up. */
function verdictOf(
  reply: WebhookReply,
  { dueAt, now, giveUpAt }: { readonly dueAt: Instant; readonly now: Instant; readonly giveUpAt: Instant },
): Verdict {
  const status = reply.kind === 'answered' ? reply.status : 0;
  if (isOk(status)) return { kind: 'over', ok: true };
  const isFinal = status >= 400 && status < 500 && !passing.has(status);
  if (isFinal || now >= giveUpAt) return { kind: 'over', ok: false };
  const asked = reply.kind === 'answered' ? reply.retryAfterMs : null;
  const next = asked === null ? nextTry(dueAt, now) : plusMs(now, asked);
  return { kind: 'again', until: earlier(later(next, plusMs(now, shortestPauseMs)), giveUpAt) };
}

/** Minutes before the n-th retry; the last one repeats until it is time to give up. */
const pauses = [1, 5, 15, 30, 60, 120, 240] as const;
const retryAt = (now: Instant, attempts: number): Instant => plusMs(now, pauseMinutes(pauses, attempts) * 60_000);

/**
 * The next try by the schedule of retries. Where in the schedule a call is follows from how long it has been due: nothing
 * has to remember how often it was tried.
 */
function nextTry(dueAt: Instant, now: Instant): Instant {
  let attempts = 1;
  for (let at = retryAt(dueAt, attempts); at <= now && attempts < mostAttempts; attempts += 1) {
    at = retryAt(at, attempts + 1);
  }
  return retryAt(now, attempts);
}
/** From here on the schedule repeats its last pause. */
const mostAttempts = 10;

const outcomeOf = (reply: WebhookReply): { readonly status: number } | { readonly why: string } =>
  reply.kind === 'answered' ? { status: reply.status } : { why: reply.why };

/** For people; it names neither what was sent nor to whom. */
const failureIn = (reply: WebhookReply): string =>
  reply.kind === 'answered' ? `the answer was ${reply.status}` : reply.why;

function answerIn(reply: WebhookReply): CallAnswer {
  switch (reply.kind) {
    case 'answered':
      return { status: reply.status, body: reply.body };
    case 'unanswered':
      return { status: 0, body: null };
    default:
      return assertNever(reply);
  }
}

/** What is sent: to a POST the lead and the step, in a GET only the data of the step, because URLs are written into logs. */
function requestOf(
  { enrollmentId, version }: Inquiry,
  { stepId, visit, call }: CallQuestion,
  { leadId, facts }: KnownLead,
): WebhookRequest {
  const { url, method, data } = call;
  // A full stop ends the id in what is signed (Standard Webhooks, "Signature scheme"); ids of steps have no colon.
  const id = stepKey(enrollmentId, stepId, visit).replaceAll('.', ':');
  if (method === 'GET') return { id, method, url: withQuery(url, data), body: null };
  const { sequence } = version.program;
  const lead = { id: leadId, ...facts };
  const content = { type: 'tendril.step', enrollment: enrollmentId, lead, sequence, step: stepId, visit, data };
  return { id, method, url, body: JSON.stringify(content) };
}

/** Null is left out: a query has no word for it. */
function withQuery(text: string, data: CallQuestion['call']['data']): string {
  // Not a URL: the client says so, as of any other.
  if (!isUrl(text)) return text;
  const url = new URL(text);
  for (const [name, value] of Object.entries(data)) {
    if (value !== null) url.searchParams.append(name, String(value));
  }
  return url.href;
}
