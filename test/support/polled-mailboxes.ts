/** A mailbox poller with cursors in memory, and everything that it handed on. */
import type { Mailbox } from '../../domain/mailbox.ts';
import { secret } from '../../domain/secret.ts';
import type { Arrival, Deliver } from '../../mail/inbound/arrival.ts';
import type { Cursor, CursorStore } from '../../mail/inbound/imap/cursor.ts';
import {
  createMailboxPoller,
  type MailboxPoller,
  type MailboxPollerOptions,
} from '../../mail/inbound/imap/mailbox-poller.ts';

/** What has been handed on; a mail with a key that was there before is not counted again. */
export interface PostRoom {
  readonly arrivals: readonly Arrival[];
  /** Deliveries, those of known mails included. */
  readonly deliveries: number;
  readonly subjects: readonly string[];
  readonly deliver: Deliver;
  readonly cursors: CursorStore & { readonly all: Map<string, Cursor> };
}

export function createPostRoom(before: (arrival: Arrival) => void | Promise<void> = () => {}): PostRoom {
  const arrivals: Arrival[] = [];
  const keys = new Set<string>();
  const all = new Map<string, Cursor>();
  let deliveries = 0;
  return {
    arrivals,
    get deliveries() {
      return deliveries;
    },
    get subjects() {
      return arrivals.map(subjectOf);
    },
    async deliver(arrival) {
      await before(arrival);
      deliveries += 1;
      if (keys.has(arrival.wayKey ?? '')) return;
      keys.add(arrival.wayKey ?? '');
      arrivals.push(arrival);
    },
    cursors: {
      all,
      read: async (name) => all.get(name) ?? null,
      write: async (name, cursor) => void all.set(name, cursor),
    },
  };
}

const subjectOf = ({ raw }: Arrival): string =>
  /^Subject: (.*?)\r?$/m.exec(Buffer.from(raw).toString())?.[1] ?? '(none)';

export const mailboxOf = (given: Partial<Mailbox> & Pick<Mailbox, 'port'>, password = 'secret'): Mailbox => ({
  name: 'replies',
  host: 'localhost',
  tls: 'none',
  ca: null,
  user: 'replies',
  login: { kind: 'password', secret: secret(password) },
  folder: 'INBOX',
  after: 'keep',
  ...given,
});

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly details: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** Polls every 50 ms and waits as little after failures, unless told otherwise. */
export function polling(
  room: PostRoom,
  mailboxes: readonly Mailbox[],
  options: Partial<MailboxPollerOptions> = {},
): { readonly poller: MailboxPoller; readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  const line = (level: LogLine['level']) => (details: object, message: string) =>
    void lines.push({ level, details: details as LogLine['details'], message });
  const poller = createMailboxPoller({
    mailboxes,
    cursors: room.cursors,
    deliver: room.deliver,
    now: () => new Date().toISOString(),
    log: { info: line('info'), warn: line('warn'), error: line('error') },
    pollEveryMs: 50,
    retry: { firstMs: 20, mostMs: 100 },
    ...options,
  });
  return { poller, lines };
}
