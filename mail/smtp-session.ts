/**
 * One connection to a relay. The library greets, encrypts, logs in and speaks (with PIPELINING where the relay offers
 * it); here its callbacks and events become one answer for each thing that is asked of it. Knows no mail but its envelope.
 */
import type { Readable, Transform } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SmtpFailure } from './smtp-failure.ts';
import type { SmtpServer } from './smtp-url.ts';

export interface SmtpSessionOptions {
  readonly server: SmtpServer;
  /** Given in EHLO; default: the machine's. */
  readonly name?: string;
  readonly connectionMs: number;
  readonly greetingMs: number;
  /** Silence on the socket. */
  readonly socketMs: number;
}

export interface SmtpSession {
  /** Mails that it was used for. */
  readonly used: number;
  /** No mail can go over it any more. */
  readonly ended: boolean;
  /** Connects, encrypts and logs in. @throws SmtpFailure */
  open(): Promise<void>;
  /**
   * Hands over one mail and gives the relay's reply. The body, as `wireForm` makes it, is read when the relay has answered
   * 354 to DATA, and at no other time. @throws SmtpFailure
   */
  send(envelope: { readonly from: string; readonly to: string }, body: Readable): Promise<string>;
  /** Makes it ready for another mail after a failure; false when it is of no more use. */
  recover(failure: SmtpFailure): Promise<boolean>;
  /** Says goodbye, and hangs up when the relay takes too long to answer. */
  quit(): void;
  /** Hangs up at once; what is under way fails. */
  close(): void;
}

const goodbyeMs = 5000;
type Done<T> = (error?: Error | null, result?: T) => void;

/** `onEnd` is called once, when the connection is gone. */
export function createSmtpSession(options: SmtpSessionOptions, onEnd: () => void): SmtpSession {
  const { auth } = options.server;
  const connection = new SMTPConnection(connectionOptions(options));
  let failure: SmtpFailure | null = null;
  let give: ((failure: SmtpFailure) => void) | null = null;
  let used = 0;

  // Also keeps an error of an idle connection from ending the process.
  connection.on('error', (error: SmtpFailure) => {
    failure ??= error;
  });
  connection.once('end', () => {
    // Who waits gets the reply that ended it, if there was one, right after this.
    queueMicrotask(() => give?.(failure ?? hungUp()));
    onEnd();
  });

  const exchange = <T>(begin: (done: Done<T>) => void): Promise<T | undefined> =>
    new Promise((resolve, reject) => {
      give = reject;
      begin((error, result) => {
        if (give === reject) give = null;
        if (error) reject(error);
        else resolve(result);
      });
    });

  return {
    get used() {
      return used;
    },
    get ended() {
      return connection.destroyed;
    },
    async open() {
      await exchange((done) => connection.connect(done));
      if (auth !== null && connection.allowsAuth) await exchange((done) => connection.login({ ...auth }, done));
    },
    async send({ from, to }, body) {
      used += 1;
      const sent = await exchange<{ readonly response: string }>((done) =>
        connection.send({ from, to }, asItIs(body), done),
      );
      return sent?.response ?? '';
    },
    async recover({ code, responseCode }) {
      const ofMail = (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode !== 421;
      if (!ofMail || connection.destroyed) return false;
      return exchange((done) => connection.reset(done)).then(
        () => true,
        () => false,
      );
    },
    quit() {
      connection.quit();
      setTimeout(() => connection.close(), goodbyeMs).unref();
    },
    close: () => connection.close(),
  };
}

/**
 * What the library reads the body from. It pipes the body, at the 354, into a stream that looks at each byte for dots, which
 * takes longer than everything else about a mail. This body has been looked at, so it goes behind that stream: as its output.
 */
function asItIs(body: Readable): Readable {
  return Object.assign(body, {
    pipe<Wire extends NodeJS.WritableStream>(wire: Wire): Wire {
      const output = wire as unknown as Transform;
      body.on('data', (chunk) => output.push(chunk)).once('end', () => output.push(null));
      return wire;
    },
  });
}

/** What a mail is told when its connection ended without a word. */
export const hungUp = (): SmtpFailure => Object.assign(new Error('The connection was closed'), { code: 'ECONNECTION' });

function connectionOptions({ server, name, connectionMs, greetingMs, socketMs }: SmtpSessionOptions) {
  const { host, port, secure, startTls, checkCertificate } = server;
  return {
    host,
    port,
    secure,
    requireTLS: startTls === 'required',
    ignoreTLS: startTls === 'off',
    tls: { rejectUnauthorized: checkCertificate },
    ...(name === undefined ? {} : { name }),
    connectionTimeout: connectionMs,
    greetingTimeout: greetingMs,
    socketTimeout: socketMs,
  };
}
