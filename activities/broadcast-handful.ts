/**
 * Sends a handful of mails that were claimed together: pace → compose → one IN_FLIGHT for all → the relay → booked together.
 * A crash leaves the mails of the handful UNKNOWN at most, and none of them leaves twice: the body may leave only after all
 * have become IN_FLIGHT, and one that is IN_FLIGHT is never claimed again.
 */
import { setTimeout as rest } from 'node:timers/promises';
import type { BroadcastClaim, BroadcastOutcome } from '../db/store.ts';
import { deliveryRules } from '../domain/delivery-rules.ts';
import { earlier, type Instant, plusMs } from '../domain/instant.ts';
import type { SendResult } from '../mail/ports.ts';
import { booked } from './booking.ts';
import type { BroadcastRun } from './broadcast-run.ts';
import { consequences, type Declined } from './declined.ts';
import { type Composed, whyUnmakeable } from './deliver.ts';

/** How long a mail in flight is left alone; an answer that comes later still counts. */
const leaseMs = 90_000;
/** So long a handful waits for its last answers. Who answers later is booked when it does. */
const patienceMs = 20_000;
/** If none of so many mails can be made, it is not about the leads. */
const fewestUnmade = 10;

export interface HandfulResult {
  /** Mails that were handed to the relay. */
  readonly tried: number;
  /** Nothing more is to be sent before; null: go on. */
  readonly holdUntil: Instant | null;
  /** Why nothing can be sent until somebody has mended it; null: nothing is wrong. */
  readonly broken: string | null;
}

interface Made extends Composed {
  readonly claim: BroadcastClaim;
}

interface Answered extends Made {
  readonly result: SendResult;
}

/** @throws what the store throws when the database stays away */
export async function sendHandful(run: BroadcastRun, claims: readonly BroadcastClaim[]): Promise<HandfulResult> {
  const { broadcasts } = run.deps.store;
  const { admitted, putOff } = await admittedOf(run, claims);
  const { made, unmade } = madeOf(run, admitted);
  if (unmade.length >= fewestUnmade && made.length === 0) {
    const broken = unmade[0]?.detail ?? '';
    await booked(() => broadcasts.settle([...putOff, ...givenBack(admitted, broken, run.now())], run.now()));
    return { tried: 0, holdUntil: null, broken };
  }
  const leaving = await inFlight(run, made);
  const { answered, whenLate } = await answersTo(run, leaving);
  const { outcomes, holdUntil } = await outcomesOf(run, answered);
  await booked(() => broadcasts.settle([...putOff, ...unmade, ...outcomes], run.now()));
  whenLate((late) => bookLate(run, late));
  return { tried: leaving.length, holdUntil, broken: null };
}

const idsOf = ({ messageId, claimToken }: BroadcastClaim) => ({ messageId, claimToken });

/** What is not to be tried now after all. */
export const givenBack = (
  claims: readonly BroadcastClaim[],
  detail: string,
  until: Instant,
): readonly BroadcastOutcome[] =>
  claims.map((claim): BroadcastOutcome => ({ ...idsOf(claim), kind: 'put-off', detail, until }));

async function admittedOf({ deps, rules, now }: BroadcastRun, claims: readonly BroadcastClaim[]) {
  const { fromDomain } = rules;
  const admissions = await Promise.all(
    claims.map(async (claim) => {
      const admission = await deps.pace.admit({ fromDomain, recipient: claim.recipient, urgent: false }, now());
      return { claim, admission };
    }),
  );
  return {
    admitted: admissions.flatMap(({ claim, admission }) => (admission.kind === 'now' ? [claim] : [])),
    putOff: admissions.flatMap(({ claim, admission }) =>
      admission.kind === 'later' ? givenBack([claim], admission.why, admission.until) : [],
    ),
  };
}

/** Makes each mail; one that cannot be made for its lead fails alone. */
function madeOf(run: BroadcastRun, claims: readonly BroadcastClaim[]) {
  const made: Made[] = [];
  const unmade: (BroadcastOutcome & { readonly kind: 'failed' })[] = [];
  for (const claim of claims) {
    try {
      made.push({ ...run.compose(claim), claim });
    } catch (error) {
      const detail = whyUnmakeable(error);
      if (detail === null) throw error;
      unmade.push({ ...idsOf(claim), kind: 'failed', detail, verdict: null });
    }
  }
  return { made, unmade };
}

async function inFlight({ deps, now }: BroadcastRun, made: readonly Made[]): Promise<readonly Made[]> {
  const mails = made.map(({ claim, mail, links }) => ({ ...idsOf(claim), subject: mail.subject, links }));
  const ours = await deps.store.broadcasts.markInFlight(mails, plusMs(now(), leaseMs));
  return made.filter(({ claim }) => ours.has(claim.messageId));
}

/** The answers that come in time; `whenLate` takes each of the others when it comes. */
async function answersTo(run: BroadcastRun, leaving: readonly Made[]) {
  const answered: Answered[] = [];
  let take = (answer: Answered): void => void answered.push(answer);
  const sends = leaving.map(async (made) => take({ ...made, result: await send(run, made) }));
  const done = new AbortController();
  const patience = rest(patienceMs, undefined, { signal: done.signal }).catch(() => undefined);
  await Promise.race([Promise.all(sends), patience]);
  done.abort();
  const late: Answered[] = [];
  take = (answer) => void late.push(answer);
  return {
    answered,
    whenLate(book: (answer: Answered) => void) {
      take = book;
      for (const answer of late) book(answer);
    },
  };
}

/** The mail is IN_FLIGHT already. An error that nobody knows says only that much: whether the body had been asked for. */
async function send({ deps }: BroadcastRun, { mail, claim: { messageId } }: Made): Promise<SendResult> {
  let mayHaveLeft = false;
  try {
    return await deps.mailer.send(mail, async () => {
      mayHaveLeft = true;
    });
  } catch (error) {
    const response = error instanceof Error ? error.message : String(error);
    deps.log.error({ err: error, messageId, mayHaveLeft }, 'a mail met an error that nobody expects');
    if (mayHaveLeft) return { kind: 'unknown', response };
    return { kind: 'declined', class: 'passing', rule: 'error of our own', response, code: null, enhanced: null };
  }
}

/** Books what came after the handful was closed. If that fails, its lease ends and the mail is UNKNOWN. */
function bookLate(run: BroadcastRun, answer: Answered): void {
  const { deps, now } = run;
  const booking = async (): Promise<void> => {
    const { outcomes } = await outcomesOf(run, [answer]);
    await booked(() => deps.store.broadcasts.settle(outcomes, now()));
  };
  booking().catch((error: unknown) => {
    deps.log.warn({ err: error, messageId: answer.claim.messageId }, 'what became of a mail could not be noted');
  });
}

interface Booking {
  /** What is still to be booked. */
  readonly outcomes: readonly BroadcastOutcome[];
  /** The relay took none of them, because it cannot be reached: nothing more is to be sent before. */
  readonly holdUntil: Instant | null;
}

/**
 * What is to be booked. A refusal that says something about the lead or the sender is booked at once, one after the other:
 * the next one then counts it.
 */
async function outcomesOf(run: BroadcastRun, answers: readonly Answered[]): Promise<Booking> {
  const outcomes: BroadcastOutcome[] = [];
  let holdUntil: Instant | null = null;
  for (const answer of answers) {
    const { result } = answer;
    if (result.kind !== 'declined') {
      outcomes.push(takenOutcome(run, answer.claim, result));
      continue;
    }
    const outcome = await refusedOutcome(run, answer, result);
    if (isItsOwnAffair(result)) outcomes.push(outcome);
    else await booked(() => run.deps.store.broadcasts.settle([outcome], run.now()));
    if (result.class === 'unreachable' && outcome.kind === 'deferred') {
      holdUntil = holdUntil === null ? outcome.until : earlier(holdUntil, outcome.until);
    }
  }
  return { outcomes, holdUntil: answers.every(({ result }) => result.kind === 'declined') ? holdUntil : null };
}

function takenOutcome(
  { deps }: BroadcastRun,
  claim: BroadcastClaim,
  result: Exclude<SendResult, Declined>,
): BroadcastOutcome {
  if (result.kind === 'sent') return { ...idsOf(claim), kind: 'sent', response: result.response };
  deps.log.warn({ messageId: claim.messageId }, 'a mail may or may not have arrived; it is not sent again');
  return { ...idsOf(claim), kind: 'unknown', detail: result.response };
}

async function refusedOutcome(
  { deps, now }: BroadcastRun,
  { claim, mail }: Answered,
  result: Declined,
): Promise<BroadcastOutcome> {
  const { class: verdict, response: detail } = result;
  const times = claim.refused?.verdict === verdict ? claim.refused.times + 1 : 1;
  const { until, dead } = await consequences(deps, claim, mail, result, times, now());
  const ids = { ...idsOf(claim), detail, verdict };
  return until === null || dead ? { ...ids, kind: 'failed' } : { ...ids, kind: 'deferred', until };
}

const isItsOwnAffair = ({ class: verdict }: Declined): boolean =>
  deliveryRules[verdict].lead.kind === 'none' && deliveryRules[verdict].sender === 'none';
