/**
 * The local Temporal server: the CLI's `server start-dev` on 127.0.0.1, with its data in a file or in memory.
 * Not for production: there, TEMPORAL_ADDRESS names a real cluster. Time skipping is for tests only.
 */
import { once } from 'node:events';
import { chmodSync, mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { TendrilError } from '../../domain/errors.ts';
import { findDefaultNamespace } from './namespace-call.ts';
import { freePort } from './ports.ts';
import { logTail, type ServerProcess, startServerProcess, untilReady } from './server-process.ts';

export interface TemporalOptions {
  /** The Temporal CLI. */
  readonly binary: string;
  /** SQLite file with all workflows; in memory when absent. */
  readonly dbFile?: string;
  /** A free one when absent. */
  readonly port?: number;
  /** Port of the web UI; null or absent: no UI. */
  readonly uiPort?: number | null;
  /** Lets a workflow that is started so skip its waiting, one execution at a time. */
  readonly timeSkipping?: boolean;
  /** With time skipping: a workflow is told to continue as new once its history has so many events. */
  readonly shortHistories?: number;
  readonly logFile: string;
}

export interface RunningTemporal {
  /** host:port of the gRPC frontend. */
  readonly address: string;
  readonly uiUrl: string | null;
  readonly pid: number;
  readonly exited: Promise<number | null>;
  stop(graceMs?: number): Promise<void>;
}

const reachWithinMs = 5_000;
const answerWithinMs = 2_000;

/**
 * Starts the server and waits until the namespace `default` answers.
 * @throws PART_MISSING, PORT_TAKEN, DISK_FULL, TEMPORAL_UNAVAILABLE
 */
export async function startTemporal(options: TemporalOptions): Promise<RunningTemporal> {
  const { logFile } = options;
  const port = options.port ?? (await freePort());
  const uiPort = options.uiPort ?? null;
  const address = `127.0.0.1:${port}`;
  const server = await launch(options, port);
  await untilReady(server, {
    attempt: () => findDefaultNamespace(address, answerWithinMs),
    explain: (why, cause) => explain(why, logFile, cause),
  });
  // It holds what people are mailed and when, and the server makes it readable for everybody.
  if (options.dbFile !== undefined) chmodSync(options.dbFile, 0o600);
  const uiUrl = uiPort === null ? null : `http://127.0.0.1:${uiPort}`;
  return { address, uiUrl, pid: server.pid, exited: server.exited, stop: server.stop };
}

/**
 * Finds out early whether anything listens at an address that the settings name; what it is, the worker finds out.
 * @throws TEMPORAL_UNAVAILABLE
 */
export async function reachTemporal(address: string): Promise<void> {
  const colon = address.lastIndexOf(':');
  const socket = connect({ host: address.slice(0, colon), port: Number(address.slice(colon + 1)) });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(reachWithinMs) });
  } catch (cause) {
    throw new TendrilError(
      'TEMPORAL_UNAVAILABLE',
      `Nothing answers at TEMPORAL_ADDRESS ${address}`,
      { address },
      cause,
    );
  } finally {
    socket.destroy();
  }
}

function launch(options: TemporalOptions, port: number): Promise<ServerProcess> {
  const { binary, dbFile, uiPort, timeSkipping = false, shortHistories = 30, logFile } = options;
  if (dbFile !== undefined) mkdirSync(dirname(dbFile), { recursive: true, mode: 0o711 });
  const dynamic = [
    // Priorities order the tasks of one partition only. What an older version wrote to the other three is still read.
    'matching.numTaskqueueWritePartitions=1',
    ...(timeSkipping
      ? [
          'frontend.WorkflowTimeSkippingEnabled=true',
          'history.timerProcessorMaxTimeShift="20ms"',
          // Low, so that ordinary tests live through it: nothing may be lost when a run continues as new.
          `limit.historyCount.suggestContinueAsNew=${shortHistories}`,
        ]
      : []),
  ];
  return startServerProcess({
    name: 'Temporal',
    command: binary,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'warn'],
      ...(uiPort === undefined || uiPort === null ? ['--headless'] : ['--ui-port', String(uiPort)]),
      ...(dbFile === undefined ? [] : ['--db-filename', dbFile]),
      ...dynamic.flatMap((value) => ['--dynamic-config-value', value]),
    ],
    logFile,
    stopSignal: 'SIGTERM',
    // The CLI takes TEMPORAL_* for settings of its own.
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    cwd: '/',
  });
}

function explain(why: string, logFile: string, cause: unknown): TendrilError {
  const tail = logTail(logFile);
  if (/no space left|disk is full/i.test(tail)) {
    return new TendrilError('DISK_FULL', "There is no room for the local Temporal server's data", { logFile }, cause);
  }
  if (tail.includes('address already in use')) {
    return new TendrilError('PORT_TAKEN', `A port of the local Temporal server is in use:\n${tail}`, {}, cause);
  }
  const message = `The local Temporal server ${why}; ${logFile} ends with:\n${tail}`;
  return new TendrilError('TEMPORAL_UNAVAILABLE', message, { logFile }, cause);
}
