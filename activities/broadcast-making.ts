/**
 * Makes the mails of one turn, and tells a lead whose mail cannot be made from a broadcast of which none can: as long as no
 * mail of the turn has been made, those that cannot be are in doubt, and nobody fails because a template is broken.
 * Remembers, but books nothing.
 */
import type { BroadcastClaim } from '../db/store.ts';
import { type Composed, whyUnmakeable } from './deliver.ts';
import type { Log } from './ports.ts';

/** If so many mails cannot be made before one has been, it is not about the leads. */
const fewestUnmade = 10;

export interface Made extends Composed {
  readonly claim: BroadcastClaim;
}

/** A mail that cannot be made, and why. */
export interface Unmade {
  readonly claim: BroadcastClaim;
  readonly detail: string;
}

export interface Making {
  /** Makes those that can be made; the others are in doubt. Never throws: an error is the affair of its mail. */
  make(claims: readonly BroadcastClaim[]): readonly Made[];
  /** A mail of this turn has been made: what cannot be made is about its lead. */
  readonly proven: boolean;
  /** How many are in doubt. They stay claimed. */
  readonly doubtful: number;
  /** Why no mail can be made at all; null as long as nobody can say that. */
  readonly broken: string | null;
  /** Why the first of those in doubt cannot be made. */
  readonly firstDoubt: string | null;
  /** Those in doubt, which are the caller's to book now. */
  take(): readonly Unmade[];
}

export function createMaking(compose: (claim: BroadcastClaim) => Composed, log: Pick<Log, 'error'>): Making {
  let proven = false;
  let doubts: readonly Unmade[] = [];
  const firstDoubt = () => doubts[0]?.detail ?? null;
  return {
    make(claims) {
      const made: Made[] = [];
      for (const claim of claims) {
        try {
          made.push({ ...compose(claim), claim });
        } catch (error) {
          doubts = [...doubts, { claim, detail: whyUnmakeable(error) ?? ourOwn(log, claim, error) }];
        }
      }
      proven ||= made.length > 0;
      return made;
    },
    get proven() {
      return proven;
    },
    get doubtful() {
      return doubts.length;
    },
    get broken() {
      return !proven && doubts.length >= fewestUnmade ? firstDoubt() : null;
    },
    get firstDoubt() {
      return firstDoubt();
    },
    take() {
      const taken = doubts;
      doubts = [];
      return taken;
    },
  };
}

/** What is noted of a mail that met an error which nobody expects. */
function ourOwn(log: Pick<Log, 'error'>, { messageId }: BroadcastClaim, error: unknown): string {
  log.error({ err: error, messageId }, 'a mail could not be made, because of an error of our own');
  return `INTERNAL: an error of our own, which the log tells: ${error instanceof Error ? error.message : String(error)}`;
}
