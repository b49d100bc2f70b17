/**
 * Who asks, as far as it may be known: the network of a caller as a keyed hash, and what an operator's list says of it. The
 * address itself is kept for as long as a memory of the latest callers is, and gets nowhere.
 */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Context } from 'hono';
import type { NetworkKind } from '../../domain/engagement/hit.ts';
import { createRecent } from './recent.ts';

export interface Caller {
  readonly network: string | null;
  readonly networkKind: NetworkKind | null;
}

export interface CallersOptions {
  /** Gives the network of an address; null for what is no address. */
  networkOf(address: string): string | null;
  networkHash(network: string): string;
  kindOf(address: string): NetworkKind | null;
  /** Whether the address may say on whose behalf it asks. */
  isTrusted(address: string): boolean;
}

/** @param header gives one of the request, by its name in lower case */
export type Callers = (peer: string | undefined, header: (name: string) => string | undefined) => Caller;

export const nobody: Caller = { network: null, networkKind: null };
const remembered = 5_000;

export function createCallers(options: CallersOptions): Callers {
  const known = createRecent<Caller>(remembered);

  function caller(address: string): Caller {
    const found = known.get(address);
    if (found) return found;
    const network = options.networkOf(address);
    const seen = { network: network && options.networkHash(network), networkKind: options.kindOf(address) };
    known.set(address, seen);
    return seen;
  }

  const addressOf = createAddressOf(options.isTrusted);
  return (peer, header) => {
    const address = addressOf(peer, header);
    return address === undefined ? nobody : caller(address);
  };
}

/** Who is at the other end of the connection; undefined where there is none. */
export const peerOf = (c: Context): string | undefined =>
  (c.env as { readonly incoming?: IncomingMessage } | undefined)?.incoming?.socket.remoteAddress;

/** The address of a caller: the peer, or for whom a trusted proxy asks. It is evidence of a consent, and kept for that alone. */
export type AddressOf = (...request: Parameters<Callers>) => string | undefined;

export const createAddressOf =
  (isTrusted: CallersOptions['isTrusted']): AddressOf =>
  (peer, header) => {
    if (peer === undefined || !isTrusted(peer)) return peer;
    const address = behind(peer, header, isTrusted);
    // A proxy may say `unknown`, or nothing (RFC 7239 §6).
    return isIP(address) === 0 ? undefined : address;
  };

/**
 * The caller on whose behalf trusted proxies ask. Each adds its peer at the end, so the list is read from there, and what
 * comes before the first that is not trusted may be made up.
 */
function behind(peer: string, header: Parameters<Callers>[1], isTrusted: (address: string) => boolean): string {
  const list = header('x-forwarded-for');
  const hops = list === undefined ? forwardedFor(header('forwarded') ?? '') : list.split(',');
  let last = peer;
  for (const hop of hops.reverse()) {
    last = withoutPort(hop.trim());
    if (!isTrusted(last)) break;
  }
  return last;
}

/** RFC 7239 §4: `for=192.0.2.60;proto=http, for="[2001:db8::1]:4711"`. */
const forwardedFor = (value: string): string[] =>
  value.split(',').map((element) => /(?:^|;)\s*for\s*=\s*"?([^";]*)/i.exec(element)?.[1] ?? '');

const withoutPort = (node: string): string =>
  /^\[([^\]]*)\]/.exec(node)?.[1] ?? /^([\d.]+):\d+$/.exec(node)?.[1] ?? node;
