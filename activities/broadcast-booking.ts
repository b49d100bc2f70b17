/**
 * Books what became of the mails of a handful, so that what one of them leads to costs no other its answer: what the relay
 * took first, then each refusal with its consequences.
 */
import type { BroadcastClaim, BroadcastOutcome } from '../db/store.ts';
import { deliveryRules } from '../domain/delivery-rules.ts';
import { type Instant, later, plusMs } from '../domain/instant.ts';
import type { SendResult } from '../mail/ports.ts';
import { booked } from './booking.ts';
import type { Made, Unmade } from './broadcast-making.ts';
import type { BroadcastRun } from './broadcast-run.ts';
import { consequences, type Declined } from './declined.ts';

export interface Answered extends Made {
  readonly result: SendResult;
}

interface Refused extends Answered {
  readonly result: Declined;
}

const idsOf = ({ messageId, claimToken }: BroadcastClaim) => ({ messageId, claimToken });

/** What is not to be tried now after all. */
export const givenBack = (
  claims: readonly BroadcastClaim[],
  detail: string,
  until: Instant,
): readonly BroadcastOutcome[] =>
  claims.map((claim): BroadcastOutcome => ({ ...idsOf(claim), kind: 'put-off', detail, until }));

export const failures = (unmade: readonly Unmade[]): readonly BroadcastOutcome[] =>
  unmade.map(({ claim, detail }): BroadcastOutcome => ({ ...idsOf(claim), kind: 'failed', detail, verdict: null }));

/** Those in doubt, put off until then: somebody may know more. */
export const doubted = (unmade: readonly Unmade[], until: Instant): readonly BroadcastOutcome[] =>
  unmade.flatMap(({ claim, detail }) => givenBack([claim], detail, until));

export const settled = ({ deps, now }: BroadcastRun, outcomes: readonly BroadcastOutcome[]): Promise<void> =>
  booked(() => deps.store.broadcasts.settle(outcomes, now()));

/** What has surely not been tried, because of `why`; it is due again at once. */
export const giveBack = (run: BroadcastRun, claims: readonly BroadcastClaim[], why: string): Promise<void> =>
  settled(run, givenBack(claims, why, run.now()));

/**
 * Books the answers, and `others` with them. Null, or until when nothing more is to be sent: the relay took none of them,
 * because it cannot be reached.
 * @throws the first error, when all that could be booked has been
 */
export async function bookAnswers(
  run: BroadcastRun,
  answers: readonly Answered[],
  others: readonly BroadcastOutcome[] = [],
): Promise<Instant | null> {
  const faults: unknown[] = [];
  const refused = answers.filter(isRefused);
  const taken = answers.flatMap(({ claim, result }) =>
    result.kind === 'declined' ? [] : [takenOutcome(run, claim, result)],
  );
  const own: BroadcastOutcome[] = [];
  for (const answer of refused.filter(isItsOwnAffair)) own.push(await refusedOutcome(run, answer, faults));
  await settled(run, [...others, ...taken, ...own]).catch((error: unknown) => faults.push(error));
  // Booked one after the other, at once: the next one then counts it.
  for (const answer of refused.filter((one) => !isItsOwnAffair(one))) {
    const outcome = await refusedOutcome(run, answer, faults);
    try {
      await settled(run, [outcome]);
    } catch (error) {
      faults.push(error);
      break;
    }
  }
  if (faults.length > 0) throw faults[0];
  return refused.length === answers.length ? holdOf(refused, own) : null;
}

/** The latest of the times at which mails whose relay cannot be reached are tried again. */
function holdOf(refused: readonly Refused[], outcomes: readonly BroadcastOutcome[]): Instant | null {
  const away = new Set(
    refused.flatMap(({ claim, result }) => (result.class === 'unreachable' ? [claim.messageId] : [])),
  );
  return outcomes.reduce<Instant | null>(
    (latest, outcome) =>
      outcome.kind === 'deferred' && away.has(outcome.messageId)
        ? later(latest ?? outcome.until, outcome.until)
        : latest,
    null,
  );
}

/** Books what came after the handful was closed. If that fails, its lease ends and the mail is UNKNOWN. */
export function bookLate(run: BroadcastRun, answer: Answered): void {
  bookAnswers(run, [answer]).catch((error: unknown) => {
    const { messageId } = answer.claim;
    run.deps.log.warn({ err: error, messageId }, 'what became of a mail could not be noted');
  });
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

/** When to try a refused mail again whose consequences could not be noted: as much later every time. */
const unnotedMs = 15 * 60_000;
const mostUnnoted = 16;

/** Does what a refusal asks for. If that fails, the mail is tried again all the same: its next refusal tells it once more. */
async function refusedOutcome(
  { deps, now }: BroadcastRun,
  { claim, mail, result }: Refused,
  faults: unknown[],
): Promise<BroadcastOutcome> {
  const { class: verdict, response: detail } = result;
  const times = claim.refused?.verdict === verdict ? claim.refused.times + 1 : 1;
  const ids = { ...idsOf(claim), detail, verdict };
  try {
    const { until, dead } = await consequences(deps, claim, mail, result, times, now());
    return until === null || dead ? { ...ids, kind: 'failed' } : { ...ids, kind: 'deferred', until };
  } catch (error) {
    faults.push(error);
    return { ...ids, kind: 'deferred', until: plusMs(now(), Math.min(times, mostUnnoted) * unnotedMs) };
  }
}

const isRefused = (answer: Answered): answer is Refused => answer.result.kind === 'declined';

const isItsOwnAffair = ({ result: { class: verdict } }: Refused): boolean =>
  deliveryRules[verdict].lead.kind === 'none' && deliveryRules[verdict].sender === 'none';
