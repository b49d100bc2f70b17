/** What a preflight looks at: a sending domain, the relays that take its mails, and what else its mails name. */
import { isThisMachine, type PostmarkRelay, type SesRelay, type SmtpRelay } from '../../domain/relay.ts';

/** As much of a relay as DNS has to do with. */
export type CheckedRelay =
  | Pick<SmtpRelay, 'kind' | 'name' | 'host' | 'dkim'>
  | Pick<SesRelay, 'kind' | 'name'>
  | Pick<PostmarkRelay, 'kind' | 'name'>;

/** A key of ours, or one that is to take its place. */
export interface CheckedKey {
  readonly selector: string;
  readonly state: 'next' | 'active';
  /** Base64 of its SubjectPublicKeyInfo. */
  readonly publicKey: string;
}

export interface SendingDomain {
  readonly domain: string;
  /** At least one. */
  readonly relays: readonly CheckedRelay[];
  readonly keys: readonly CheckedKey[];
  /** Domain of the envelope sender, of replies and bounces. */
  readonly returnPath: string;
  /** What links in mails start with; null when it is not set. */
  readonly publicUrl: string | null;
}

/** Whether strangers get mails of the domain. */
export const isSentOutside = ({ relays }: SendingDomain): boolean =>
  relays.some((relay) => relay.kind !== 'smtp' || !isThisMachine(relay.host));
