/**
 * Sends a handful of mails that were claimed together: pace → compose → one IN_FLIGHT for all → the relay → booked together.
 * A crash leaves the mails of the handful UNKNOWN at most, and none of them leaves twice: the body may leave only after all
 * have become IN_FLIGHT, and one that is IN_FLIGHT is never claimed again.
 */
import { setTimeout as rest } from 'node:timers/promises';
import type { BroadcastClaim, BroadcastOutcome } from '../db/store.ts';
import { type Instant, plusMs } from '../domain/instant.ts';
import type { SendResult } from '../mail/ports.ts';
import { type Answered, bookAnswers, bookLate, failures, giveBack, givenBack } from './broadcast-booking.ts';
import type { Made } from './broadcast-making.ts';
import type { BroadcastRun } from './broadcast-run.ts';

/** How long a mail in flight is left alone; an answer that comes later still counts. */
const leaseMs = 90_000;

export interface HandfulResult {
  /** Mails that were handed to the relay. */
  readonly tried: number;
  /** The relay cannot be reached: nothing more is to be sent before; null: go on. */
  readonly holdUntil: Instant | null;
}

/** @throws what the store throws when the database stays away; what is known of each mail has been booked as far as it can be */
export async function sendHandful(run: BroadcastRun, claims: readonly BroadcastClaim[]): Promise<HandfulResult> {
  const { leaving, putOff } = await setOut(run, claims);
  const { answered, whenLate } = await answersTo(run, leaving);
  try {
    const unmade = run.making.proven ? failures(run.making.take()) : [];
    const holdUntil = await bookAnswers(run, answered, [...putOff, ...unmade]);
    return { tried: leaving.length, holdUntil };
  } finally {
    whenLate((late) => bookLate(run, late));
  }
}

/** Those that may leave now, and are IN_FLIGHT. */
async function setOut(run: BroadcastRun, claims: readonly BroadcastClaim[]) {
  try {
    const { made, putOff } = await readyOf(run, claims);
    return { leaving: await inFlight(run, made), putOff };
  } catch (error) {
    // No body has left. Their leases end by themselves; this only spares them the wait.
    await giveBack(run, claims, 'they could not be sent off').catch(() => undefined);
    throw error;
  }
}

/** Until one mail has been made they are made first: what cannot be made must not use up the turns of others. */
async function readyOf(run: BroadcastRun, claims: readonly BroadcastClaim[]) {
  const { making } = run;
  if (!making.proven) {
    const { admitted, putOff } = await admittedOf(run, making.make(claims), ({ claim }) => claim);
    return { made: admitted, putOff };
  }
  const { admitted, putOff } = await admittedOf(run, claims, (claim) => claim);
  return { made: making.make(admitted), putOff };
}

async function admittedOf<T>(
  { deps, rules, now }: BroadcastRun,
  mails: readonly T[],
  claimOf: (of: T) => BroadcastClaim,
) {
  const { fromDomain } = rules;
  const admissions = await Promise.all(
    mails.map(async (mail) => {
      const { recipient } = claimOf(mail);
      return { mail, admission: await deps.pace.admit({ fromDomain, recipient, urgent: false }, now()) };
    }),
  );
  return {
    admitted: admissions.flatMap(({ mail, admission }) => (admission.kind === 'now' ? [mail] : [])),
    putOff: admissions.flatMap(({ mail, admission }): readonly BroadcastOutcome[] =>
      admission.kind === 'later' ? givenBack([claimOf(mail)], admission.why, admission.until) : [],
    ),
  };
}

async function inFlight({ deps, now }: BroadcastRun, made: readonly Made[]): Promise<readonly Made[]> {
  const mails = made.map(({ claim: { messageId, claimToken }, mail: { subject }, links }) => ({
    messageId,
    claimToken,
    subject,
    links,
  }));
  const ours = await deps.store.broadcasts.markInFlight(mails, plusMs(now(), leaseMs));
  return made.filter(({ claim }) => ours.has(claim.messageId));
}

/** The answers that come in time; `whenLate` takes each of the others when it comes. */
async function answersTo(run: BroadcastRun, leaving: readonly Made[]) {
  const answered: Answered[] = [];
  let take = (answer: Answered): void => void answered.push(answer);
  const sends = leaving.map(async (made) => {
    const result = await send(run, made);
    take({ ...made, result });
  });
  const done = new AbortController();
  const patience = rest(run.patienceMs, undefined, { signal: done.signal }).catch(() => undefined);
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
