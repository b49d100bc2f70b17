/**
 * Sends one mail to one recipient over a pooled SMTP connection and says what is known of its fate: accepted, surely
 * not accepted, or unknown. Never tries again by itself once the body has begun to leave.
 */
import nodemailer, { type SendMailOptions } from 'nodemailer';
import { parseAddress } from '../domain/address.ts';
import { TendrilError } from '../domain/errors.ts';
import { createDeparture, type Departure } from './departure.ts';
import type { Mailer, OutgoingMail, SendResult } from './ports.ts';
import { readReply, replyVerdict } from './smtp-reply.ts';

export interface MailerOptions {
  /** Connections to the relay at a time. */
  readonly maxConnections?: number;
  /** Name given in EHLO; default: the machine's. */
  readonly name?: string;
  readonly timeouts?: {
    readonly connectionMs?: number;
    readonly greetingMs?: number;
    /** Silence on the socket. RFC 5321 §4.5.3.2.6 asks for ten minutes after the final dot: shorter makes twins. */
    readonly socketMs?: number;
    /** How long closing waits for mails under way before it cuts the connections. */
    readonly drainMs?: number;
  };
}

type SendOptions = SendMailOptions & { readonly departure: Departure };

/** What nodemailer tells of a failure. `responseCode` counts, never `code`: that names the phase at best. */
interface SmtpFailure {
  readonly message: string;
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly command?: string;
}

/** Makes a mailer for `smtp://user:pass@host:port` or `smtps://…`. */
export function createMailer(smtpUrl: string, options: MailerOptions = {}): Mailer {
  const { timeouts = {} } = options;
  const transport = nodemailer.createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: options.maxConnections ?? 5,
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
  transport.use('stream', (mail, done) => {
    const { departure } = mail.data as SendOptions;
    const open = mail.message.createReadStream.bind(mail.message);
    mail.message.createReadStream = (...args) => departure.guard(() => open(...args));
    done();
  });
  const underWay = new Set<Promise<unknown>>();
  let closing: Promise<void> | null = null;

  const deliver = async (mail: OutgoingMail, beforeBody: () => Promise<void>): Promise<SendResult> => {
    const departure = createDeparture(beforeBody);
    const message: SendOptions = { ...messageOf(mail), departure };
    try {
      const { response } = await transport.sendMail(message);
      return { kind: 'sent', response };
    } catch (error) {
      const mayHaveLeft = await departure.settle();
      if (departure.refusal) throw departure.refusal.error;
      return failed(error as SmtpFailure, mayHaveLeft);
    }
  };

  const close = async (): Promise<void> => {
    let timer: NodeJS.Timeout | undefined;
    const drained = Promise.allSettled(underWay);
    await Promise.race([
      drained,
      new Promise((resolve) => {
        timer = setTimeout(resolve, timeouts.drainMs ?? 8000);
      }),
    ]);
    clearTimeout(timer);
    transport.transporter.close?.({ force: true });
    await drained;
  };

  return {
    async send(mail, beforeBody) {
      if (closing) return { kind: 'deferred', response: 'The mailer is closing', code: null, enhanced: null };
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

/** Classifies a failure by the SMTP reply if there was one, else by whether the body had begun to leave. */
function failed(failure: SmtpFailure, mayHaveLeft: boolean): SendResult {
  const response = (failure.response ?? failure.message).slice(0, 2000);
  const { enhanced } = readReply(response);
  const code = failure.responseCode ?? null;
  if (code === null) {
    return mayHaveLeft ? { kind: 'unknown', response } : { kind: 'deferred', response, code, enhanced: null };
  }
  const aboutMail = failure.command === 'RCPT TO' || failure.command === 'DATA';
  const verdict = replyVerdict({ code, enhanced, text: response, aboutMail });
  if (verdict === 'deferred') return { kind: 'deferred', response, code, enhanced };
  return { kind: 'refused', response, code, enhanced, hardBounce: verdict === 'hard' };
}

/**
 * The message for nodemailer: every address is checked to be one address, since nodemailer reads address texts as lists.
 * @throws ADDRESS_INVALID and ADDRESS_MULTIPLE
 */
function messageOf(mail: OutgoingMail): SendMailOptions {
  const { unsubscribe } = mail;
  return {
    envelope: { from: parseAddress(mail.envelope.from), to: [parseAddress(mail.envelope.to)] },
    from: { name: mail.from.name, address: parseAddress(mail.from.address) },
    to: { name: mail.to.name, address: parseAddress(mail.to.address) },
    replyTo: { name: mail.from.name, address: parseAddress(mail.replyTo) },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: checkedMessageId(mail.messageIdHeader),
    ...(mail.inReplyTo === null
      ? {}
      : { inReplyTo: checkedMessageId(mail.inReplyTo), references: checkedMessageId(mail.inReplyTo) }),
    ...(unsubscribe === null
      ? // RFC 3834 §5: a mail that a machine wrote to a colleague must not be answered by another machine.
        { headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' } }
      : {
          // Nested, because a flat list becomes two headers and RFC 8058 §3.1 wants exactly one.
          list: { unsubscribe: [[checkedUri(unsubscribe.url), checkedUri(unsubscribe.mailto)]] },
          // RFC 8058 §3.1: one click needs an https address; with http a reader opens the page or writes the mail.
          headers: /^https:/i.test(unsubscribe.url) ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {},
        }),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function checkedMessageId(header: string): string {
  if (/^<[\w.+-]+@[\w.-]+>$/.test(header)) return header;
  throw new TendrilError('INTERNAL', `${JSON.stringify(header)} is not a Message-ID`);
}

function checkedUri(uri: string): string {
  if (/^(?:https?|mailto):[\x21\x23-\x3b\x3d\x3f-\x7e]+$/.test(uri)) return uri;
  throw new TendrilError('INTERNAL', `${JSON.stringify(uri)} cannot stand in a List-Unsubscribe header`);
}
