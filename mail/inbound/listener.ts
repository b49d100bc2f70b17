/**
 * Takes mail from the outside by SMTP: what is sent to an address with one of our tokens, or to one of a few plain
 * addresses of the mail domain, and nothing else. It never relays. A mail is handed on once, with all its recipients,
 * and answered with 250 only after it has been kept for good. What the mail means is told elsewhere.
 *
 * A mail ends only at CRLF.CRLF (RFC 5321 §4.1.1.4): a lone line feed is content, so that nobody can hide a second mail
 * in the first. Long, because it is one table of answers.
 */
import type { AddressInfo } from 'node:net';
import { domainToASCII } from 'node:url';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { TendrilError } from '../../domain/errors.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Signer } from '../../domain/tokens.ts';
import type { Deliver } from './arrival.ts';
import { tokensIn } from './names.ts';
import { type CertificateFiles, readCertificate } from './smtp/certificate.ts';
import { createRatePerMinute, type ListenerLimits, networkOf, usualLimits } from './smtp/limits.ts';
import { createGrowingMail, createMemoryBudget, type GrowingMail } from './smtp/memory.ts';
import { createSessions, type Sessions } from './smtp/sessions.ts';

export interface InboundLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface InboundListenerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly signer: Signer;
  readonly mailDomain: string;
  /** Local parts of the mail domain that are taken without a token, e.g. `postmaster` and `abuse` (RFC 2142). */
  readonly alsoTakes: readonly string[];
  /** For STARTTLS; null offers none. Read again when the files change. */
  readonly tls: CertificateFiles | null;
  /** Called once per mail, and again when the sender tries again. A rejection is answered with 451. */
  readonly deliver: Deliver;
  readonly now: () => Instant;
  readonly log: InboundLog;
  readonly limits?: Partial<ListenerLimits>;
}

export interface InboundListener {
  readonly port: number;
  /** Takes no more mail and lets what is coming in end, for a few seconds. */
  close(): Promise<void>;
}

/** AUTH: nobody has an account. The others are jokes and tools of smtp-server that nobody here needs. */
const neverOffered = ['AUTH', 'WIZ', 'SHELL', 'KILL', 'XCLIENT', 'XFORWARD'] as const;

/** @throws PORT_TAKEN; CONFIG_INVALID when the certificate cannot be used */
export async function createInboundListener(options: InboundListenerOptions): Promise<InboundListener> {
  const { log, now, tls } = options;
  const limits = { ...usualLimits, ...options.limits };
  const trouble = (err: unknown): void => log.error({ err }, 'The new certificate for incoming mail is not used');
  const certificate = tls === null ? null : await readCertificate(tls, trouble);
  const sessions = createSessions(limits, (id, why) => drop(server, id, why));
  const rate = createRatePerMinute(limits.mailsOfOnePerMinute);
  const takes = recipientCheck(options);
  const takeMail = mailTaker(options, limits, sessions);
  const server = new SMTPServer({
    name: options.mailDomain,
    banner: 'Tendril',
    size: limits.mailBytes,
    rejectOversized: true,
    maxRecipients: limits.recipients,
    maxCommandLength: 2048,
    // Whoever sends may be odd: only the recipient decides, and that is checked here.
    lenientAddressParsing: true,
    hideENHANCEDSTATUSCODES: false,
    disabledCommands: certificate === null ? [...neverOffered, 'STARTTLS'] : [...neverOffered],
    ...(certificate && { ...certificate.first, minVersion: 'TLSv1.2' as const }),
    disableReverseLookup: true,
    maxClients: limits.connections,
    socketTimeout: limits.silenceMs,
    closeTimeout: limits.closeMs,
    logger: replyCounter(sessions),
    onConnect({ id, remoteAddress }, done) {
      if (!sessions.open(id, remoteAddress))
        return done(refusal(421, '4.7.0', 'Too many connections from your address'));
      if (certificate === null) return done();
      certificate.reader.renewed().then((renewed) => {
        if (renewed) server.updateSecureContext({ ...renewed });
        done();
      }, done);
    },
    onClose: ({ id }) => sessions.closed(id),
    onMailFrom(_from, { remoteAddress }, done) {
      if (rate.admit(networkOf(remoteAddress), now())) return done();
      log.warn({ address: remoteAddress }, 'One address sends more mails a minute than are taken; it has to wait');
      done(reply(450, '4.7.0', 'Too many mails from your address, try again in a minute'));
    },
    onRcptTo: ({ address }, _session, done) => done(takes(address)),
    onData: takeMail.onData,
  });
  server.on('error', (error) => log.info({ err: error }, 'A connection for incoming mail broke'));
  const port = await listening(server, options);
  return { port, close: () => closed(server, sessions, takeMail.settled) };
}

async function listening(server: SMTPServer, { host, port }: InboundListenerOptions): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === 'EADDRINUSE' || cause.code === 'EACCES'
          ? new TendrilError('PORT_TAKEN', `The port ${port} for incoming mail cannot be used`, { port }, cause)
          : cause,
      );
    server.server.once('error', fail);
    server.listen(port, host, () => {
      server.server.off('error', fail);
      resolve();
    });
  });
  return (server.server.address() as AddressInfo).port;
}

/** Ends when no connection is left, and nothing that came in by one is still being kept. */
async function closed(server: SMTPServer, sessions: Sessions, settled: () => Promise<void>): Promise<void> {
  const ended = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const { id } of [...server.connections]) {
    if (!sessions.isBusy(id)) drop(server, id, '4.3.2 Not taking mail any more, try again later');
  }
  await ended;
  await settled();
}

/** Says why and closes. Later, since whoever asks may stand in the middle of another reply. */
function drop(server: SMTPServer, id: string, why: string): void {
  setImmediate(() => {
    const connection = [...server.connections].find((open) => open.id === id);
    // With its enhanced code in the text: the server would give its own one for 421.
    connection?.send(421, why, false);
  });
}

/** What is to be said of a recipient: null takes it. */
function recipientCheck({ signer, mailDomain, alsoTakes }: InboundListenerOptions): (address: string) => Error | null {
  const own = domainToASCII(mailDomain);
  const plain = new Set(alsoTakes.map((name) => name.toLowerCase()));
  return (address) => {
    const at = address.lastIndexOf('@');
    // `postmaster` needs no domain (RFC 5321 §4.5.1).
    const local = at < 0 ? address : address.slice(0, at);
    const domain = at < 0 ? own : domainToASCII(address.slice(at + 1));
    if (domain !== own) return reply(550, '5.7.1', 'This server takes no mail for that domain');
    if (plain.has(local.toLowerCase())) return null;
    return tokensIn(signer, `${local}@${own}`).length === 0 ? reply(550, '5.1.1', 'No such mailbox') : null;
  };
}

function mailTaker(options: InboundListenerOptions, limits: ListenerLimits, sessions: Sessions) {
  const budget = createMemoryBudget(limits.memoryBytes);
  const pending = new Set<Promise<void>>();
  const onData = (
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    done: (error?: Error | null) => void,
  ): void => {
    sessions.busy(session.id, true);
    const mail = createGrowingMail(budget, limits.mailBytes);
    const taking = take(stream, session, mail, options, limits)
      .then(
        // The server itself answers 552 to a mail that is too large, whatever is said here.
        (refused) => done(refused),
        (err: unknown) => {
          options.log.error({ err }, 'An incoming mail could not be kept; its sender will try again');
          done(reply(451, '4.3.0', 'Cannot keep the mail now, try again later'));
        },
      )
      .finally(() => {
        mail.release();
        sessions.busy(session.id, false);
        pending.delete(taking);
      });
    pending.add(taking);
  };
  const settled = async (): Promise<void> => {
    await Promise.race([Promise.all(pending), new Promise((resolve) => setTimeout(resolve, limits.closeMs).unref())]);
  };
  return { onData, settled };
}

/** What is to be said of a mail when nobody failed: null takes it. */
async function take(
  stream: SMTPServerDataStream,
  { envelope }: SMTPServerSession,
  mail: GrowingMail,
  { deliver, now, log }: InboundListenerOptions,
  limits: ListenerLimits,
): Promise<Error | null> {
  const end = await received(stream, mail, limits.dataMs);
  switch (end) {
    case 'broken':
      // Nobody is there to hear it.
      return reply(451, '4.4.2', 'The connection broke');
    case 'slow':
      return Object.assign(new Error('The mail takes too long'), { responseCode: 421 });
    case 'no room':
      if (stream.byteLength <= limits.mailBytes)
        log.warn({ bytes: stream.byteLength }, 'No memory for an incoming mail');
      return reply(452, '4.3.1', 'Too many mails at once, try again later');
    case 'whole':
  }
  const raw = mail.bytes();
  const { mailFrom, rcptTo } = envelope;
  await deliver({
    way: 'smtp',
    wayKey: null,
    envelopeFrom: mailFrom ? mailFrom.address : '',
    envelopeTo: rcptTo.map(({ address }) => address),
    raw,
    receivedAt: now(),
  });
  log.info({ bytes: raw.length, recipients: rcptTo.length }, 'Took an incoming mail');
  return null;
}

type End = 'whole' | 'broken' | 'slow' | 'no room';

/** Reads a mail to its end. One for which there is no room is read as well, so that the sender hears why. */
function received(stream: SMTPServerDataStream, mail: GrowingMail, dataMs: number): Promise<End> {
  return new Promise((resolve) => {
    let room = true;
    const late = setTimeout(() => {
      resolve('slow');
      stream.destroy();
    }, dataMs);
    const end = (how: End) => () => {
      clearTimeout(late);
      resolve(how === 'whole' && !room ? 'no room' : how);
    };
    stream.on('data', (piece: Buffer) => {
      room = room && mail.add(piece);
    });
    stream.once('end', end('whole'));
    stream.once('error', end('broken'));
    stream.once('close', end('broken'));
  });
}

/** smtp-server tells its log of every reply, and nobody else. */
function replyCounter(sessions: Sessions) {
  const nothing = (): void => {};
  const debug = (entry: unknown, _side: unknown, text: unknown): void => {
    const { tnx, cid } = entry as { readonly tnx?: string; readonly cid?: string };
    if (tnx !== 'send' || cid === undefined) return;
    sessions.replied(cid, Number.parseInt(String(text), 10));
  };
  return { level: nothing, trace: nothing, debug, info: nothing, warn: nothing, error: nothing, fatal: nothing };
}

/**
 * A reply with an enhanced code (RFC 3463). smtp-server would put the usual one of the reply code before the text; to a
 * code that it does not know, such as `550 5.7.1`, it adds none.
 */
const reply = (code: number, enhanced: string, text: string): Error =>
  Object.assign(new Error(text), { responseCode: `${code} ${enhanced}` });

/** Of a whole connection, before the greeting, where smtp-server adds no enhanced code. */
const refusal = (responseCode: 421, enhanced: string, text: string): Error =>
  Object.assign(new Error(`${enhanced} ${text}`), { responseCode });
