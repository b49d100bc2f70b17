/**
 * Sends one mail to one recipient over a pooled SMTP connection and says what is known of its fate: accepted, surely
 * not accepted, or unknown. Never tries again by itself once the body has begun to leave.
 *
 * Addresses are ASCII by the time they come here: domains as A-labels, and no local part that would need SMTPUTF8
 * (RFC 6531), which `domain/address.ts` refuses at the edge. So it never depends on a relay's extensions who gets a mail.
 */
import { parseAddress } from '../domain/address.ts';
import { hasCode } from '../domain/errors.ts';
import { createDeparture } from './departure.ts';
import { dkimSigned } from './dkim.ts';
import { drainingMailer } from './draining.ts';
import { mimeOf } from './mime.ts';
import type { DkimKey, Mailer, OutgoingMail, SendResult } from './ports.ts';
import { resultOfFailure, type SmtpFailure } from './smtp-failure.ts';
import { createSmtpPool, type SmtpPoolOptions } from './smtp-pool.ts';
import { readSmtpUrl } from './smtp-url.ts';
import { wireForm } from './wire-form.ts';

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
    /** How long a connection is kept when there is no mail for it. */
    readonly idleMs?: number;
    /** How long closing waits for mails under way before it cuts the connections. */
    readonly drainMs?: number;
  };
}

/**
 * Makes a mailer for the relay at a URL that `readSmtpUrl` describes.
 * @throws CONFIG_INVALID when the URL is wrong
 */
export function createMailer(smtpUrl: string, options: MailerOptions = {}): Mailer {
  const pool = createSmtpPool(poolOptions(smtpUrl, options));

  const deliver = async (mail: OutgoingMail, beforeBody: () => Promise<void>): Promise<SendResult> => {
    const envelope = envelopeOf(mail);
    const message = await readyMessage(mail, options.dkim);
    if (!Buffer.isBuffer(message)) return message;
    const travelling = wireForm(message);
    const departure = createDeparture(beforeBody);
    try {
      return {
        kind: 'sent',
        response: await pool.send({ envelope, message: travelling, departure, urgent: mail.urgent ?? false }),
      };
    } catch (error) {
      const mayHaveLeft = await departure.settle();
      if (departure.refusal) throw departure.refusal.error;
      return resultOfFailure(error as SmtpFailure, mayHaveLeft);
    }
  };

  return drainingMailer({ deliver, cutOff: () => pool.close(), drainMs: options.timeouts?.drainMs });
}

function poolOptions(smtpUrl: string, { timeouts = {}, ...options }: MailerOptions): SmtpPoolOptions {
  return {
    server: readSmtpUrl(smtpUrl),
    maxConnections: options.maxConnections ?? 5,
    maxMessages: options.maxMessages ?? 100,
    ...(options.name === undefined ? {} : { name: options.name }),
    connectionMs: timeouts.connectionMs ?? 30_000,
    greetingMs: timeouts.greetingMs ?? 30_000,
    socketMs: timeouts.socketMs ?? 600_000,
    idleMs: timeouts.idleMs ?? 240_000,
  };
}

/** @throws ADDRESS_INVALID and ADDRESS_MULTIPLE */
const envelopeOf = ({ envelope: { from, to } }: OutgoingMail): OutgoingMail['envelope'] => ({
  from: parseAddress(from),
  to: parseAddress(to),
});

/** The message as it leaves. Unsigned it would hurt more than late, so a key that does not work declines it. */
async function readyMessage(mail: OutgoingMail, dkim: MailerOptions['dkim']): Promise<Buffer | SendResult> {
  const message = mimeOf(mail);
  try {
    const key = dkim?.(domainOf(mail.from.address)) ?? null;
    return key === null ? message : await dkimSigned(message, key);
  } catch (error) {
    if (!hasCode(error, 'CONFIG_INVALID')) throw error;
    return keyless((error as Error).message);
  }
}

const domainOf = (address: string): string => parseAddress(address).replace(/^.*@/, '');

const keyless = (response: string): SendResult => ({
  kind: 'declined',
  class: 'setup',
  rule: 'dkim key',
  response,
  code: null,
  enhanced: null,
});
