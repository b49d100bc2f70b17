/**
 * The relays of an installation: who takes its mails, and how it is reached. Read by `config/relays.ts`, used by
 * `mail/relays.ts`; senders name one of them.
 */
import type { Secret } from './secret.ts';

/** The relay of senders that name none; the one of `SMTP_URL`. */
export const defaultRelay = 'default';

export interface SmtpRelay {
  readonly kind: 'smtp';
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** All that the connection takes, password included: `smtp://USER:PASSWORD@HOST:PORT?starttls=…` or `smtps://…`. */
  readonly url: Secret;
  /** At a time. */
  readonly connections: number;
  /** After so many mails a connection is closed and another opened. */
  readonly messagesPerConnection: number;
  /** Given in EHLO; null: the name of the machine. */
  readonly ehloName: string | null;
  /** Who signs: the relay, or we, where there is a key for the sending domain. */
  readonly dkim: 'relay' | 'tendril';
}

/** Amazon SES, API v2. It signs by itself: it replaces Message-ID and Date, which would break a signature of ours. */
export interface SesRelay {
  readonly kind: 'ses';
  readonly name: string;
  /** Origin, without a slash at its end. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  /** Of temporary credentials. */
  readonly sessionToken: Secret | null;
  readonly configurationSet: string | null;
}

/** Postmark. It signs by itself. */
export interface PostmarkRelay {
  readonly kind: 'postmark';
  readonly name: string;
  /** Origin, without a slash at its end. */
  readonly endpoint: string;
  readonly serverToken: Secret;
  readonly messageStream: string;
}

export type Relay = SmtpRelay | SesRelay | PostmarkRelay;

/** Whether a host, as it stands in a URL, is this machine. */
export const isThisMachine = (host: string): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);

/** Whether what it takes leaves this machine. The local inbox, and servers that tests start, stand at a loopback address. */
export const leavesMachine = (relay: Relay): boolean =>
  !isThisMachine(relay.kind === 'smtp' ? relay.host : new URL(relay.endpoint).hostname);

/** Where the relay is, for people: host and port. */
export const relayHost = (relay: Relay): string =>
  relay.kind === 'smtp' ? `${relay.host}:${relay.port}` : new URL(relay.endpoint).host;
