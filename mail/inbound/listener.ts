/**
 * Takes mail from the outside: replies, bounces and unsubscriptions that carry one of our tokens in the recipient, and
 * nothing else. It never relays. A mail is answered with 250 only after it has been delivered to the engine for good.
 */
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { TendrilError } from '../../domain/errors.ts';
import type { InboundMail } from '../../domain/inbound-mail.ts';
import type { Signer } from '../../domain/tokens.ts';
import { classify } from './classification.ts';
import { matchAddress } from './matching.ts';

export interface InboundLog {
  info(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface InboundListenerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly signer: Signer;
  readonly mailDomain: string;
  /**
   * Keeps the mail for good; called once per recipient, and again when the sender tries again (deliver twice must be
   * deliver once). A rejection is answered with 451. `raw` begins with the envelope as Return-Path and Delivered-To.
   */
  readonly deliver: (mail: InboundMail, raw: Uint8Array) => Promise<void>;
  readonly log: InboundLog;
}

export interface InboundListener {
  readonly port: number;
  /** Takes no more mail and lets what is being delivered end. */
  close(): Promise<void>;
}

/** RFC 1870. */
const maxInboundBytes = 10 * 1024 * 1024;
const maxRecipients = 20;

/** @throws PORT_TAKEN */
export async function createInboundListener(options: InboundListenerOptions): Promise<InboundListener> {
  const { signer, mailDomain, log } = options;
  const server = new SMTPServer({
    name: mailDomain,
    banner: 'Tendril',
    size: maxInboundBytes,
    rejectOversized: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    maxClients: 100,
    socketTimeout: 60_000,
    closeTimeout: 5000,
    logger: false,
    onRcptTo({ address }, session, done) {
      if (session.envelope.rcptTo.length >= maxRecipients) return done(reply(452, 'Too many recipients', '4.5.3'));
      if (!isOurs(address, mailDomain, signer)) return done(reply(550, 'No such mailbox', '5.1.1'));
      done();
    },
    onData(stream, session, done) {
      take(stream, session, options).then(
        () => done(),
        (error: unknown) => {
          log.error({ err: error }, 'An incoming mail could not be kept; its sender will try again');
          done(reply(451, 'Cannot keep the mail now, try again later', '4.3.0'));
        },
      );
    },
  });
  server.on('error', (error) => log.info({ err: error }, 'A connection for incoming mail broke'));
  await new Promise<void>((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === 'EADDRINUSE' || cause.code === 'EACCES'
          ? new TendrilError(
              'PORT_TAKEN',
              `The port ${options.port} for incoming mail cannot be used`,
              { port: options.port },
              cause,
            )
          : cause,
      );
    server.server.once('error', fail);
    server.listen(options.port, options.host, () => {
      server.server.off('error', fail);
      resolve();
    });
  });
  const { port } = server.server.address() as AddressInfo;
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

function isOurs(address: string, mailDomain: string, signer: Signer): boolean {
  const at = address.lastIndexOf('@');
  return address.slice(at + 1).toLowerCase() === mailDomain.toLowerCase() && matchAddress(signer, address) !== null;
}

async function take(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  options: InboundListenerOptions,
): Promise<void> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxInboundBytes) chunks.push(chunk);
  }
  // The server itself answers 552 to a mail that is too large.
  if (bytes > maxInboundBytes) return;
  const { mailFrom, rcptTo } = session.envelope;
  for (const { address } of rcptTo) {
    const trace = `Return-Path: <${mailFrom ? mailFrom.address : ''}>\r\nDelivered-To: ${address}\r\n`;
    const raw = Buffer.concat([Buffer.from(trace), ...chunks]);
    const mail = await classify(raw, [address], options.signer);
    await options.deliver(mail, raw);
    options.log.info({ kind: mail.kind, bytes }, 'Took an incoming mail');
  }
}

/** An SMTP reply with an enhanced code (RFC 3463), which smtp-server does not add by itself. */
const reply = (responseCode: number, text: string, enhanced: string): Error =>
  Object.assign(new Error(`${enhanced} ${text}`), { responseCode });
