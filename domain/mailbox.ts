/**
 * Mailboxes from which replies and bounces are fetched: where they are and what becomes of a mail there. Read by
 * `config/mailboxes.ts`, used by `mail/inbound/imap`.
 */
import type { Secret } from './secret.ts';

/** What becomes of a mail in its mailbox once it has been kept: nothing, or it is deleted, or moved to a folder. */
export type AfterKeeping = 'keep' | 'delete' | { readonly move: string };

export interface Mailbox {
  /** Of our own, for logs and cursors; another name is another mailbox. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** `implicit`: from the first byte, RFC 8314 §3.2. `none` sends the password in clear text. */
  readonly tls: 'implicit' | 'starttls' | 'none';
  /** PEM of the authorities to trust instead of the usual ones. */
  readonly ca: string | null;
  readonly user: string;
  /** Asked for at each log-in, so that a token in a file may change. */
  readonly login: { readonly kind: 'password' | 'accessToken'; readonly secret: Secret };
  readonly folder: string;
  readonly after: AfterKeeping;
}
