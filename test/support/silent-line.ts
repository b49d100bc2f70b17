/**
 * A TCP line to a server that can fall silent: both sides stay connected, and nothing that either says arrives any more.
 * Connections that are made after it fell silent work, as they would through a firewall that has forgotten the old ones.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface SilentLine {
  readonly port: number;
  /** Connections that were ever made. */
  readonly made: number;
  /** From now on nothing passes over the connections that are there. */
  swallow(): void;
  close(): Promise<void>;
}

export async function startSilentLine(target: number): Promise<SilentLine> {
  const open = new Map<Socket, Socket>();
  let made = 0;
  const server = createServer((near) => {
    made += 1;
    const far = connect(target, '127.0.0.1');
    open.set(near, far);
    for (const socket of [near, far]) {
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        open.delete(near);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    far.pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get made() {
      return made;
    },
    swallow() {
      for (const [near, far] of open) {
        near.unpipe(far);
        far.unpipe(near);
        // Read, so that nobody notices a full buffer.
        near.resume();
        far.resume();
      }
    },
    async close() {
      for (const near of open.keys()) near.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
