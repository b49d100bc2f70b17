/**
 * A TLS server on this machine with a certificate made for it, so that tests need no file that expires and no program
 * that makes one. The certificate signs itself; who is to trust it is given it as an authority.
 */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:tls';

export interface TlsServer {
  readonly port: number;
  /** PEM. */
  readonly certificate: string;
  /** What came over the connections after the handshake. */
  received(): string;
  close(): Promise<void>;
}

/** Listens at 127.0.0.1, for the names that its certificate has. */
export async function startTlsServer(names: readonly string[], validUntil = '20491231235959Z'): Promise<TlsServer> {
  const { key, certificate } = selfSigned(names, validUntil);
  const open = new Set<Socket>();
  let received = '';
  const server = createServer({ key, cert: certificate }, (socket) => {
    socket.on('data', (chunk) => {
      received += String(chunk);
    });
  });
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => {}).on('close', () => open.delete(socket));
  });
  // Who does not trust it says so and goes.
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    certificate,
    received: () => received,
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** One value in DER (X.690 §8.1). */
function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const generalizedTime = (text: string): Buffer => der(0x18, Buffer.from(text));

/** A certificate of version 3 (RFC 5280 §4.1), signed by its own key, or by another one when it is for `certified`. */
export function selfSigned(
  names: readonly string[],
  validUntil = '20491231235959Z',
  certified?: KeyObject,
): { readonly key: string; readonly certificate: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
  const subject = sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from('tendril test')))));
  const alternativeNames = sequence(...names.map((name) => der(0x82, Buffer.from(name))));
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    subject,
    sequence(generalizedTime('20200101000000Z'), generalizedTime(validUntil)),
    subject,
    (certified ?? publicKey).export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(sequence(oid('551d11'), der(0x04, alternativeNames)))),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', toBeSigned, privateKey));
  const base64 = sequence(toBeSigned, ecdsaWithSha256, signature).toString('base64');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  };
}
