/**
 * The servers of one test run: an empty PostgreSQL that syncs nothing to disk, with the migrated database
 * `tendril_template` from which each test file copies its own, and a Temporal server in memory that can skip time. The
 * workflow bundle is made meanwhile, so that files that begin together need not make it each.
 * Tests get their addresses with `inject`. Everything is gone at the end of the run.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { findTemporal } from '../../cli/start/find-temporal.ts';
import { startTemporal } from '../../cli/start/temporal.ts';
import { workflowBundle } from '../../worker/bundle.ts';
import { bundleHome } from './bundle-cache.ts';
import { startDatabase } from './database-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The database `postgres`, as a role that may create databases. */
    postgresAdminUrl: string;
    /** host:port; namespace `default`; executions may skip time. */
    temporalAddress: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'tendril-test-'));
  // As root, PostgreSQL runs under another account, which must get through this folder.
  await chmod(folder, 0o711);
  const [servers] = await Promise.all([
    Promise.allSettled([startDatabase(folder), startSkippingTemporal(folder)]),
    // Workflow code that cannot be bundled fails the tests that need it, and no others.
    workflowBundle(bundleHome).catch(() => {}),
  ]);
  const teardown = async () => {
    await Promise.all(servers.map((server) => (server.status === 'fulfilled' ? server.value.stop() : undefined)));
    await rm(folder, { recursive: true, force: true });
  };
  const [postgres, temporal] = servers;
  if (postgres.status === 'rejected' || temporal.status === 'rejected') {
    await teardown();
    throw postgres.status === 'rejected' ? postgres.reason : (temporal as PromiseRejectedResult).reason;
  }
  project.provide('postgresAdminUrl', postgres.value.adminUrl);
  project.provide('temporalAddress', temporal.value.address);
  return teardown;
}

function startSkippingTemporal(folder: string) {
  return startTemporal({ binary: findTemporal(), timeSkipping: true, logFile: join(folder, 'temporal.log') });
}
