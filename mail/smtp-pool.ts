/**
 * Connections to one relay, shared by all mails that go to it: so many at most, opened when there is a mail for them, kept
 * for a while when there is none, and replaced after so many mails. A mail that finds its connection dead before its body
 * has begun to leave gets another one, once; nothing else is tried again here. Knows nothing of what is in a mail.
 */
import type { Departure } from './departure.ts';
import type { SmtpFailure } from './smtp-failure.ts';
import { createSmtpSession, hungUp, type SmtpSession, type SmtpSessionOptions } from './smtp-session.ts';

export interface SmtpPoolOptions extends SmtpSessionOptions {
  /** At a time, connections that say goodbye included. */
  readonly maxConnections: number;
  /** Mails over one connection. */
  readonly maxMessages: number;
  /** How long a connection is kept without a mail; relays close theirs after five minutes (RFC 5321 §4.5.3.2.7). */
  readonly idleMs: number;
}

/** A mail as the pool sees it. */
export interface PoolMail {
  readonly envelope: { readonly from: string; readonly to: string };
  /** As `wireForm` makes it. */
  readonly message: Buffer;
  readonly departure: Departure;
  /** Gets a connection before those that are not. */
  readonly urgent: boolean;
}

export interface SmtpPool {
  /** The relay's reply to the body. @throws SmtpFailure */
  send(mail: PoolMail): Promise<string>;
  /** Hangs up; mails under way and mails that wait for a connection fail. */
  close(): void;
}

export function createSmtpPool(options: SmtpPoolOptions): SmtpPool {
  const connections = new Connections(options);
  return {
    async send(mail) {
      const used = await connections.take(mail.urgent);
      if (used !== null) {
        try {
          return await connections.handOver(used, mail);
        } catch (failure) {
          if (mail.departure.left || connections.closed || !isBroken(failure as SmtpFailure)) {
            void connections.recover(used, failure as SmtpFailure);
            throw failure;
          }
          used.close();
        }
      }
      const fresh = connections.make();
      try {
        await fresh.open();
        return await connections.handOver(fresh, mail);
      } catch (failure) {
        void connections.recover(fresh, failure as SmtpFailure);
        throw failure;
      }
    },
    close: () => connections.close(),
  };
}

/** It is about the connection, and not about the mail. */
const isBroken = ({ code = '', responseCode }: SmtpFailure): boolean =>
  responseCode === 421 || ['ECONNECTION', 'ESOCKET', 'ETIMEDOUT'].includes(code);

interface Waiting {
  readonly urgent: boolean;
  readonly go: () => void;
  readonly fail: (failure: SmtpFailure) => void;
}

/** Who takes a place may hold one connection; idle connections and places taken are never more than the limit. */
class Connections {
  readonly #options: SmtpPoolOptions;
  readonly #live = new Set<SmtpSession>();
  /** The last one used is the first one used again, so the one that has been idle for longest comes first. */
  readonly #idle: { readonly session: SmtpSession; readonly since: number }[] = [];
  /** Those that say goodbye; each keeps its place until it is gone. */
  readonly #leaving = new Set<SmtpSession>();
  /** In the order of their turns. */
  readonly #waiting: Waiting[] = [];
  #places: number;
  #sweep: NodeJS.Timeout | null = null;
  closed = false;

  constructor(options: SmtpPoolOptions) {
    this.#options = options;
    this.#places = options.maxConnections;
  }

  /** Takes a place, what is urgent first, otherwise in the order of asking, and a connection if one is idle. */
  async take(urgent: boolean): Promise<SmtpSession | null> {
    if (this.#places > 0) this.#places -= 1;
    else await new Promise<void>((go, fail) => this.#queue({ urgent, go, fail }));
    return this.#idle.pop()?.session ?? null;
  }

  #queue(one: Waiting): void {
    const behind = one.urgent ? this.#waiting.findIndex(({ urgent }) => !urgent) : -1;
    this.#waiting.splice(behind < 0 ? this.#waiting.length : behind, 0, one);
  }

  /** A new connection for a place that has none. */
  make(): SmtpSession {
    const session: SmtpSession = createSmtpSession(this.#options, () => this.#gone(session));
    this.#live.add(session);
    if (this.closed) session.close();
    return session;
  }

  async handOver(session: SmtpSession, { envelope, message, departure }: PoolMail): Promise<string> {
    const reply = await session.send(envelope, departure.guard(message));
    this.#giveBack(session);
    return reply;
  }

  /** Gives a place back after a failure, with its connection if that still works. */
  async recover(session: SmtpSession, failure: SmtpFailure): Promise<void> {
    if (await session.recover(failure)) this.#giveBack(session);
    else {
      session.close();
      this.#vacate();
    }
  }

  close(): void {
    this.closed = true;
    for (const { fail } of this.#waiting.splice(0)) fail(hungUp());
    for (const session of this.#live) session.close();
  }

  #giveBack(session: SmtpSession): void {
    if (session.ended) this.#vacate();
    else if (session.used >= this.#options.maxMessages) this.#dismiss(session);
    else {
      this.#idle.push({ session, since: performance.now() });
      this.#vacate();
      this.#watchIdle();
    }
  }

  #vacate(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#places += 1;
    else next.go();
  }

  #dismiss(session: SmtpSession): void {
    this.#leaving.add(session);
    session.quit();
  }

  #gone(session: SmtpSession): void {
    this.#live.delete(session);
    const at = this.#idle.findIndex((resting) => resting.session === session);
    if (at >= 0) this.#idle.splice(at, 1);
    if (this.#leaving.delete(session)) this.#vacate();
  }

  #watchIdle(): void {
    const [oldest] = this.#idle;
    if (this.#sweep !== null || oldest === undefined) return;
    const leftMs = oldest.since + this.#options.idleMs - performance.now();
    this.#sweep = setTimeout(() => this.#sweepIdle(), Math.max(leftMs, 1)).unref();
  }

  #sweepIdle(): void {
    this.#sweep = null;
    const since = performance.now() - this.#options.idleMs;
    for (let oldest = this.#idle[0]; oldest !== undefined && oldest.since <= since; oldest = this.#idle[0]) {
      this.#idle.shift();
      this.#places -= 1;
      this.#dismiss(oldest.session);
    }
    this.#watchIdle();
  }
}
