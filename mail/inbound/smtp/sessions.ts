/**
 * The connections that are open: who has how many, how often each was refused since its last mail, and for how long it
 * has been there. Says which are to be closed; closing is done by the `drop` that it is given.
 */
import type { ListenerLimits } from './limits.ts';
import { networkOf } from './limits.ts';

export interface Sessions {
  /** Notes a connection; false when its sender has too many already. */
  open(id: string, address: string): boolean;
  closed(id: string): void;
  /** Notes that a reply was sent. */
  replied(id: string, code: number): void;
  /** A mail is coming in, or no longer: meanwhile other limits of time hold. */
  busy(id: string, isBusy: boolean): void;
  isBusy(id: string): boolean;
}

interface Session {
  readonly network: string;
  errors: number;
  replies: number;
  busy: boolean;
  timer: NodeJS.Timeout;
}

/** @param drop Closes a connection, saying why. */
export function createSessions(limits: ListenerLimits, drop: (id: string, why: string) => void): Sessions {
  const sessions = new Map<string, Session>();
  const timer = (id: string): NodeJS.Timeout =>
    setTimeout(() => drop(id, '4.4.2 This connection has lasted long enough'), limits.sessionMs).unref();
  return {
    open(id, address) {
      const network = networkOf(address);
      const others = [...sessions.values()].filter((session) => session.network === network);
      if (others.length >= limits.connectionsOfOne) return false;
      sessions.set(id, { network, errors: 0, replies: 0, busy: false, timer: timer(id) });
      return true;
    },
    closed(id) {
      clearTimeout(sessions.get(id)?.timer);
      sessions.delete(id);
    },
    replied(id, code) {
      const session = sessions.get(id);
      if (session === undefined) return;
      session.replies += 1;
      if (code >= 400) session.errors += 1;
      if (session.errors >= limits.errors) drop(id, '4.7.0 Too many errors');
      else if (session.replies >= limits.replies) drop(id, '4.7.0 Too many commands and no mail');
    },
    busy(id, isBusy) {
      const session = sessions.get(id);
      if (session === undefined) return;
      session.busy = isBusy;
      clearTimeout(session.timer);
      if (isBusy) return;
      Object.assign(session, { errors: 0, replies: 0, timer: timer(id) });
    },
    isBusy: (id) => sessions.get(id)?.busy === true,
  };
}
