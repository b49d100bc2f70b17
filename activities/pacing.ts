/**
 * The pace of outgoing mail: for each mail, whether it may leave now by what its sending domain may send to the provider
 * that receives it, and in all. Allowances are shared by all workers; what limits nothing costs no statement.
 *
 * How fast mail may leave is a matter of the real clock, which comes in from outside; times that are answered are those
 * of the caller, whose waits may be skipped.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { PaceLease, PaceState, Store } from '../db/store.ts';
import { instantFromMs, plusMs } from '../domain/instant.ts';
import {
  holdWords,
  type NamedAllowance,
  type Provider,
  providerAllowance,
  recoveringAllowance,
  totalAllowance,
  unknownProvider,
} from '../domain/sending-pace.ts';
import type { Receivers } from '../mail/receivers.ts';
import { createLane, type Lane, type Lessor } from './pace-lane.ts';
import type { Admission, Pace, PacedMail } from './ports.ts';

export interface PaceOptions {
  readonly store: Pick<Store, 'pace' | 'publications'>;
  readonly receivers: Receivers;
  /** Milliseconds of the epoch; default the machine's clock. */
  readonly clock?: () => number;
  /** Lets a mail wait for a short while; default a timer. */
  readonly rest?: (ms: number) => Promise<unknown>;
  /** A number from 0 to below 1; default by chance. */
  readonly chance?: () => number;
}

/** A shorter wait than this is not worth going back to the workflow for. */
const shortWaitMs = 2000;
/** A deferral is this long at least, so that a clock which stands still does not make a loop. */
const leastDeferralMs = 1000;
/** How long what other workers have found out may be new here. */
const stateMs = 5000;
const mostLanes = 2000;

/** A bucket that a mail has to take from. */
interface Toll {
  readonly key: string;
  readonly allowance: NamedAllowance;
  /** Null: all of them. */
  readonly provider: Provider | null;
}

/** @example createPace({ store, receivers: createReceivers({ resolver: new Resolver() }) }) */
export function createPace(options: PaceOptions): Pace {
  const { store, receivers, clock = () => Date.now(), rest = pause, chance = Math.random } = options;
  const lanes = new Map<string, Lane>();
  const look = remembering(() => store.pace.state(instantFromMs(clock())), clock);

  async function tollsOf(mail: Omit<PacedMail, 'urgent'>): Promise<readonly Toll[]> {
    const { fromDomain, recipient } = mail;
    const [provider, workspace, state] = await Promise.all([
      receivers.providerOf(recipient),
      store.publications.workspace(),
      look.now(),
    ]);
    const { pace } = workspace.organisation;
    const now = instantFromMs(clock());
    const since = state.warmUps.get(fromDomain) ?? null;
    const key = bucketKey(fromDomain, provider, recipient);
    const own = providerAllowance(pace, fromDomain, provider, since, now);
    const allowance = own ?? (state.slowed.has(key) ? recoveringAllowance(provider) : null);
    const total = totalAllowance(pace, fromDomain, since, now);
    return [
      ...(allowance === null ? [] : [{ key, allowance, provider: receiverIn(key) }]),
      ...(total === null ? [] : [{ key: fromDomain, allowance: total, provider: null }]),
    ];
  }

  function laneOf(tolls: readonly Toll[]): Lane {
    const key = tolls.map((toll) => toll.key).join('\n');
    const lane = lanes.get(key) ?? createLane(clock, chance);
    lanes.delete(key);
    lanes.set(key, lane);
    // What it remembers is only ahead of the database by a second.
    const oldest = lanes.size > mostLanes ? lanes.keys().next().value : undefined;
    if (oldest !== undefined) lanes.delete(oldest);
    return lane;
  }

  return {
    async admit(mail, now): Promise<Admission> {
      for (let waitedMs = 0; ; ) {
        const tolls = await tollsOf(mail);
        if (tolls.length === 0) return { kind: 'now' };
        const turn = await laneOf(tolls).ask(mail.urgent, lessorOf(store, tolls, clock));
        if (turn.kind === 'now') return turn;
        const waitMs = Math.max(1, Math.ceil(turn.untilMs - clock()));
        if (waitedMs + waitMs > shortWaitMs) {
          const until = plusMs(now, waitedMs + Math.max(leastDeferralMs, waitMs));
          return { kind: 'later', until, why: whyHeld(tolls, turn.held, mail.fromDomain) };
        }
        await rest(waitMs);
        waitedMs += waitMs;
      }
    },

    async slow({ fromDomain, recipient }) {
      const key = bucketKey(fromDomain, await receivers.providerOf(recipient), recipient);
      await store.pace.slow(key, fromDomain, instantFromMs(clock()));
      look.forget();
      // Their leases are of before.
      for (const lane of lanes.keys()) if (lane.split('\n').includes(key)) lanes.delete(lane);
    },
  };
}

/** Of mail to a provider; where it is not known who receives, of mail to that domain alone. */
const bucketKey = (fromDomain: string, provider: Provider, recipient: string): string =>
  `${fromDomain} ${provider === unknownProvider ? recipient.slice(recipient.lastIndexOf('@') + 1).toLowerCase() : provider}`;

const receiverIn = (key: string): Provider => key.slice(key.indexOf(' ') + 1);

const lessorOf = (store: PaceOptions['store'], tolls: readonly Toll[], clock: () => number): Lessor => ({
  lease: (wanted) => store.pace.lease(tolls, wanted, instantFromMs(clock())),
  // What is taken ahead and not used is lost, and a day has no more.
  ahead: tolls.every(({ allowance }) => allowance.perDay === null),
});

function whyHeld(tolls: readonly Toll[], held: PaceLease['held'], fromDomain: string): string {
  const toll = tolls.find(({ key }) => key === held?.key);
  if (held === null || toll === undefined) return `other mails from ${fromDomain} go first`;
  return holdWords(held.by, toll.allowance, toll.provider, fromDomain);
}

/** What was looked up, for a while; looked up once at a time, and again by the next who asks when that failed. */
function remembering(
  read: () => Promise<PaceState>,
  clock: () => number,
): { now(): Promise<PaceState>; forget(): void } {
  let known: { readonly state: Promise<PaceState>; readonly atMs: number } | undefined;
  return {
    now() {
      const nowMs = clock();
      if (known && Math.abs(nowMs - known.atMs) < stateMs) return known.state;
      const reading = { state: read(), atMs: nowMs };
      known = reading;
      reading.state.catch(() => {
        if (known === reading) known = undefined;
      });
      return reading.state;
    },
    forget() {
      known = undefined;
    },
  };
}
