/**
 * A load generator as a process of its own: so many connections, each with one request under way, until all paths have been
 * asked for. Reads no more of an answer than its status and its end, to leave the processor to the server.
 */
import { connect, type Socket } from 'node:net';

export interface LoadOrder {
  readonly port: number;
  readonly connections: number;
  readonly paths: readonly string[];
  /** Of every answer. */
  readonly status: number;
}

export interface LoadAnswer {
  readonly ms: number;
  /** Of each request, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** What was wrong, if something was. */
  readonly error: string | null;
}

process.on('message', async (order: LoadOrder) => {
  process.send?.(
    await load(order).catch((error: Error): LoadAnswer => ({ ms: 0, p50: 0, p99: 0, error: error.message })),
  );
});
process.once('disconnect', () => process.exit(0));

async function load({ port, connections, paths, status }: LoadOrder): Promise<LoadAnswer> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => connected(port)));
  const durations = new Float64Array(paths.length);
  let next = 0;
  const began = performance.now();
  await Promise.all(
    sockets.map(async (socket) => {
      for (let index = next++; index < paths.length; index = next++) {
        const at = performance.now();
        const got = await answered(socket, paths[index] ?? '');
        if (got !== status) throw new Error(`${paths[index]} was answered with ${got}`);
        durations[index] = performance.now() - at;
      }
    }),
  );
  const ms = performance.now() - began;
  for (const socket of sockets) socket.destroy();
  durations.sort();
  const at = (share: number) => durations[Math.floor((durations.length - 1) * share)] ?? 0;
  return { ms, p50: at(0.5), p99: at(0.99), error: null };
}

const connected = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket.setNoDelay(true)));
    socket.once('error', reject);
  });

const agent =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

/** Its status, when the whole answer is there. */
function answered(socket: Socket, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let head = '';
    const take = (chunk: Buffer) => {
      head += chunk.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      const status = Number(head.slice(9, 12));
      const length = status === 204 ? 0 : Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN);
      const whole = Number.isNaN(length) ? head.endsWith('\r\n0\r\n\r\n') : head.length >= end + 4 + length;
      if (!whole) return;
      socket.off('data', take);
      socket.off('error', reject);
      resolve(status);
    };
    socket.on('data', take);
    socket.once('error', reject);
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: ${agent}\r\nAccept: */*\r\n\r\n`);
  });
}
