/** A Temporal and a PostgreSQL that go away and come back where they were, with what they had. */
import { join } from 'node:path';
import { findTemporal } from '../../cli/start/find-temporal.ts';
import { startPostgres } from '../../cli/start/postgres.ts';
import { startTemporal } from '../../cli/start/temporal.ts';

export interface StoppableServer {
  /** Of Temporal: host:port. Of PostgreSQL: the URL of the database. */
  readonly address: string;
  /** Resolves when it is gone. */
  stop(): Promise<void>;
  /** Resolves when it answers again. */
  startAgain(): Promise<void>;
}

/** A Temporal with its state in a file of this folder; it is stopped by SIGKILL. */
export async function startStoppableTemporal(folder: string): Promise<StoppableServer> {
  const options = {
    binary: findTemporal(),
    dbFile: join(folder, 'temporal.db'),
    logFile: join(folder, 'temporal.log'),
  };
  let running = await startTemporal(options);
  let isGone = false;
  const { address } = running;
  const port = Number(address.slice(address.lastIndexOf(':') + 1));
  return {
    address,
    async stop() {
      if (isGone) return;
      isGone = true;
      process.kill(running.pid, 'SIGKILL');
      await running.stop();
    },
    async startAgain() {
      running = await startTemporal({ ...options, port });
      isGone = false;
    },
  };
}

/** A PostgreSQL that syncs nothing to disk, with its data in this folder; stopping it breaks off all transactions. */
export async function startStoppablePostgres(folder: string): Promise<StoppableServer> {
  const options = { dataDir: join(folder, 'postgres'), ephemeral: true };
  let running = await startPostgres(options);
  const { url: address, port } = running;
  return {
    address,
    stop: () => running.stop(),
    async startAgain() {
      running = await startPostgres({ ...options, port });
    },
  };
}
