/**
 * What the HTTP server is given. It owns no connection and reads no clock or environment of its own, so that a test
 * can hand it a real store, a fixed key and a clock it steps.
 */
import type { Store } from '../db/store.ts';
import type { Instant } from '../domain/time.ts';
import type { Signer } from '../domain/tokens.ts';
import type { Log } from './log.ts';
import type { Recorder } from './tracking/recorder.ts';

export interface ServerDeps {
  readonly store: Store;
  readonly signer: Signer;
  /** Address under which the outside reaches this server, without a slash at the end. */
  readonly publicUrl: string;
  now(): Instant;
  readonly log: Log;
  /** Records clicks and opens; made by `createApp` when absent. Give your own to wait for it at shutdown. */
  readonly recorder?: Recorder;
}

/** The variables that middleware leaves for handlers. */
export interface AppEnv {
  Variables: { requestId: string };
}
