/**
 * One turn of a broadcast: pages of mails, the next one claimed while the one before it is being sent, for some seconds or
 * until there is nothing left to do now. Several turns may run at one moment, here and in other workers: pages are claimed
 * in turn. A turn that is cut off at any moment leaves every mail in a state that says so.
 */
import type { BroadcastClaim, BroadcastPage } from '../db/store.ts';
import { type ErrorCode, errorCode, hasCode } from '../domain/errors.ts';
import { type Instant, plusMs } from '../domain/instant.ts';
import type { SendBroadcastRequest, SendBroadcastResult } from '../workflows/messages.ts';
import { booked } from './booking.ts';
import { doubted, failures, giveBack, settled } from './broadcast-booking.ts';
import type { HandfulResult } from './broadcast-handful.ts';
import { sendPage, whyHalted } from './broadcast-page.ts';
import { type BroadcastRun, createBroadcastRun } from './broadcast-run.ts';
import type { ConversationDeps } from './ports.ts';
import { remembered } from './remembered.ts';

/** Mails that are claimed together. Of a bigger page the last ones would wait too long for their turn. */
const pageSize = 200;
/** How long a claimed mail is left alone. What the relay has not come to by then may be claimed by another lane. */
const leaseMs = 180_000;
/** No page is begun after so long: the workflow looks whether it is to go on. */
const turnMs = 10_000;
/** When to look again at a broadcast that somebody has to mend; whoever resumes it tells its workflow. */
const brokenMs = 60 * 60_000;
/** When to look again at one that was about to end and has not. */
const soonMs = 1000;
/** When to look again at mails that cannot be made, as long as only others can tell whether it is about their leads. */
const doubtMs = 15 * 60_000;

const mostKnown = 200;
/** So long a handful waits for its last answers, unless it is said. */
const usualPatienceMs = 20_000;

/** Errors that no retry can mend, but a person who edits or publishes. */
const faults: ReadonlySet<ErrorCode> = new Set([
  'TEMPLATE_INVALID',
  'TEMPLATE_UNKNOWN',
  'SEGMENT_UNKNOWN',
  'CONDITION_INVALID',
]);

export function createSendBroadcast(
  deps: ConversationDeps,
  { patienceMs = usualPatienceMs }: { readonly patienceMs?: number } = {},
): (request: SendBroadcastRequest, stopping?: AbortSignal) => Promise<SendBroadcastResult> {
  const { broadcasts, publications } = deps.store;
  const termsOf = remembered(mostKnown, (id) => broadcasts.terms(id));
  const template = remembered(mostKnown, async (id) => deps.composer.template(await publications.template(id)));

  return async function sendBroadcastActivity({ broadcastId, limit, now }, stopping) {
    const terms = await termsOf(broadcastId);
    const { pace } = terms;
    try {
      const { organisation } = await publications.workspace();
      const compiled = await template(terms.templateVersionId);
      const run = createBroadcastRun(deps, terms, organisation, compiled, now, patienceMs);
      return { pace, ...(await takeTurn(run, limit, stopping)) };
    } catch (error) {
      if (!faults.has(errorCode(error))) throw error;
      const why = `${errorCode(error)}: ${error instanceof Error ? error.message : String(error)}`;
      return { pace, done: 0, more: false, nextAt: await halt(deps, broadcastId, why, now) };
    }
  };
}

type Outcome = Omit<SendBroadcastResult, 'pace'>;

async function takeTurn(run: BroadcastRun, limit: number, stopping?: AbortSignal): Promise<Outcome> {
  try {
    return await sendPages(run, limit, stopping);
  } finally {
    // The next turn may know more. Their leases end by themselves; this only spares them the wait.
    await settled(run, doubted(run.making.take(), run.now())).catch(() => undefined);
  }
}

async function sendPages(run: BroadcastRun, limit: number, stopping?: AbortSignal): Promise<Outcome> {
  const { making } = run;
  const began = performance.now();
  let left = limit;
  let done = 0;
  let busy = false;
  // Mails in doubt stay claimed, and take nobody's place: with few in a turn, nothing would ever be proven.
  const room = () => left + making.doubtful;
  const claim = () => claimPage(run, Math.max(1, Math.min(pageSize, room())));
  const mayGoOn = () => room() > 0 && !stopping?.aborted && performance.now() - began < turnMs;
  let overtaken = false;
  for (let page = await claim(); ; ) {
    // What was looked at while mails of ours were under way says nothing about what became of them.
    if (!page.more && overtaken) page = await claim();
    if (!page.more && making.doubtful > 0) {
      const broken = page.status === 'running' ? await decided(run) : null;
      if (broken !== null) return { done, more: false, nextAt: await halt(run.deps, run.terms.id, broken, run.now()) };
      page = await claim();
    }
    const { claims } = page;
    left -= claims.length;
    busy ||= page.looked > 0;
    if (!page.more) return { done, busy, more: false, nextAt: await endOf(run, page) };
    const ahead = mayGoOn() && left > 0 ? begun(claim()) : null;
    const result = await sent(run, claims, ahead, stopping);
    done += result.tried;
    const halted = await haltedUntil(run, result);
    if (halted !== 'no') return { done, more: false, nextAt: halted };
    const next = ahead ?? (making.doubtful > 0 && mayGoOn() ? claim() : null);
    if (next === null) return { done, busy, more: true, nextAt: null };
    page = await next;
    overtaken = true;
  }
}

/** Whether a page has found that nothing can be sent now, and when to look again (null: never). */
async function haltedUntil(run: BroadcastRun, { holdUntil }: HandfulResult): Promise<Instant | null | 'no'> {
  const { deps, terms, making, now } = run;
  if (making.broken !== null) return halt(deps, terms.id, making.broken, now());
  if (holdUntil === null) return 'no';
  return booked(() => deps.store.broadcasts.hold(terms.id, holdUntil, now()));
}

/**
 * Nothing else is due, and no mail of this turn could be made. It is about these leads if others have had their mail before;
 * as long as others wait, they will tell; else the broadcast is broken, and why is returned.
 */
async function decided(run: BroadcastRun): Promise<string | null> {
  const { deps, terms, making, now } = run;
  const { mails } = await deps.store.broadcasts.get(terms.id);
  const { SENT = 0, UNKNOWN = 0, IN_FLIGHT = 0, CLAIMED = 0, DEFERRED = 0, PENDING = 0 } = mails;
  if (SENT + UNKNOWN + IN_FLIGHT > 0) {
    await settled(run, failures(making.take()));
    return null;
  }
  const why = making.firstDoubt;
  if (CLAIMED + DEFERRED + PENDING <= making.doubtful) return why;
  deps.log.warn({ broadcastId: terms.id, why }, 'no mail of a broadcast could be made so far; others are waited for');
  await settled(run, doubted(making.take(), plusMs(now(), doubtMs)));
  return null;
}

const claimPage = ({ deps, terms, rules, now }: BroadcastRun, limit: number): Promise<BroadcastPage> =>
  deps.store.broadcasts.claimPage(terms.id, rules, { limit, leaseMs }, now());

/** If it fails before it is awaited, that is told then. */
function begun<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}

const nothing: HandfulResult = { tried: 0, holdUntil: null };

/** Sends a page; when that must end the turn, the page that was claimed meanwhile is given back. */
async function sent(
  run: BroadcastRun,
  claims: readonly BroadcastClaim[],
  next: Promise<BroadcastPage> | null,
  stopping?: AbortSignal,
): Promise<HandfulResult> {
  if (claims.length === 0) return nothing;
  try {
    const result = await sendPage(run, claims, stopping);
    const why = whyHalted(run, result);
    if (next && why !== null) await giveBack(run, (await next).claims, why);
    return result;
  } catch (error) {
    // Their leases end by themselves; this only spares them the wait.
    await next?.then(({ claims: rest }) => giveBack(run, rest, 'the page before it failed')).catch(() => undefined);
    throw error;
  }
}

/** When to look again, now that there is nothing to do; null when nothing ever is, and the broadcast has ended. */
async function endOf({ deps, terms, now }: BroadcastRun, { nextAt, status }: BroadcastPage): Promise<Instant | null> {
  if (nextAt !== null || status !== 'running') return nextAt;
  const ended = await deps.store.broadcasts.finish(terms.id, now());
  if (ended === 'running' || ended === 'paused') return plusMs(now(), soonMs);
  if (ended === 'done') deps.log.info({ broadcastId: terms.id, broadcast: terms.name }, 'a broadcast is done');
  return null;
}

/** Pauses a broadcast that cannot go on as it is; when to look again. */
async function halt({ store, log }: ConversationDeps, id: string, why: string, now: Instant): Promise<Instant | null> {
  log.error({ broadcastId: id, why }, 'a broadcast is paused: it cannot go on until somebody has mended what is wrong');
  try {
    await store.broadcasts.pause(id, why, 'engine', now);
    return plusMs(now, brokenMs);
  } catch (error) {
    if (hasCode(error, 'BROADCAST_ENDED')) return null;
    throw error;
  }
}
