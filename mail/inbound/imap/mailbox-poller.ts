/**
 * Fetches mail from mailboxes, each by itself, so that a broken one harms no other. What is true is what the server
 * answers when it is asked, again and again; what it tells of its own (IDLE) only makes the next question come sooner.
 * A connection that does not answer is replaced.
 */
import type { Instant } from '../../../domain/instant.ts';
import type { Mailbox } from '../../../domain/mailbox.ts';
import type { Deliver } from '../arrival.ts';
import { type CursorStore, retryAfterMs } from './cursor.ts';
import { createReading, type MailboxLog } from './reading.ts';
import { connectImap, type ImapSession, imapTrouble, type SessionLimits } from './session.ts';

export interface MailboxPollerOptions {
  readonly mailboxes: readonly Mailbox[];
  readonly cursors: CursorStore;
  readonly deliver: Deliver;
  readonly now: () => Instant;
  readonly log: MailboxLog;
  /** How long a mailbox is left alone when nothing hints at new mail; default one minute. */
  readonly pollEveryMs?: number;
  /** Of a mailbox that cannot be read, doubled from the first to the longest; default 5 s to 15 min. */
  readonly retry?: { readonly firstMs: number; readonly mostMs: number };
  /**
   * Whether this process may read the mailbox now: only one may at a time. Asked before each look and, in a long one,
   * every ten seconds: it should be given for a few minutes. Without it this process always may.
   */
  readonly lease?: (mailbox: string) => Promise<boolean>;
  readonly limits?: Partial<SessionLimits>;
}

export interface MailboxState {
  readonly name: string;
  /** Null: not connected. */
  readonly connectedSince: Instant | null;
  /** When it was last read to its end. */
  readonly lastPollAt: Instant | null;
  /** What keeps it from being read; null: nothing. */
  readonly lastError: string | null;
  /** Everything up to this UID is done; null: not read yet. */
  readonly lastUid: number | null;
  /** UIDs of mails that could not be kept and that are tried again while others come. */
  readonly aside: readonly number[];
}

export interface MailboxPoller {
  states(): readonly MailboxState[];
  /** Lets the mail in hand be kept and logs out; gives up after a few seconds. */
  close(): Promise<void>;
}

export const usualSessionLimits: SessionLimits = {
  mailBytes: 10 * 1024 * 1024,
  headBytes: 256 * 1024,
  connectMs: 30_000,
  commandMs: 30_000,
  fetchMs: 120_000,
};

/** In the midst of many mails the lease is asked for so often. */
const askLeaseMs = 10_000;

/** How long the mail in hand may take when the poller is closed. */
const lastMailMs = 3500;

/** Begins at once. */
export function createMailboxPoller(options: MailboxPollerOptions): MailboxPoller {
  const loops = options.mailboxes.map((mailbox) => startLoop(mailbox, options));
  return {
    states: () => loops.map(({ state }) => state()),
    close: async () => void (await Promise.all(loops.map(({ close }) => close()))),
  };
}

function startLoop(mailbox: Mailbox, options: MailboxPollerOptions) {
  const { now, log, lease, pollEveryMs = 60_000, retry } = options;
  const { name } = mailbox;
  const limits = { ...usualSessionLimits, ...options.limits };
  const retryMs = (failures: number): number => retryAfterMs(failures, retry?.firstMs, retry?.mostMs);
  const pause = createPause();
  const stopping = new AbortController();
  let stopped = false;
  let session: ImapSession | null = null;
  let connectedSince: Instant | null = null;
  let lastPollAt: Instant | null = null;
  let lastError: string | null = null;
  let askedAt = Number.NEGATIVE_INFINITY;
  const mayRead = async (): Promise<boolean> => {
    askedAt = performance.now();
    return !stopped && (lease === undefined || (await lease(name)));
  };
  const goOn = async (): Promise<boolean> => !stopped && (performance.now() - askedAt < askLeaseMs || mayRead());
  const reading = createReading({ ...options, mailbox, retryMs, goOn });

  async function disconnect(): Promise<void> {
    const open = session;
    session = null;
    connectedSince = null;
    await open?.close();
  }

  async function look(): Promise<void> {
    if (!(await mayRead())) {
      // Another process reads on from here.
      reading.forget();
      return disconnect();
    }
    // A wait, so that a server that closes after each look is not asked without pause.
    if (session !== null && !session.alive) throw new Error('The connection has ended');
    if (session === null) {
      session = await connectImap(mailbox, limits, pause.shorten, stopping.signal);
      connectedSince = now();
    }
    await reading.look(session);
    lastPollAt = now();
    session.listen();
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!stopped) {
      try {
        await look();
        if (failures > 0) log.info({ mailbox: name }, 'The mailbox can be read again');
        failures = 0;
        lastError = null;
        // What the server told during the look may have come too late for it.
        await pause.take(pollEveryMs, 'may be shortened');
      } catch (error) {
        failures += 1;
        lastError = imapTrouble(error, mailbox);
        const waitMs = retryMs(failures);
        if (!stopped)
          log.error({ mailbox: name, reason: lastError, waitMs }, 'The mailbox cannot be read; it is tried again');
        await disconnect();
        if (!stopped) await pause.take(waitMs, 'in full');
      }
    }
    await disconnect();
  }

  const running = run();
  const state = (): MailboxState => ({
    name,
    connectedSince: session?.alive ? connectedSince : null,
    lastPollAt,
    lastError,
    lastUid: reading.lastUid,
    aside: reading.aside,
  });
  async function close(): Promise<void> {
    stopped = true;
    stopping.abort();
    pause.end();
    const late = setTimeout(() => void disconnect(), lastMailMs);
    const tooLate = new Promise<void>((resolve) => setTimeout(resolve, lastMailMs + 1200).unref());
    await Promise.race([running, tooLate]);
    clearTimeout(late);
  }
  return { state, close };
}

/** Waiting that others can end. */
function createPause() {
  let ended = false;
  let hinted = false;
  let wake: ((by: 'hint' | 'end') => void) | null = null;
  return {
    /** A hint that came before it counts as well, when it may be shortened. */
    async take(ms: number, how: 'may be shortened' | 'in full'): Promise<void> {
      if (ended || (how === 'may be shortened' && hinted)) {
        hinted = false;
        return;
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake = (by) => {
          if (by === 'hint' && how === 'in full') return;
          clearTimeout(timer);
          resolve();
        };
      });
      wake = null;
      hinted = false;
    },
    shorten(): void {
      hinted = true;
      wake?.('hint');
    },
    end(): void {
      ended = true;
      wake?.('end');
    },
  };
}
