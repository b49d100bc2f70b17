/** The servers of a benchmark: PostgreSQL without syncing, Temporal in memory with time that can be skipped. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTemporal } from '../cli/start/find-temporal.ts';
import { startTemporal } from '../cli/start/temporal.ts';
import { startDatabase } from '../test/support/database-server.ts';

/** Events after which a production server suggests to continue as new. */
const suggestedAfter = 4096;

export interface Servers {
  readonly adminUrl: string;
  readonly temporalAddress: string;
  readonly temporalPid: number;
  close(): Promise<void>;
}

export async function startServers(): Promise<Servers> {
  const folder = await mkdtemp(join(tmpdir(), 'tendril-bench-'));
  // As root, PostgreSQL runs under another account, which must get through this folder.
  await chmod(folder, 0o711);
  const [postgres, temporal] = await Promise.all([
    startDatabase(folder),
    startTemporal({
      binary: findTemporal(),
      timeSkipping: true,
      shortHistories: suggestedAfter,
      logFile: join(folder, 'temporal.log'),
    }),
  ]);
  return {
    adminUrl: postgres.adminUrl,
    temporalAddress: temporal.address,
    temporalPid: temporal.pid,
    async close() {
      await Promise.all([postgres.stop(), temporal.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
