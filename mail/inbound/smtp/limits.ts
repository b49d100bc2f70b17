/**
 * How much one stranger may ask of the listener, counted by where they are. Pure counting: times are given, nothing is
 * sent. An IPv6 network of 64 bits counts as one, since whoever has one address has them all.
 */
import { isIPv6 } from 'node:net';
import { type Instant, msOf } from '../../../domain/instant.ts';

export interface ListenerLimits {
  /** Octets of a mail (RFC 1870). */
  readonly mailBytes: number;
  /** Recipients of a mail; a server must take at least 100 (RFC 5321 §4.5.3.1.8). */
  readonly recipients: number;
  readonly connections: number;
  readonly connectionsOfOne: number;
  readonly mailsOfOnePerMinute: number;
  /** Refusals of a connection since its last mail; then it is closed. */
  readonly errors: number;
  /** Replies of a connection since its last mail, to end those that only keep the machine busy. */
  readonly replies: number;
  /** Octets of all mails that are in memory at a time. */
  readonly memoryBytes: number;
  /** Silence after which a connection is closed; RFC 5321 §4.5.3.2.7 asks for five minutes. */
  readonly silenceMs: number;
  /** How long the content of one mail may take, however it trickles. */
  readonly dataMs: number;
  /** How long a connection may last while it brings no mail. */
  readonly sessionMs: number;
  /** How long mails that are coming in may take to end when the listener closes. */
  readonly closeMs: number;
}

export const usualLimits: ListenerLimits = {
  mailBytes: 10 * 1024 * 1024,
  recipients: 100,
  connections: 200,
  connectionsOfOne: 25,
  mailsOfOnePerMinute: 1200,
  errors: 20,
  replies: 1000,
  memoryBytes: 64 * 1024 * 1024,
  silenceMs: 5 * 60_000,
  dataMs: 10 * 60_000,
  sessionMs: 30 * 60_000,
  closeMs: 5000,
};

/** What counts as one sender: an IPv4 address, or the first 64 bits of an IPv6 address. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().replace(/%.*$/, '').split('::');
  const groups = head === '' ? [] : head.split(':');
  const behind = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - groups.length - behind.length)).fill('0');
  const all = [...groups, ...zeros, ...behind].map((group) => group.replace(/^0+(?=.)/, ''));
  return `${all.slice(0, 4).join(':')}::/64`;
}

/** Counts things of each sender per minute, by the minutes of the clock. */
export interface RatePerMinute {
  /** False when the sender has had its share of this minute. */
  admit(sender: string, now: Instant): boolean;
}

/** Remembers only the senders of the current minute. */
export function createRatePerMinute(most: number): RatePerMinute {
  let minute = Number.NaN;
  const counts = new Map<string, number>();
  return {
    admit(sender, now) {
      const current = Math.floor(msOf(now) / 60_000);
      if (current !== minute) {
        minute = current;
        counts.clear();
      }
      const count = counts.get(sender) ?? 0;
      if (count >= most) return false;
      counts.set(sender, count + 1);
      return true;
    },
  };
}
