/**
 * Requests on the tracked addresses of one mail: its links, and its pixel. Facts only; who stands behind a request is judged
 * in `judge.ts`. Holds no address of anybody: a network is a key that can only be compared.
 */

/** A network as the operator's lists know it: of a security product, of a hoster, or one behind which people stand. */
export const networkKinds = ['scanner', 'datacentre', 'proxy'] as const;
export type NetworkKind = (typeof networkKinds)[number];

export interface Hit {
  readonly id: string;
  /** Of a link, or of the pixel. */
  readonly kind: 'click' | 'open';
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Which link of the mail; null for the pixel. */
  readonly link: number | null;
  /** A link that people cannot see. */
  readonly honeypot: boolean;
  readonly method: string;
  /** The request says of itself that it loads in advance (Sec-Purpose, Purpose, X-Moz). */
  readonly prefetch: boolean;
  /** At most 200 characters. */
  readonly userAgent: string;
  /** Equal for callers of one network (/24, /48); null when that is not kept. Means nothing else. */
  readonly network: string | null;
  readonly networkKind: NetworkKind | null;
  /** Of a request that somebody else saw and told us of: when that was, in milliseconds since 1970. It is held from then. */
  readonly toldAt?: number;
  /** Whoever told of it says that a machine asked. */
  readonly toldMachine?: boolean;
}

export interface MailFacts {
  /** When the relay took the mail, in milliseconds since 1970; null when that is not known (yet). */
  readonly acceptedAt: number | null;
  /** How many different tracked links the mail has, without the honeypot. */
  readonly links: number;
  /**
   * How long a click is held at least, in milliseconds; default `holdMs`. 0 for a mail that a relay on this machine took:
   * nothing has scanned it.
   */
  readonly holdMs?: number;
}
