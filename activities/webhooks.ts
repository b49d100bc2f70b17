/**
 * Delivers what waits for an endpoint of webhooks: a few at a time, of each lead one after the other, until nothing is due.
 * While an endpoint is down one message now and then is tried, and the others wait. How it stands is in the database, so
 * that any worker goes on.
 */
import type { DueWebhook, EndpointState, Store, WebhookSettlement } from '../db/store.ts';
import { assertNever } from '../domain/errors.ts';
import { type Instant, later, plusMs } from '../domain/instant.ts';
import {
  type Attempted,
  attemptedBy,
  type EndpointHealth,
  healthAfter,
  isDown,
  patienceMs,
  pingType,
  repeatAt,
} from '../domain/outgoing-webhook.ts';
import type { DeliverWebhooksRequest, DeliverWebhooksResult } from '../workflows/messages.ts';
import type { Log, OutgoingWebhooks, WebhookTarget } from './ports.ts';

const atOnce = 8;
const claimed = 100;
/** Longer than all of a claim can take by far: what a worker that died had taken is due again then. */
const leaseMs = 10 * 60_000;
/** One activity goes on for so long. */
const turnMs = 10_000;
/** What is due and held by somebody else at this moment is looked at again so soon. */
const heldMs = 1000;

interface Deps {
  readonly store: Pick<Store, 'webhooks'>;
  /** Without it, nothing is sent. */
  readonly outgoing?: OutgoingWebhooks;
  readonly log: Log;
  /** A number from 0 to below 1; default by chance. */
  readonly chance?: () => number;
}

interface Turn {
  readonly deps: Deps;
  readonly endpoint: string;
  readonly target: WebhookTarget;
  readonly stopping: AbortSignal;
  /** Moves on with the work. */
  now(): Instant;
}

export const createDeliverWebhooks =
  (deps: Deps) =>
  async ({ endpoint, now }: DeliverWebhooksRequest, stopping: AbortSignal): Promise<DeliverWebhooksResult> => {
    const target = deps.outgoing?.of(endpoint) ?? null;
    if (target === null) return { more: false, nextAt: null };
    const began = performance.now();
    const elapsedMs = () => Math.round(performance.now() - began);
    const turn: Turn = { deps, endpoint, target, stopping, now: () => plusMs(now, elapsedMs()) };
    for (;;) {
      const state = await deps.store.webhooks.state(endpoint);
      if (state.goneUrl === target.urlHash) return { more: false, nextAt: null };
      const restUntil = state.restUntil !== null && state.restUntil > turn.now() ? state.restUntil : null;
      const done = restUntil === null ? await deliverSome(turn, state) : 0;
      if (done === 0) return { more: false, nextAt: await nextLook(turn, restUntil) };
      if (elapsedMs() > turnMs || stopping.aborted) return { more: true, nextAt: null };
    }
  };

async function nextLook({ deps, endpoint, now }: Turn, restUntil: Instant | null): Promise<Instant | null> {
  const nextAt = await deps.store.webhooks.nextAt(endpoint);
  if (nextAt === null) return null;
  return later(nextAt, restUntil ?? plusMs(now(), heldMs));
}

/** Sends what is due, up to a claim; returns how many were taken up. */
async function deliverSome(turn: Turn, state: EndpointState): Promise<number> {
  const { deps, endpoint, target, stopping, now } = turn;
  const { webhooks } = deps.store;
  const probing = isDown(state);
  const due = await webhooks.claim(endpoint, { limit: probing ? 1 : claimed, probing }, plusMs(now(), leaseMs), now());
  if (due.length === 0) return 0;
  const queue = [...due];
  let health: EndpointHealth = state;
  let last: Attempted | null = null;
  let tried = false;
  const rests = () => last?.kind === 'gone' || (health.restUntil !== null && health.restUntil > now());
  const sendOn = async (): Promise<void> => {
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
      if (rests() || stopping.aborted) {
        const untried = [one, ...queue.splice(0)];
        await webhooks.settle(
          untried.map(({ id }) => ({ id, kind: 'released' })),
          now(),
        );
        return;
      }
      const attempted = await attempt(target, one);
      if (last?.kind !== 'gone') last = attempted;
      health = healthAfter(health, attempted, now());
      tried ||= one.type === pingType && attempted.kind === 'taken';
      await webhooks.settle([settlementOf(one, attempted, now(), (deps.chance ?? Math.random)())], now());
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, due.length) }, sendOn));
  await noteHealth(turn, state, health, last);
  // Whoever tries a mended endpoint wants what waits to go, and not in hours. Nothing is under way here any more.
  if (tried) await webhooks.hurry(endpoint, now());
  return due.length;
}

async function attempt(target: WebhookTarget, { id, type, createdAt, data }: DueWebhook): Promise<Attempted> {
  const body = JSON.stringify({ type, timestamp: createdAt, data });
  const reply = await target.send(id, body);
  return reply.kind === 'answered'
    ? attemptedBy(reply.status, reply.retryAfterMs)
    : { kind: 'away', status: null, why: reply.why };
}

function settlementOf(
  { id, attempts, since }: DueWebhook,
  attempted: Attempted,
  now: Instant,
  chance: number,
): WebhookSettlement {
  const { status } = attempted;
  switch (attempted.kind) {
    case 'taken':
      return { id, kind: 'delivered', status: attempted.status };
    case 'gone':
      return { id, kind: 'later', at: now, counts: false, status, error: 'the endpoint wants nothing more (410)' };
    case 'busy': {
      const { why: error, pauseMs } = attempted;
      if (since < plusMs(now, -patienceMs)) return { id, kind: 'dead', status, error };
      return { id, kind: 'later', at: plusMs(now, pauseMs), counts: false, status, error };
    }
    case 'refused':
    case 'away': {
      const at = repeatAt(attempts + 1, since, now, chance);
      const { why: error } = attempted;
      return at === null ? { id, kind: 'dead', status, error } : { id, kind: 'later', at, counts: true, status, error };
    }
    default:
      return assertNever(attempted);
  }
}

/** Keeps how the endpoint answered, tells the log what an operator must see, and gives up what has waited for too long. */
async function noteHealth(
  { deps, endpoint, target, now }: Turn,
  before: EndpointState,
  health: EndpointHealth,
  last: Attempted | null,
): Promise<void> {
  if (last === null) return;
  const { webhooks } = deps.store;
  const gone = last.kind === 'gone';
  const lastError = 'why' in last ? last.why : null;
  const state = { ...health, goneUrl: gone ? target.urlHash : null, lastStatus: last.status, lastError };
  await webhooks.note(endpoint, state, now());
  if (gone)
    deps.log.error(
      { endpoint },
      'an endpoint of webhooks answered 410: nothing is sent to it until a person sees to it',
    );
  if (isDown(health) && !isDown(before)) deps.log.warn({ endpoint, why: lastError }, 'an endpoint of webhooks is down');
  if (!isDown(health) && isDown(before)) deps.log.info({ endpoint }, 'an endpoint of webhooks answers again');
  const expired = isDown(health) ? await webhooks.expire(endpoint, plusMs(now(), -patienceMs), now()) : 0;
  if (expired > 0)
    deps.log.error({ endpoint, expired }, 'webhooks were given up: their endpoint was away for too long');
}
