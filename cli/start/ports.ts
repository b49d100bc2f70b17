/**
 * Ports on 127.0.0.1. A default port that is taken moves to a free one; a port that somebody asked for does not.
 */
import { createServer, type Server } from 'node:net';
import { TendrilError } from '../../domain/errors.ts';
import { claimPort } from './port-claims.ts';

/** Ports handed out by this process, so that parts that start side by side never get the same one. */
const handedOut = new Set<number>();

/** A port that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await tryListen(0);
    if (port !== null && !handedOut.has(port)) {
      handedOut.add(port);
      return port;
    }
  }
}

export interface ChosenPort {
  readonly port: number;
  /** The default that was taken, when the port had to move. */
  readonly movedFrom: number | null;
}

/**
 * The wanted port if it is free. A taken one moves to a free port, unless `fixed` says that it was asked for.
 * @throws PORT_TAKEN for a fixed port that is in use
 */
export async function choosePort(wanted: number, fixed: boolean, setting: string): Promise<ChosenPort> {
  if (wanted === 0) return { port: await freePort(), movedFrom: null };
  const mayTake = !handedOut.has(wanted) && (fixed || claimPort(wanted));
  if (mayTake && (await tryListen(wanted)) !== null) {
    handedOut.add(wanted);
    return { port: wanted, movedFrom: null };
  }
  if (fixed) throw new TendrilError('PORT_TAKEN', `Port ${wanted}, given by ${setting}, is in use`, { port: wanted });
  return { port: await freePort(), movedFrom: wanted };
}

/** Listens for a moment: the port if that worked, null if it is taken or not ours to take. */
function tryListen(port: number): Promise<number | null> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(null));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const got = portOf(server);
      server.close(() => resolve(got));
    });
  });
}

function portOf(server: Server): number | null {
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : null;
}
