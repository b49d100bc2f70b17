/**
 * One TLS handshake with a host that links lead to, as a browser begins it: to the addresses that DNS gave, with the
 * certificate checked for the name. Nothing is asked after it, so no redirect is followed and no body read.
 */
import { isIPv4 } from 'node:net';
import { connect } from 'node:tls';

export type Handshake =
  | { readonly kind: 'trusted' }
  /** Something answers, or the machine says that nothing does: no browser would open it. */
  | { readonly kind: 'refused'; readonly why: string }
  /** Nobody answers here, which a firewall before this machine may be the reason for. */
  | { readonly kind: 'silent'; readonly why: string };

/** `addresses`: those of the host; at least one. Never rejects. */
export type TryHttps = (host: string, port: number, addresses: readonly string[]) => Promise<Handshake>;

export interface HandshakeOptions {
  /** For each address that is tried; two at most. */
  readonly timeLimitMs?: number;
  /** Authorities that are trusted instead of the usual ones, as PEM. */
  readonly authorities?: readonly string[];
}

/** Handshakes over the network. The second kind of address is tried only where the first is silent. */
export function createTryHttps({ timeLimitMs = 3000, authorities }: HandshakeOptions = {}): TryHttps {
  return async (host, port, addresses) => {
    const one = addresses.find(isIPv4);
    const other = addresses.find((address) => !isIPv4(address));
    let last: Handshake = { kind: 'silent', why: `${host} has no address` };
    for (const address of [one, other]) {
      if (address === undefined) continue;
      last = await shakeHands({ host, port, address, timeLimitMs, authorities });
      if (last.kind !== 'silent') return last;
    }
    return last;
  };
}

interface Attempt {
  readonly host: string;
  readonly port: number;
  readonly address: string;
  readonly timeLimitMs: number;
  readonly authorities: readonly string[] | undefined;
}

function shakeHands({ host, port, address, timeLimitMs, authorities }: Attempt): Promise<Handshake> {
  const at = `${address} port ${port}`;
  return new Promise((resolve) => {
    const trust = authorities === undefined ? {} : { ca: [...authorities] };
    const socket = connect({ host: address, port, servername: host, ALPNProtocols: ['http/1.1'], ...trust });
    let connected = false;
    const end = (outcome: Handshake): void => {
      clearTimeout(limit);
      socket.destroy();
      resolve(outcome);
    };
    const limit = setTimeout(
      () => end({ kind: 'silent', why: `${at} has not answered for ${timeLimitMs / 1000} s` }),
      timeLimitMs,
    );
    socket.once('connect', () => {
      connected = true;
    });
    socket.once('secureConnect', () => end({ kind: 'trusted' }));
    // Also after the end: a connection that is given up may still complain.
    socket.on('error', (error: NodeJS.ErrnoException) => end(failure(error, connected, at)));
  });
}

function failure({ code, message }: NodeJS.ErrnoException, connected: boolean, at: string): Handshake {
  if (connected) return { kind: 'refused', why: `${at} fails the TLS handshake: ${message.trim()}` };
  return code === 'ECONNREFUSED'
    ? { kind: 'refused', why: `nothing listens at ${at}` }
    : { kind: 'silent', why: `${at} cannot be reached (${code ?? message})` };
}
