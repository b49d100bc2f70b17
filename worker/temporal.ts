/** Connecting to Temporal as the settings say: plain, with mTLS, or with an API key. */
import { readFile } from 'node:fs/promises';
import type { TLSConfig } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { Config } from '../config/config.ts';
import { TendrilError } from '../domain/errors.ts';

export interface ConnectionSettings {
  readonly address: string;
  readonly tls?: TLSConfig | true;
  readonly apiKey?: string;
}

/**
 * @throws TEMPORAL_UNAVAILABLE when no server is named, FILE_UNKNOWN when a certificate cannot be read.
 */
export async function connectionSettings({ temporal }: Config): Promise<ConnectionSettings> {
  const { address, tlsCert, tlsKey, apiKey } = temporal;
  if (address === null)
    throw new TendrilError('TEMPORAL_UNAVAILABLE', 'TEMPORAL_ADDRESS is not set and no engine runs here');
  if (tlsCert !== null && tlsKey !== null) {
    const [crt, key] = await Promise.all([certificate(tlsCert), certificate(tlsKey)]);
    return { address, tls: { clientCertPair: { crt, key } }, ...(apiKey === null ? {} : { apiKey }) };
  }
  return apiKey === null ? { address } : { address, apiKey, tls: true };
}

/**
 * Of gRPC, for the client of the relay: without it the pauses between tries to connect grow to two minutes, and what waited
 * for the end of an outage waits for as long after it.
 */
export const reconnecting = { channelArgs: { 'grpc.max_reconnect_backoff_ms': 5_000 } } as const;

async function certificate(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new TendrilError('FILE_UNKNOWN', `${path} cannot be read`, { path }, cause);
  }
}
