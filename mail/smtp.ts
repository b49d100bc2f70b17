/**
 * Sends one mail to one recipient over a pooled SMTP connection and says what is known of its fate: accepted, surely
 * not accepted, or unknown. Never tries again by itself once the body has begun to leave.
 *
 * Addresses are ASCII by the time they come here: domains as A-labels, and no local part that would need SMTPUTF8
 * (RFC 6531), which `domain/address.ts` refuses at the edge. So it never depends on a relay's extensions who gets a mail.
 */
import nodemailer, { type SendMailOptions } from 'nodemailer';
import { parseAddress } from '../domain/address.ts';
import { hasCode } from '../domain/errors.ts';
import { createDeparture, type Departure } from './departure.ts';
import { dkimSigned } from './dkim.ts';
import { mimeOf } from './mime.ts';
import type { DkimKey, Mailer, OutgoingMail, SendResult } from './ports.ts';
import { resultOfFailure, type SmtpFailure } from './smtp-failure.ts';
import { readSmtpUrl, type SmtpServer } from './smtp-url.ts';

export interface MailerOptions {
  /** Connections to the relay at a time. No more mails than this can be under way. */
  readonly maxConnections?: number;
  /** So many mails go over one connection before another one is made. */
  readonly maxMessages?: number;
  /** Name given in EHLO; default: the machine's. */
  readonly name?: string;
  /**
   * The key for mails from a domain, asked for with every mail; null leaves signing to the relay. When it throws
   * CONFIG_INVALID the mail waits.
   */
  readonly dkim?: (fromDomain: string) => DkimKey | null;
  readonly timeouts?: {
    readonly connectionMs?: number;
    readonly greetingMs?: number;
    /** Silence on the socket. RFC 5321 §4.5.3.2.6 asks for ten minutes after the final dot: shorter makes twins. */
    readonly socketMs?: number;
    /** How long closing waits for mails under way before it cuts the connections. */
    readonly drainMs?: number;
  };
}

/** What nodemailer carries for us from the call to the moment at which the body is read. */
type SendOptions = SendMailOptions & { readonly departure: Departure; readonly raw: Buffer };

/**
 * Makes a mailer for the relay at a URL that `readSmtpUrl` describes.
 * @throws CONFIG_INVALID when the URL is wrong
 */
export function createMailer(smtpUrl: string, options: MailerOptions = {}): Mailer {
  const { drainMs = 8000 } = options.timeouts ?? {};
  const transport = transportTo(readSmtpUrl(smtpUrl), options);
  const underWay = new Set<Promise<unknown>>();
  let closing: Promise<void> | null = null;

  const deliver = async (mail: OutgoingMail, beforeBody: () => Promise<void>): Promise<SendResult> => {
    const envelope = envelopeOf(mail);
    const raw = await readyMessage(mail, options.dkim);
    if (!Buffer.isBuffer(raw)) return raw;
    const departure = createDeparture(beforeBody);
    const message: SendOptions = { envelope, messageId: mail.messageIdHeader, raw, departure };
    try {
      const { response } = await transport.sendMail(message);
      return { kind: 'sent', response };
    } catch (error) {
      const mayHaveLeft = await departure.settle();
      if (departure.refusal) throw departure.refusal.error;
      return resultOfFailure(error as SmtpFailure, mayHaveLeft);
    }
  };

  const close = async (): Promise<void> => {
    let timer: NodeJS.Timeout | undefined;
    const drained = Promise.allSettled(underWay);
    await Promise.race([
      drained,
      new Promise((resolve) => {
        timer = setTimeout(resolve, drainMs);
      }),
    ]);
    clearTimeout(timer);
    transport.transporter.close?.({ force: true });
    await drained;
  };

  return {
    async send(mail, beforeBody) {
      if (closing) return declined('unreachable', 'mailer closing', 'The mailer is closing');
      const sending = deliver(mail, beforeBody);
      underWay.add(sending);
      try {
        return await sending;
      } finally {
        underWay.delete(sending);
      }
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}

function transportTo(server: SmtpServer, { timeouts = {}, ...options }: MailerOptions) {
  const { host, port, secure, startTls, checkCertificate, auth } = server;
  const transport = nodemailer.createTransport({
    pool: true,
    host,
    port,
    secure,
    requireTLS: startTls === 'required',
    ignoreTLS: startTls === 'off',
    tls: { rejectUnauthorized: checkCertificate },
    ...(auth === null ? {} : { auth }),
    maxConnections: options.maxConnections ?? 5,
    maxMessages: options.maxMessages ?? 100,
    // A connection that ends before the body is read is tried once more at most; after that Temporal retries.
    maxRequeues: 1,
    ...(options.name === undefined ? {} : { name: options.name }),
    connectionTimeout: timeouts.connectionMs ?? 30_000,
    greetingTimeout: timeouts.greetingMs ?? 30_000,
    socketTimeout: timeouts.socketMs ?? 600_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // Without a listener an error of an idle connection would end the process; sends get theirs by themselves.
  transport.on('error', () => undefined);
  // The message is ready: nothing of nodemailer's composing is needed, and the pool opens the stream after 354.
  transport.use('stream', (mail, done) => {
    const { departure, raw } = mail.data as SendOptions;
    mail.message.createReadStream = () => departure.guard(raw);
    done();
  });
  return transport;
}

/**
 * As objects: a text is read as a list of addresses.
 * @throws ADDRESS_INVALID and ADDRESS_MULTIPLE
 */
function envelopeOf({ envelope: { from, to } }: OutgoingMail) {
  const mailbox = (address: string) => ({ name: '', address: parseAddress(address) });
  return { from: mailbox(from), to: [mailbox(to)] };
}

/** The message as it leaves. Unsigned it would hurt more than late, so a key that does not work declines it. */
async function readyMessage(mail: OutgoingMail, dkim: MailerOptions['dkim']): Promise<Buffer | SendResult> {
  const message = mimeOf(mail);
  try {
    const key = dkim?.(domainOf(mail.from.address)) ?? null;
    return key === null ? message : await dkimSigned(message, key);
  } catch (error) {
    if (!hasCode(error, 'CONFIG_INVALID')) throw error;
    return declined('setup', 'dkim key', (error as Error).message);
  }
}

const domainOf = (address: string): string => parseAddress(address).replace(/^.*@/, '');

const declined = (of: 'setup' | 'unreachable', rule: string, response: string): SendResult => ({
  kind: 'declined',
  class: of,
  rule,
  response,
  code: null,
  enhanced: null,
});
