/**
 * One connection to a mailbox: the few things that are asked of it, each with a time limit after which the connection is
 * given up. Reads with BODY.PEEK, and opens the folder for reading only where nothing is to become of its mails, so that
 * no flag ever changes. Knows nothing of cursors.
 */
import { type FetchMessageObject, ImapFlow, type ImapFlowOptions } from 'imapflow';
import type { Mailbox } from '../../../domain/mailbox.ts';

export interface SessionLimits {
  /** Octets of a mail that is fetched whole. */
  readonly mailBytes: number;
  /** Of a larger one its beginning is fetched, which has the header and, as a rule, what was written. */
  readonly headBytes: number;
  readonly connectMs: number;
  readonly commandMs: number;
  readonly fetchMs: number;
}

export interface OpenFolder {
  readonly uidValidity: bigint;
  /** The next mail gets this UID or a higher one; null: the server does not say. */
  readonly uidNext: number | null;
  readonly messages: number;
}

export interface MailInfo {
  readonly uid: number;
  /** Octets; servers may be wrong. */
  readonly size: number;
  readonly arrivedAt: Date | null;
}

export interface ImapSession {
  /** False once the connection has ended. */
  readonly alive: boolean;
  /** Opens the folder anew, which asks the server what is in it now. */
  open(): Promise<OpenFolder>;
  /** In their order. */
  uidsFrom(uid: number): Promise<readonly number[]>;
  infos(uids: readonly number[]): Promise<readonly MailInfo[]>;
  /** The mail or, of one that is too large, its beginning; null: it is gone. */
  fetch(info: MailInfo): Promise<{ readonly raw: Uint8Array; readonly truncated: boolean } | null>;
  /** Does with a kept mail what the settings say. @throws when the server refuses */
  finish(uid: number): Promise<void>;
  /** Lets the server tell of new mail, until the next command. */
  listen(): void;
  close(): Promise<void>;
}

/**
 * @param hint Called when there may be new mail, and when the connection has ended.
 * @param giveUp Ends the attempt to connect; later it does nothing.
 */
export async function connectImap(
  mailbox: Mailbox,
  limits: SessionLimits,
  hint: () => void,
  giveUp?: AbortSignal,
): Promise<ImapSession> {
  const client = new ImapFlow(clientOptions(mailbox, limits));
  let alive = true;
  const ended = (): void => {
    alive = false;
    hint();
  };
  // Without a listener an error ends the process.
  client.on('error', ended);
  client.on('close', ended);
  client.on('exists', ({ count, prevCount }) => {
    if (count > prevCount) hint();
  });
  const within = <T>(ms: number, what: string, asked: Promise<T>): Promise<T> =>
    limited(asked, ms, () => {
      alive = false;
      client.close();
      return new Error(`The server did not answer ${what} within ${ms / 1000} s`);
    });
  const command = <T>(what: string, asked: Promise<T>): Promise<T> => within(limits.commandMs, what, asked);
  const { after, folder } = mailbox;
  const quit = (): void => client.close();
  giveUp?.addEventListener('abort', quit);
  try {
    giveUp?.throwIfAborted();
    await within(limits.connectMs, 'to log in', client.connect());
    checkAbilities(client, mailbox);
    if (typeof after === 'object') await command('STATUS', client.status(after.move, { messages: true }));
  } catch (error) {
    client.close();
    throw error;
  } finally {
    giveUp?.removeEventListener('abort', quit);
  }
  return {
    get alive() {
      return alive && client.usable;
    },
    async open() {
      const opened = await command('SELECT', client.mailboxOpen(folder, { readOnly: after === 'keep' }));
      if (opened.uidValidity === undefined) throw new Error('The server gives no UIDVALIDITY');
      return { uidValidity: opened.uidValidity, uidNext: opened.uidNext || null, messages: opened.exists };
    },
    async uidsFrom(uid) {
      const found = await command('SEARCH', client.search({ uid: `${uid}:*` }, { uid: true }));
      if (found === false) throw new Error('The server refuses to search');
      // `n:*` has the last mail even when its UID is below n (RFC 9051 §9, seq-range).
      return found.filter((each) => each >= uid).sort((a, b) => a - b);
    },
    async infos(uids) {
      const asked = client.fetchAll(uids.join(','), { uid: true, size: true, internalDate: true }, { uid: true });
      return (await command('FETCH', asked)).map(infoOf).sort((a, b) => a.uid - b.uid);
    },
    async fetch({ uid, size }) {
      const truncated = size > limits.mailBytes;
      const source = truncated ? { start: 0, maxLength: limits.headBytes } : true;
      const asked = client.fetchOne(`${uid}`, { uid: true, source }, { uid: true });
      const found = await within(limits.fetchMs, 'FETCH', asked);
      return found === false || found.source === undefined ? null : { raw: found.source, truncated };
    },
    async finish(uid) {
      if (after === 'keep') return;
      const [what, asked] =
        after === 'delete'
          ? ['EXPUNGE', client.messageDelete(`${uid}`, { uid: true })]
          : ['MOVE', client.messageMove(`${uid}`, after.move, { uid: true })];
      if (!(await command<unknown>(what, asked as Promise<unknown>))) throw new Error(`The server refuses ${what}`);
    },
    listen() {
      if (client.capabilities.has('IDLE')) client.idle().catch(() => {});
    },
    async close() {
      alive = false;
      client
        .off('error', ended)
        .off('close', ended)
        .on('error', () => {});
      await limited(client.logout(), 1000, () => new Error('The server did not answer LOGOUT')).catch(() => {});
      client.close();
    },
  };
}

function clientOptions({ host, port, tls, ca, user, login }: Mailbox, limits: SessionLimits): ImapFlowOptions {
  const secret = login.secret.reveal();
  return {
    host,
    port,
    secure: tls === 'implicit',
    doSTARTTLS: tls === 'starttls',
    tls: { minVersion: 'TLSv1.2', ...(ca !== null && { ca }) },
    auth: login.kind === 'password' ? { user, pass: secret } : { user, accessToken: secret },
    logger: false,
    disableAutoIdle: true,
    // What a small answer unpacks to is not bounded by its size.
    disableCompression: true,
    connectionTimeout: limits.connectMs,
    greetingTimeout: limits.connectMs,
    maxLiteralSize: limits.mailBytes + 64 * 1024,
    maxResponseSize: limits.mailBytes + 32 * 1024 * 1024,
    maxLineLength: 32 * 1024 * 1024,
  };
}

/**
 * Where one mail cannot be removed by its UID (RFC 4315), removing it would remove all that other programs have marked.
 * @throws when the server lacks what the settings ask of it
 */
function checkAbilities({ capabilities }: ImapFlow, { after }: Mailbox): void {
  const can = (name: string): boolean => capabilities.has(name) || capabilities.has('IMAP4rev2');
  if (after === 'keep' || can('UIDPLUS') || (after !== 'delete' && can('MOVE'))) return;
  throw new Error('The server cannot remove single mails (no UIDPLUS): set `after: keep`');
}

function infoOf({ uid, size, internalDate }: FetchMessageObject): MailInfo {
  const arrivedAt = internalDate instanceof Date && Number.isFinite(internalDate.getTime()) ? internalDate : null;
  return { uid, size: size ?? 0, arrivedAt };
}

async function limited<T>(asked: Promise<T>, ms: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  try {
    return await Promise.race([asked, timeout]);
  } finally {
    clearTimeout(timer);
    // It rejects as well when the connection is closed, and nobody listens any more.
    asked.catch(() => {});
  }
}

/** What went wrong, for people, on one line; never with the secret. */
export function imapTrouble(error: unknown, { login }: Mailbox): string {
  const { authenticationFailed, responseText, message, code } = error as {
    readonly authenticationFailed?: boolean;
    readonly responseText?: string;
    readonly message?: string;
    readonly code?: string;
  };
  const words = responseText ?? message ?? String(error);
  const said = code === undefined || words.includes(code) ? words : `${words}, ${code}`;
  const text = authenticationFailed ? `The server refuses the user or the ${wordFor[login.kind]}: ${said}` : said;
  return hidden(text, login)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .slice(0, 300);
}

const wordFor = { password: 'password', accessToken: 'access token' } as const;

function hidden(text: string, login: Mailbox['login']): string {
  try {
    const secret = login.secret.reveal();
    return secret === '' ? text : text.replaceAll(secret, '[secret]');
  } catch {
    // It is not there, which is the trouble that is told.
    return text;
  }
}
