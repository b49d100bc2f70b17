/**
 * A real SMTP server on a free port that keeps every mail it accepts, and can be told to misbehave at any point of the
 * dialogue: a reply of choice, half a reply, silence, FIN or RST before the banner, at MAIL, RCPT, DATA, within the body or
 * after the final dot. It never delivers anything. Long, because it is the whole server.
 */
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerAddress, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';

/** Where in the dialogue the server is: before the banner, at a command, at the first bytes of the body, or after the final dot. */
export type SmtpStage = 'connect' | 'mail' | 'rcpt' | 'data' | 'body' | 'dot';

/** Where the dialogue stands when the sink asks what to do; both counts start at 1. */
export interface SmtpMoment {
  readonly stage: SmtpStage;
  readonly connection: number;
  /** The transaction on this connection. */
  readonly transaction: number;
  readonly from: string;
  readonly to: readonly string[];
  /** At the stage `dot`: the mail that has just arrived. */
  readonly mail: AcceptedMail | null;
}

/**
 * What the sink does instead of going on. `hang`: never answers. `close`: FIN without an answer. `reset`: RST without
 * an answer. `accept-and-close` (after the dot only): 250 and then FIN. A number with text is an SMTP reply (not within the
 * body); `half` has no end of line, and FIN follows.
 */
export type SmtpFault =
  | 'hang'
  | 'close'
  | 'reset'
  | 'accept-and-close'
  | { readonly reply: `${number} ${string}` }
  | { readonly half: string };

/** Undefined (or a promise of it) lets the dialogue go on; a promise holds it until it settles. */
export type SmtpBehaviour = (moment: SmtpMoment) => SmtpFault | undefined | Promise<SmtpFault | undefined>;

export interface AcceptedMail {
  /** Whether it came over TLS. */
  readonly encrypted: boolean;
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly raw: Buffer;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Every value of each header, by name in lower case. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** The only value of a header; undefined when it is missing. Throws when the header occurs twice. */
  header(name: string): string | undefined;
  readonly parsed: Email;
}

export interface SmtpSink {
  readonly url: string;
  readonly port: number;
  /** Mails answered with 250, in order. */
  readonly mails: readonly AcceptedMail[];
  /** Mails whose final dot arrived but that were not answered with 250. */
  readonly unacknowledged: readonly AcceptedMail[];
  /** How many message bodies have begun (354 was sent). */
  readonly dataCount: number;
  readonly connectionCount: number;
  readonly openConnections: number;
  /**
   * With a number: all mails, once there are that many. With a predicate: the mails that match, once there is one.
   * Rejects after `timeoutMs` saying what has come so far.
   */
  waitFor(wanted: number | ((mail: AcceptedMail) => boolean), timeoutMs?: number): Promise<readonly AcceptedMail[]>;
  /** Changes the behaviour from now on; without an argument the sink accepts everything again. */
  behave(behaviour?: SmtpBehaviour): void;
  close(): Promise<void>;
}

export interface SmtpSinkOptions {
  readonly behaviour?: SmtpBehaviour;
  /** User and password without which nothing is accepted. */
  readonly auth?: { readonly user: string; readonly pass: string };
  /** TLS, with a certificate of its own that nobody vouches for: after STARTTLS or from the first byte; default: none. */
  readonly tls?: 'starttls' | 'immediate';
  /** A port of choice, to restart a sink at the address it had; default: a free one. */
  readonly port?: number;
}

export async function startSmtpSink(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const mails: AcceptedMail[] = [];
  const unacknowledged: AcceptedMail[] = [];
  const waiters = new Set<() => void>();
  const connectionNumbers = new Map<string, number>();
  let behaviour: SmtpBehaviour = options.behaviour ?? (() => undefined);
  let dataCount = 0;

  /** Asks the behaviour and does what it says; true when the dialogue goes on. */
  async function pass(
    stage: SmtpStage,
    session: SMTPServerSession,
    refuse: (error: Error) => void,
    mail: AcceptedMail | null = null,
    rcpt?: SMTPServerAddress,
  ): Promise<SmtpFault | 'go on'> {
    const { mailFrom, rcptTo } = session.envelope;
    const fault = await behaviour({
      stage,
      connection: connectionNumbers.get(session.id) ?? 0,
      transaction: session.transaction,
      from: mailFrom ? mailFrom.address : '',
      to: [...rcptTo, ...(rcpt ? [rcpt] : [])].map(({ address }) => address),
      mail,
    });
    if (fault === undefined) return 'go on';
    const socket = socketOf(session);
    if (fault === 'close') socket?.end();
    if (fault === 'reset') socket?.resetAndDestroy();
    if (typeof fault === 'object') {
      if ('reply' in fault) refuse(smtpError(fault.reply));
      else socket?.end(fault.half);
    }
    return fault;
  }

  const server = new SMTPServer({
    disabledCommands: [...(options.tls === 'starttls' ? [] : ['STARTTLS']), ...(options.auth ? [] : ['AUTH'])],
    secure: options.tls === 'immediate',
    allowInsecureAuth: true,
    authOptional: !options.auth,
    disableReverseLookup: true,
    logger: false,
    onAuth({ username, password }, _session, done) {
      if (username === options.auth?.user && password === options.auth?.pass) done(null, { user: username });
      else done(smtpError('535 5.7.8 Authentication credentials invalid'));
    },
    onConnect(session, done) {
      connectionNumbers.set(session.id, connectionNumbers.size + 1);
      guardData(session);
      void pass('connect', session, done).then((next) => next === 'go on' && done());
    },
    onMailFrom(_address, session, done) {
      void pass('mail', session, done).then((next) => next === 'go on' && done());
    },
    onRcptTo(address, session, done) {
      void pass('rcpt', session, done, null, address).then((next) => next === 'go on' && done());
    },
    onData(stream, session, done) {
      dataCount += 1;
      void take(stream, session, done).catch(() => undefined);
    },
  });
  // A client that resets its connection is part of what is tested.
  server.on('error', () => undefined);

  async function take(stream: SMTPServerDataStream, session: SMTPServerSession, done: (error?: Error | null) => void) {
    await once(stream, 'readable');
    if ((await pass('body', session, done)) !== 'go on') return;
    const mail = await acceptedMail(session, await buffer(stream));
    const next = await pass('dot', session, done, mail);
    const accepted = next === 'go on' || next === 'accept-and-close';
    (accepted ? mails : unacknowledged).push(mail);
    if (accepted) done();
    if (next === 'accept-and-close') socketOf(session)?.end();
    for (const check of waiters) check();
  }

  /** smtp-server answers 354 before it asks anybody, so the stage `data` steps in front of its handler. */
  function guardData(session: SMTPServerSession): void {
    const connection = [...server.connections].find(({ id }) => id === session.id);
    if (!connection) return;
    const handle = connection.handler_DATA.bind(connection);
    connection.handler_DATA = (command, callback) => {
      const refuse = (error: Error & { responseCode?: number }) => {
        connection.send(error.responseCode ?? 451, error.message, false);
        callback();
      };
      void pass('data', session, refuse).then((next) => next === 'go on' && handle(command, callback));
    };
  }

  const socketOf = (session: SMTPServerSession): Socket | undefined =>
    [...server.connections].find(({ id }) => id === session.id)?._socket;

  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', () => resolve());
  });
  const { port } = server.server.address() as AddressInfo;
  const credentials = options.auth ? `${options.auth.user}:${encodeURIComponent(options.auth.pass)}@` : '';

  return {
    url: `${options.tls === 'immediate' ? 'smtps' : 'smtp'}://${credentials}127.0.0.1:${port}`,
    port,
    mails,
    unacknowledged,
    get dataCount() {
      return dataCount;
    },
    get connectionCount() {
      return connectionNumbers.size;
    },
    get openConnections() {
      return server.connections.size;
    },
    waitFor: (wanted, timeoutMs = 10_000) => waitForMails(mails, waiters, wanted, timeoutMs),
    behave(next = () => undefined) {
      behaviour = next;
    },
    close: () =>
      new Promise((resolve) => {
        const open = [...server.connections];
        server.close(() => resolve());
        for (const connection of open) connection._socket.destroy();
      }),
  };
}

function waitForMails(
  mails: readonly AcceptedMail[],
  waiters: Set<() => void>,
  wanted: number | ((mail: AcceptedMail) => boolean),
  timeoutMs: number,
): Promise<readonly AcceptedMail[]> {
  return new Promise((resolve, reject) => {
    const check = () => {
      const found = typeof wanted === 'number' ? mails.slice() : mails.filter(wanted);
      if (found.length < (typeof wanted === 'number' ? wanted : 1)) return;
      clearTimeout(timer);
      waiters.delete(check);
      resolve(found);
    };
    const timer = setTimeout(() => {
      waiters.delete(check);
      const seen = mails.map(({ envelope, subject }) => `${envelope.to.join(',')}: ${subject}`).join('\n  ');
      reject(new Error(`Waited ${timeoutMs} ms for mail; ${mails.length} came:\n  ${seen}`));
    }, timeoutMs);
    waiters.add(check);
    check();
  });
}

async function acceptedMail(session: SMTPServerSession, raw: Buffer): Promise<AcceptedMail> {
  // Copied: postal-mime keeps the buffer it is given.
  const parsed = await PostalMime.parse(Buffer.from(raw));
  const headers = new Map<string, string[]>();
  for (const { key, value } of parsed.headers) headers.set(key, [...(headers.get(key) ?? []), value]);
  const { mailFrom, rcptTo } = session.envelope;
  return {
    encrypted: session.secure,
    envelope: { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) },
    raw,
    subject: parsed.subject ?? '',
    html: parsed.html ?? '',
    text: parsed.text ?? '',
    headers,
    header(name) {
      const values = headers.get(name.toLowerCase()) ?? [];
      if (values.length > 1) throw new Error(`The header ${name} occurs ${values.length} times`);
      return values[0];
    },
    parsed,
  };
}

function smtpError(reply: string): Error & { responseCode: number } {
  const [, code = '451', text = ''] = /^(\d{3})[ -]?(.*)$/.exec(reply) ?? [];
  return Object.assign(new Error(text), { responseCode: Number(code) });
}
